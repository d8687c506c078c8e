"""`./portal test`: pytest against servers of its own, which are gone afterwards."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tongxin.dev import fonts_step, foreground, packages, venv
from tongxin.dev.console import Steps
from tongxin.dev.environment import cleaned, django_environment
from tongxin.dev.folder import Folder, alone_in, remove_tree
from tongxin.dev.home import forget_home
from tongxin.dev.project import ROOT, VAR, VENV, VENV_PYTHON
from tongxin.dev.servers import servers, stop_leftovers

MOST_WORKERS = 4


def run(argv: Sequence[str]) -> int:
    """Run pytest with these arguments and return its exit code; without any, the whole suite in parallel."""
    steps = Steps(5)
    prepare(steps, packages.TEST)
    with own_servers("test", steps) as env:
        workers = min(os.cpu_count() or 1, MOST_WORKERS)
        chosen = list(argv) or ["-n", str(workers)]
        return foreground.run([str(VENV_PYTHON), "-m", "pytest", *chosen], env=env, cwd=ROOT)


def prepare(steps: Steps, system_packages: Sequence[str]) -> None:
    """See to the development requirements, the system packages and the print fonts."""
    steps.say("Python packages")
    venv.ensure(venv.Venv(VENV, ROOT), "requirements-dev.txt")
    steps.say("System packages")
    packages.ensure(system_packages)
    steps.say("Print fonts")
    fonts_step.ensure(VAR / "fonts")


@contextlib.contextmanager
def own_servers(
    purpose: str, steps: Steps | None = None, *, is_durable: bool = False
) -> Iterator[Mapping[str, str]]:
    """Yield Django's environment with servers in a temporary folder; DATABASE_URL is never looked at."""
    parent = VAR / purpose
    parent.mkdir(parents=True, exist_ok=True)
    tell = steps.say if steps else lambda line: None
    with contextlib.ExitStack() as stack:
        # Until it is locked, a new folder looks like an abandoned one.
        with alone_in(parent):
            clear_abandoned(parent)
            folder = Folder(Path(tempfile.mkdtemp(prefix="run-", dir=parent)))
            stack.callback(_delete, folder)
            stack.enter_context(folder.locked())
        # `nobody` must get through; what is private in there is private itself.
        folder.root.chmod(0o711)
        (folder.root / "fonts").symlink_to(VAR / "fonts")
        running = stack.enter_context(servers(folder, environ={}, is_durable=is_durable, tell=tell))
        env = django_environment(
            running.addresses,
            data=folder.root,
            base_url="http://127.0.0.1:8000",
            secret_key=folder.secrets()["django"],
            settings="test",
            is_demo=False,
        )
        yield cleaned() | env | {"BACKUP_DATABASE_URL": running.addresses.backup}


def clear_abandoned(parent: Path) -> None:
    """Delete the folders of earlier runs that were killed before they could tidy up."""
    for root in parent.glob("run-*"):
        folder = Folder(root)
        if root.is_dir() and not folder.is_locked():
            stop_leftovers(folder)
            _delete(folder)


def _delete(folder: Folder) -> None:
    forget_home(folder)
    remove_tree(folder.root)
