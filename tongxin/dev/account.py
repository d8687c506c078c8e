"""The account the two servers run as: PostgreSQL refuses to run as root (stack.md §1)."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from tongxin.dev.failure import Stop


@dataclass(frozen=True)
class Account:
    """A user and group id, and whether we have to change into it."""

    uid: int
    gid: int
    is_other: bool

    def spawn_options(self) -> dict[str, object]:
        """Return the subprocess arguments that make a child run as this account."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give one file or folder to this account."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def can_reach(self, path: Path) -> bool:
        """Say whether this account may enter every folder above ``path``."""
        if not self.is_other:
            return True
        return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents if folder.exists())


def server_account(uid: int | None = None) -> Account:
    """Return `nobody` for root, else the caller; Stop if the uid has no name (initdb would refuse)."""
    uid = os.getuid() if uid is None else uid
    try:
        name = pwd.getpwnam("nobody") if uid == 0 else pwd.getpwuid(uid)
    except KeyError as error:
        raise Stop(
            f"PostgreSQL needs a user with a name, and uid {uid} has none in /etc/passwd."
            " Start as a user that has one, or set DATABASE_URL and OWNER_DATABASE_URL to a server of yours."
        ) from error
    return Account(uid=name.pw_uid, gid=name.pw_gid, is_other=uid == 0)
