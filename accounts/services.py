"""What is done with API tokens: given out once, found by their hash, revoked."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from accounts.errors import TokenNameTooLong, TokenTermImpossible
from accounts.models import ApiToken, User
from core import clock

PREFIX = "tongxin_"  # so that a token left lying about is known for what it is
LONGEST_DAYS = 366


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
