"""What a roster would change: its lines beside what the register says today."""

from collections.abc import Sequence
from dataclasses import dataclass

from estates.models import Ownership, Unit
from estates.roster.lines import OwnerLine, RosterLine, read_lines
from estates.roster.sheet import Fault, read_sheet
from tenancy.models import Estate


@dataclass(frozen=True)
class Standing:
    """A unit as the register has it today; ``titles`` are the ownerships in force, in the order made."""

    unit: Unit
    titles: tuple[Ownership, ...]

    @property
    def line(self) -> RosterLine:
        """The unit as a sheet would say it."""
        unit = self.unit
        return RosterLine(
            row=0,
            building=unit.building.name,
            entrance=unit.entrance,
            door=unit.door,
            area_centi=unit.area_centi,
            area_source=unit.area_source,
            owners=tuple(_owner(title) for title in self.titles),
            heirs_pending=unit.heirs_pending,
            phone=self.titles[0].person.phone if self.titles else "",
            occupancy=unit.occupancy,
        )


@dataclass(frozen=True)
class Change:
    """A unit that is there, with what the sheet says of it now."""

    standing: Standing
    line: RosterLine

    @property
    def columns(self) -> tuple[str, ...]:
        """The template's columns that say something else than before; an empty cell says nothing.

        Only 产权人 means it: nobody is known to own the unit.
        """
        before, now = self.standing.line, self.line
        was, stays = _by_name(before), _by_name(now)
        both = was.keys() & stays.keys()
        pairs = (
            ("专有部分面积", before.area_centi != now.area_centi),
            ("面积来源", bool(now.area_source) and before.area_source != now.area_source),
            ("产权人", was.keys() != stays.keys()),
            ("证件类型", any(stays[name].document not in ("", was[name].document) for name in both)),
            (
                "共有情况",
                before.heirs_pending != now.heirs_pending
                or any(was[name].share != stays[name].share for name in both),
            ),
            ("联系电话", bool(now.phone) and before.phone != now.phone),
            ("居住情况", bool(now.occupancy) and before.occupancy != now.occupancy),
        )
        return tuple(column for column, differs in pairs if differs)


@dataclass(frozen=True)
class Comparison:
    """What is new, changed, gone and unchanged, and what has to be mended before any of it can be taken over.

    ``alike``: names that stand for owners of several units. Whether they are one person, people decide:
    nobody is merged by name (domain.md §6 case 3).
    """

    new: tuple[RosterLine, ...]
    changed: tuple[Change, ...]
    gone: tuple[Standing, ...]
    unchanged: int
    faults: tuple[Fault, ...]
    alike: tuple[str, ...]


def compare(estate: Estate, data: bytes) -> Comparison:
    """Return what the file ``data`` would change in the register of ``estate``, with two queries.

    Raises what ``read_sheet`` raises. Nothing is stored.
    """
    lines, faults = read_lines(read_sheet(data))
    standing = {each.line.place: each for each in standing_units(estate)}
    told = {line.place for line in lines}
    changes = [Change(standing[line.place], line) for line in lines if line.place in standing]
    changed = tuple(change for change in changes if change.columns)
    return Comparison(
        new=tuple(line for line in lines if line.place not in standing),
        changed=changed,
        gone=tuple(each for place, each in standing.items() if place not in told),
        unchanged=len(changes) - len(changed),
        faults=tuple(faults),
        alike=_alike(lines),
    )


def standing_units(estate: Estate) -> list[Standing]:
    """Return the units of an estate with their owners of today, in the order of doors; two queries."""
    titles: dict[int, list[Ownership]] = {}
    for title in Ownership.objects.in_force().filter(estate=estate).select_related("person").order_by("id"):
        titles.setdefault(title.unit_id, []).append(title)
    units = Unit.objects.in_force().filter(estate=estate).select_related("building")
    ordered = units.order_by("building__position", "building_id", "entrance", "door")
    return [Standing(unit, tuple(titles.get(unit.pk, ()))) for unit in ordered]


def _owner(title: Ownership) -> OwnerLine:
    share = (title.share_numerator, title.share_denominator)
    return OwnerLine(title.person.name, title.person.document, share)


def _by_name(line: RosterLine) -> dict[str, OwnerLine]:
    return {owner.name: owner for owner in line.owners}


def _alike(lines: Sequence[RosterLine]) -> tuple[str, ...]:
    units: dict[str, int] = {}
    for line in lines:
        for owner in line.owners:
            units[owner.name] = units.get(owner.name, 0) + 1
    return tuple(name for name, count in units.items() if count > 1)
