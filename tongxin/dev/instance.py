"""The running instance: what `./portal up` notes, and `./portal env`, which prints it."""

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from tongxin.dev.environment import SHOWN, exports
from tongxin.dev.failure import Stop
from tongxin.dev.folder import Folder, write_private
from tongxin.dev.processes import started_at
from tongxin.dev.project import VAR


def run(argv: Sequence[str]) -> int:
    """Print the running instance's addresses as shell exports; Stop if none runs."""
    parser = argparse.ArgumentParser(prog="./portal env")
    parser.add_argument("--data", type=Path, default=VAR, help="data folder of the instance")
    folder = Folder(parser.parse_args(argv).data.resolve())
    env = running_environment(folder)
    if env is None:
        raise Stop(f"Nothing runs with the data folder {folder.root}. Start it: ./portal up")
    print(exports({name: env[name] for name in SHOWN}), end="")
    return 0


def note_instance(folder: Folder, env: Mapping[str, str]) -> None:
    """Note that we are ready and what Django is told (a private file: it holds passwords)."""
    pid = os.getpid()
    note = {"pid": pid, "started": started_at(pid), "env": dict(env)}
    write_private(folder.instance_file, json.dumps(note, indent=1))


def running_environment(folder: Folder) -> dict[str, str] | None:
    """Return what the instance that runs on this folder tells Django, None if none is ready."""
    note = _read(folder)
    if note and folder.is_locked() and started_at(note["pid"]) == note["started"]:
        return dict(note["env"])
    return None


def was_demonstration(folder: Folder) -> bool:
    """Say whether the folder's last instance was a demonstration; a folder that had none is one."""
    note = _read(folder)
    return note is None or note["env"].get("TONGXIN_DEMO") == "1"


def _read(folder: Folder) -> dict | None:
    try:
        note = json.loads(folder.instance_file.read_text())
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) and {"pid", "started", "env"} <= note.keys() else None
