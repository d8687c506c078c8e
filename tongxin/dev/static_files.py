"""Collecting the static files, only when one of them has changed."""

import hashlib
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from tongxin.dev.failure import Stop
from tongxin.dev.logs import last_lines
from tongxin.dev.project import ROOT, VAR, VENV, VENV_PYTHON

STAMP = ".collected-from"


def collect(target: Path, env: Mapping[str, str]) -> None:
    """Run `collectstatic` into ``target`` unless its stamp says that nothing has changed since."""
    stamp = target / STAMP
    wanted = fingerprint(sources())
    if stamp.exists() and stamp.read_text() == wanted:
        return
    argv = [str(VENV_PYTHON), "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    target.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(argv, cwd=ROOT, env=dict(env), capture_output=True, text=True)
    if done.returncode:
        raise Stop(f"The static files could not be collected:\n{last_lines(done.stdout + done.stderr)}")
    stamp.write_text(wanted)


def sources() -> list[Path]:
    """Return every file that decides what is collected: ours, and the stamp of the installed packages."""
    folders = [ROOT / "static", *ROOT.glob("*/static")]
    # var/static is what is collected into: counted, it would ask for another collection each time.
    ours = [path for folder in folders if folder.parent != VAR for path in folder.rglob("*")]
    settings = list((ROOT / "tongxin" / "settings").glob("*.py"))
    return sorted(path for path in [*ours, *settings, VENV / "tongxin-requirements.json"] if path.is_file())


def fingerprint(files: Iterable[Path]) -> str:
    """Return a hash over names, sizes and times of change."""
    digest = hashlib.sha256()
    for path in files:
        state = path.stat()
        digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
