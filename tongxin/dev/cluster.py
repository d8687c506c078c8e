"""`python -m tongxin.dev cluster`: both servers in the foreground, for work on the project itself."""

import argparse
import contextlib
import time
from collections.abc import Sequence
from pathlib import Path

from tongxin.dev import fonts_step
from tongxin.dev.console import say
from tongxin.dev.environment import django_environment, exports
from tongxin.dev.failure import Interrupted, Stop
from tongxin.dev.folder import Folder, write_private
from tongxin.dev.instance import note_instance
from tongxin.dev.processes import Running
from tongxin.dev.project import VAR
from tongxin.dev.servers import servers, stop_leftovers


def run(argv: Sequence[str]) -> int:
    """Run PostgreSQL and Valkey until SIGTERM or Ctrl-C; `DIR/env.sh` holds their addresses as exports."""
    parser = argparse.ArgumentParser(prog="python -m tongxin.dev cluster")
    parser.add_argument("--data", type=Path, default=VAR / "cluster", help="data folder")
    folder = Folder(parser.parse_args(argv).data.resolve())
    with contextlib.suppress(Interrupted), folder.locked():
        stop_leftovers(folder)
        fonts_step.ensure(folder.root / "fonts")
        with servers(folder, environ={}, is_durable=False) as running:
            values = django_environment(
                running.addresses,
                data=folder.root,
                base_url="http://127.0.0.1:8000",
                secret_key=folder.secrets()["django"],
                settings="test",
                is_demo=False,
            )
            values["BACKUP_DATABASE_URL"] = running.addresses.backup
            write_private(folder.root / "env.sh", exports(values))
            note_instance(folder, values)
            say(f"ready: source {folder.root / 'env.sh'}")
            _wait(running.running)
    return 0


def _wait(running: Sequence[Running]) -> None:
    while all(child.poll() is None for _, child in running):
        time.sleep(0.5)
    raise Stop("One of the servers has stopped; its log says why.")
