"""Stopping somebody's sign-in, and letting it go on: by the security administrator, with a reason."""

from django.db import transaction

from accounts import services as accounts
from accounts.models import User
from core.errors import NotAllowed
from estates.errors import NoSignIn
from estates.models import Person, Post
from tenancy.audit import record


@transaction.atomic
def disable_sign_in(person: Person, *, by: Post, reason: str) -> int:
    """End every session and token of the person's sign-in at once; return how many sessions there were.

    Raises NotAllowed, NoSignIn.
    """
    ended = accounts.disable_sign_in(_sign_in_of(person, by))
    record("estates.sign_in_disabled", person, by=by, reason=reason, sessions=ended)
    return ended


@transaction.atomic
def enable_sign_in(person: Person, *, by: Post, reason: str) -> None:
    """Let the person sign in again. Raises NotAllowed, NoSignIn."""
    accounts.enable_sign_in(_sign_in_of(person, by))
    record("estates.sign_in_enabled", person, by=by, reason=reason)


def _sign_in_of(person: Person, by: Post) -> User:
    if by.role != Post.Role.SECURITY_ADMIN:
        raise NotAllowed(needed=Post.Role.SECURITY_ADMIN.label)
    if person.user is None:
        raise NoSignIn
    return person.user
