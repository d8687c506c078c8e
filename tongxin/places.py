"""Where else the reader may want to go: other places of one's own, and for staff the estates they serve."""

from dataclasses import dataclass

from django.urls import reverse

from estates.capacities import Capacities
from tenancy.models import Estate, Membership, Street

SHOWN = 60  # estates of a street in the list; a larger street has its desk, where every one stands


@dataclass(frozen=True)
class Place:
    """A place in the list of the masthead."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Switcher:
    """The list of the masthead and what it is called."""

    label: str
    places: list[Place]


def switcher(held: Capacities, street: Street, estate: Estate | None) -> Switcher | None:
    """Return the places the reader can go to from here, nothing where there is no other.

    One query for the memberships, which the open scope shows to their user only, and one for the estates of
    whoever holds an office with the street.
    """
    if held.user_id is None:
        return None
    own = Membership.objects.filter(user_id=held.user_id).select_related("street", "estate")
    rows = list(own.order_by("estate__sort_key", "id"))
    estates = {row.estate_id: row.estate for row in rows if row.estate} | _served(held, street)
    desks = [row.street for row in rows if row.estate is None]
    places = [
        *(
            _place(f"{each.name}工作台", "office", each.slug, estate is None and each == street)
            for each in desks
        ),
        *(_place(each.name, "home", each.slug, each == estate) for each in estates.values()),
    ]
    if all(place.current for place in places):
        return None
    return Switcher("换地方" if desks else "换小区", places)


def _served(held: Capacities, street: Street) -> dict[int, Estate]:
    """Return the estates of those who serve a community or the whole street."""
    offices = [post for post in held.posts if post.estate_id is None]
    if not offices:
        return {}
    estates = Estate.objects.filter(street=street)
    if all(post.community_id for post in offices):
        estates = estates.filter(community__in=[post.community_id for post in offices])
    return {estate.pk: estate for estate in estates.order_by("sort_key", "id")[:SHOWN]}


def _place(label: str, page: str, slug: str, current: bool) -> Place:
    return Place(label, reverse(f"overview:{page}", args=[slug]), current)
