"""The units of an estate with who owns them and who lives there, page by page."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.http import HttpRequest

from core.paging import PAGE_SIZE, Page
from estates.models import Building, Ownership, Person, Residency, Unit
from tenancy.models import Estate

# By these columns the units that stand have an index of their own (``one_unit_per_door``).
ORDER = ("building_id", "entrance", "door")
DOOR = re.compile(r"(?P<building>.*栋)?(?:(?P<entrance>[^单]{1,10})单元)?(?P<door>.*)")
TAIL = re.compile(r"[0-9]{4,11}")
FOUND = 500  # persons of one search: nobody reads on


@dataclass
class Row:
    """A unit with the titles and homes of today."""

    unit: Unit
    titles: list[Ownership] = field(default_factory=list)
    homes: list[Residency] = field(default_factory=list)


def people_page(request: HttpRequest, estate: Estate, *, q: str, building: Building | None) -> Page:
    """Return a page of units from ``?after=`` on, with their people: as many statements for any number."""
    rows: QuerySet[Unit] = Unit.objects.filter(estate=estate, ends_on=None)
    if building is not None:
        rows = rows.filter(building=building)
    if q:
        rows = _searched(rows, estate, q)
    rows = _behind(rows, estate, request.GET.get("after", ""))
    found = list(rows.select_related("building").order_by(*ORDER)[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return Page(
        rows=_with_people(shown),
        previous=_link(request, None) if "after" in request.GET else "",
        next=_link(request, shown[-1].pk) if len(found) > PAGE_SIZE else "",
        onward="往后",
        to_start="回到开头",
    )


def _searched(rows: QuerySet[Unit], estate: Estate, q: str) -> QuerySet[Unit]:
    """Narrow to units under a door, of somebody of a name, or of a telephone that ends so."""
    door = DOOR.fullmatch(q.replace("#", ""))
    at = Q(door__startswith=q)
    if door is not None and (door["building"] or door["entrance"]):
        at = Q(building__name=door["building"]) if door["building"] else Q()
        at &= Q(entrance=door["entrance"]) if door["entrance"] else Q()
        at &= Q(door__startswith=door["door"])
    called = Q(name__contains=q) | (Q(phone__endswith=q) if TAIL.fullmatch(q) else Q(pk=None))
    persons = Person.objects.filter(called, estate=estate).order_by("pk").values_list("pk", flat=True)
    who = list(persons[:FOUND])
    owned = Ownership.objects.in_force().filter(estate=estate, person__in=who).values("unit_id")
    lived = Residency.objects.in_force().filter(estate=estate, person__in=who).values("unit_id")
    return rows.filter(at | Q(pk__in=owned) | Q(pk__in=lived))


def _behind(rows: QuerySet[Unit], estate: Estate, after: str) -> QuerySet[Unit]:
    # 18 digits always fit the database's bigint.
    if not (after.isascii() and after.isdigit() and len(after) <= 18):
        return rows
    key = Unit.objects.filter(estate=estate, pk=int(after)).values_list(*ORDER).first()
    return rows if key is None else rows.filter(TupleGreaterThan(Tuple(*ORDER), key))


def _with_people(units: list[Unit]) -> list[Row]:
    rows = {unit.pk: Row(unit) for unit in units}
    for title in _people(Ownership, rows):
        rows[title.unit_id].titles.append(title)
    for home in _people(Residency, rows):
        rows[home.unit_id].homes.append(home)
    return list(rows.values())


def _people(model: Any, rows: dict[int, Row]) -> Any:
    return model.objects.in_force().filter(unit__in=list(rows)).select_related("person").order_by("pk")


def _link(request: HttpRequest, after: int | None) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if after is not None:
        query["after"] = str(after)
    return f"{request.path}?{query.urlencode()}" if query else request.path
