"""`./portal manage …`: a Django command with the servers it needs."""

import os
from collections.abc import Sequence
from pathlib import Path

from tongxin.dev import foreground, venv
from tongxin.dev.environment import cleaned, django_environment
from tongxin.dev.folder import Folder
from tongxin.dev.instance import running_environment, was_demonstration
from tongxin.dev.project import ROOT, VAR, VENV, VENV_PYTHON
from tongxin.dev.servers import servers, stop_leftovers


def run(argv: Sequence[str]) -> int:
    """Run `manage.py` against the running instance, else with servers started for it; return its exit code.

    TONGXIN_DATA names the data folder, `var/` if it is not set.
    """
    folder = Folder(Path(os.environ.get("TONGXIN_DATA") or VAR).resolve())
    command = [str(VENV_PYTHON), str(ROOT / "manage.py"), *argv]
    env = running_environment(folder)
    if env is not None:
        return foreground.run(command, env=cleaned() | env, cwd=Path.cwd())
    with folder.locked():
        stop_leftovers(folder)
        venv.ensure(venv.Venv(VENV, ROOT), "requirements-up.txt")
        with servers(folder) as running:
            env = django_environment(
                running.addresses,
                data=folder.root,
                base_url=os.environ.get("BASE_URL", "http://127.0.0.1:8000"),
                secret_key=folder.secrets()["django"],
                settings="dev",
                is_demo=was_demonstration(folder),
            )
            return foreground.run(command, env=cleaned() | env, cwd=Path.cwd())
