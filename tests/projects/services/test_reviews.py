"""Community, then street: approving, sending back, refusing; never over the year's budget."""

import threading
from datetime import date

import pytest
from django.db import connections

from core import clock
from core.errors import NotAllowed, Refused, StateRefused
from funds.errors import BudgetExceeded, BudgetMissing, GrantAboveCap
from funds.models import Fund, Grant, Source
from funds.reports import street_budget_position
from notices.models import Notice
from notices.services import withdraw
from projects import errors, services
from projects.models import Concern, Project, Review
from tenancy.models import AuditEntry, Street
from tenancy.scope import scope
from tests.cast import Cast
from tests.projects import road
from tests.projects.unchanged import audited, refused

State, Level, Decision = Project.State, Review.Level, Review.Decision


@pytest.fixture
def before_community(cast: Cast) -> Project:
    return road.bring_to(cast, State.COMMUNITY_REVIEW)


@pytest.fixture
def before_street(cast: Cast) -> Project:
    road.give_budget(cast)
    return road.bring_to(cast, State.STREET_REVIEW)


def _decide(project: Project, level: Level, by, decision=Decision.APPROVED, **more):
    return services.review_project(project, level=level, decision=decision, by=by, **more)


def _lines(project: Project) -> list[tuple[str, int, int]]:
    rows = project.funding_lines.order_by("id")
    return list(rows.values_list("source", "asked_fen", "amount_fen"))


def test_the_community_s_approval_leads_to_the_street(cast: Cast, before_community: Project):
    with clock.travel_to(2026, 3, 20, 14), scope(1):
        project = _decide(before_community, Level.COMMUNITY, cast.community_officer)

        assert (project.state, project.review_round) == (State.STREET_REVIEW, 2)
        assert project.review_due_on == date(2026, 3, 31)
        review = Review.objects.get()
        assert (review.level, review.decision, review.round) == (Level.COMMUNITY, Decision.APPROVED, 1)
        assert (review.asked_fen, review.granted_fen) == (1_000_00, None)
        assert {check["key"] for check in review.checks} >= {"sum", "vote", "notice", "budget"}
        assert audited("projects.street_review") == [(cast.community_officer.actor_label, project.pk)]


def test_the_street_s_approval_opens_the_fund_and_holds_the_grant(cast: Cast, before_street: Project):
    project = road.review_by_street(cast, before_street)

    with scope(1):
        grant = Grant.objects.get()
        assert (project.state, grant.fund_id, grant.amount_fen) == (State.APPROVED, project.fund_id, 1_000_00)
        assert project.fund.label == f"{project.number} 修车棚"
        position = street_budget_position(Street.objects.get(pk=1), 2026)
        assert (position.held, position.available) == (1_000_00, 99_000_00)
        assert dict(project.fund.lines.values_list("source", "planned_fen")) == {
            "street_incentive": 1_000_00,
            "self_raised": 250_00,
        }
        told = Notice.objects.filter(subject=project.subject).latest("id")
        assert told.paragraphs[1] == "核定街道激励资金 1,000.00 元（人民币壹仟元整）。"
        assert audited("projects.approved") == [(cast.street_officer.actor_label, project.pk)]


def test_a_lower_grant_leaves_a_gap_until_it_is_covered(cast: Cast, before_street: Project):
    project = road.review_by_street(cast, before_street, granted_fen=800_00, reason="超出标准")

    with scope(1):
        assert (project.state, project.gap_fen) == (State.APPROVED, 200_00)
        assert Grant.objects.get().amount_fen == 800_00
        assert _lines(project) == [
            ("street_incentive", 1_000_00, 800_00),
            ("self_raised", 250_00, 250_00),
        ]
        told = Notice.objects.filter(subject=project.subject).latest("id")
        assert told.paragraphs[2:] == [
            "项目预算 1,250.00 元，资金来源：街道激励资金 800.00 元、居民自筹 250.00 元。",
            "还差 200.00 元，由物管委落实来源后才能开工。",
        ]


def test_a_grant_lowered_to_nothing_holds_nothing(cast: Cast, before_street: Project):
    project = road.review_by_street(cast, before_street, granted_fen=0, reason="今年不补此类")

    with scope(1):
        assert (project.state, project.gap_fen, Grant.objects.count()) == (State.APPROVED, 1_000_00, 0)


def test_a_project_that_asks_nothing_of_the_street_is_approved_without_budget(cast: Cast):
    project = road.bring_to(cast, State.STREET_REVIEW, plan={Source.GIFT: 1_250_00})
    project = road.review_by_street(cast, project)

    with scope(1):
        assert (project.state, Grant.objects.count(), Fund.objects.count()) == (State.APPROVED, 0, 1)


@pytest.mark.parametrize(
    ("level", "names"),
    [
        (Level.COMMUNITY, ["street_officer", "street_leader", "chair", "owner", "street_finance"]),
        (Level.STREET, ["community_officer", "street_finance", "chair", "owner", "foreigner"]),
    ],
)
def test_review_project_refuses_the_wrong_office(cast: Cast, before_community: Project, level, names):
    project = before_community
    if level == Level.STREET:
        project = road.review_by_community(cast, project)
    for name in names:
        with refused(NotAllowed, estate=None):
            _decide(project, level, getattr(cast, name))


def test_review_project_refuses_the_officer_of_another_community(cast: Cast, before_community: Project):
    with scope(1):
        cast.community_officer.community_id = 12
        cast.community_officer.save()
    with refused(NotAllowed, estate=None):
        _decide(before_community, Level.COMMUNITY, cast.community_officer)


def test_review_project_says_who_was_quicker_and_what_they_decided(cast: Cast, before_street: Project):
    road.review_by_street(cast, before_street)
    with refused(errors.AlreadyDecided, estate=None) as caught:
        _decide(before_street, Level.STREET, cast.street_leader, Decision.REFUSED, reason="不行")

    assert caught.value.details == {
        "who": cast.street_officer.actor_label,
        "when": "3月23日 09:00",
        "decision": "同意",
    }


def test_review_project_refuses_before_it_is_submitted_and_before_its_turn(cast: Cast):
    noticed = road.bring_to(cast, State.RESULT_NOTICE)
    with refused(StateRefused, estate=None):
        _decide(noticed, Level.COMMUNITY, cast.community_officer)
    submitted = road.submit(cast, noticed)
    with refused(StateRefused, estate=None):
        _decide(submitted, Level.STREET, cast.street_officer)


def test_review_project_sends_back_with_items_and_reason(cast: Cast, before_street: Project):
    with clock.travel_to(2026, 3, 23), scope(1):
        project = _decide(
            before_street,
            Level.STREET,
            cast.street_officer,
            Decision.RETURNED,
            items=["quotes", "days", "nonsense"],
            reason="缺报价单",
        )

        assert (project.state, Fund.objects.count()) == (State.RETURNED, 0)
        assert project.reviews.last().items == ["days", "quotes"]
        assert project.steps.last().words == "街道复审退回补正（工期、报价单）：缺报价单"


@pytest.mark.parametrize(
    ("decision", "more", "error"),
    [
        (Decision.RETURNED, {"items": ["days"]}, errors.ReasonRequired),
        (Decision.RETURNED, {"reason": "缺"}, errors.ItemsRequired),
        (Decision.RETURNED, {"reason": "缺", "items": ["nonsense"]}, errors.ItemsRequired),
        (Decision.REFUSED, {}, errors.ReasonRequired),
        (Decision.REFUSED, {"reason": "打 13800001234 问"}, errors.NumbersInText),
        (Decision.APPROVED, {"granted_fen": 1_000_01}, errors.AmountAboveAsked),
        (Decision.APPROVED, {"granted_fen": -1}, errors.AmountAboveAsked),
        (Decision.APPROVED, {"granted_fen": 999_99}, errors.ReasonRequired),
    ],
)
def test_review_project_refuses_half_a_decision(cast: Cast, before_street: Project, decision, more, error):
    with refused(error, estate=None):
        _decide(before_street, Level.STREET, cast.street_officer, decision, **more)


def test_review_project_refuses_and_gives_the_concern_back(cast: Cast, before_community: Project):
    with scope(1):
        project = _decide(
            before_community,
            Level.COMMUNITY,
            cast.community_officer,
            Decision.REFUSED,
            reason="不属于补贴范围",
        )

        assert (project.state, project.end_reason) == (State.REFUSED, "社区初审不同意：不属于补贴范围")
        assert Concern.objects.get().state == Concern.State.PUBLISHED


def test_approval_asks_again_whether_the_result_notice_stands(cast: Cast, before_street: Project):
    with road.at_home():
        withdraw(road.fresh(before_street).result_notice, reason="写错", by=cast.chair)
    with refused(errors.ResultNotClear, estate=None):
        _decide(before_street, Level.STREET, cast.street_officer)


def test_approval_refuses_without_budget_and_over_it(cast: Cast):
    project = road.bring_to(cast, State.STREET_REVIEW)
    with clock.travel_to(2026, 3, 23), refused(BudgetMissing, estate=None):
        _decide(project, Level.STREET, cast.street_officer)
    road.give_budget(cast, 999_99)
    with clock.travel_to(2026, 3, 23), refused(BudgetExceeded, estate=None):
        _decide(project, Level.STREET, cast.street_officer)
    with clock.travel_to(2026, 3, 23), scope(1):
        project = _decide(project, Level.STREET, cast.street_officer, granted_fen=999_99, reason="只剩这么多")
        assert project.state == State.APPROVED


def test_approval_refuses_above_the_cap_of_one_project(cast: Cast):
    road.give_budget(cast, 500_000_00)
    project = road.bring_to(
        cast, State.STREET_REVIEW, plan={Source.STREET: 120_000_00, Source.SELF: 5_000_00}
    )
    with clock.travel_to(2026, 3, 23), refused(GrantAboveCap, estate=None):
        _decide(project, Level.STREET, cast.street_officer)


def _send_back(cast: Cast, project: Project, level: Level) -> Project:
    by = cast.community_officer if level == Level.COMMUNITY else cast.street_officer
    with clock.travel_to(2026, 3, 23), scope(1):
        return _decide(project, level, by, Decision.RETURNED, items=["days"], reason="工期太短")


@pytest.mark.parametrize(
    ("level", "state"),
    [(Level.COMMUNITY, State.COMMUNITY_REVIEW), (Level.STREET, State.STREET_REVIEW)],
)
def test_resubmit_project_goes_back_to_whoever_sent_it_back(cast: Cast, level: Level, state: State):
    returned = _send_back(cast, road.bring_to(cast, state), level)
    with clock.travel_to(2026, 3, 25), road.at_home():
        project = services.resubmit_project(returned, answer="工期改到四月底", by=cast.member)

        assert project.state == state
        assert project.review_due_on == date(2026, 4, 3)
        assert project.steps.last().words == "补正后重新报审：工期改到四月底"


def test_a_project_can_be_decided_after_it_came_back(cast: Cast, before_street: Project):
    returned = _send_back(cast, before_street, Level.STREET)
    with clock.travel_to(2026, 3, 25), road.at_home():
        services.resubmit_project(returned, answer="已补", by=cast.member)

    project = road.review_by_street(cast, returned)

    with scope(1):
        assert project.state == State.APPROVED
        assert [(row.level, row.round, row.decision) for row in project.reviews.all()] == [
            ("community", 1, "approved"),
            ("street", 2, "returned"),
            ("street", 3, "approved"),
        ]


def test_resubmit_project_refuses_outsiders_empty_words_and_other_states(cast: Cast, before_street: Project):
    with refused(StateRefused):
        services.resubmit_project(before_street, answer="x", by=cast.member)
    returned = _send_back(cast, before_street, Level.STREET)
    with refused(NotAllowed):
        services.resubmit_project(returned, answer="x", by=cast.owner)
    with refused(errors.ReasonRequired):
        services.resubmit_project(returned, answer="", by=cast.member)


def test_correct_plan_changes_days_but_never_what_was_voted_on(cast: Cast, before_street: Project):
    returned = _send_back(cast, before_street, Level.STREET)
    values = {
        "plan": "换顶棚，分两次施工",
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2026, 4, 30),
        "beneficiaries": 8,
        "warranty_months": 24,
        "responsible": cast.member,
    }
    with refused(NotAllowed):
        services.correct_plan(returned, **values, by=cast.owner)
    with refused(errors.PlanFrozen):
        services.set_budget(returned, [services.BudgetDraft("顶棚", "㎡", 100, 100)], by=cast.member)
    with road.at_home():
        services.correct_plan(returned, **values, by=cast.member)

        project = road.fresh(returned)
        assert (project.ends_on, project.budget_fen) == (date(2026, 4, 30), 1_250_00)


def test_correct_plan_refuses_a_project_that_was_not_sent_back(cast: Cast, before_street: Project):
    with refused(StateRefused):
        services.correct_plan(
            before_street,
            plan="x",
            starts_on=date(2026, 4, 1),
            ends_on=date(2026, 4, 2),
            beneficiaries=1,
            warranty_months=0,
            responsible=cast.member,
            by=cast.member,
        )


@pytest.fixture
def with_gap(cast: Cast, before_street: Project) -> Project:
    return road.review_by_street(cast, before_street, granted_fen=800_00, reason="超出标准")


def test_cover_gap_changes_the_plan_and_tells_it(cast: Cast, with_gap: Project):
    with road.at_home():
        project = services.cover_gap(
            with_gap, {Source.SELF: 250_00, Source.PUBLIC: 200_00}, by=cast.treasurer
        )

        assert project.gap_fen == 0
        assert _lines(project) == [
            ("street_incentive", 1_000_00, 800_00),
            ("self_raised", 250_00, 250_00),
            ("public_income", 0, 200_00),
        ]
        assert dict(project.fund.lines.values_list("source", "planned_fen")) == {
            "street_incentive": 800_00,
            "self_raised": 250_00,
            "public_income": 200_00,
        }
        told = Notice.objects.filter(subject=project.subject).latest("id")
        assert told.title == "关于“修车棚”资金来源调整的公告"
        assert audited("projects.gap_covered") == [(cast.treasurer.actor_label, project.pk)]


def test_cover_gap_refuses_one_fen_off_and_outsiders(cast: Cast, with_gap: Project):
    with refused(errors.SourcesDontAddUp):
        services.cover_gap(with_gap, {Source.SELF: 449_99}, by=cast.treasurer)
    with refused(errors.SourcesDontAddUp):
        services.cover_gap(with_gap, {Source.SELF: 250_00, Source.STREET: 1_000_00}, by=cast.treasurer)
    with refused(NotAllowed):
        services.cover_gap(with_gap, {Source.SELF: 450_00}, by=cast.street_officer)


def test_cover_gap_refuses_where_there_is_none_and_in_other_states(cast: Cast, before_street: Project):
    with refused(StateRefused):
        services.cover_gap(before_street, {Source.SELF: 250_00}, by=cast.chair)
    approved = road.review_by_street(cast, before_street)
    with refused(errors.NoGap):
        services.cover_gap(approved, {Source.SELF: 250_00}, by=cast.chair)


def _at_once(calls) -> list[str]:
    """Run the calls at the same moment on connections of their own; return ``ok`` or the refusal of each."""
    barrier = threading.Barrier(len(calls))
    results = [""] * len(calls)

    def run(number: int, call) -> None:
        barrier.wait()
        try:
            with clock.travel_to(2026, 3, 23), scope(1):
                call()
            results[number] = "ok"
        except Refused as refusal:
            results[number] = refusal.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.committed
def test_eight_approvals_at_once_never_pass_the_year_s_budget(cast: Cast):
    road.give_budget(cast, 3_500_00)
    projects = [road.bring_to(cast, State.STREET_REVIEW) for _ in range(8)]

    results = _at_once(
        [lambda project=project: _decide(project, Level.STREET, cast.street_officer) for project in projects]
    )

    assert sorted(results) == ["budget_exceeded"] * 5 + ["ok"] * 3
    with scope(1):
        position = street_budget_position(Street.objects.get(pk=1), 2026)
        assert (position.held, position.available) == (3_000_00, 500_00)
        assert Project.objects.filter(state=State.APPROVED).count() == 3
        assert (Grant.objects.count(), Fund.objects.filter(kind=Fund.Kind.PROJECT).count()) == (3, 3)
        assert Review.objects.filter(level=Level.STREET).count() == 3


@pytest.mark.committed
def test_two_reviewers_at_once_leave_one_decision(cast: Cast):
    road.give_budget(cast)
    project = road.bring_to(cast, State.STREET_REVIEW)

    results = _at_once(
        [
            lambda: _decide(project, Level.STREET, cast.street_officer),
            lambda: _decide(project, Level.STREET, cast.street_leader, Decision.REFUSED, reason="不同意"),
        ]
    )

    assert sorted(results) == ["already_decided", "ok"]
    with scope(1):
        assert Review.objects.filter(level=Level.STREET).count() == 1
        assert AuditEntry.objects.filter(action__in=["projects.approved", "projects.refused"]).count() == 1
