"""Sealing what only named roles may read: encrypted, bound to its row, under keys that can be changed.

``settings.DATA_KEYS`` are long random texts; the first seals, all of them open. To change keys, put the new
one first, run ``./portal manage reseal``, then take the old one away (docs/deploy.md).
"""

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from estates.privacy.errors import SealUnreadable


def seal(value: Any, *, person_id: int, kind: str) -> str:
    """Return a JSON value as a text that says nothing, and that opens only as this of this person."""
    plain = json.dumps({"person": person_id, "kind": kind, "value": value}, ensure_ascii=False)
    return _keys()[0].encrypt(plain.encode()).decode()


def unseal(sealed: str, *, person_id: int, kind: str) -> Any:
    """Return what was sealed. Raises SealUnreadable, also for what was sealed as another row's."""
    try:
        plain = json.loads(MultiFernet(_keys()).decrypt(sealed.encode()))
    except InvalidToken:
        raise SealUnreadable from None
    if (plain["person"], plain["kind"]) != (person_id, kind):
        raise SealUnreadable
    return plain["value"]


def is_under_first_key(sealed: str) -> bool:
    """Say whether the first key opens it, so that no other is needed for it."""
    try:
        _keys()[0].decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def resealed(sealed: str) -> str:
    """Return the same under the first key. Raises SealUnreadable where no key opens it."""
    try:
        return MultiFernet(_keys()).rotate(sealed.encode()).decode()
    except InvalidToken:
        raise SealUnreadable from None


def _keys() -> list[Fernet]:
    return [Fernet(_derived(key)) for key in settings.DATA_KEYS]


def _derived(key: str) -> bytes:
    """Return the 256 bits of a long random text in the form Fernet takes."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"tongxin-data:{key}".encode()).digest())
