"""What the register says, as plain values to compare."""

from datetime import date
from typing import Any

from estates.models import Ownership, Person, Post, Residency, Unit, UnitSuccession
from tenancy.models import AuditEntry

TABLES = (Person, Unit, Ownership, Residency, UnitSuccession, Post, AuditEntry)
Title = tuple[int, int, int, bool]


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row of the register in sight, to show that nothing changed."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def titles_on(unit: Unit, day: date) -> list[Title]:
    """Return person, share and voice of each title of a unit that holds on a day."""
    rows = Ownership.objects.in_force(day).filter(unit=unit).order_by("person_id")
    names = ("person_id", "share_numerator", "share_denominator", "represents_owners")
    return list(rows.values_list(*names))


def told_on(day: date) -> dict[str, list[tuple]]:
    """Return what the register in sight says about a day: units, titles, homes."""
    units = Unit.objects.in_force(day).order_by("pk").values_list("pk", "area_centi", "entrance", "door")
    titles = Ownership.objects.in_force(day).order_by("unit_id", "person_id")
    homes = Residency.objects.in_force(day).order_by("unit_id", "person_id")
    voices = ("unit_id", "person_id", "share_numerator", "share_denominator", "represents_owners")
    return {
        "units": list(units),
        "titles": list(titles.values_list(*voices)),
        "homes": list(homes.values_list("unit_id", "person_id", "tenure")),
    }
