"""Who belongs on a roll: the households or the owners of an estate as the register knows them today."""

from collections.abc import Hashable
from dataclasses import dataclass

from django.db.models import QuerySet

from estates.models import Residency, Unit
from estates.register.reports import electors_on
from tenancy.models import Estate
from tenancy.rules import rules_in_force


@dataclass(frozen=True)
class ElectorData:
    """A row for the roll: area in 0.01 m²; rows with an equal ``head`` are one head."""

    unit: Unit
    label: str
    area_centi: int
    head: Hashable


def household_electors(estate: Estate) -> list[ElectorData]:
    """Return one elector per household: the units somebody is registered in, or all (a rule).

    Each is a head of its own. Source: domain.md §0.2.
    """
    units = _units(estate)
    if rules_in_force(estate.street_id, estate.pk)["ballots.households"] == "lived_in":
        homes = Residency.objects.in_force().filter(estate=estate)
        units = units.filter(pk__in=homes.values("unit_id"))
    return [ElectorData(unit, unit.label, unit.area_centi, head=unit.pk) for unit in units]


def owner_electors(estate: Estate) -> list[ElectorData]:
    """Return one elector per unit, those without a known owner too; units of the same owners are one head.

    Owners are told apart by person, never by name; co-owners of several units are one head where they are
    the same persons. Source: 民法典 278; SPC-区分 8, 9; domain.md §2.2, §6 cases 2, 3, 9.
    """
    electors = electors_on(estate).electors
    return [ElectorData(each.unit, each.label, each.unit.area_centi, head=each.head) for each in electors]


def _units(estate: Estate) -> QuerySet[Unit]:
    return (
        Unit.objects.in_force()
        .filter(estate=estate)
        .select_related("building")
        .order_by("building__position", "building_id", "entrance", "door")
    )
