"""What the pages about people's data show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from core import clock
from core.masking import mask_phone
from core.purposes import Agreement, Basis, Purpose, agreement, all_purposes
from estates.models import DataRequest, Ownership, Person, Residency
from estates.privacy.agreeing import counts, last_words, offered_to
from estates.privacy.blocking import Block, blocks_of
from estates.privacy.errors import CopyGone
from estates.privacy.mine import Place
from estates.rulebook import COPY_HOURS
from tenancy.models import Estate
from tenancy.rules import rules_in_force
from tenancy.scope import scope

SHOWN_REQUESTS = 5


@dataclass(frozen=True)
class Offered:
    """Something one may agree to, and whether one does."""

    agreement: Agreement
    given: bool
    since: Any


@dataclass(frozen=True)
class Kept:
    """What is kept about the reader at one place."""

    place: Place
    phone: str
    homes: list[str]
    offered: list[Offered]
    requests: list[DataRequest]

    @property
    def necessary(self) -> list[Purpose]:
        """What needs no consent."""
        return [each for each in all_purposes() if each.basis is not Basis.CONSENT]


def kept_at(place: Place) -> Kept:
    """Return what is kept at a place; opens its scope, five queries."""
    person = place.person
    with place.opened():
        last = last_words(person)
        offered = [
            Offered(each, counts(row), row and row.at)
            for each in offered_to(person)
            for row in [last.get(each.key)]
        ]
        requests = list(person.data_requests.order_by("-id")[:SHOWN_REQUESTS])
        return Kept(
            place, mask_phone(person.phone) if person.phone else "", _homes(person), offered, requests
        )


def _homes(person: Person) -> list[str]:
    """Return where somebody lives and what they own today, each once."""
    found: dict[str, None] = {}
    for model in (Ownership, Residency):
        rows = model.objects.in_force().filter(person=person).select_related("unit__building").order_by("id")
        found |= {row.unit.label: None for row in rows}
    return list(found)


def last_words_of(person: Person) -> list[Offered]:
    """Return what somebody last said about each purpose."""
    said = last_words(person).values()
    return [Offered(agreement(row.purpose), row.given, row.at) for row in said]


def homes(places: Sequence[Place]) -> list[Place]:
    """Return the places where one is registered as a resident; staff's own data are the street's."""
    return [place for place in places if place.person.estate_id is not None]


def blocks_at(place: Place) -> list[Block]:
    """Return what keeps the reader's data at a place; opens its scope."""
    with place.opened():
        return blocks_of(place.person)


def newest_copy(user_id: int, places: Sequence[Place]) -> DataRequest | None:
    """Return the last copy that was asked for and is there or on its way."""
    found = []
    for street_id in sorted({place.person.street_id for place in places}):
        with scope(street_id):
            rows = _copies(user_id).defer("data").order_by("-id")
            found += list(rows.filter(Q(state="filed") | Q(expires_at__gt=clock.now()))[:1])
    return max(found, key=lambda row: row.filed_at, default=None)


def copy_data(user_id: int, places: Sequence[Place]) -> bytes:
    """Return the bytes of one's own newest copy. Raises CopyGone."""
    newest = newest_copy(user_id, places)
    if newest is None or newest.state != DataRequest.State.DONE:
        raise CopyGone
    with scope(newest.street_id):
        data = DataRequest.objects.values_list("data", flat=True).get(pk=newest.pk)
    if data is None:
        raise CopyGone
    return bytes(data)


def copy_hours(person: Person) -> int:
    """Return how long a copy is kept at a place."""
    return rules_in_force(person.street_id, person.estate_id).integer(COPY_HOURS)


def _copies(user_id: int) -> QuerySet[DataRequest]:
    return DataRequest.objects.filter(user_id=user_id, kind=DataRequest.Kind.COPY)


def requests_of(estate: Estate) -> QuerySet[DataRequest]:
    """Return what people of the estate ask about their data: what waits first, by its day."""
    rows = DataRequest.objects.filter(estate=estate).exclude(kind=DataRequest.Kind.COPY)
    return rows.select_related("person").defer("data")


def people_called(estate: Estate, name: str) -> QuerySet[Person]:
    """Return the people of the estate whose name holds ``name``."""
    rows = Person.objects.filter(estate=estate, name__icontains=name, erased_at=None)
    return rows.order_by("name", "id")


def guardians_of(person: Person) -> QuerySet[Person]:
    """Return who can be named a child's guardian: grown-ups who live in, or own, the same homes."""
    lives = Residency.objects.in_force().filter(person=person).values("unit")
    with_it = Q(residencies__unit__in=lives) | Q(ownerships__unit__in=lives)
    rows = Person.objects.filter(with_it, estate_id=person.estate_id, kind=Person.Kind.NATURAL)
    return rows.exclude(pk=person.pk).filter(deceased_on=None, erased_at=None).distinct().order_by("id")
