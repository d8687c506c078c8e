"""The register of a1 as sheets, and what stands in it."""

import io
from typing import Any

from openpyxl import load_workbook

from estates.models import (
    Building,
    ColumnName,
    Ownership,
    Person,
    Residency,
    RosterDraft,
    RosterImport,
    SamePerson,
    Unit,
)
from estates.roster.comparing import standing_units
from estates.roster.writing import roster_of
from tenancy.models import AuditEntry, Estate, Job
from tenancy.scope import scope

A1 = (1, 11)
TABLES = (
    *(Building, Unit, Person, Ownership, Residency),
    *(RosterDraft, RosterImport, SamePerson, ColumnName, AuditEntry, Job),
)


def rows_of(estate: Estate) -> list[list[str]]:
    """Return the register of an estate as rows of the template."""
    with scope(estate.street_id, estate):
        sheet = load_workbook(io.BytesIO(roster_of(estate))).active
    return [[cell or "" for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)]


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return all rows of the tables that rosters write."""
    with scope(*A1):
        return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def standing(estate: Estate) -> list[tuple]:
    """Return the units that stand, with owners and shares, and who lives there."""
    with scope(estate.street_id, estate):
        homes: dict[int, list[str]] = {}
        for home in Residency.objects.in_force().select_related("person").order_by("person__name"):
            homes.setdefault(home.unit_id, []).append(home.person.name)
        return [
            (
                *each.line.place,
                each.line.area_centi,
                sorted((owner.name, owner.share) for owner in each.line.owners),
                each.line.phone,
                each.line.occupancy,
                homes.get(each.unit.pk, []),
            )
            for each in standing_units(estate)
        ]
