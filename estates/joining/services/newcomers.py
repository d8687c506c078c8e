"""Somebody who is not registered in a unit becomes so: as a person of the register, or as a new one."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from estates.joining.errors import AlreadyLivesHere, OtherNameHere, OwnerNameDiffers
from estates.models import Ownership, Person, Residency, Unit
from estates.services import give_sign_in, register_resident
from tenancy.audit import Actor


@dataclass(frozen=True)
class Newcomer:
    """Who is signed in and may not be anybody here yet: the actor of what makes them somebody."""

    user: User

    @property
    def actor_label(self) -> str:
        """How the audit log names this actor."""
        return f"登录账号 {self.user.pk}"

    @property
    def actor_user_id(self) -> int | None:
        """The sign-in itself."""
        return self.user.pk


@dataclass(frozen=True)
class Joining:
    """Who joins which unit as what; ``phone`` (E.164) signs in, nothing for somebody who has none."""

    unit: Unit
    name: str
    tenure: Residency.Tenure
    source: Residency.Source
    phone: str
    owns: bool = False


def settle(joining: Joining, *, by: Actor) -> Residency:
    """Return the residency, its person known by the sign-in; an owner is a person of the register.

    Nobody is merged by name across units: names are compared within the unit only. Runs in the caller's
    transaction. Raises OtherNameHere, OwnerNameDiffers, AlreadyLivesHere. Source: domain.md §6 case 3.
    """
    known = _known(joining)
    person = known or (_owner(joining) if joining.owns else _resident(joining)) or _new(joining)
    if known is not None and joining.owns and not _owners(joining).filter(pk=known.pk).exists():
        raise OwnerNameDiffers
    lives = Residency.objects.in_force().filter(unit=joining.unit, person=person, verified_at__isnull=False)
    residency = lives.first()
    if residency is not None and (known is not None or not joining.phone):
        raise AlreadyLivesHere
    if residency is None:
        residency = register_resident(
            joining.unit, person, tenure=joining.tenure, source=joining.source, by=by
        )
    if joining.phone and person.user_id is None:
        give_sign_in(person, joining.phone, by=by)
    return residency


def _known(joining: Joining) -> Person | None:
    """Return who the sign-in is in this estate. Raises OtherNameHere."""
    if not joining.phone:
        return None
    known = Person.objects.filter(estate_id=joining.unit.estate_id, user__phone=joining.phone).first()
    if known is not None and known.name != joining.name:
        raise OtherNameHere
    return known


def _owners(joining: Joining) -> QuerySet[Person]:
    """Return the living owners of the unit of exactly this name."""
    owning = Ownership.objects.in_force().filter(unit=joining.unit)
    return Person.objects.filter(
        pk__in=owning.values("person_id"),
        name=joining.name,
        kind=Person.Kind.NATURAL,
        deceased_on=None,
        erased_at=None,
    )


def _owner(joining: Joining) -> Person:
    """Return the one owner of this name whom nobody signs in as. Raises OwnerNameDiffers."""
    found = list(_owners(joining).filter(user=None).select_for_update(of=("self",)).order_by("pk")[:2])
    if len(found) != 1:
        raise OwnerNameDiffers
    return found[0]


def _resident(joining: Joining) -> Person | None:
    """Return who lives in the unit on paper under this name: the same person, who signs in now."""
    living = Residency.objects.in_force().filter(unit=joining.unit, verified_at__isnull=False)
    rows = Person.objects.filter(
        pk__in=living.values("person_id"), name=joining.name, user=None, erased_at=None, deceased_on=None
    )
    return rows.select_for_update(of=("self",)).order_by("pk").first()


def _new(joining: Joining) -> Person:
    """Return a new person of the estate, registered today."""
    return Person.objects.create(
        street_id=joining.unit.street_id,
        estate_id=joining.unit.estate_id,
        name=joining.name,
        phone=joining.phone,
        is_demo=joining.unit.estate.is_demo,
    )
