"""Keeping the register: who lives where, who owns what, who holds which office."""

from datetime import date

from django.db import transaction

from accounts.models import User
from core import clock
from estates.errors import AlreadyHasAnotherSignIn, PostConflict
from estates.models import Person, Post, Residency, Unit
from tenancy.audit import Actor, record
from tenancy.models import Community, Membership

# Whoever pays may not approve, whoever audits does nothing else (domain.md §3.9).
CONFLICTS = (
    frozenset({Post.Role.CASHIER, Post.Role.CHAIR}),
    frozenset({Post.Role.CASHIER, Post.Role.TREASURER}),
    frozenset({Post.Role.CASHIER, Post.Role.SUPERVISOR}),
    frozenset({Post.Role.SUPERVISOR, Post.Role.CHAIR}),
    frozenset({Post.Role.SUPERVISOR, Post.Role.TREASURER}),
    frozenset({Post.Role.STREET_FINANCE, Post.Role.STREET_OFFICER}),
    frozenset({Post.Role.STREET_FINANCE, Post.Role.STREET_LEADER}),
)


@transaction.atomic
def register_resident(
    unit: Unit,
    person: Person,
    *,
    tenure: Residency.Tenure,
    starts_on: date | None = None,
    by: Actor | None,
) -> Residency:
    """Return the verified residency of ``person`` in ``unit`` from ``starts_on`` (today)."""
    residency = Residency.objects.create(
        street_id=unit.street_id,
        estate_id=unit.estate_id,
        unit=unit,
        person=person,
        tenure=tenure,
        starts_on=starts_on or clock.today(),
        verified_at=clock.now(),
    )
    record("estates.resident_registered", residency, by=by, tenure=tenure)
    return residency


@transaction.atomic
def give_sign_in(person: Person, phone: str, *, by: Actor | None) -> User:
    """Return the user of ``phone`` (E.164), now the sign-in of ``person`` and known as a member here.

    Raises AlreadyHasAnotherSignIn.
    """
    user = User.objects.filter(phone=phone).first() or User.objects.create_user(phone, phone_verified=True)
    if person.user_id not in (None, user.pk):
        raise AlreadyHasAnotherSignIn
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
    """Return the new post of ``person``, in the place the person belongs to. Raises PostConflict."""
    day = starts_on or clock.today()
    held = set(Post.objects.in_force(day).filter(person=person).values_list("role", flat=True))
    auditor = {Post.Role.AUDITOR}
    if any(pair <= held | {role} for pair in CONFLICTS) or (held and auditor & (held | {role})):
        raise PostConflict
    post = Post.objects.create(
        street_id=person.street_id,
        estate_id=person.estate_id,
        person=person,
        role=role,
        community=community,
        starts_on=day,
        ends_on=ends_on,
        authority=authority,
    )
    record("estates.appointed", post, by=by, role=role)
    return post
