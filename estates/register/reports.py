"""Who could vote on a day, and the notice of the roll: unit and area, no names."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core import clock
from core.canonical import sha256_of
from core.periods import Period
from estates.models import Ownership, Unit
from estates.rulebook import ROLL_OBJECTION_DAYS
from tenancy.models import Estate
from tenancy.rules import rules_in_force


@dataclass(frozen=True)
class Elector:
    """A unit as it counted on a day: area in 0.01 m²; units of an equal ``head`` are one head.

    ``owners`` are titles with their persons; ``speaker`` is the one who alone speaks for several.
    """

    unit: Unit
    owners: Sequence[Ownership]
    head: Hashable
    heirs_pending: bool

    @property
    def label(self) -> str:
        """The address inside the estate."""
        return self.unit.label

    @property
    def speaker(self) -> Ownership | None:
        """The title whose owner alone speaks for this unit, if there is one."""
        speaking = [title for title in self.owners if title.represents_owners]
        return speaking[0] if len(speaking) == 1 else None

    @property
    def lacks_a_voice(self) -> bool:
        """Whether several own it and nobody said who speaks."""
        return len(self.owners) > 1 and self.speaker is None

    @property
    def is_public_housing(self) -> bool:
        """Whether a work unit or the state owns it (§6 case 48)."""
        return self.unit.tenure == Unit.Tenure.PUBLIC

    @property
    def is_developers(self) -> bool:
        """Whether it was never sold: all of them are one head by their owner (§6 case 47)."""
        return self.unit.tenure == Unit.Tenure.DEVELOPER


@dataclass(frozen=True)
class Electorate:
    """Who could vote in an estate on a day."""

    on: date
    electors: Sequence[Elector]

    @property
    def area_centi(self) -> int:
        """The whole area in 0.01 m²."""
        return sum(elector.unit.area_centi for elector in self.electors)

    @property
    def heads(self) -> int:
        """How many owners there are, each counted once however many units they have."""
        return len({elector.head for elector in self.electors})


def electors_on(estate: Estate, day: date | None = None) -> Electorate:
    """Return the units that stood in ``estate`` on ``day`` (today) with their owners then; two queries.

    Owners are told apart by person, never by name; co-owners of several units are one head where they are
    the same persons. A unit without a known owner counts, as a head of its own. Source: 民法典 278;
    SPC-区分 8, 9; domain.md §2.2, §6 cases 2, 3, 9, 46–48.
    """
    on = day or clock.today()
    titles: dict[int, list[Ownership]] = {}
    for title in _titles(estate, on):
        titles.setdefault(title.unit_id, []).append(title)
    units = (
        Unit.objects.in_force(on)
        .filter(estate=estate)
        .select_related("building")
        .order_by("building__position", "building_id", "entrance", "door")
    )
    return Electorate(on, [_elector(unit, titles.get(unit.pk, []), on) for unit in units])


def _titles(estate: Estate, on: date) -> list[Ownership]:
    rows = Ownership.objects.in_force(on).filter(estate=estate)
    return list(rows.select_related("person").order_by("unit_id", "person_id"))


def _elector(unit: Unit, titles: Sequence[Ownership], on: date) -> Elector:
    persons = frozenset(title.person_id for title in titles)
    head: Hashable = persons or ("nobody", unit.pk)
    return Elector(unit, titles, head, _heirs_pending(unit, titles, on))


def _heirs_pending(unit: Unit, titles: Sequence[Ownership], on: date) -> bool:
    """Say whether heirs were awaited on a day: titles speak of the day, the unit only of today."""
    died = any(title.person.deceased_on and title.person.deceased_on <= on for title in titles)
    silent = bool(titles) and not any(title.represents_owners for title in titles)
    return died or silent or (unit.heirs_pending and on >= clock.today())


@dataclass(frozen=True)
class RollLine:
    """A unit on the notice: address and area in 0.01 m², nobody's name."""

    no: int
    building: str
    entrance: str
    door: str
    area_centi: int
    label: str


@dataclass(frozen=True)
class RollNotice:
    """The data of 名册公示: what is posted, until when objections are heard, and the sha256 of it all."""

    estate: Estate
    on: date
    lines: Sequence[RollLine]
    area_centi: int
    heads: int
    days: int
    first_day: date
    last_day: date
    ends_at: datetime
    note: str
    content: dict[str, Any] = field(repr=False)
    sha256: str


def roll_notice(estate: Estate, on: date | None = None) -> RollNotice:
    """Return the roll of ``on`` (today) as it is posted that day, with its objection period.

    The day of posting is not counted. Source: 民法典 201–203; domain.md §0.7, §4.3 (8).
    """
    day = on or clock.today()
    electorate = electors_on(estate, day)
    days = rules_in_force(estate.street_id, estate.pk).integer(ROLL_OBJECTION_DAYS)
    period = Period(day, days)
    lines = [_line(no, elector.unit) for no, elector in enumerate(electorate.electors, 1)]
    content = {
        "estate": estate.name,
        "on": day.isoformat(),
        "units": [[line.building, line.entrance, line.door, line.area_centi] for line in lines],
        "area_centi": electorate.area_centi,
        "heads": electorate.heads,
        "objections_until": period.last_day.isoformat(),
    }
    return RollNotice(
        estate=estate,
        on=day,
        lines=lines,
        area_centi=electorate.area_centi,
        heads=electorate.heads,
        days=days,
        first_day=period.first_day,
        last_day=period.last_day,
        ends_at=period.ends_at,
        note=period.note,
        content=content,
        sha256=sha256_of(content),
    )


def _line(no: int, unit: Unit) -> RollLine:
    return RollLine(no, unit.building.name, unit.entrance, unit.door, unit.area_centi, unit.label)
