"""Units that become several, and several that become one; what was stays told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from core import clock
from core.areas import plain_area
from core.rows import insert
from estates.models import ClaimSlip, Ownership, Post, Residency, Unit, UnitSuccession
from estates.register import errors
from estates.register.services import keeping
from estates.register.services.titles import carried
from tenancy.audit import record


@dataclass(frozen=True)
class Part:
    """One unit that comes out of a split; area in 0.01 m²."""

    entrance: str
    door: str
    area_centi: int


@transaction.atomic
def split_unit(unit: Unit, parts: Sequence[Part], *, on: date, evidence: str, by: Post) -> list[Unit]:
    """Return the units that ``unit`` becomes on a day: same owners each, residents in the first.

    Raises NotAllowed, UnitNotThere, EvidenceMissing, PartsMissing, AreasDiffer, DayImpossible, DayTooEarly,
    DoorTaken.
    """
    keeping.need_keeper(by, unit.estate)
    unit = keeping.standing_unit(unit)
    evidence = keeping.need_evidence(evidence)
    if len({(part.entrance, part.door) for part in parts}) < max(len(parts), 2):
        raise errors.PartsMissing
    _need_area([unit], sum(part.area_centi for part in parts))
    keeping.need_day(on, unit.estate)
    titles, homes = _held([unit], on)
    _need_doors(unit, parts, [unit])
    _end([unit], titles, homes, on)
    made = [_unit_like(unit, part, on) for part in parts]
    insert(*made)
    _carry(made, titles, [], on)
    _carry(made[:1], [], homes, on)
    _tell(UnitSuccession.Kind.SPLIT, [unit], made, on, evidence)
    record("estates.unit_split", unit, by=by, on=on.isoformat(), into=[each.pk for each in made])
    return made


@transaction.atomic
def merge_units(
    units: Sequence[Unit],
    *,
    entrance: str,
    door: str,
    area_centi: int,
    on: date,
    evidence: str,
    by: Post,
) -> Unit:
    """Return the unit that ``units`` of the same owners become on a day; who lived in one lives in it.

    Raises NotAllowed, UnitNotThere, EvidenceMissing, PartsMissing, UnitsUnlike, AreasDiffer, DayImpossible,
    DayTooEarly, DoorTaken.
    """
    if len({unit.pk for unit in units}) < max(len(units), 2):
        raise errors.PartsMissing
    for each in units:
        keeping.need_keeper(by, each.estate)
    # In the order of their numbers, so that two mergers can't wait for each other.
    units = [keeping.standing_unit(unit) for unit in sorted(units, key=lambda unit: unit.pk)]
    evidence = keeping.need_evidence(evidence)
    _need_area(units, area_centi)
    keeping.need_day(on, units[0].estate)
    titles, homes = _held(units, on)
    _need_alike(units, titles)
    part = Part(entrance, door, area_centi)
    _need_doors(units[0], [part], units)
    _end(units, titles, homes, on)
    made = _unit_like(units[0], part, on)
    made.heirs_pending = any(unit.heirs_pending for unit in units)
    insert(made)
    owned = [title for title in titles if title.unit_id == units[0].pk]
    first_home = {home.person_id: home for home in reversed(homes)}
    _carry([made], owned, list(reversed(first_home.values())), on)
    _tell(UnitSuccession.Kind.MERGE, units, [made], on, evidence)
    record("estates.units_merged", made, by=by, on=on.isoformat(), out_of=[unit.pk for unit in units])
    return made


def _need_area(units: Sequence[Unit], after: int) -> None:
    before = sum(unit.area_centi for unit in units)
    if before != after:
        raise errors.AreasDiffer(before=plain_area(before), after=plain_area(after))


def _held(units: Sequence[Unit], on: date) -> tuple[list[Ownership], list[Residency]]:
    """Return the titles and residencies that go on behind ``on``. Raises DayTooEarly."""
    titles, homes = [], []
    for unit in units:
        owned, lived = keeping.titles_of(unit), keeping.homes_of(unit)
        keeping.need_later(on, unit, owned, lived)
        titles += [title for title in owned if keeping.is_open(title, on)]
        homes += [home for home in lived if keeping.is_open(home, on)]
    return titles, homes


def _need_alike(units: Sequence[Unit], titles: list[Ownership]) -> None:
    looks = (
        ("楼栋", [unit.building_id for unit in units]),
        ("用途", [unit.use for unit in units]),
        ("房屋性质", [unit.tenure for unit in units]),
        ("产权人或份额", [_owners(unit, titles) for unit in units]),
    )
    for reason, values in looks:
        if any(value != values[0] for value in values):
            raise errors.UnitsUnlike(reason=reason)


def _owners(unit: Unit, titles: list[Ownership]) -> frozenset[tuple[int, int, int]]:
    return frozenset(
        (title.person_id, title.share_numerator, title.share_denominator)
        for title in titles
        if title.unit_id == unit.pk
    )


def _need_doors(like: Unit, parts: Sequence[Part], leaving: Sequence[Unit]) -> None:
    standing = Unit.objects.filter(building_id=like.building_id, ends_on=None)
    taken = set(
        standing.exclude(pk__in=[unit.pk for unit in leaving]).values_list("entrance", "door").iterator()
    )
    for part in parts:
        if (part.entrance, part.door) in taken:
            raise errors.DoorTaken(label=_unit_like(like, part, clock.today()).label)


def _end(units: Sequence[Unit], titles: list[Ownership], homes: list[Residency], on: date) -> None:
    """End the units with who owns them and who lives there; their claim slips open nothing any more."""
    for row in (*units, *titles, *homes):
        keeping.end(row, on)
    slips = ClaimSlip.objects.filter(unit__in=units, used_at=None, withdrawn_at=None)
    slips.update(withdrawn_at=clock.now())


def _unit_like(unit: Unit, part: Part, on: date) -> Unit:
    return Unit(
        street_id=unit.street_id,
        estate_id=unit.estate_id,
        building=unit.building,
        entrance=part.entrance,
        door=part.door,
        area_centi=part.area_centi,
        area_source=unit.area_source,
        occupancy=unit.occupancy,
        use=unit.use,
        tenure=unit.tenure,
        heirs_pending=unit.heirs_pending,
        starts_on=on,
    )


def _carry(units: Sequence[Unit], titles: list[Ownership], homes: list[Residency], on: date) -> None:
    owned = [carried(title, unit.pk, on) for unit in units for title in titles]
    lived = [_home(home, unit, on) for unit in units for home in homes]
    for rows in (owned, lived):
        if rows:
            insert(*rows)


def _home(home: Residency, unit: Unit, on: date) -> Residency:
    same = {"tenure": home.tenure, "source": home.source, "verified_at": home.verified_at}
    place = {"street_id": home.street_id, "estate_id": home.estate_id, "unit": unit}
    return Residency(**place, person=home.person, starts_on=on, **same)


def _tell(kind: str, before: Sequence[Unit], after: Sequence[Unit], on: date, evidence: str) -> None:
    links = [
        UnitSuccession(
            street_id=old.street_id,
            estate_id=old.estate_id,
            kind=kind,
            earlier=old,
            later=new,
            on=on,
            evidence=evidence,
        )
        for old in before
        for new in after
    ]
    insert(*links)
