"""The data folder of one instance: `var/` unless `--data` says otherwise."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tongxin.dev.console import say
from tongxin.dev.failure import Stop

SECRETS = ("superuser", "owner", "app", "backup", "valkey", "django")


@dataclass(frozen=True)
class Folder:
    """The places inside a data folder."""

    root: Path

    @property
    def run(self) -> Path:
        """Pid files, the lock and what the running instance is."""
        return self.root / "run"

    @property
    def log(self) -> Path:
        """One log per program."""
        return self.root / "log"

    @property
    def instance_file(self) -> Path:
        """What `./portal env` reads."""
        return self.run / "instance.json"

    def prepare(self) -> None:
        """Make the folder; Stop if it can't be written."""
        try:
            for each in (self.root, self.run, self.log):
                each.mkdir(parents=True, exist_ok=True)
            _probe(self.run)
        except OSError as error:
            raise Stop(
                f"The data folder {self.root} can't be written ({error.strerror})."
                " Name one that can: ./portal up --data DIR"
            ) from error

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one launcher at a time; the lock goes with the process, however it ends."""
        self.prepare()
        descriptor = os.open(self.run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise Stop(
                f"Another ./portal is using {self.root}. Stop it with Ctrl-C there,"
                " or start a second one beside it: ./portal up --port 8001 --data DIR"
            ) from error
        try:
            yield
        finally:
            os.close(descriptor)

    def is_locked(self) -> bool:
        """Say whether a launcher holds this folder now."""
        try:
            descriptor = os.open(self.run / "lock", os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def secrets(self) -> dict[str, str]:
        """Return this instance's passwords, made at random the first time (file mode 0600)."""
        path = self.root / "secrets.json"
        try:
            known = json.loads(path.read_text())
        except FileNotFoundError:
            known = {}
        except ValueError as error:
            raise Stop(f"{path} is damaged. Put it back, or start anew with --fresh.") from error
        missing = {name: secrets.token_urlsafe(32) for name in SECRETS if not known.get(name)}
        if missing:
            known |= missing
            write_private(path, json.dumps(known, indent=1))
        return known


def _probe(folder: Path) -> None:
    probe = folder / f".probe-{os.getpid()}"
    probe.touch()
    probe.unlink()


@contextlib.contextmanager
def alone_in(folder: Path, *, meanwhile: str = "") -> Iterator[None]:
    """Hold an existing folder against others who ask for it in the same way; wait if they have it.

    ``meanwhile`` is said to the person who has to wait.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if meanwhile:
                say(meanwhile)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def remove_tree(path: Path) -> None:
    """Delete a folder and all in it, or nothing if it is not there."""
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
