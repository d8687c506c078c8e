"""Ending somebody's sign-in at a place, and altogether where it was the last one."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts.devices import end_all
from accounts.models import User
from accounts.services import revoke_tokens
from estates.models import Person
from tenancy.audit import Actor, record
from tenancy.models import Membership
from tenancy.scope import identity


@transaction.atomic
def end_sign_in(person: Person, *, by: Actor | None) -> None:
    """Let the person's sign-in act as them no more; where it was nobody else's, it ends altogether."""
    user = person.user
    if user is None:
        return
    person.user = None
    person.save(update_fields=["user"])
    Membership.objects.filter(street_id=person.street_id, estate_id=person.estate_id, user=user).delete()
    end_all(user)
    record("estates.sign_in_ended", person, by=by)
    with identity(user.pk):
        needed_elsewhere = Membership.objects.filter(user=user).exists()
    if not needed_elsewhere:
        close(user)


def close(user: User) -> None:
    """Take away by what a user signs in; the row stays, because others point to it."""
    revoke_tokens(user)
    end_all(user)
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=user).delete()
    user.phone, user.phone_verified, user.is_active = f"erased-{user.pk}", False, False
    user.set_unusable_password()
    user.save()
