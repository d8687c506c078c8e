"""The virtual environment: made once, filled from the locked requirements, refilled when they change."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tongxin.dev.console import say
from tongxin.dev.failure import Stop
from tongxin.dev.folder import alone_in, remove_tree
from tongxin.dev.logs import last_lines
from tongxin.dev.processes import run_tied

OLDEST, TOO_NEW = (3, 11), (3, 13)  # pyproject.toml's requires-python
LEVELS = ("requirements.txt", "requirements-up.txt", "requirements-dev.txt")  # each holds the one before
WAITING = "      another ./portal is installing packages; waiting for it"


@dataclass(frozen=True)
class Venv:
    """A virtual environment and the folder of the requirement files it is filled from."""

    folder: Path
    requirements: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def stamp_file(self) -> Path:
        """What was installed last, and from which files."""
        return self.folder / "tongxin-requirements.json"

    def is_current(self, level: str) -> bool:
        """Say whether the packages of a requirement file are installed as it is now."""
        try:
            stamp = json.loads(self.stamp_file.read_text())
            installed = LEVELS[: LEVELS.index(stamp["level"]) + 1]
        except (OSError, ValueError, KeyError, TypeError):
            return False
        return level in installed and all(stamp.get(each) == self._hash(each) for each in installed)

    def _hash(self, level: str) -> str:
        return hashlib.sha256((self.requirements / level).read_bytes()).hexdigest()

    def write_stamp(self, level: str) -> None:
        """Note that a requirement file is installed as it is now."""
        hashes = {each: self._hash(each) for each in LEVELS}
        self.stamp_file.write_text(json.dumps({"level": level, **hashes}))


def ensure(venv: Venv, level: str) -> None:
    """Make the environment and install a requirement file into it, unless that was done before.

    A half-made environment is made again. Raises Stop with what to do: no venv module, read-only
    folder, no package index within reach.
    """
    with alone_in(venv.requirements, meanwhile=WAITING):
        if venv.is_current(level) and _has(venv, "pip"):
            return
        if not _has(venv, "pip"):
            _make(venv)
        venv.stamp_file.unlink(missing_ok=True)
        say(f"      installing {level} (the first time takes about a minute)")
        _install(venv, level)
        venv.write_stamp(level)


def _has(venv: Venv, package: str) -> bool:
    folders = venv.folder.glob("lib/python3.*/site-packages")
    return os.access(venv.python, os.X_OK) and any((folder / package).is_dir() for folder in folders)


def find_python(version: tuple[int, ...] = sys.version_info[:2], path: str | None = None) -> str:
    """Return an interpreter that the project runs on: our own, else one on PATH; Stop if there is none."""
    if OLDEST <= version < TOO_NEW:
        # Asked from within a virtual environment, a new one is made from what that one was made from.
        return str(getattr(sys, "_base_executable", sys.executable))
    for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}", path=path)
        if found:
            return found
    raise Stop(
        "Tongxin runs on Python 3.11 or 3.12, and neither is here."
        " Install one: sudo apt-get install python3.11 python3.11-venv"
    )


def _make(venv: Venv) -> None:
    python = find_python()
    try:
        remove_tree(venv.folder)
    except OSError as error:
        raise Stop(f"{venv.folder} can't be written ({error.strerror}).") from error
    done = _run([python, "-m", "venv", str(venv.folder)])
    if done.returncode == 0:
        return
    words = done.stdout + done.stderr
    if "ensurepip" in words:
        name = Path(os.path.realpath(python)).name
        raise Stop(f"Python's venv module is missing. Install it: sudo apt-get install {name}-venv")
    raise Stop(f"The virtual environment could not be made in {venv.folder}:\n{words.strip()}")


def _install(venv: Venv, level: str) -> None:
    file = venv.requirements / level
    options = ["--require-hashes", "--no-input", "--disable-pip-version-check", "--quiet"]
    done = _run([str(venv.python), "-m", "pip", "install", *options, "-r", str(file)])
    if done.returncode:
        raise Stop(_why_not(level, done.stdout + done.stderr))


def _run(argv: Sequence[str]) -> subprocess.CompletedProcess[str]:
    surprises = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER")
    env = {name: value for name, value in os.environ.items() if name not in surprises}
    # No package on the lock is meant for the caller's own folders.
    return run_tied(argv, env=env | {"PIP_USER": "0"})


def _why_not(level: str, words: str) -> str:
    unreachable = (
        "connection",
        "resolve",
        "timed out",
        "Max retries",
        "No matching distribution",
        "Temporary",
    )
    tail = last_lines(words, 4)
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in words:
        return f"A package is not the one that {level} names. Nothing of it was installed.\n{tail}"
    if "No space left" in words:
        return f"The disk is full; {level} needs about 600 MB.\n{tail}"
    if any(word in words for word in unreachable):
        return (
            "The packages could not be fetched: no package index was reached."
            f" Check the network, or name a mirror in PIP_INDEX_URL, and start again.\n{tail}"
        )
    return f"{level} could not be installed.\n{tail}"
