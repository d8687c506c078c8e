"""Estates that become one, or several: an operator's act through the owner connection (decision 0007).

Old rows stay where they are and end on the day; their people, titles and homes begin anew in the estates that
follow. Everything is one transaction of the owner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Model, Q

from core import clock
from estates.models import Building, Ownership, Person, Post, Residency, Unit
from estates.register.errors import EstatesImpossible
from tenancy.models import AuditEntry, Estate, EstateSuccession, Membership
from tenancy.scope import scope

OWNER = "owner"
BATCH = 1_000  # rows per statement
NAME = 20  # characters of a building's name
Row = TypeVar("Row", bound=Model)


@dataclass
class Carried:
    """What went over: counts, buildings that had to be called otherwise, offices that nobody took along."""

    units: int = 0
    persons: int = 0
    ownerships: int = 0
    residencies: int = 0
    renamed: list[str] = field(default_factory=list)
    offices: list[str] = field(default_factory=list)


def merge_estates(into: Estate, sources: Sequence[Estate], *, on: date, evidence: str) -> Carried:
    """Return what went over from ``sources``, which end on a day, into ``into``.

    Raises EstatesImpossible. Whether money, votes and projects are settled is asked by who calls this.
    """
    if not sources or into.pk in [source.pk for source in sources]:
        raise EstatesImpossible(reason="要并入的小区不能是它自己，也不能空着")
    with scope(into.street_id, using=OWNER):
        into, *sources = (_as_owner(each) for each in (into, *sources))
        for each in (into, *sources):
            _need_standing(each, into.street_id)
        carried = Carried()
        for source in sources:
            _need_day(source, on)
            buildings = Building.objects.using(OWNER).filter(estate=source)
            homes = {building.pk: into for building in buildings}
            _carry(source, homes, on, carried)
            _succeed(source, [into], EstateSuccession.Kind.MERGE, on, evidence)
        _record("estates.estates_merged", into, on, [source.slug for source in sources])
    return carried


def split_estate(
    source: Estate, parts: Mapping[Estate, Sequence[str]], *, on: date, evidence: str
) -> Carried:
    """Return what went over from ``source``, which ends on a day, into ``parts``: estates by building names.

    Raises EstatesImpossible. Whether money, votes and projects are settled is asked by who calls this.
    """
    with scope(source.street_id, using=OWNER):
        source = _as_owner(source)
        for each in (source, *parts):
            _need_standing(each, source.street_id)
        _need_day(source, on)
        buildings = {
            building.name: building.pk for building in Building.objects.using(OWNER).filter(estate=source)
        }
        named = [name for names in parts.values() for name in names]
        if len(parts) < 2 or sorted(named) != sorted(buildings):
            raise EstatesImpossible(reason="每栋楼要正好分到一个新小区，新小区至少两个")
        homes = {buildings[name]: part for part, names in parts.items() for name in names}
        carried = Carried()
        _carry(source, homes, on, carried)
        _succeed(source, list(parts), EstateSuccession.Kind.SPLIT, on, evidence)
        _record("estates.estate_split", source, on, [part.slug for part in parts])
    return carried


def _as_owner(estate: Estate) -> Estate:
    """Return the estate as the owner's connection reads it: only its rows can be put together there."""
    return Estate.objects.using(OWNER).get(pk=estate.pk)


def _need_standing(estate: Estate, street_id: int) -> None:
    if estate.street_id != street_id:
        raise EstatesImpossible(reason=f"{estate.name}不在同一个街道")
    if estate.ends_on is not None:
        raise EstatesImpossible(reason=f"{estate.name}已经在 {estate.ends_on.isoformat()} 结束")


def _need_day(source: Estate, on: date) -> None:
    """Raise EstatesImpossible where something of ``source`` begins on the day or later, or ends later."""
    for model in (Unit, Ownership, Residency):
        later = Q(starts_on__gte=on) | Q(ends_on__gt=on)
        if model._default_manager.using(OWNER).filter(later, estate=source).exists():
            raise EstatesImpossible(reason=f"{source.name}在 {on.isoformat()} 或以后还有登记的变动")
    if on > clock.today() + timedelta(days=366):
        raise EstatesImpossible(reason="日期太远")


def _carry(source: Estate, homes: Mapping[int, Estate], on: date, carried: Carried) -> None:
    """End what stands in ``source`` and begin it anew, each building in the estate that ``homes`` names."""
    buildings = {
        building.pk: _new_building(building, homes[building.pk], carried)
        for building in Building.objects.using(OWNER).filter(estate=source)
    }
    units = _open(Unit, source)
    new_units = {
        unit.pk: _again(unit, homes[unit.building_id], on, building=buildings[unit.building_id])
        for unit in units
    }
    Unit.objects.using(OWNER).filter(pk__in=list(new_units)).update(ends_on=on)
    Unit.objects.using(OWNER).bulk_create(new_units.values(), batch_size=BATCH)
    titles, lived = _open(Ownership, source), _open(Residency, source)
    persons = _Persons(source)
    for model, rows in ((Ownership, titles), (Residency, lived)):
        made = []
        for row in rows:
            unit = new_units[row.unit_id]
            made.append(
                _again(row, unit.estate, on, unit=unit, person=persons.in_estate(row.person_id, unit.estate))
            )
        model._default_manager.using(OWNER).filter(pk__in=[row.pk for row in rows]).update(ends_on=on)
        model._default_manager.using(OWNER).bulk_create(made, batch_size=BATCH)
    persons.link_guardians()
    carried.units += len(units)
    carried.persons += len(persons.made)
    carried.ownerships += len(titles)
    carried.residencies += len(lived)
    offices = Post.objects.using(OWNER).in_force().filter(estate=source).select_related("person")
    carried.offices += [f"{source.name} {post.label} {post.person.name}" for post in offices.order_by("pk")]


def _open(model: Any, source: Estate) -> list[Any]:
    return list(model.objects.using(OWNER).filter(estate=source, ends_on=None).order_by("pk"))


def _again(row: Row, estate: Estate, on: date, **changes: Any) -> Row:
    """Return a row, not written yet, that says from ``on`` in ``estate`` what ``row`` says."""
    values = {
        each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if not each.primary_key
    }
    values |= {"estate_id": estate.pk, "starts_on": on, "ends_on": None}
    for name in changes:
        values.pop(f"{name}_id", None)
    made = type(row)(**(values | changes))
    made.estate = estate  # type: ignore[attr-defined]
    return made


def _new_building(building: Building, estate: Estate, carried: Carried) -> Building:
    """Return the building of ``estate`` that follows one, under its name, or with its estate's before it."""
    taken = set(Building.objects.using(OWNER).filter(estate=estate).values_list("name", flat=True))
    name = building.name
    if name in taken:
        name = f"{building.estate.name}{building.name}"[-NAME:]
        carried.renamed.append(f"{building.name} → {name}")
    if name in taken:
        raise EstatesImpossible(reason=f"{estate.name}里已经有{name}")
    place = {"street_id": estate.street_id, "estate_id": estate.pk}
    return Building.objects.using(OWNER).create(**place, name=name, position=len(taken) + 1)


class _Persons:
    """The persons of an estate in those that follow: made once each, known by sign-in or document."""

    def __init__(self, source: Estate) -> None:
        self.old = {person.pk: person for person in Person.objects.using(OWNER).filter(estate=source)}
        self.made: dict[tuple[int, int], Person] = {}

    def in_estate(self, pk: int, estate: Estate) -> Person:
        """Return who in ``estate`` is the person ``pk``, written now if nobody is."""
        if (pk, estate.pk) not in self.made:
            old = self.old[pk]
            self.made[pk, estate.pk] = self._known(old, estate) or self._copy(old, estate)
        return self.made[pk, estate.pk]

    def link_guardians(self) -> None:
        """Let wards have their guardians where both went to the same estate."""
        for (pk, estate_id), person in self.made.items():
            guardian = self.made.get((self.old[pk].guardian_id or 0, estate_id))
            if guardian is not None and person.guardian_id is None:
                person.guardian = guardian
                person.save(using=OWNER, update_fields=["guardian"])

    def _known(self, old: Person, estate: Estate) -> Person | None:
        same = Q(user=old.user_id) if old.user_id else Q(pk=None)
        if old.document_hash:
            same |= Q(document_hash=old.document_hash)
        return Person.objects.using(OWNER).filter(same, estate=estate).first()

    def _copy(self, old: Person, estate: Estate) -> Person:
        skip = ("id", "estate_id", "guardian_id")
        values = {each.attname: getattr(old, each.attname) for each in Person._meta.concrete_fields}
        told = {name: value for name, value in values.items() if name not in skip}
        if old.user_id:
            place: dict[str, Any] = {"street_id": estate.street_id, "estate_id": estate.pk}
            Membership.objects.using(OWNER).get_or_create(**place, user_id=old.user_id)
        return Person.objects.using(OWNER).create(**told, estate_id=estate.pk)


def _succeed(source: Estate, after: Sequence[Estate], kind: str, on: date, evidence: str) -> None:
    Estate.objects.using(OWNER).filter(pk=source.pk).update(ends_on=on)
    for estate in after:
        EstateSuccession.objects.using(OWNER).create(
            street_id=source.street_id,
            kind=kind,
            earlier_id=source.pk,
            later_id=estate.pk,
            on=on,
            evidence=evidence,
        )


def _record(action: str, estate: Estate, on: date, others: Sequence[str]) -> None:
    AuditEntry.objects.using(OWNER).create(
        street_id=estate.street_id,
        estate_id=estate.pk,
        action=action,
        subject=estate._meta.label_lower,
        subject_id=estate.pk,
        actor="系统",
        details={"on": on.isoformat(), "others": list(others)},
    )
