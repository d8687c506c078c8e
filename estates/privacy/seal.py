"""Sealing what only named roles may read: bound to its row, so that it opens as nothing else."""

import json
from typing import Any

from cryptography.fernet import InvalidToken

from core import sealing
from estates.privacy.errors import SealUnreadable


def seal(value: Any, *, person_id: int, kind: str) -> str:
    """Return a JSON value as a text that says nothing, and that opens only as this of this person."""
    return sealing.seal(json.dumps({"person": person_id, "kind": kind, "value": value}, ensure_ascii=False))


def unseal(sealed: str, *, person_id: int, kind: str) -> Any:
    """Return what was sealed. Raises SealUnreadable, also for what was sealed as another row's."""
    try:
        plain = json.loads(sealing.unseal(sealed))
    except InvalidToken:
        raise SealUnreadable from None
    if (plain["person"], plain["kind"]) != (person_id, kind):
        raise SealUnreadable
    return plain["value"]


def resealed(sealed: str) -> str:
    """Return the same under the first key. Raises SealUnreadable where no key opens it."""
    try:
        return sealing.seal_again(sealed)
    except InvalidToken:
        raise SealUnreadable from None
