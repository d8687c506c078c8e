"""Buildings, flats, owners and residents of an invented estate."""

from dataclasses import dataclass
from datetime import date

from core import clock
from estates.models import Building, Ownership, Person, Residency, Unit
from tongxin.demo.names import invented_name

SINCE = date(2015, 6, 1)
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


def fill_register(layout: Layout, *, first_name: int) -> list[Unit]:
    """Return the flats of the open estate in the order of their doors, made with owners and residents."""
    buildings = Building.objects.bulk_create(
        Building(name=f"{number}栋", position=number) for number in range(1, layout.buildings + 1)
    )
    units = Unit.objects.bulk_create(
        Unit(
            building=buildings[building - 1],
            entrance=str(entrance),
            door=door,
            area_centi=AREAS[(layout.flats * (entrance - 1) + int(door[-2:]) - 1) % len(AREAS)],
        )
        for building, entrance, door in layout.doors()
    )
    owners = _persons(len(units) - 2, first_name)
    titles = [*owners, owners[SEVERAL], owners[SEVERAL]]
    Ownership.objects.bulk_create(
        Ownership(unit=unit, person=owner, starts_on=SINCE) for unit, owner in zip(units, titles, strict=True)
    )
    _move_in(units[:-2], owners, _persons(len(units) // 2, first_name + len(units)))
    return units


def is_let(flat: int) -> bool:
    """Say whether a tenant, and not the owner, lives in the flat of this place in the register."""
    return flat % LET_EVERY == LET_EVERY - 1


def has_family(flat: int) -> bool:
    """Say whether somebody of the owner's family is registered in the flat of this place in the register."""
    return not is_let(flat) and flat % FAMILY_EVERY == 1


def _move_in(units: list[Unit], owners: list[Person], others: list[Person]) -> None:
    newcomers, homes = iter(others), []
    for flat, (unit, owner) in enumerate(zip(units, owners, strict=True)):
        if is_let(flat):
            homes.append(_home(unit, next(newcomers), Residency.Tenure.TENANT))
            continue
        homes.append(_home(unit, owner, Residency.Tenure.OWNER))
        if has_family(flat):
            homes.append(_home(unit, next(newcomers), Residency.Tenure.FAMILY))
    Residency.objects.bulk_create(homes)


def _persons(count: int, first: int) -> list[Person]:
    return Person.objects.bulk_create(
        Person(name=invented_name(number), is_demo=True) for number in range(first, first + count)
    )


def _home(unit: Unit, person: Person, tenure: Residency.Tenure) -> Residency:
    return Residency(unit=unit, person=person, tenure=tenure, starts_on=SINCE, verified_at=clock.now())
