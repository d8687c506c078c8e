"""What is done with sign-ins and API tokens: tries noted, tokens given out once, found, revoked."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpRequest

from accounts import devices
from accounts.errors import TokenNameTooLong, TokenTermImpossible
from accounts.models import ApiToken, SignIn, User
from core import clock
from core.errors import Refused

PREFIX = "tongxin_"  # so that a token left lying about is known for what it is
LONGEST_DAYS = 366


@contextmanager
def note_try(request: HttpRequest, user: User | None) -> Iterator[None]:
    """Write a line into the log of sign-ins where what is tried inside the block is refused."""
    try:
        yield
    except Refused:
        note_failed(request, user)
        raise


def note_failed(request: HttpRequest, user: User | None) -> None:
    """Write a failed try into the log of sign-ins."""
    address = get_adapter().get_client_ip(request)
    SignIn.objects.create(user=user, succeeded=False, address=address)


@transaction.atomic
def disable_sign_in(user: User) -> int:
    """Let nobody sign in as ``user`` from the next request on, by phone, session or token.

    Returns how many sessions were ended. Who did it and why is recorded where offices are known
    (``estates.sign_ins``).
    """
    revoke_tokens(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.is_active = False
    return devices.end_all(user)


def enable_sign_in(user: User) -> None:
    """Let ``user`` sign in again; sessions and tokens that were ended stay so."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True


@transaction.atomic
def give_token(user: User, *, name: str, days: int) -> str:
    """Return a new token of ``user`` that counts for ``days``; it can be read here and never again.

    Raises TokenTermImpossible, TokenNameTooLong.
    """
    longest = ApiToken._meta.get_field("name").max_length or 0
    if len(name) > longest:
        raise TokenNameTooLong(most=longest)
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenTermImpossible(most=LONGEST_DAYS)
    token = PREFIX + secrets.token_urlsafe(32)
    expires_at = clock.now() + timedelta(days=days)
    ApiToken.objects.create(user=user, name=name, sha256=hash_of(token), expires_at=expires_at)
    return token


def revoke_tokens(user: User, *, name: str = "") -> int:
    """Return how many tokens of ``user`` (only those called ``name``, if given) count no more from now on."""
    tokens = ApiToken.objects.in_force().filter(user=user)
    return (tokens.filter(name=name) if name else tokens).update(revoked_at=clock.now())


def find_token(token: str) -> ApiToken | None:
    """Return the token that signs in now, with its user; writes down the day of its use."""
    found = ApiToken.objects.in_force().filter(sha256=hash_of(token)).select_related("user").first()
    today = clock.today()
    if found is not None and found.last_used_on != today:
        ApiToken.objects.filter(pk=found.pk).update(last_used_on=today)
    return found


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
