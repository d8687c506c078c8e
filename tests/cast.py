"""The people tests are played with (style.md C.3): estate a1 unless said otherwise."""

from dataclasses import dataclass, fields
from datetime import date

from django.test import Client

from accounts.models import User
from estates.models import Building, Ownership, Person, Post, Residency, Unit
from estates.services import appoint, give_sign_in, register_resident
from tenancy.models import Community
from tenancy.scope import scope
from tests.sign_in import signed_in

SINCE = date(2020, 1, 1)
STAFF_PHONES = {
    "community_officer": 10,
    "street_officer": 11,
    "street_leader": 12,
    "street_finance": 13,
    "community_secretary": 16,
    "social_worker": 17,
    "auditor": 18,
    "system_admin": 19,
    "security_admin": 22,
    "audit_admin": 23,
}


@dataclass
class Cast:
    """Capacities by name; ``visitor`` is nobody. ``units`` are the eight flats of a1, two of one owner.

    owner+spouse live in units[0], tenant in units[1] (owned by landlord), neighbour owns and lives in
    units[2], chair units[3], treasurer units[4], member units[5], supervisor units[6]; neighbour also
    owns units[7], which stands empty.
    """

    units: list[Unit]
    owner: Residency
    spouse: Residency
    tenant: Residency
    neighbour: Residency
    owner_title: Ownership
    landlord: Ownership
    neighbour_title: Ownership
    neighbour_second_title: Ownership
    chair: Post
    treasurer: Post
    member: Post
    supervisor: Post
    cashier: Post
    building_lead: Post
    party_secretary: Post
    chair_home: Residency
    treasurer_home: Residency
    member_home: Residency
    supervisor_home: Residency
    community_officer: Post
    street_officer: Post
    street_leader: Post
    street_finance: Post
    community_secretary: Post
    social_worker: Post
    auditor: Post
    system_admin: Post
    security_admin: Post
    audit_admin: Post
    stranger: Residency
    foreigner: Residency

    def user(self, name: str) -> User | None:
        """Return the sign-in behind a name; None for the visitor."""
        return None if name == "visitor" else getattr(self, name).person.user

    def client(self, name: str) -> Client:
        """Return a test client that is signed in as ``name``."""
        user = self.user(name)
        return signed_in(user) if user is not None else Client()

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of those who can sign in, and ``visitor``."""
        people = [f.name for f in fields(cls) if f.name not in ("units", "landlord")]
        return [n for n in people if not n.endswith(("_title", "_home"))] + ["visitor"]


def phone(number: int) -> str:
    """Return an invented mainland number in E.164."""
    return f"+861380000{number:04d}"


def make_person(name: str, number: int | None = None) -> Person:
    """Return a person of the open scope, with a sign-in if a number is given."""
    person = Person.objects.create(name=name, phone=phone(number) if number else "", is_demo=True)
    if number:
        give_sign_in(person, phone(number), by=None)
    return person


def make_unit(building: Building, door: str, area_centi: int) -> Unit:
    """Return a flat; ``area_centi`` in 0.01 m²."""
    return Unit.objects.create(building=building, entrance="1", door=door, area_centi=area_centi)


def _own(unit: Unit, person: Person) -> Ownership:
    return Ownership.objects.create(unit=unit, person=person, starts_on=SINCE)


def _live(unit: Unit, person: Person, tenure: str = "owner") -> Residency:
    return register_resident(unit, person, tenure=Residency.Tenure(tenure), starts_on=SINCE, by=None)


def _appoint(person: Person, role: Post.Role, community: Community | None = None) -> Post:
    return appoint(person, role, starts_on=SINCE, community=community, by=None)


def make_cast() -> Cast:
    """Return the cast, made through the services in scopes that are closed again."""
    with scope(1, 11):
        building = Building.objects.create(name="1栋", position=1)
        areas = (8_950, 6_200, 10_100, 7_500, 7_500, 9_000, 8_000, 5_550)
        units = [make_unit(building, f"{n}01", area) for n, area in enumerate(areas, 1)]
        owner, spouse = make_person("钱示例一", 1), make_person("周示例二", 2)
        tenant, landlord = make_person("吴示例三", 3), make_person("郑示例房东")
        neighbour = make_person("王示例四", 4)
        people = {"owner": _live(units[0], owner), "spouse": _live(units[0], spouse, "family")}
        people |= {"tenant": _live(units[1], tenant, "tenant"), "neighbour": _live(units[2], neighbour)}
        titles = {
            "owner_title": _own(units[0], owner),
            "landlord": _own(units[1], landlord),
            "neighbour_title": _own(units[2], neighbour),
            "neighbour_second_title": _own(units[7], neighbour),
        }
        seats = (("chair", 5), ("treasurer", 6), ("member", 7), ("supervisor", 8))
        for index, (role, number) in enumerate(seats, 3):
            person = make_person(f"冯示例{role}", number)
            people[role + "_home"] = _live(units[index], person)
            _own(units[index], person)
            people[role] = _appoint(person, Post.Role(role))
        people["cashier"] = _appoint(make_person("陈示例出纳", 9), Post.Role.CASHIER)
        for number, role in enumerate(("building_lead", "party_secretary"), 14):
            people[role] = _appoint(make_person(f"何示例{role}", number), Post.Role(role))
    with scope(1):
        a1 = Community.objects.get(pk=11)
        for role, number in STAFF_PHONES.items():
            community = a1 if role in Post.COMMUNITY else None
            people[role] = _appoint(make_person(f"褚示例{role}", number), Post.Role(role), community)
    with scope(1, 12):
        people["stranger"] = _elsewhere("卫示例邻区", 20)
    with scope(2, 21):
        people["foreigner"] = _elsewhere("蒋示例外街", 21)
    return Cast(units=units, **people, **titles)


def _elsewhere(name: str, number: int) -> Residency:
    unit = make_unit(Building.objects.create(name="1栋"), "101", 7_000)
    person = make_person(name, number)
    _own(unit, person)
    return _live(unit, person)
