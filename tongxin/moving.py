"""What the commands that merge and split estates share: finding, what stands against it, the summary."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser

from estates.register.errors import EstateNotSettled
from estates.register.services.places import Carried
from tenancy.finding import find_estate
from tenancy.models import Estate
from tenancy.scope import scope
from tongxin.unsettled import unsettled


def add_common(parser: CommandParser) -> None:
    """Take the day, what it rests on, and whether to do it."""
    parser.add_argument("--on", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--evidence", required=True, help="the document it rests on")
    parser.add_argument("--apply", action="store_true", help="do it, in one transaction")


def estate_named(slug: str) -> Estate:
    """Return the estate of a slug. Raises CommandError."""
    estate = find_estate("slug", slug)
    if estate is None:
        raise CommandError(f"没有这个小区：{slug}")
    return estate


def need_settled(estates: Sequence[Estate]) -> None:
    """Raise EstateNotSettled for the first estate that has something open."""
    for estate in estates:
        with scope(estate.street_id, estate):
            found = unsettled(estate)
        if found:
            raise EstateNotSettled(estate=estate.name, open="、".join(found))


def told(carried: Carried, *, applied: bool) -> dict[str, Any]:
    """Return what went over, or would, as it is printed."""
    return {
        "applied": applied,
        "units": carried.units,
        "persons": carried.persons,
        "ownerships": carried.ownerships,
        "residencies": carried.residencies,
        "renamed": carried.renamed,
        "offices": carried.offices,
    }
