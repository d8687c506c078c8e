"""What the figures are taken on: two streets, an estate with a cast, 200 projects, a ballot with 200 homes.

One project of each state comes off the road of the tests, through the services; the rest are its copies.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connections

from ballots.models import Ballot
from ballots.rolls import household_electors
from ballots.services import MatterDraft, draft_ballot, open_ballot
from benchmarks.copies import copy_projects
from core import clock
from estates.models import Building, Person, Residency, Unit
from estates.services import give_sign_in, register_resident
from projects.models import Project
from tenancy.models import Community, Estate, Street
from tenancy.scope import scope
from tests.cast import SINCE, Cast, make_cast, make_person, phone
from tests.projects import road

State = Project.State
STREET, ESTATE = 1, 11
# What an estate's list shows: mostly what was done, some of everything that is under way.
SHARES = {
    State.PROPOSED: 9,
    State.VOTING: 9,
    State.RESULT_NOTICE: 9,
    State.COMMUNITY_REVIEW: 9,
    State.APPROVED: 19,
    State.IN_PROGRESS: 39,
    State.SETTLED: 40,
    State.CLOSED: 58,
}
HOMES = 200
ESTATES = 27
VOTERS = 8


@dataclass(frozen=True)
class Data:
    """Where the figures look: addresses, and who is signed in with which session key."""

    cast: Cast
    list_url: str
    detail_url: str
    ballot: Ballot
    ballot_matter: int
    voters: list[Person]


def fill() -> Data:
    """Return the data of a run, made in the database of the settings."""
    fill_directory()
    cast = make_cast()
    _more_estates()
    projects = _projects(cast)
    voters = _voters()
    ballot, matter = _ballot(cast)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    settled = projects[State.SETTLED]
    return Data(cast, "/e/a1/projects/", f"/e/a1/projects/{settled.pk}/", ballot, matter, voters)


def fill_directory() -> None:
    """Make streets A and B with four estates, under the keys that the cast counts on."""
    for letter, pk in (("a", 1), ("b", 2)):
        street = Street(pk=pk, slug=f"street-{letter}", name=f"{letter.upper()}街道", city_code="510681")
        street.city, street.hotline = "广汉市", "0838-0000000"
        street.save(using="owner", force_insert=True)
    for pk, street_id, slug in ((11, 1, "a1"), (12, 1, "a2"), (13, 1, "a3"), (21, 2, "b1")):
        community = Community(pk=pk, street_id=street_id, name=f"{slug.upper()}社区")
        community.save(using="owner", force_insert=True)
        estate = Estate(pk=pk, street_id=street_id, community=community, number=1000 + pk, slug=slug)
        estate.name = estate.committee_name = f"{slug.upper()}小区"
        estate.sort_key, estate.phone, estate.is_demo = slug, "0838-0000001", True
        estate.save(using="owner", force_insert=True)


def _more_estates() -> None:
    """Give street A 27 estates, as the programme has; the others of them have nothing yet."""
    for number in range(ESTATES - 3):
        community = Community.objects.get(pk=11 + number % 3)
        estate = Estate(pk=101 + number, street_id=STREET, community=community, number=2000 + number)
        estate.name, estate.sort_key, estate.is_demo = f"示例{number}号小区", f"m{number:02d}", True
        estate.slug = f"more-{number}"
        estate.save(using="owner", force_insert=True)


def _projects(cast: Cast) -> dict[str, Project]:
    """Return one project of each state; copies of each fill the list, in the order of the road."""
    first: dict[str, Project] = {}
    for state in reversed(SHARES):
        project = road.bring_to(cast, state, title="非机动车棚修缮")
        if state == State.SETTLED:
            road.rate(cast, project)
        with scope(STREET, ESTATE):
            first[state] = road.fresh(project)
            copy_projects(first[state], SHARES[state])
    return first


def _voters() -> list[Person]:
    """Return residents of eight units, signed in nowhere yet; the estate has 200 homes."""
    with scope(STREET, ESTATE):
        building = Building.objects.create(name="9栋", position=9)
        units = Unit.objects.bulk_create(
            Unit(building=building, entrance=str(n % 4 + 1), door=f"{n + 101}", area_centi=8_000 + n)
            for n in range(HOMES)
        )
        people = [make_person(f"沈示例{n}") for n in range(HOMES)]
        for person, unit in zip(people, units, strict=True):
            tenure = Residency.Tenure.OWNER
            register_resident(unit, person, tenure=tenure, starts_on=SINCE, by=None)
        voters = people[:VOTERS]
        for number, person in enumerate(voters, 5000):
            give_sign_in(person, phone(number), by=None)
        return voters


def _ballot(cast: Cast) -> tuple[Ballot, int]:
    """Return a ballot of all homes, open for a week, and the key of its one matter."""
    with scope(STREET, ESTATE):
        estate = Estate.objects.get(pk=ESTATE)
        now = clock.now()
        draft = draft_ballot(
            estate=estate,
            title="东门车棚",
            question="要不要在东门旁建一座非机动车棚？",
            electorate=Ballot.Electorate.HOUSEHOLDS,
            matters=[MatterDraft("在东门旁建一座非机动车棚")],
            opens_at=now - timedelta(minutes=1),
            closes_at=now + timedelta(days=8),
            by=cast.chair,
        )
        ballot = open_ballot(draft, household_electors(estate), by=cast.chair)
        return ballot, ballot.matters.get().pk


def first_of_month() -> date:
    """Return the first day of this month."""
    return clock.month_of(clock.today())[0]
