"""What a roster would change: its lines beside what the register says today."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from estates.models import ColumnName, Ownership, Unit
from estates.roster.lines import OwnerLine, RosterLine, read_lines
from estates.roster.sheet import Fault, read_sheet
from tenancy.models import Estate


@dataclass(frozen=True)
class Standing:
    """A unit as the register has it today; ``titles`` are the ownerships in force, in the order made."""

    unit: Unit
    titles: tuple[Ownership, ...]

    @cached_property
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
            use=unit.use,
            tenure=unit.tenure,
        )


@dataclass(frozen=True)
class Change:
    """A unit that is there, with what the sheet says of it now."""

    standing: Standing
    line: RosterLine

    @cached_property
    def pairs(self) -> tuple[tuple[OwnerLine, OwnerLine], ...]:
        """The owners who stay, as the register has them and as the sheet does."""
        before = self.standing.line.owners
        found = ((next((old for old in before if old.may_be(new)), None), new) for new in self.line.owners)
        return tuple((old, new) for old, new in found if old is not None)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that say something else than before; an empty cell says nothing.

        Only 产权人 means it: nobody is known to own the unit.
        """
        before, now, both = self.standing.line, self.line, self.pairs
        differing = (
            ("专有部分面积", before.area_centi != now.area_centi),
            ("面积来源", now.area_source not in ("", before.area_source)),
            (
                "产权人",
                not len(before.owners) == len(now.owners) == len(both)
                or any(old.name != new.name for old, new in both),
            ),
            ("证件类型", any(new.document not in ("", old.document) for old, new in both)),
            ("证件号码", any(new.document_hash not in ("", old.document_hash) for old, new in both)),
            (
                "共有情况",
                before.heirs_pending != now.heirs_pending or any(old.share != new.share for old, new in both),
            ),
            ("联系电话", now.phone not in ("", before.phone)),
            ("居住情况", now.occupancy not in ("", before.occupancy)),
            ("用途", now.use not in ("", before.use)),
            ("房屋性质", now.tenure not in ("", before.tenure)),
        )
        return tuple(column for column, differs in differing if differs)


@dataclass(frozen=True)
class Roster:
    """A file that was read: what its rows mean, and what has to be mended."""

    lines: tuple[RosterLine, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Comparison:
    """What is new, changed, gone and unchanged, and what has to be mended before any of it can be taken over.

    ``alike``: names that stand for owners of several units, without a number that tells them apart. Whether
    they are one person, people decide: nobody is merged by name (domain.md §6 case 3).
    """

    new: tuple[RosterLine, ...]
    changed: tuple[Change, ...]
    gone: tuple[Standing, ...]
    unchanged: int
    faults: tuple[Fault, ...]
    alike: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many units are new, changed, gone and unchanged."""
        told = {"new": len(self.new), "changed": len(self.changed), "gone": len(self.gone)}
        return told | {"unchanged": self.unchanged}


def compare(estate: Estate, data: bytes) -> Comparison:
    """Return what the file ``data`` would change in the register of ``estate``, with three queries.

    Raises what ``read_sheet`` raises. Nothing is stored.
    """
    return compare_roster(estate, read_roster(estate, data))


def read_roster(estate: Estate, data: bytes) -> Roster:
    """Return what the file ``data`` says, in the words of this street. Raises what ``read_sheet`` raises."""
    lines, faults = read_lines(read_sheet(data, names_of_columns(estate)))
    return Roster(tuple(lines), tuple(faults))


def compare_roster(estate: Estate, roster: Roster) -> Comparison:
    """Return what a file that was read would change in the register of ``estate``, with two queries."""
    lines = roster.lines
    standing = {each.line.place: each for each in standing_units(estate)}
    told = {line.place for line in lines}
    changes = [Change(standing[line.place], line) for line in lines if line.place in standing]
    changed = tuple(change for change in changes if change.columns)
    return Comparison(
        new=tuple(line for line in lines if line.place not in standing),
        changed=changed,
        gone=tuple(each for place, each in standing.items() if place not in told),
        unchanged=len(changes) - len(changed),
        faults=roster.faults,
        alike=_alike(lines),
    )


def names_of_columns(estate: Estate) -> dict[str, str]:
    """Return what the street's sheets call the columns, and what this estate's do where they differ.

    A head that means nothing is there too, so that it is not asked about again.
    """
    rows = ColumnName.objects.filter(Q(estate=None) | Q(estate=estate), street_id=estate.street_id)
    ordered = sorted(rows, key=lambda row: row.estate_id or 0)
    return {row.head: row.column for row in ordered}


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
    return OwnerLine(title.person.name, title.person.document, share, title.person.document_hash)


def _alike(lines: Sequence[RosterLine]) -> tuple[str, ...]:
    units: dict[str, int] = {}
    for line in lines:
        for owner in line.owners:
            if owner.document_hash:
                continue
            units[owner.name] = units.get(owner.name, 0) + 1
    return tuple(name for name, count in units.items() if count > 1)
