"""Sealing what must not lie readable in the database: the first key seals, all open (decision 0015)."""

from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    """Return ``text`` sealed under the first key."""
    return _keys(tuple(settings.SEALING_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed. Raises cryptography.fernet.InvalidToken where no key of ours did it."""
    return _keys(tuple(settings.SEALING_KEYS)).decrypt(sealed.encode()).decode()


def seal_again(sealed: str) -> str:
    """Return the same under the first key, so that an older one can be given up."""
    return _keys(tuple(settings.SEALING_KEYS)).rotate(sealed.encode()).decode()


@lru_cache(maxsize=4)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
