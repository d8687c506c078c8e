"""Who is registered, where they live, and when they died."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from accounts.services import disable_sign_in
from core import clock, masking
from core.rows import locked, update
from estates.models import Ownership, Person, Post, Residency, Unit
from estates.register import errors
from estates.register.services import keeping
from estates.register.services.titles import let_speak
from estates.services import register_resident
from tenancy.audit import record
from tenancy.models import Estate


@dataclass(frozen=True)
class Death:
    """What a death changed; ``offices`` are still held on paper, whoever appointed ends them."""

    person: Person
    units: list[Unit]
    moved_out: list[Residency]
    offices: list[Post]


@transaction.atomic
def register_person(
    estate: Estate,
    *,
    name: str,
    phone: str = "",
    kind: Person.Kind = Person.Kind.NATURAL,
    by: Post,
) -> Person:
    """Return somebody new in the register of ``estate``; ``phone`` is E.164 or empty. Raises NotAllowed."""
    keeping.need_keeper(by, estate)
    person = Person.objects.create(
        street_id=estate.street_id,
        estate=estate,
        kind=kind,
        name=name.strip(),
        phone=phone,
        is_demo=estate.is_demo,
    )
    record("estates.person_registered", person, by=by)
    return person


@transaction.atomic
def move_in(unit: Unit, person: Person, *, tenure: Residency.Tenure, on: date, by: Post) -> Residency:
    """Return the residency of ``person`` in ``unit`` from ``on``, verified by who keeps the register.

    Raises NotAllowed, UnitNotThere, PersonErased, DayImpossible, DayTooEarly, AlreadyLivesThere.
    """
    keeping.need_keeper(by, unit.estate)
    unit = keeping.standing_unit(unit)
    if person.estate_id != unit.estate_id or person.erased_at or person.deceased_on:
        raise errors.PersonErased
    keeping.need_day(on, unit.estate)
    if unit.starts_on and unit.starts_on > on:
        raise errors.DayTooEarly(since=unit.starts_on.isoformat())
    for home in unit.residencies.filter(person=person):
        if home.ends_on is None or home.ends_on > on:
            raise errors.AlreadyLivesThere(name=person.name, label=unit.label)
    return register_resident(unit, person, tenure=tenure, starts_on=on, by=by)


@transaction.atomic
def move_out(residency: Residency, *, on: date, by: Post) -> Residency:
    """Return the residency, which ends with the day before ``on``.

    Raises NotAllowed, LivesElsewhereNow, DayImpossible, DayTooEarly.
    """
    keeping.need_keeper(by, residency.estate)
    residency = locked(residency)
    if residency.ends_on is not None:
        raise errors.LivesElsewhereNow(on=residency.ends_on.isoformat())
    keeping.need_day(on, residency.estate)
    if on <= residency.starts_on:
        raise errors.DayTooEarly(since=residency.starts_on.isoformat())
    keeping.end(residency, on)
    record("estates.moved_out", residency, by=by, on=on.isoformat())
    return residency


@transaction.atomic
def correct_person(person: Person, *, name: str, phone: str, by: Post) -> Person:
    """Return the person with name and phone as they should have been.

    The log keeps what both said before, phones masked. Raises NotAllowed, PersonErased, SignInKeepsPhone,
    NothingToCorrect.
    """
    keeping.need_keeper(by, person.estate)
    person = locked(person)
    if person.erased_at is not None:
        raise errors.PersonErased
    name = name.strip()
    if (name, phone) == (person.name, person.phone):
        raise errors.NothingToCorrect
    if phone != person.phone and person.user_id is not None:
        raise errors.SignInKeepsPhone
    told = {
        key: [before, after]
        for key, before, after in (
            ("name", person.name, name),
            ("phone", _masked(person.phone), _masked(phone)),
        )
        if before != after
    }
    person.name, person.phone = name, phone
    update(person, "name", "phone")
    record("estates.person_corrected", person, by=by, **told)
    return person


@transaction.atomic
def note_death(person: Person, *, on: date, by: Post) -> Death:
    """Return what the death of ``person`` on a day changed.

    What they own waits for the heirs, and from today nobody speaks for it before somebody is named; where
    they lived, they do no more; nobody signs in with their phone. Raises NotAllowed, DeathAlreadyNoted,
    DeathImpossible. Source: 民法典 230, 1121; domain.md §6 cases 7, 46.
    """
    keeping.need_keeper(by, person.estate)
    person = locked(person)
    lasting = Q(ends_on=None) | Q(ends_on__gt=clock.today())
    homes = list(person.residencies.filter(lasting).select_related("unit__building").order_by("pk"))
    _need_possible(person, homes, on)
    person.deceased_on = on
    update(person, "deceased_on")
    for home in homes:
        keeping.end(home, on)
    units = _wait_for_heirs(person)
    keys = [unit.pk for unit in units]
    sessions = disable_sign_in(person.user) if person.user else 0
    record("estates.death_noted", person, by=by, on=on.isoformat(), units=keys, sessions=sessions)
    return Death(person, units, homes, keeping.offices_of([person]))


def _need_possible(person: Person, homes: list[Residency], on: date) -> None:
    if person.deceased_on is not None:
        raise errors.DeathAlreadyNoted(name=person.name, on=person.deceased_on.isoformat())
    if person.kind == Person.Kind.ORGANISATION:
        raise errors.DeathImpossible(reason="这是一个单位")
    if on > clock.today():
        raise errors.DeathImpossible(reason="日期在今天以后")
    if person.born_on is not None and on < person.born_on:
        raise errors.DeathImpossible(reason="日期早于出生日期")
    if any(home.starts_on >= on for home in homes):
        raise errors.DeathImpossible(reason="登记显示这个人在这天或以后才入住")


def _wait_for_heirs(person: Person) -> list[Unit]:
    """Mark the units of ``person`` and take the voice of all their owners from today on."""
    today = clock.today()
    owned = person.ownerships.in_force(today).values("unit_id")
    rows = Unit.objects.in_force(today).filter(pk__in=owned).select_related("building").order_by("pk")
    units = list(rows.select_for_update(of=("self",)))
    titles = Ownership.objects.in_force(today).filter(unit__in=units).select_related("person")
    for title in titles.order_by("pk"):
        let_speak(title, False, today)
    for unit in units:
        unit.heirs_pending = True
        update(unit, "heirs_pending")
    return units


def _masked(phone: str) -> str:
    return masking.mask_phone(phone) if phone else ""
