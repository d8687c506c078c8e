"""A private store of bytes under the name of their own SHA-256.

A file is written once, never changed, and has no address of its own: views hand it out after asking who
asks, or have the proxy do it (``core.web.stored_file``). A file under its final name is always whole,
whatever was killed in between: it is written elsewhere on the same file system, flushed, renamed, and the
folder flushed.
The row that says whose file it is belongs to ``tenancy.StoredFile``.
"""

import hashlib
import os
import re
import tempfile
import time
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = "unfinished"


class Damaged(Exception):
    """The bytes on disk are not those that were stored: restore the file from the backup."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"stored file {sha256} does not match its name; restore it from the backup")


def root() -> Path:
    """Return the folder of the store: ``settings.FILES_ROOT``, else ``$TONGXIN_DATA/files``."""
    configured = settings.configured or "DJANGO_SETTINGS_MODULE" in os.environ
    chosen = getattr(settings, "FILES_ROOT", None) if configured else None
    return Path(chosen) if chosen else Path(os.environ["TONGXIN_DATA"]) / "files"


def path(sha256: str) -> Path:
    """Return where the file stands or would stand. Raises ValueError for anything but 64 hex digits."""
    if not _NAME.fullmatch(sha256):
        raise ValueError("a stored file is named by 64 lower-case hex digits")
    return root() / sha256[:2] / sha256[2:4] / sha256


def exists(sha256: str) -> bool:
    """Say whether the file is stored."""
    return path(sha256).is_file()


def put(data: bytes) -> str:
    """Store ``data`` and return its SHA-256; once returned, the bytes survive a power cut.

    Storing the same bytes again, also at the same time, is harmless; a damaged copy is replaced.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    target = path(sha256)
    folders = (root(), target.parent.parent, target.parent)
    for folder in (*folders, root() / _UNFINISHED):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_whole(target, sha256):
        _write(data, target)
    # Also when the file was there: whoever is writing it now may not have come this far.
    for folder in reversed(folders):
        _flush(folder)
    return sha256


def read(sha256: str) -> bytes:
    """Return the bytes. Raises FileNotFoundError, and Damaged if they are not what was stored."""
    data = path(sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Damaged(sha256)
    return data


def remove(sha256: str) -> None:
    """Remove the bytes, for whom the law gives the right to have them deleted; gone already is fine.

    The caller knows that no row needs them any more. Raises ValueError for what names no stored file.
    """
    path(sha256).unlink(missing_ok=True)


def remove_unfinished(*, older_than_seconds: int = 3600) -> int:
    """Remove what killed writers left behind and return how many files that were."""
    limit = time.time() - older_than_seconds
    removed = 0
    for leftover in (root() / _UNFINISHED).glob("*"):
        if leftover.stat().st_mtime < limit:
            leftover.unlink(missing_ok=True)
            removed += 1
    return removed


def _is_whole(target: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(target.read_bytes()).hexdigest() == sha256
    except FileNotFoundError:
        return False


def _write(data: bytes, target: Path) -> None:
    # mkstemp opens with 0600; no two writers share a name.
    handle, unfinished = tempfile.mkstemp(dir=root() / _UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, target)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _flush(folder: Path) -> None:
    """Make the names in a folder survive a power cut: flushing a file does not flush its name."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
