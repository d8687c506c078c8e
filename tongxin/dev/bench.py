"""`./portal bench [name]`: the benchmarks against servers of their own."""

from collections.abc import Sequence

from tongxin.dev import foreground, packages, suite
from tongxin.dev.console import Steps
from tongxin.dev.failure import Stop
from tongxin.dev.project import ROOT, VENV_PYTHON


def run(argv: Sequence[str]) -> int:
    """Run `python -m benchmarks` and return its exit code."""
    if not (ROOT / "benchmarks" / "__main__.py").exists():
        raise Stop("There are no benchmarks yet.")
    steps = Steps(5)
    suite.prepare(steps, packages.RUN)
    with suite.own_servers("bench", steps) as env:
        return foreground.run([str(VENV_PYTHON), "-m", "benchmarks", *argv], env=env, cwd=ROOT)
