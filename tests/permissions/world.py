"""One row for every address: concerns, projects, ballots, notices, jobs and money of a1 in each state.

Made through the services. Estates a2 (same street) and b1 (another street) have people of every role, so
that a refusal there is the wall's and not for want of a right.
"""

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from allauth.usersessions.models import UserSession
from django.test import Client

from accounts import factors
from ballots.counting import Sums
from ballots.rolls import household_electors, owner_electors
from ballots.services import MatterDraft, cast_vote, draft_ballot, enter_paper_totals, open_ballot
from core import clock
from estates.models import Building, Ownership, Person, Post, Residency
from estates.privacy import services as privacy
from estates.privacy.oneself import Oneself
from estates.privacy.purposes import CARE, POLITICAL
from estates.privacy.services.requests import copy_ready
from estates.services import appoint, register_resident
from funds.models import Grant
from funds.services import general_fund
from notices import services as notices
from notices.models import Notice
from overview import services as statistics
from overview.models import PrintedReport
from overview.statistics import span_of
from projects import services as projects
from projects.models import Acceptance, Document, Project, Review
from projects.rulebook import PARTY_OPINION
from tenancy import jobs
from tenancy.models import Community, Estate, Job, Street
from tenancy.rules import set_rules
from tenancy.scope import scope
from tests.cast import SINCE, Cast, make_cast, make_person, make_unit
from tests.permissions.joining import make_joining
from tests.permissions.money import make_money
from tests.permissions.rosters import make_rosters
from tests.projects import road
from tests.sign_in import SECRET, signed_in

State = Project.State
STATES = (
    State.PROPOSED,
    State.COSIGNED,
    State.VOTING,
    State.RESULT_NOTICE,
    State.COMMUNITY_REVIEW,
    State.STREET_REVIEW,
    State.APPROVED,
    State.IN_PROGRESS,
    State.COMPLETED,
    State.ACCEPTED,
    State.SETTLED,
)


@dataclass
class World:
    """The cast, the keys that addresses take by the name the table gives them, and signed-in clients."""

    cast: Cast
    rows: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    browser: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def sign_in(self, name: str, person: Person | None) -> None:
        """Remember a session for ``name``; nobody's is empty."""
        self.sessions[name] = signed_in(person.user).cookies["sessionid"].value if person else ""

    def as_(self, name: str) -> Client:
        """Return the one client, with the cookies of ``name`` and no others."""
        session = self.sessions[name]
        self.browser.cookies = SimpleCookie({"sessionid": session} if session else {})
        return self.browser


def make_world() -> World:
    """Return the world, committed in whatever database is in use."""
    with clock.travel_to(*road.TODAY):
        world = World(make_cast())
        _make_concerns(world)
        _make_projects(world)
        _make_ballots(world)
        _make_notices(world)
        world.rows |= make_money(world.cast)
        world.rows |= make_joining(world.cast)
        _make_private(world)
        _make_others(world)
        _make_statistics(world)
        _make_register(world)
        _name_officials(world)
        world.rows |= make_rosters(world.cast)
        for name in Cast.names():
            capacity = None if name == "visitor" else getattr(world.cast, name)
            world.sign_in(name, capacity and capacity.person)
        _make_sign_ins(world)
        # The street's officer serves a2 as well, street b's serves b1.
        officers = {"a2": world.sessions["street_officer"], "b1": world.sessions["b_street_officer"]}
        world.sessions |= {f"{slug}_street_officer": session for slug, session in officers.items()}
    return world


def _make_sign_ins(world: World) -> None:
    """Give the chair an authenticator, and the owner a session on another device."""
    chair, owner = world.cast.user("chair"), world.cast.user("owner")
    factors.set_up_totp(chair, SECRET)
    factors.give_recovery_codes(chair)
    world.rows["factor"] = factors.factors_of(chair).totp.pk
    other = UserSession.objects.create(
        user=owner, session_key="elsewhere", ip="192.0.2.9", user_agent="Firefox"
    )
    world.rows["session"] = other.pk


def _make_concerns(world: World) -> None:
    cast, rows = world.cast, world.rows
    rows["concern_draft"] = road.make_concern(cast, filed=False, with_photo=True).pk
    rows["concern_filed"] = road.make_concern(cast, with_photo=True).pk
    rows["concern"] = road.publish(cast, road.make_concern(cast, with_photo=True)).pk
    resolved = road.publish(cast, road.make_concern(cast, with_photo=True))
    declined = road.make_concern(cast, with_photo=True)
    with road.at_home():
        projects.resolve_concern(resolved, words="已修好。", photo=road.photo("red"), by=cast.chair)
        projects.decline_concern(declined, reason="不属于公共事务。", by=cast.chair)
    rows["concern_resolved"], rows["concern_declined"] = resolved.pk, declined.pk


def _make_projects(world: World) -> None:
    cast, rows = world.cast, world.rows
    draft = road.make_draft(cast)
    rows["project_draft"] = draft.pk
    road.give_budget(cast)
    for state in STATES:
        project = road.bring_to(cast, state)
        rows[f"project_{state.value}"] = project.pk
        if state == State.COMPLETED:
            rows["acceptance"] = _accept_privately(cast, project).pk
    returned = road.bring_to(cast, State.COMMUNITY_REVIEW)
    decision = {"decision": Review.Decision.RETURNED, "items": ["days"], "reason": "工期要重排。"}
    road.review_by_community(cast, returned, **decision)
    rows["project_returned"] = returned.pk
    with road.at_home():
        rows["grant"] = Grant.objects.get(fund__project=rows["project_approved"]).pk
        settled = Project.objects.get(pk=rows["project_settled"])
        rows["ballot_counted"] = settled.ballot_id
        rows["acceptance_shown"] = Acceptance.objects.get(project=settled).pk
        _add_papers(world, settled)
    _make_opinions(world, draft)


def _make_opinions(world: World, draft: Project) -> None:
    """Ask for the Party branch's opinion from now on: one draft has it, another waits for it."""
    cast, waiting = world.cast, road.make_draft(world.cast)
    with road.at_home():
        street = Street.objects.get(pk=1)
        set_rules(street, {PARTY_OPINION: True}, estate_id=11, note="示例", by=None)
        for project in (draft, waiting):
            projects.ask_opinion(project, by=cast.chair)
        projects.give_opinion(draft, agrees=True, words="支持。", by=cast.party_secretary)
        cosigned = Project.objects.get(pk=world.rows["project_cosigned"])
        projects.ask_opinion(cosigned, by=cast.chair)
        projects.give_opinion(cosigned, agrees=True, words="", by=cast.party_secretary)
    world.rows["project_asked"] = waiting.pk


def _accept_privately(cast: Cast, project: Project) -> Acceptance:
    """Let the chair accept with a photo that is not for the public."""
    with road.at_home():
        passed, photo = Acceptance.Conclusion.PASSED, road.photo("blue")
        return projects.file_acceptance(
            project, conclusion=passed, words="不漏雨。", photo=photo, by=cast.chair
        )


def _add_papers(world: World, project: Project) -> None:
    """Keep one paper from the public, show another."""
    for name, is_shown in (("document", False), ("document_shown", True)):
        photo = road.photo("orange" if is_shown else "purple")
        row = projects.add_document(
            project, kind=Document.Kind.QUOTE, note="", photo=photo, is_shown=is_shown, by=world.cast.chair
        )
        world.rows[name] = row.pk


def _make_ballots(world: World) -> None:
    cast, rows, now = world.cast, world.rows, clock.now()
    with road.at_home():
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        running = _open(estate, cast, household_electors, "households", now - timedelta(days=1))
        choices = {matter.pk: "for" for matter in running.matters.all()}
        cast_vote(running, by=cast.owner, choices=choices)
        over = _open(estate, cast, owner_electors, "owners", now - timedelta(days=30))
        (matter,) = over.matters.all()
        totals = {matter.pk: dict.fromkeys(("for", "against", "abstain", "void"), Sums())}
        photo = projects.concerns.keep(road.photo("black"), estate, by=cast.chair)
        count = enter_paper_totals(over, totals, sheet=photo, by=cast.chair)
    rows |= {"ballot": running.pk, "ballot_paper": over.pk, "count": count.pk}


def _open(estate: Estate, cast: Cast, electors, electorate: str, opens_at):
    with clock.travel(opens_at):
        draft = draft_ballot(
            estate=estate,
            title="东门车棚",
            question="要不要建车棚？",
            electorate=electorate,
            matters=[MatterDraft("建车棚", raises=electorate == "owners")],
            opens_at=opens_at,
            closes_at=opens_at + timedelta(days=8),
            by=cast.chair,
        )
        return open_ballot(draft, electors(estate), by=cast.chair)


def _make_notices(world: World) -> None:
    cast, rows = world.cast, world.rows
    with road.at_home():
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        given = {
            "estate": estate,
            "kind": Notice.Kind.OTHER,
            "title": "关于示例的公示",
            "paragraphs": ["示例。"],
        }
        notice = notices.publish(**given, by=cast.chair)
        objection = notices.file_objection(notice, text="请说明用途。", by=cast.owner)
        withdrawn = notices.publish(**given, by=cast.chair)
        prepared = notices.publish(**given, await_pdf=True, by=cast.chair)
        printed = notices.publish(**given, by=cast.chair)
    for row in (withdrawn, printed):
        with road.at_home():
            job = Job.objects.get(kind="notices.print", key=str(row.pk))
        assert jobs.run(1, 11, job.pk)
    with road.at_home():
        withdrawn.refresh_from_db()
        notices.withdraw(withdrawn, reason="写错了。", by=cast.chair)
        failed = Job.objects.get(key=str(prepared.pk), kind="notices.print")
        Job.objects.filter(pk=failed.pk).update(state=Job.State.FAILED)
        rows |= {"notice": notice.pk, "objection": objection.pk, "code": notice.code, "job": failed.pk}
        rows |= {"prepared": prepared.pk, "printed": printed.pk, "withdrawn": withdrawn.pk}


def _make_register(world: World) -> None:
    """Name a flat whose owner has two, one that two own, somebody who lives here, and a home."""
    cast, rows = world.cast, world.rows
    with road.at_home():
        shared = make_unit(cast.units[0].building, "901", 6_000)
        for name in ("何示例甲", "何示例乙"):
            title = Ownership.objects.create(unit=shared, person=make_person(name), starts_on=SINCE)
    rows |= {"house": cast.units[2].pk, "shared": shared.pk, "title": title.pk}
    rows |= {"resident": cast.landlord.person_id, "home": cast.tenant.pk, "estate_slug": "a1"}


def _make_private(world: World) -> None:
    """Let the tenant ask, the owner have a copy, the spouse agree to care, and lock the chair's data."""
    cast, rows = world.cast, world.rows
    tenant, owner, spouse = (getattr(cast, name).person for name in ("tenant", "owner", "spouse"))
    with scope(1, 11):
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        rows["data_asked"] = privacy.file_correction(tenant, words="名字写错了", by=Oneself(tenant)).pk
        copy = privacy.ask_for_copy(owner, by=Oneself(owner))
        Job.objects.filter(kind="estates.copy").update(state=Job.State.DONE)
        copy_ready(copy, b"PK")
        for purpose in (CARE, POLITICAL):
            privacy.say(spouse, purpose, given=True, by=Oneself(spouse))
        privacy.note_care(spouse, flags=["alone"], by=cast.community_officer)
        rows["hold"] = privacy.place_hold(
            estate, person=cast.chair.person, reason="示例案", by=cast.street_officer
        ).pk
    rows |= {"cared_for": spouse.pk, "fact_kind": "care"}


def _make_statistics(world: World) -> None:
    """Print the street's figures and publish them."""
    cast, rows = world.cast, world.rows
    with scope(1):
        street = Street.objects.get(pk=1)
        printed = statistics.print_statistics(span_of(street), by=cast.street_officer)
        job = Job.objects.get(kind=statistics.PRINT, key=str(printed.pk))
    assert jobs.run(1, None, job.pk)
    with scope(1):
        printed = PrintedReport.objects.select_related("pdf").get(pk=printed.pk)
        snapshot = statistics.publish_statistics(printed, by=cast.street_leader)
    rows |= {"printed_report": printed.pk, "snapshot": snapshot.pk, "statistic": "projects_landed"}
    rows |= {"city_code": street.city_code, "street_slug": street.slug}


def _name_officials(world: World) -> None:
    """Name who may get an office and which may be ended: nobody who asks is among them."""
    cast, rows = world.cast, world.rows
    rows |= {"official": cast.landlord.person_id, "seat": cast.building_lead.pk}
    rows |= {"staff_member": cast.social_worker.person_id, "desk": cast.street_leader.pk}


ELSEWHERE = {"a2": (1, 12), "b1": (2, 21)}
ESTATE_ROLES = (*Post.COMMITTEE, Post.Role.SUPERVISOR, Post.Role.CASHIER, Post.Role.PARTY_SECRETARY)
STREET_ROLES = (Post.Role.STREET_OFFICER, Post.Role.STREET_LEADER, Post.Role.STREET_FINANCE)
_numbers = itertools.count(40)


def _make_others(world: World) -> None:
    """Give a2 and b1 somebody in every office who also lives there, their communities and street b staff."""
    for slug, (street, number) in ELSEWHERE.items():
        with scope(street, number):
            building = Building.objects.create(name="2栋")
            for door, role in enumerate(ESTATE_ROLES, 201):
                unit, person = (
                    make_unit(building, str(door), 7_000),
                    make_person("沈示例他处", next(_numbers)),
                )
                register_resident(unit, person, tenure=Residency.Tenure.OWNER, starts_on=SINCE, by=None)
                _appoint(world, f"{slug}_{role}", person, role)
            fund = general_fund(Estate.objects.select_related("street").get(pk=number))
            title = Ownership.objects.create(unit=unit, person=person, starts_on=SINCE)
            world.rows |= {f"{slug}_title": title.pk}
            world.rows |= {f"{slug}_unit": unit.pk, f"{slug}_building": building.pk, f"{slug}_fund": fund.pk}
        with scope(street):
            community = Estate.objects.get(pk=number).community
            person = make_person("韩示例社区", next(_numbers))
            _appoint(world, f"{slug}_community_officer", person, Post.Role.COMMUNITY_OFFICER, community)
    with scope(2):
        for role in STREET_ROLES:
            _appoint(world, f"b_{role}", make_person("杨示例街道", next(_numbers)), role)


def _appoint(world: World, name: str, person: Person, role: str, community: Community | None = None) -> None:
    world.rows[f"{name}_post"] = appoint(person, role, starts_on=SINCE, community=community, by=None).pk
    world.sign_in(name, person)
