"""Buildings, flats, owners and tenants of an invented estate."""

from dataclasses import dataclass
from datetime import date

from core import clock
from estates.models import Building, Ownership, Person, Residency, Unit
from tongxin.demo.names import invented_name

SINCE = date(2015, 6, 1)
# 专有部分面积 of the four flats of a floor, in 0.01 m², as such blocks of the nineties have them.
AREAS = (6_235, 7_820, 8_946, 10_472)


@dataclass(frozen=True)
class Layout:
    """How many buildings, entrances, floors and flats per floor an estate has."""

    buildings: int
    entrances: int
    floors: int
    flats: int

    def doors(self) -> list[tuple[int, int, str]]:
        """Return (building, entrance, door) of every flat."""
        return [
            (building, entrance, f"{floor}{flat:02d}")
            for building in range(1, self.buildings + 1)
            for entrance in range(1, self.entrances + 1)
            for floor in range(1, self.floors + 1)
            for flat in range(1, self.flats + 1)
        ]


def fill_register(layout: Layout, *, first_name: int) -> list[Unit]:
    """Return the flats of the open estate scope, made with owners and residents if there were none.

    Of eight flats one is let to a tenant, every sixth has a family member of the owner in it; the first
    owner also owns the last two flats, which stand empty.
    """
    if Unit.objects.exists():
        return list(Unit.objects.select_related("building").order_by("pk"))
    buildings = Building.objects.bulk_create(
        Building(name=f"{n}栋", position=n) for n in range(1, layout.buildings + 1)
    )
    units = Unit.objects.bulk_create(
        Unit(
            building=buildings[building - 1],
            entrance=str(entrance),
            door=door,
            area_centi=AREAS[(int(door[-2:]) + entrance) % len(AREAS)],
        )
        for building, entrance, door in layout.doors()
    )
    _people(units, first_name)
    return units


def _people(units: list[Unit], first_name: int) -> None:
    owners = _persons(len(units) - 2, first_name)
    titles = [*owners, owners[0], owners[0]]
    Ownership.objects.bulk_create(
        Ownership(unit=unit, person=owner, starts_on=SINCE) for unit, owner in zip(units, titles, strict=True)
    )
    lived_in = list(zip(units[:-2], owners, strict=True))
    others = iter(_persons(len(units) // 3, first_name + len(units)))
    homes = []
    for number, (unit, owner) in enumerate(lived_in):
        if number % 8 == 7:
            homes.append(_home(unit, next(others), Residency.Tenure.TENANT))
            continue
        homes.append(_home(unit, owner, Residency.Tenure.OWNER))
        if number % 6 == 1:
            homes.append(_home(unit, next(others), Residency.Tenure.FAMILY))
    Residency.objects.bulk_create(homes)


def _persons(count: int, first: int) -> list[Person]:
    return Person.objects.bulk_create(
        Person(name=invented_name(number), is_demo=True) for number in range(first, first + count)
    )


def _home(unit: Unit, person: Person, tenure: Residency.Tenure) -> Residency:
    return Residency(unit=unit, person=person, tenure=tenure, starts_on=SINCE, verified_at=clock.now())
