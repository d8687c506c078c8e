"""众人办: the money is in, the work is accepted by two people, the fund is settled."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import NotAllowed, StateRefused
from core.images import ImageUnknown
from estates.models import Post
from funds.errors import ExpensesOpen
from funds.models import Fund, Grant, Refund, Source
from funds.services import draft_expense
from notices.models import Notice
from projects import errors, services
from projects.models import Acceptance, Project
from projects.rulebook import SELF_RAISED
from tenancy.models import Job, Street
from tenancy.rules import set_rules
from tenancy.scope import scope
from tests.cast import Cast
from tests.projects import road
from tests.projects.unchanged import audited, refused

State, Conclusion = Project.State, Acceptance.Conclusion


@pytest.fixture
def approved(cast: Cast) -> Project:
    return road.bring_to(cast, State.APPROVED)


@pytest.fixture
def completed(cast: Cast) -> Project:
    return road.bring_to(cast, State.COMPLETED)


@pytest.fixture
def accepted(cast: Cast) -> Project:
    return road.bring_to(cast, State.ACCEPTED)


def _look(project: Project, by, **changes) -> Acceptance:
    values = {"conclusion": Conclusion.PASSED, "words": "合格", "photo": road.photo("blue"), **changes}
    return services.file_acceptance(project, **values, by=by)


def test_start_project_begins_when_the_last_fen_is_in(cast: Cast, approved: Project):
    road.pay_in(cast, approved, 249_99)
    with refused(errors.MoneyNotIn) as caught:
        services.start_project(approved, by=cast.member)
    assert caught.value.details["missing"] == "居民自筹还差 0.01 元"

    road.pay_in(cast, approved, 1, "行002")
    with road.at_home():
        assert not approved.fund.pays_expenses
        started = services.start_project(approved, by=cast.member)

        assert (started.state, started.fund.pays_expenses) == (State.IN_PROGRESS, True)
        assert audited("projects.in_progress") == [(cast.member.actor_label, approved.pk)]


def test_start_project_asks_the_share_that_the_rule_says(cast: Cast, approved: Project):
    with scope(1):
        set_rules(Street.objects.get(pk=1), {SELF_RAISED: (1, 2)}, note="先到一半", by=None)
    road.pay_in(cast, approved, 124_99)
    with refused(errors.MoneyNotIn) as caught:
        services.start_project(approved, by=cast.member)
    assert caught.value.details["missing"] == "居民自筹还差 0.01 元"

    road.pay_in(cast, approved, 1, "行002")
    assert road.start(cast, approved).state == State.IN_PROGRESS


def test_start_project_refuses_with_a_gap_in_the_plan(cast: Cast):
    road.give_budget(cast)
    project = road.bring_to(cast, State.STREET_REVIEW)
    project = road.review_by_street(cast, project, granted_fen=800_00, reason="超出标准")
    road.pay_in(cast, project, 250_00)
    with refused(errors.GapNotCovered) as caught:
        services.start_project(project, by=cast.member)
    assert caught.value.details["gap"] == "200.00"

    with road.at_home():
        services.cover_gap(project, {Source.SELF: 450_00}, by=cast.member)
    road.pay_in(cast, project, 200_00, "行002")
    with road.at_home():
        assert services.start_project(project, by=cast.member).state == State.IN_PROGRESS


def test_start_project_refuses_outsiders_and_other_states(cast: Cast, approved: Project, completed: Project):
    with refused(NotAllowed):
        services.start_project(approved, by=cast.owner)
    with refused(StateRefused):
        services.start_project(completed, by=cast.member)


def test_complete_project_waits_to_be_accepted(cast: Cast, approved: Project):
    with refused(StateRefused):
        services.complete_project(approved, words="", by=cast.member)
    road.pay_in(cast, approved)
    road.start(cast, approved)
    with refused(NotAllowed):
        services.complete_project(approved, words="", by=cast.owner)
    with road.at_home():
        project = services.complete_project(approved, words="", by=cast.member)

        assert (project.state, project.steps.last().words) == (State.COMPLETED, "已经完工，等待验收。")


def test_file_acceptance_waits_for_a_resident(cast: Cast, completed: Project):
    with road.at_home():
        acceptance = _look(completed, cast.chair)

        assert services.waiting_acceptance(completed) == acceptance
        assert road.fresh(completed).state == State.COMPLETED
        assert audited("projects.acceptance_filed") == [(cast.chair.actor_label, completed.pk)]


def test_file_acceptance_that_asks_for_repairs_sends_the_work_back(cast: Cast, completed: Project):
    with road.at_home():
        _look(completed, cast.chair, conclusion=Conclusion.RECTIFY, words="立柱晃动")

        project = road.fresh(completed)
        assert (project.state, project.steps.last().words) == (
            State.IN_PROGRESS,
            "委员验收要求整改：立柱晃动",
        )
        assert services.waiting_acceptance(completed) is None


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"words": ""}, errors.ReasonRequired),
        ({"photo": None}, errors.PhotoRequired),
        ({"photo": b"x"}, ImageUnknown),
        ({"words": "找 13800001234"}, errors.NumbersInText),
    ],
)
def test_file_acceptance_refuses_half_an_acceptance(cast: Cast, completed: Project, changes, error):
    with refused(error):
        _look(completed, cast.chair, **changes)


def test_file_acceptance_refuses_outsiders_a_second_one_and_other_states(
    cast: Cast, completed: Project, accepted
):
    with refused(NotAllowed):
        _look(completed, cast.owner)
    with refused(StateRefused):
        _look(accepted, cast.chair)
    road.accept_by_committee(cast, completed)
    with refused(errors.AcceptanceWaits):
        _look(completed, cast.treasurer)


def test_confirm_acceptance_by_a_resident_starts_the_warranty(cast: Cast, completed: Project):
    acceptance = road.accept_by_committee(cast, completed)
    with clock.travel_to(2026, 4, 21), road.at_home():
        project = services.confirm_acceptance(
            acceptance, conclusion=Conclusion.PASSED, words="", by=cast.tenant
        )

        assert project.state == State.ACCEPTED
        assert (project.warranty_starts_on, project.warranty_ends_on) == (
            date(2026, 4, 21),
            date(2028, 4, 21),
        )
        assert audited("projects.accepted") == [(cast.tenant.actor_label, project.pk)]
        assert project.steps.last().actor == "居民 吴**"


def test_confirm_acceptance_can_send_the_work_back(cast: Cast, completed: Project):
    acceptance = road.accept_by_committee(cast, completed)
    with refused(errors.ReasonRequired):
        services.confirm_acceptance(acceptance, conclusion=Conclusion.RECTIFY, words="", by=cast.tenant)
    with road.at_home():
        project = services.confirm_acceptance(
            acceptance, conclusion=Conclusion.RECTIFY, words="还漏", by=cast.tenant
        )

        assert (project.state, project.warranty_ends_on) == (State.IN_PROGRESS, None)
    with refused(StateRefused):
        services.confirm_acceptance(acceptance, conclusion=Conclusion.PASSED, words="", by=cast.neighbour)


@pytest.mark.parametrize("name", ["chair_home", "member_home", "treasurer_home"])
def test_confirm_acceptance_refuses_the_committee_at_home(cast: Cast, completed: Project, name: str):
    acceptance = road.accept_by_committee(cast, completed)
    with refused(errors.AccepterOnCommittee):
        services.confirm_acceptance(
            acceptance, conclusion=Conclusion.PASSED, words="", by=getattr(cast, name)
        )


@pytest.mark.parametrize("name", ["chair", "community_officer", "stranger", "landlord"])
def test_confirm_acceptance_refuses_who_does_not_live_here(cast: Cast, completed: Project, name: str):
    acceptance = road.accept_by_committee(cast, completed)
    with refused(NotAllowed):
        services.confirm_acceptance(
            acceptance, conclusion=Conclusion.PASSED, words="", by=getattr(cast, name)
        )


def test_confirm_acceptance_refuses_one_that_does_not_wait(cast: Cast, completed: Project):
    with road.at_home():
        sent_back = _look(completed, cast.chair, conclusion=Conclusion.RECTIFY, words="立柱晃动")
    road.complete(cast, completed)
    with refused(errors.NoAcceptanceWaits):
        services.confirm_acceptance(sent_back, conclusion=Conclusion.PASSED, words="", by=cast.tenant)


def test_the_database_wants_two_people_at_an_acceptance(cast: Cast, completed: Project):
    acceptance = road.accept_by_committee(cast, completed)
    with road.at_home():
        acceptance.resident_person_id = acceptance.person_id
        with pytest.raises(IntegrityError, match="acceptance_takes_two_people"), transaction.atomic():
            acceptance.save(update_fields=["resident_person"])


def test_a_former_committee_member_may_accept(cast: Cast, completed: Project):
    acceptance = road.accept_by_committee(cast, completed)
    with road.at_home():
        Post.objects.filter(pk=cast.member.pk).update(ends_on=date(2026, 4, 1))
        project = services.confirm_acceptance(
            acceptance, conclusion=Conclusion.PASSED, words="", by=cast.member_home
        )

        assert project.state == State.ACCEPTED


def test_settle_project_lists_refunds_and_opens_the_ratings(cast: Cast, accepted: Project):
    with clock.travel_to(2026, 4, 27), road.at_home():
        project = services.settle_project(accepted, by=cast.chair)

        assert project.state == State.SETTLED
        assert (project.settlement["spent_fen"], project.settlement["refundable_fen"]) == (0, 250_00)
        assert [row.amount_fen for row in Refund.objects.all()] == [250_00]
        assert Fund.objects.get(pk=project.fund_id).state == Fund.State.SETTLED
        assert clock.local(project.rating_closes_at).date() == date(2026, 5, 12)
        assert (project.households, project.ratings_needed) == (7, 1)
        notice = project.settlement_notice
        assert (notice.kind, notice.period_days) == (Notice.Kind.SETTLEMENT, 7)
        assert notice.snapshot["totals"] == [
            ["预算", 1_250_00],
            ["实际支出", 0],
            ["退回居民", 250_00],
            ["退回街道", 0],
        ]
        # The rest of the grant stands behind the street's wall: a job gives it back.
        grant = Grant.objects.get()
        assert Job.objects.filter(kind="funds.release_grant", key=f"grant:{grant.pk}").count() == 1
        assert audited("projects.settled") == [(cast.chair.actor_label, project.pk)]


def test_settle_project_refuses_open_expenses_outsiders_and_other_states(
    cast: Cast, accepted: Project, completed: Project
):
    with refused(StateRefused):
        services.settle_project(completed, by=cast.chair)
    with refused(NotAllowed):
        services.settle_project(accepted, by=cast.owner)
    with road.at_home():
        draft_expense(accepted.fund, photo=road.photo(), by=cast.member)
    with refused(ExpensesOpen):
        services.settle_project(accepted, by=cast.chair)
