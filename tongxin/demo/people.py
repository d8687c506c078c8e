"""Who plays a part in the demonstration: officials and the residents one can sign in as."""

from dataclasses import dataclass
from datetime import date

from estates.models import Ownership, Person, Post, Residency, Unit
from estates.services import appoint, give_sign_in, register_resident
from tenancy.models import Community
from tongxin.demo.names import invented_phone
from tongxin.demo.register import SINCE

ELECTED_ON = date(2025, 3, 20)
STAFF_SINCE = date(2024, 1, 2)


@dataclass(frozen=True)
class Part:
    """A role in the play: which flat's owner takes it, and with which invented number."""

    role: Post.Role | None
    number: int
    flat: int = -1


COMMITTEE = (
    Part(Post.Role.CHAIR, 1, 0),
    Part(Post.Role.TREASURER, 2, 4),
    Part(Post.Role.MEMBER, 3, 8),
    Part(Post.Role.MEMBER, 4, 12),
    Part(Post.Role.MEMBER, 5, 16),
    Part(Post.Role.SUPERVISOR, 6, 20),
    Part(Post.Role.SUPERVISOR, 7, 24),
    Part(Post.Role.BUILDING_LEAD, 8, 28),
)
RESIDENTS = tuple(Part(None, number, flat) for number, flat in ((11, 32), (12, 36), (13, 40), (14, 44)))
STAFF = (
    (Post.Role.STREET_OFFICER, 101, "何思远"),
    (Post.Role.STREET_LEADER, 102, "梁玉梅"),
    (Post.Role.STREET_FINANCE, 103, "宋国华"),
    (Post.Role.AUDITOR, 104, "唐文静"),
)


@dataclass(frozen=True)
class Players:
    """The capacities of an estate's play."""

    committee: dict[Post.Role, list[Post]]
    homes: list[Residency]

    def post(self, role: Post.Role, number: int = 0) -> Post:
        """Return the ``number``-th holder of a role."""
        return self.committee[role][number]


def play_committee(units: list[Unit], *, base: int, cashier: str) -> Players:
    """Return the estate's officials and four residents with sign-ins, made if they were not there.

    ``base`` is added to the invented numbers, so that each estate has its own.
    """
    if not Post.objects.filter(estate_id=units[0].estate_id).exists():
        for part in COMMITTEE:
            person = _person(units[part.flat], base + part.number)
            appoint(person, part.role, starts_on=ELECTED_ON, authority="居民选举", by=None)
        for part in RESIDENTS:
            _person(units[part.flat], base + part.number)
        custodian = Person.objects.create(name=cashier, is_demo=True)
        give_sign_in(custodian, invented_phone(base + 9), by=None)
        appoint(custodian, Post.Role.CASHIER, starts_on=ELECTED_ON, authority="社区代管账户", by=None)
    return _players(units)


def _person(unit: Unit, number: int) -> Person:
    person = Ownership.objects.get(unit=unit).person
    give_sign_in(person, invented_phone(number), by=None)
    person.phone = invented_phone(number)
    person.save(update_fields=["phone"])
    if not Residency.objects.filter(unit=unit, person=person).exists():
        register_resident(unit, person, tenure=Residency.Tenure.OWNER, starts_on=SINCE, by=None)
    return person


def _players(units: list[Unit]) -> Players:
    posts: dict[Post.Role, list[Post]] = {}
    held = Post.objects.filter(estate_id=units[0].estate_id).select_related("person").order_by("pk")
    for post in held:
        posts.setdefault(Post.Role(post.role), []).append(post)
    homes = Residency.objects.select_related("person", "unit__building").order_by("pk")
    return Players(posts, list(homes))


def play_staff(communities: list[Community], *, base: int) -> dict[Post.Role, Post]:
    """Return the street's staff and a worker of each community, with sign-ins, made if need be."""
    if not Post.objects.filter(estate=None).exists():
        for role, number, name in STAFF:
            _official(name, base + number, role)
        for number, community in enumerate(communities):
            _official("田春燕", base + 110 + number, Post.Role.COMMUNITY_OFFICER, community)
    posts = Post.objects.filter(estate=None).select_related("person", "community").order_by("pk")
    return {Post.Role(post.role): post for post in posts}


def _official(name: str, number: int, role: Post.Role, community: Community | None = None) -> None:
    person = Person.objects.create(estate=None, name=name, is_demo=True, phone=invented_phone(number))
    give_sign_in(person, invented_phone(number), by=None)
    appoint(person, role, starts_on=STAFF_SINCE, community=community, authority="街道任命", by=None)
