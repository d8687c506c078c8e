"""Who plays a part in the demonstration: officials, and the residents one can sign in as."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from estates.models import Ownership, Person, Post, Residency, Unit
from estates.services import appoint, give_sign_in
from tenancy.models import Community
from tongxin.demo.names import invented_name, invented_phone
from tongxin.demo.programme import Town

Role = Post.Role
ELECTED_ON = date(2025, 3, 20)
STAFF_SINCE = date(2024, 1, 2)


@dataclass(frozen=True)
class Part:
    """A part in the play: whose flat, which invented number, which office if there is one."""

    number: int
    flat: int
    role: Role | None = None
    tenure: Residency.Tenure = Residency.Tenure.OWNER


@dataclass(frozen=True)
class Parts:
    """The parts of an estate; the cashier of the custody account and the Party secretary live elsewhere."""

    homes: tuple[Part, ...]
    cashier: str
    party_secretary: str = ""


# Flat 12 belongs to the owner of three, flat 39 is let, in flat 37 family of the owner is registered.
JUFUYUAN = Parts(
    homes=(
        Part(1, 0, Role.CHAIR),
        Part(2, 4, Role.TREASURER),
        Part(3, 8, Role.MEMBER),
        Part(4, 16, Role.MEMBER),
        Part(5, 20, Role.MEMBER),
        Part(6, 24, Role.SUPERVISOR),
        Part(7, 28, Role.SUPERVISOR),
        Part(8, 32, Role.BUILDING_LEAD),
        Part(11, 36),
        Part(12, 12),
        Part(13, 39, tenure=Residency.Tenure.TENANT),
        Part(14, 37, tenure=Residency.Tenure.FAMILY),
    ),
    cashier="邓长林",
    party_secretary="袁光荣",
)
HEYUAN = Parts(
    homes=(Part(1, 0, Role.CHAIR), Part(2, 4, Role.TREASURER), Part(11, 2), Part(12, 6)),
    cashier="蒋素芬",
)
PARTS = {"jufuyuan": JUFUYUAN, "heyuan": HEYUAN}
# Number and flat: the owner of fifteen flats, one of two who own together, one who owns a third.
AWKWARD = ((21, 24), (22, 41), (23, 42))
CASHIER_NUMBER, PARTY_SECRETARY_NUMBER = 9, 10
# Flats of owners who live in them (``register.is_let``), the owner of three left out.
_HOMES_OF_OFFICIALS = (0, 2, 4, 6, 8, 10, 14, 16, 18)
OFFICER_NUMBER, SECRETARY_NUMBER = 110, 111
STAFF = (
    (Role.STREET_OFFICER, 101, "何思远"),
    (Role.STREET_LEADER, 102, "梁玉梅"),
    (Role.STREET_FINANCE, 103, "宋国华"),
    (Role.AUDITOR, 104, "唐文静"),
    (Role.SOCIAL_WORKER, 105, "许家琪"),
    (Role.SYSTEM_ADMIN, 121, "邓学军"),
    (Role.SECURITY_ADMIN, 122, "曹若兰"),
    (Role.AUDIT_ADMIN, 123, "彭正清"),
)
OFFICER, SECRETARY = "田春燕", "曾兴旺"


def give_parts(units: list[Unit], parts: Parts, *, base: int) -> None:
    """Give the estate of the open scope its officials, its cashier and residents with sign-ins.

    ``base`` is added to the invented numbers, so that each estate has its own.
    """
    for part in parts.homes:
        person = _resident_of(units[part.flat], part.tenure)
        _sign_in(person, base + part.number)
        if part.role:
            appoint(person, part.role, starts_on=ELECTED_ON, authority="居民选举", by=None)
    elsewhere = [(parts.cashier, CASHIER_NUMBER, Role.CASHIER, "社区代管账户")]
    if parts.party_secretary:
        branch = (parts.party_secretary, PARTY_SECRETARY_NUMBER, Role.PARTY_SECRETARY, "社区党委任命")
        elsewhere.append(branch)
    for name, number, role, authority in elsewhere:
        person = Person.objects.create(name=name, is_demo=True)
        _sign_in(person, base + number)
        appoint(person, role, starts_on=ELECTED_ON, authority=authority, by=None)


def give_awkward_sign_ins(units: list[Unit], *, base: int) -> None:
    """Let some of the owners of ``tongxin.demo.awkward`` sign in: of many flats, with others, by shares."""
    for number, flat in AWKWARD:
        _sign_in(Ownership.objects.filter(unit=units[flat]).order_by("pk")[0].person, base + number)


def seat(units: list[Unit], town: Town, *, first_name: int) -> None:
    """Give the estate of the open scope a committee of owners who live there, two supervisors and a cashier.

    Nobody of them signs in but the chair, where the town says so.
    """
    offices = [Role.CHAIR, Role.TREASURER, *[Role.MEMBER] * (town.seats - 2), *[Role.SUPERVISOR] * 2]
    for flat, role in zip(_HOMES_OF_OFFICIALS, offices, strict=False):
        person = _resident_of(units[flat], Residency.Tenure.OWNER)
        if role == Role.CHAIR and town.chair_number is not None:
            _sign_in(person, town.chair_number)
        appoint(person, role, starts_on=ELECTED_ON, authority="居民选举", by=None)
    cashier = Person.objects.create(name=invented_name(first_name), is_demo=True)
    appoint(cashier, Role.CASHIER, starts_on=ELECTED_ON, authority="社区代管账户", by=None)


def give_staff(community: Community, others: Sequence[Community] = (), *, base: int) -> None:
    """Give the street of the open scope its staff, and each community its officer.

    Everybody has a sign-in but the officers of ``others``.
    """
    for role, number, name in STAFF:
        _appoint_official(name, base + number, role)
    _appoint_official(OFFICER, base + OFFICER_NUMBER, Role.COMMUNITY_OFFICER, community)
    _appoint_official(SECRETARY, base + SECRETARY_NUMBER, Role.COMMUNITY_SECRETARY, community)
    for number, other in enumerate(others):
        _appoint_official(invented_name(1_000 + number), None, Role.COMMUNITY_OFFICER, other)


def _resident_of(unit: Unit, tenure: Residency.Tenure) -> Person:
    if tenure == Residency.Tenure.OWNER:
        return Ownership.objects.select_related("person").get(unit=unit).person
    return Residency.objects.select_related("person").get(unit=unit, tenure=tenure).person


def _sign_in(person: Person, number: int) -> None:
    give_sign_in(person, invented_phone(number), by=None)
    person.phone = invented_phone(number)
    person.save(update_fields=["phone"])


def _appoint_official(name: str, number: int | None, role: Role, community: Community | None = None) -> None:
    person = Person.objects.create(estate=None, name=name, is_demo=True)
    if number is not None:
        _sign_in(person, number)
    appoint(person, role, starts_on=STAFF_SINCE, community=community, authority="街道任命", by=None)
