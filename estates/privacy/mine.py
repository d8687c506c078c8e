"""What is kept about the reader, place by place: asked without a scope, by the reader only."""

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models import Q

from estates.models import Look, Person
from tenancy.models import Membership
from tenancy.scope import identity, scope


@dataclass(frozen=True)
class Place:
    """Where somebody is registered: the key names it in forms (``e11``, ``s1``)."""

    key: str
    name: str
    person: Person

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Open the scope of the place."""
        with scope(self.person.street_id, self.person.estate_id):
            yield


def places_of(user_id: int) -> list[Place]:
    """Return where a sign-in is registered, two queries and one more for each street."""
    with identity(user_id):
        streets = set(Membership.objects.filter(user_id=user_id).values_list("street_id", flat=True))
    places = []
    for street_id in sorted(streets):
        with scope(street_id):
            found = Person.objects.filter(user_id=user_id).select_related("street", "estate__community")
            places += [_place(person) for person in found.order_by("id")]
    return places


def _place(person: Person) -> Place:
    if person.estate is None:
        return Place(f"s{person.street_id}", person.street.name, person)
    return Place(f"e{person.estate_id}", person.estate.name, person)


def looks_at(places: list[Place], *, first: int, count: int) -> list[Look]:
    """Return ``count`` looks at the reader's data after the ``first`` newest, one query for each street.

    Looks at a whole estate, or at the whole street, are looks at everybody in it.
    """
    found: list[list[Look]] = []
    for street_id in sorted({place.person.street_id for place in places}):
        here = [place.person for place in places if place.person.street_id == street_id]
        mine = Q(person__in=here) | Q(person=None, estate__in=[p.estate_id for p in here if p.estate_id])
        rows = Look.objects.filter(mine | Q(person=None, estate=None), street_id=street_id)
        with scope(street_id):
            newest = rows.select_related("estate").order_by("-at", "-id")
            found.append(list(newest[: first + count]))
    merged = heapq.merge(*found, key=lambda look: (look.at, look.pk), reverse=True)
    return list(merged)[first : first + count]
