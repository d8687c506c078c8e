"""A project on its road: each step through the services, in the scope and at the time it would be taken.

Every function opens its own scope, as requests do. Tests that use it stop the clock at ``TODAY``.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO

from PIL import Image

from ballots.services import cast_vote
from core import clock
from estates.models import Post
from funds.models import Contribution, Grant, Source
from funds.services import disburse_grant, record_contribution, set_street_budget
from projects import services
from projects.models import Acceptance, Concern, Project, Rating, Review
from tenancy.models import Estate, Street
from tenancy.scope import scope
from tests.cast import Cast

State = Project.State
TODAY = (2026, 6, 1)
BUDGET = 1_250_00
PLAN = {Source.STREET: 1_000_00, Source.SELF: 250_00}
HOMES = ("owner", "tenant", "neighbour", "chair_home", "treasurer_home", "member_home", "supervisor_home")


@cache
def photo(colour: str = "green", side: int = 40) -> bytes:
    """Return the bytes of a small picture, each colour another file."""
    data = BytesIO()
    Image.new("RGB", (side, side), colour).save(data, "JPEG")
    return data.getvalue()


def at_home():
    """Open the scope of estate a1."""
    return scope(1, 11)


def fresh(project: Project) -> Project:
    """Return the row as it stands; inside a scope."""
    return Project.objects.select_related("estate", "concern", "ballot", "fund", "result_notice").get(
        pk=project.pk
    )


def make_concern(
    cast: Cast, *, words: str = "车棚漏雨，电动车淋湿", filed: bool = True, with_photo: bool = False
) -> Concern:
    """Return a concern of ``owner``, filed unless said otherwise."""
    with clock.travel_to(2026, 3, 2), at_home():
        estate = Estate.objects.get(pk=11)
        concern = services.start_concern(estate, photo=photo() if with_photo else None, by=cast.owner)
        concern = services.describe_concern(
            concern, building=None, place="1栋东侧车棚", words=words, by=cast.owner
        )
        return services.file_concern(concern, by=cast.owner) if filed else concern


def publish(cast: Cast, concern: Concern, *, words: str = "车棚漏雨") -> Concern:
    """Return the concern, looked over by the chair."""
    with clock.travel_to(2026, 3, 2, 10), at_home():
        return services.publish_concern(
            concern, place="1栋东侧", words=words, photo_shown=True, by=cast.chair
        )


def make_draft(
    cast: Cast, *, changes: bool = False, plan: dict[Source, int] | None = None, title: str = "修车棚"
) -> Project:
    """Return a complete draft: 1,250 yuan, 80 % of them the street's unless ``plan`` says otherwise."""
    concern = publish(cast, make_concern(cast))
    plan = plan or PLAN
    with clock.travel_to(2026, 3, 3), at_home():
        project = services.draft_project(
            concern, title=title, need=Project.Need.SAFETY, kind=Project.Kind.FACILITY, by=cast.member
        )
        project = services.set_plan(
            project,
            place="1栋东侧",
            plan="换顶棚，加固立柱",
            starts_on=date(2026, 4, 1),
            ends_on=date(2026, 4, 20),
            beneficiaries=8,
            warranty_months=24,
            responsible=cast.member,
            by=cast.member,
        )
        lines = [services.BudgetDraft("顶棚", "㎡", 1250, sum(plan.values()) * 100 // 1250, "阳光板")]
        services.set_budget(project, lines, by=cast.member)
        services.set_sources(project, plan, by=cast.member)
        return services.answer_common_part(project, changes=changes, reason="在原址换棚", by=cast.chair)


def propose(cast: Cast, project: Project) -> Project:
    """Put the draft before the neighbours."""
    with clock.travel_to(2026, 3, 3, 10), at_home():
        return services.propose_project(project, by=cast.member)


def cosign(cast: Cast, project: Project) -> Project:
    """Let the tenant co-sign, which is enough of eight units."""
    with clock.travel_to(2026, 3, 3, 11), at_home():
        services.co_sign(project, by=cast.tenant)
        return fresh(project)


def window() -> dict[str, datetime]:
    """Return a week to vote in."""
    opens_at = clock.local(clock.midnight(date(2026, 3, 4))).astimezone(clock.now().tzinfo)
    return {"opens_at": opens_at, "closes_at": opens_at + timedelta(days=7)}


def open_vote(cast: Cast, project: Project) -> Project:
    """Open the ballot."""
    with clock.travel_to(2026, 3, 4), at_home():
        return services.open_vote(project, **window(), by=cast.chair)


def vote(cast: Cast, project: Project, answers: str = "ffffffa") -> None:
    """Let homes answer in their order: ``f`` for, ``a`` against, ``-`` abstain, blank not at all."""
    words = {"f": "for", "a": "against", "-": "abstain"}
    with clock.travel_to(2026, 3, 5), at_home():
        ballot = fresh(project).ballot
        matters = list(ballot.matters.all())
        for home, answer in zip(HOMES, answers, strict=False):
            if answer in words:
                choices = {matter.pk: "option1" if matter.options else words[answer] for matter in matters}
                cast_vote(ballot, by=getattr(cast, home), choices=choices)


def close_vote(cast: Cast, project: Project) -> Project:
    """Count when the time is up; the result notice stands until the 19th."""
    with clock.travel_to(2026, 3, 12), at_home():
        return services.close_vote(project, by=cast.chair)


def submit(cast: Cast, project: Project) -> Project:
    """Submit when the notice has stood."""
    with clock.travel_to(2026, 3, 20), at_home():
        return services.submit_for_review(project, by=cast.chair)


def review_by_community(cast: Cast, project: Project, **decision) -> Project:
    """Let the community decide, by default approve."""
    decision = {"decision": Review.Decision.APPROVED, **decision}
    with clock.travel_to(2026, 3, 20, 14), scope(1):
        return services.review_project(
            project, level=Review.Level.COMMUNITY, by=cast.community_officer, **decision
        )


def give_budget(cast: Cast, amount_fen: int = 100_000_00) -> None:
    """Set the street's budget of 2026."""
    with clock.travel_to(2026, 1, 5), scope(1):
        set_street_budget(Street.objects.get(pk=1), 2026, amount_fen, by=cast.street_finance)


def review_by_street(cast: Cast, project: Project, **decision) -> Project:
    """Let the street decide, by default approve what was asked."""
    decision = {"decision": Review.Decision.APPROVED, **decision}
    with clock.travel_to(2026, 3, 23), scope(1):
        return services.review_project(project, level=Review.Level.STREET, by=cast.street_officer, **decision)


def pay_in(cast: Cast, project: Project, amount_fen: int = 250_00, reference: str = "行001") -> Contribution:
    """Record what residents paid."""
    with clock.travel_to(2026, 3, 24), at_home():
        return record_contribution(
            fresh(project).fund,
            source=Source.SELF,
            kind=Contribution.Kind.CASH,
            amount_fen=amount_fen,
            unit=cast.units[0],
            bank_reference=reference,
            received_on=date(2026, 3, 24),
            by=cast.cashier,
        )


def disburse(cast: Cast, project: Project, amount_fen: int = 1_000_00) -> None:
    """Let the street pay its part."""
    with clock.travel_to(2026, 3, 24), scope(1):
        grant = Grant.objects.get(fund_id=fresh(project).fund_id)
        disburse_grant(
            grant, amount_fen, bank_reference="拨001", paid_on=date(2026, 3, 24), by=cast.street_finance
        )


def start(cast: Cast, project: Project) -> Project:
    """Begin the work."""
    with clock.travel_to(2026, 4, 1), at_home():
        return services.start_project(project, by=cast.member)


def complete(cast: Cast, project: Project) -> Project:
    """Say that the work is done."""
    with clock.travel_to(2026, 4, 20), at_home():
        return services.complete_project(project, words="顶棚已换好。", by=cast.member)


def accept_by_committee(cast: Cast, project: Project) -> Acceptance:
    """Let the chair accept."""
    with clock.travel_to(2026, 4, 21), at_home():
        return services.file_acceptance(
            project,
            conclusion=Acceptance.Conclusion.PASSED,
            words="不漏雨，立柱牢固。",
            photo=photo("blue"),
            photo_shown=True,
            by=cast.chair,
        )


def accept(cast: Cast, project: Project) -> Project:
    """Let the chair and the tenant accept."""
    acceptance = accept_by_committee(cast, project)
    with clock.travel_to(2026, 4, 21, 15), at_home():
        return services.confirm_acceptance(
            acceptance, conclusion=Acceptance.Conclusion.PASSED, words="好用", by=cast.tenant
        )


def settle(cast: Cast, project: Project) -> Project:
    """Settle the money; homes can rate for two weeks."""
    with clock.travel_to(2026, 4, 27), at_home():
        return services.settle_project(project, by=cast.chair)


def rate(cast: Cast, project: Project, levels: str = "vvvsfvd") -> None:
    """Let homes rate in their order: v very satisfied, s satisfied, f fair, d dissatisfied, blank not."""
    known = {level.value[0]: level for level in Rating.Level}
    with clock.travel_to(2026, 4, 28), at_home():
        for home, level in zip(HOMES, levels, strict=False):
            if level in known:
                services.rate_project(project, level=known[level], by=getattr(cast, home))


def refund(cast: Cast, project: Project) -> None:
    """Pay back everything that is listed."""
    from funds.services import record_refund

    with clock.travel_to(2026, 4, 29), at_home():
        for number, row in enumerate(fresh(project).fund.refunds.filter(contribution__isnull=False)):
            record_refund(row, bank_reference=f"退{number}", paid_on=date(2026, 4, 29), by=cast.cashier)


def close(cast: Cast, project: Project) -> Project:
    """Close the project when notice and ratings are over."""
    with clock.travel_to(2026, 5, 20), at_home():
        return services.close_project(
            project, proof="车棚已换新，不再漏雨。", photo=photo("red"), by=cast.chair
        )


def _count(cast: Cast, project: Project) -> Project:
    vote(cast, project)
    return close_vote(cast, project)


def _approve(cast: Cast, project: Project) -> Project:
    give_budget(cast)
    return review_by_street(cast, project)


def _start(cast: Cast, project: Project) -> Project:
    pay_in(cast, project)
    return start(cast, project)


def _close(cast: Cast, project: Project) -> Project:
    rate(cast, project)
    refund(cast, project)
    return close(cast, project)


STEPS: dict[State, Callable[[Cast, Project], Project]] = {
    State.PROPOSED: propose,
    State.COSIGNED: cosign,
    State.VOTING: open_vote,
    State.RESULT_NOTICE: _count,
    State.COMMUNITY_REVIEW: submit,
    State.STREET_REVIEW: review_by_community,
    State.APPROVED: _approve,
    State.IN_PROGRESS: _start,
    State.COMPLETED: complete,
    State.ACCEPTED: accept,
    State.SETTLED: settle,
    State.CLOSED: _close,
}


def bring_to(cast: Cast, state: State, **draft) -> Project:
    """Return a project that has come as far as ``state`` on the straight road."""
    return carry_on(cast, make_draft(cast, **draft), state)


def carry_on(cast: Cast, project: Project, state: State) -> Project:
    """Take a project on from where it stands to ``state``."""
    states = [State.DRAFT, *STEPS]
    for step in states[states.index(State(project.state)) + 1 : states.index(state) + 1]:
        project = STEPS[step](cast, project)
        assert project.state == step
    return project


def post_of(cast: Cast, name: str) -> Post:
    """Return a capacity of the cast by name."""
    return getattr(cast, name)
