"""Stopping somebody's sign-in and letting it go on, by the security administrator; its new number."""

from django.db import transaction

from accounts import services as accounts
from accounts.models import User
from core.errors import NotAllowed
from core.masking import mask_phone
from estates.errors import NoSignIn
from estates.models import Person, Post
from tenancy.audit import record
from tenancy.models import Membership
from tenancy.scope import identity, scope


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


def follow_phone(user_id: int, old: str, phone: str) -> None:
    """Write a sign-in's new number down for each person it is of, where the old one stood."""
    with identity(user_id):
        places = set(Membership.objects.filter(user_id=user_id).values_list("street_id", "estate_id"))
    for street_id, estate_id in places:
        with scope(street_id, estate_id):
            for person in Person.objects.filter(user_id=user_id, phone=old):
                person.phone = phone
                person.save(update_fields=["phone"])
                record("estates.phone_changed", person, by=None, old=mask_phone(old), new=mask_phone(phone))


def _sign_in_of(person: Person, by: Post) -> User:
    if by.role != Post.Role.SECURITY_ADMIN:
        raise NotAllowed(needed=Post.Role.SECURITY_ADMIN.label)
    if person.user is None:
        raise NoSignIn
    return person.user
