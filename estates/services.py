"""Keeping the register: who lives where, who owns what, who holds which office."""

from datetime import date

from django.db import transaction

from accounts.models import User
from core import clock
from core.rows import locked
from estates.errors import AlreadyHasAnotherSignIn
from estates.models import Person, Post, Residency, Unit
from estates.offices.holding import held_with, refuse_appointer, refuse_conflict, refuse_post
from estates.privacy.agreeing import need_guardian
from tenancy.audit import Actor, record
from tenancy.models import Community, Membership


@transaction.atomic
def register_resident(
    unit: Unit,
    person: Person,
    *,
    tenure: Residency.Tenure,
    source: Residency.Source = Residency.Source.STAFF,
    starts_on: date | None = None,
    by: Actor | None,
) -> Residency:
    """Return the verified residency of ``person`` in ``unit`` from ``starts_on`` (today).

    Raises GuardianMissing for a child with a sign-in of its own.
    """
    if person.user_id is not None:
        need_guardian(person)
    residency = Residency.objects.create(
        street_id=unit.street_id,
        estate_id=unit.estate_id,
        unit=unit,
        person=person,
        tenure=tenure,
        source=source,
        starts_on=starts_on or clock.today(),
        verified_at=clock.now(),
    )
    record("estates.resident_registered", residency, by=by, tenure=tenure)
    return residency


@transaction.atomic
def give_sign_in(person: Person, phone: str, *, by: Actor | None) -> User:
    """Return the user of ``phone`` (E.164), now the sign-in of ``person`` and known as a member here.

    Raises AlreadyHasAnotherSignIn, GuardianMissing, and PostConflict where two offices would come into the
    same hands.
    """
    need_guardian(person)
    locked(person)  # an office given at this moment comes before or after
    user = User.objects.filter(phone=phone).first() or User.objects.create_user(phone, phone_verified=True)
    if person.user_id not in (None, user.pk):
        raise AlreadyHasAnotherSignIn
    refuse_conflict(Post.objects.filter(person=person), held_with(person, user))
    if not user.phone_verified:
        # Whoever is registered with a number may sign in with it, as one that began by itself may not.
        user.phone_verified = True
        user.save(update_fields=["phone_verified"])
    person.user = user
    person.save(update_fields=["user"])
    Membership.objects.get_or_create(street_id=person.street_id, estate_id=person.estate_id, user=user)
    record("estates.sign_in_given", person, by=by)
    return user


@transaction.atomic
def appoint(
    person: Person,
    role: Post.Role,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    community: Community | None = None,
    authority: str = "",
    by: Actor | None,
) -> Post:
    """Return the new post of ``person``, in the place the person belongs to, for ``[starts_on, ends_on)``.

    ``by=None`` is the command line. Raises NotAllowed, OwnOffice, WrongPlace, CommunityMissing,
    AuthorityMissing, EndsBeforeItStarts, NotAPersonAnyMore, PostConflict, AlreadyInOffice.
    """
    person = locked(person)
    post = Post(
        street_id=person.street_id,
        estate_id=person.estate_id,
        person=person,
        role=role,
        community=community,
        starts_on=starts_on or clock.today(),
        ends_on=ends_on,
        authority=authority.strip(),
    )
    if by is not None:
        refuse_appointer(post, by)
    refuse_post(post)
    refuse_conflict([post], held_with(person))
    post.save(force_insert=True)
    record("estates.appointed", post, by=by, role=role, authority=post.authority)
    return post
