"""`./portal bench [name]`: the benchmarks against servers of their own."""

from collections.abc import Sequence

from tongxin.dev import foreground, packages, suite
from tongxin.dev.console import Steps, complain
from tongxin.dev.failure import Stop
from tongxin.dev.project import ROOT, VENV_PYTHON


def run(argv: Sequence[str]) -> int:
    """Run `python -m benchmarks` and return its exit code."""
    if not (ROOT / "benchmarks" / "__main__.py").exists():
        raise Stop("There are no benchmarks yet.")
    # What is printed on stdout is JSON and nothing else.
    steps = Steps(5, tell=complain)
    suite.prepare(steps, packages.RUN)
    # A commit costs what it costs an installation: these servers write to the disk as those of `up` do.
    with suite.own_servers("bench", steps, is_durable=True) as env:
        return foreground.run([str(VENV_PYTHON), "-m", "benchmarks", *argv], env=env, cwd=ROOT)
