"""Buildings, flats, owners and residents of an invented estate."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core import clock
from core.areas import plain_area
from estates.models import Person, Residency, Unit
from estates.roster.services import import_roster
from estates.roster.sheet import COLUMNS, EXTRAS
from tenancy.models import Estate
from tenancy.scope import current_estate_id
from tongxin.demo.awkward import Row, make_awkward
from tongxin.demo.names import invented_name, invented_phone

# The template's columns, and what a sheet may say besides.
HEADS = (*COLUMNS, *EXTRAS)
# Phones of owners in the sheets: far from those of the people one can sign in as.
PHONES_FROM = 30_000
# The owners of these two flats have one name and are two people, in estates that are large enough.
NAMESAKES = (50, 60)
# Every fifth owner has none.
PHONELESS_EVERY = 5
# 专有部分面积 of the flats of a floor, entrance by entrance, in 0.01 m², as blocks of the nineties have them.
AREAS = (6_235, 7_820, 8_946, 10_472)
# Every eighth flat is let; in every sixth a family member of the owner is registered besides the owner.
LET_EVERY = 8
FAMILY_EVERY = 6
# The owner of this flat also owns the last two, which stand empty.
SEVERAL = 12


@dataclass(frozen=True)
class Layout:
    """How many buildings, entrances, floors and flats per floor an estate has."""

    buildings: int
    entrances: int
    floors: int
    flats: int

    @property
    def homes(self) -> int:
        """How many flats there are."""
        return self.buildings * self.entrances * self.floors * self.flats

    def doors(self) -> list[tuple[int, int, str]]:
        """Return (building, entrance, door) of every flat."""
        return [
            (building, entrance, f"{floor}{flat:02d}")
            for building in range(1, self.buildings + 1)
            for entrance in range(1, self.entrances + 1)
            for floor in range(1, self.floors + 1)
            for flat in range(1, self.flats + 1)
        ]


def fill_register(layout: Layout, *, first_name: int, awkward: bool = False) -> list[Unit]:
    """Return the flats of the open estate in the order of their doors: its roster is imported as a sheet.

    ``awkward``: the second half has the owners that make a roll difficult (``tongxin.demo.awkward``).
    Tenants and family are no part of a roster; they are registered besides.
    """
    estate = Estate.objects.select_related("street").get(pk=current_estate_id())
    rows = [_row(layout, flat, first_name) for flat in range(layout.homes)]
    if awkward:
        rows[layout.homes // 2 :] = make_awkward(rows[layout.homes // 2 :], first_name)
    import_roster(estate, sheet_of(rows), file_name=f"{estate.name}住户名册.csv", by=None)
    doors = {(unit.building.name, unit.entrance, unit.door): unit for unit in _units(estate)}
    units = [doors[f"{building}栋", str(entrance), door] for building, entrance, door in layout.doors()]
    _move_in(units, _names(layout.homes // 2, first_name + layout.homes))
    return units


def sheet_of(rows: Sequence[Row]) -> bytes:
    """Return rows by column as a CSV with the heads of the template and those that it may have besides."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _row(layout: Layout, flat: int, first_name: int) -> Row:
    """Return a flat as the sheet has it; a number proves that the last two belong to the owner of flat 12."""
    building, entrance, door = layout.doors()[flat]
    last = flat >= layout.homes - 2
    owner = SEVERAL if last else flat
    number = first_name + owner
    return {
        "楼栋": f"{building}栋",
        "单元": str(entrance),
        "房号": door,
        "专有部分面积": plain_area(AREAS[(layout.flats * (entrance - 1) + int(door[-2:]) - 1) % len(AREAS)]),
        "面积来源": "产权登记",
        "产权人": invented_name(first_name + NAMESAKES[0] if owner == NAMESAKES[1] else number),
        "证件类型": "其他证件" if owner == SEVERAL else "",
        "证件号码": f"SHILI-{number:06d}" if owner == SEVERAL else "",
        "共有情况": "单独所有",
        "联系电话": "" if flat % PHONELESS_EVERY == 3 else invented_phone(PHONES_FROM + number)[3:],
        "居住情况": "空置" if last else "出租" if is_let(flat) else "自住",
    }


def _units(estate: Estate) -> Iterable[Unit]:
    return Unit.objects.in_force().filter(estate=estate).select_related("building")


def is_let(flat: int) -> bool:
    """Say whether a tenant, and not the owner, lives in the flat of this place in the register."""
    return flat % LET_EVERY == LET_EVERY - 1


def has_family(flat: int) -> bool:
    """Say whether somebody of the owner's family is registered in the flat of this place in the register."""
    return not is_let(flat) and flat % FAMILY_EVERY == 1


def _move_in(units: Sequence[Unit], names: Iterable[str]) -> None:
    """Register a tenant in every flat that is let, and one of the owner's family in some of the others."""
    newcomers = [
        (unit, Residency.Tenure.TENANT if is_let(flat) else Residency.Tenure.FAMILY)
        for flat, unit in enumerate(units[:-2])
        if is_let(flat) or has_family(flat)
    ]
    persons = Person.objects.bulk_create(
        Person(name=name, is_demo=True) for name, _ in zip(names, newcomers, strict=False)
    )
    Residency.objects.bulk_create(
        _home(unit, person, tenure) for (unit, tenure), person in zip(newcomers, persons, strict=True)
    )


def _names(count: int, first: int) -> list[str]:
    return [invented_name(number) for number in range(first, first + count)]


def _home(unit: Unit, person: Person, tenure: Residency.Tenure) -> Residency:
    return Residency(unit=unit, person=person, tenure=tenure, verified_at=clock.now())
