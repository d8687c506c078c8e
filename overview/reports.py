"""What the pages of a place show, read from the apps below."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.urls import reverse

from estates.capacities import Capacities, capacity_key, capacity_label
from estates.models import Post
from tenancy.models import Estate, Membership, Street
from tenancy.scope import identity, scope


@dataclass(frozen=True)
class StreetEstates:
    """A street with those of its estates that were asked for."""

    street: Street
    estates: list[Estate]


def find_estates(words: str) -> list[StreetEstates]:
    """Return the estates that ``words`` name (by name, pinyin or community; all, if empty) by street."""
    estates = Estate.objects.select_related("street", "community").order_by("street_id", "sort_key", "id")
    words = words.strip()
    if words:
        by_name = Q(name__icontains=words) | Q(sort_key__icontains=words.replace(" ", ""))
        estates = estates.filter(by_name | Q(community__name__icontains=words))
    groups = groupby(estates[:200], key=lambda estate: estate.street)
    return [StreetEstates(street, list(members)) for street, members in groups]


@dataclass(frozen=True)
class Held:
    """A capacity somebody holds at a place."""

    key: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Place:
    """Somewhere a user has something to do."""

    key: str
    name: str
    url: str
    note: str
    capacities: list[Held]


def places_of(user_id: int, chosen: Mapping[str, str]) -> list[Place]:
    """Return where a user is a member and as what; asked without a scope, by the user only.

    ``chosen`` is the session's ``{place key: capacity key}``.
    """
    with identity(user_id):
        rows = list(Membership.objects.select_related("street", "estate").order_by("id"))
    return [_place(row, chosen) for row in rows]


def _place(row: Membership, chosen: Mapping[str, str]) -> Place:
    key = f"e{row.estate_id}" if row.estate else f"s{row.street_id}"
    with scope(row.street_id, row.estate_id):
        community = row.estate.community_id if row.estate else None
        capacities = Capacities(row.user_id, row.estate_id, community, chosen.get(key, ""))
        held = [*capacities.residencies, *capacities.ownerships, *capacities.posts]
        acting = {capacities.residency, capacities.ownership, capacities.post()}
        options = [Held(capacity_key(each), capacity_label(each), each in acting) for each in held]
    if row.estate:
        url = reverse("overview:home", args=[row.estate.slug])
        return Place(key, row.estate.name, url, row.street.name, options)
    url = reverse("overview:office", args=[row.street.slug])
    return Place(key, f"{row.street.name}工作台", url, row.street.city, options)


def estate_now(estate: Estate) -> None: ...
def work_lists(post: Post, estate: Estate) -> None: ...
def office_desk(post: Post, street: Street) -> None: ...


def committee_of(estate: Estate) -> list[Post]:
    """Return today's posts of the estate in the order of the roles; names of officials are public."""
    order = {role: number for number, role in enumerate(Post.ESTATE_ROLES)}
    posts = Post.objects.in_force().filter(estate=estate).select_related("person")
    return sorted(posts, key=lambda post: (order[post.role], post.pk))
