"""Sealing what must not lie readable in the database (decision 0015).

``settings.DATA_KEYS`` are long random texts; the first seals, all of them open. To change keys, put the new
one first, run ``./portal manage reseal``, then take the old one away (docs/deploy.md).
"""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    """Return ``text`` sealed under the first key."""
    return _keys(tuple(settings.DATA_KEYS))[0].encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed. Raises cryptography.fernet.InvalidToken where no key of ours did it."""
    return _all().decrypt(sealed.encode()).decode()


def is_under_first_key(sealed: str) -> bool:
    """Say whether the first key opens it, so that no other is needed for it."""
    try:
        _keys(tuple(settings.DATA_KEYS))[0].decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def seal_again(sealed: str) -> str:
    """Return the same under the first key. Raises InvalidToken where no key of ours did it."""
    return _all().rotate(sealed.encode()).decode()


def _all() -> MultiFernet:
    return MultiFernet(_keys(tuple(settings.DATA_KEYS)))


@lru_cache(maxsize=4)
def _keys(keys: tuple[str, ...]) -> list[Fernet]:
    return [Fernet(_derived(key)) for key in keys]


def _derived(key: str) -> bytes:
    """Return the 256 bits of a long random text in the form Fernet takes."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"tongxin-data:{key}".encode()).digest())
