"""Where else the reader may want to go: other places of one's own, and for staff the estates they serve."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from core.addresses import address
from estates.capacities import Capacities
from tenancy.models import Estate, Street

# Written by hand: the masthead of every page asks it, and 27 estates are not rows to be made for their names.
STATEMENT = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
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
    """Return the places the reader can go to from here, nothing where there is no other; one query."""
    if held.user_id is None:
        return None
    here = ("home", estate.pk) if estate else ("office", street.pk)
    found = {(page, pk): (name, slug) for page, pk, name, slug in _found(held, street)}
    has_desk = any(page == "office" for page, _ in found)
    if not found.keys() - {here}:
        return None
    places = [_place(page, *words, (page, pk) == here) for (page, pk), words in found.items()]
    return Switcher("换地方" if has_desk else "换小区", places)


def _found(held: Capacities, street: Street) -> list[tuple[str, int, str, str]]:
    """Return page, key, name and slug of each place; twice where one serves an estate of one's own."""
    offices = [post for post in held.posts if post.estate_id is None and not post.is_administrator]
    communities = [post.community_id for post in offices]
    values = {
        "user": held.user_id,
        "street": street.pk,
        "serves": bool(offices),
        "communities": communities if all(communities) else None,
        "shown": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        return [row[:4] for row in cursor.fetchall()]


def _place(page: str, name: str, slug: str, current: bool) -> Place:
    return Place(f"{name}工作台" if page == "office" else name, address(f"overview:{page}", slug), current)
