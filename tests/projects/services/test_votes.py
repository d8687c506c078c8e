"""众人议: the ballot is opened, counted and posted; what stands goes to review; giving up."""

from datetime import date, timedelta

import pytest

from ballots.errors import BallotStillOpen, WindowImpossible
from ballots.models import Ballot
from ballots.reports import outcome
from ballots.services import close_ballot
from core import clock
from core.errors import NotAllowed, StateRefused
from funds.errors import ExpensesOpen
from funds.models import Fund, Refund
from funds.services import draft_expense, start_fund
from notices.models import Notice, Objection
from notices.services import answer_objection, file_objection, withdraw
from projects import errors, services
from projects.models import Concern, Project
from tests.cast import Cast
from tests.projects import road
from tests.projects.unchanged import audited, refused

State = Project.State
OUTSIDERS = ["owner", "supervisor", "cashier", "community_officer", "street_officer"]


@pytest.fixture
def cosigned(cast: Cast) -> Project:
    return road.bring_to(cast, State.COSIGNED)


@pytest.fixture
def voting(cast: Cast) -> Project:
    return road.bring_to(cast, State.VOTING)


@pytest.fixture
def noticed(cast: Cast) -> Project:
    return road.bring_to(cast, State.RESULT_NOTICE)


def _object(cast: Cast, project: Project) -> Objection:
    with clock.travel_to(2026, 3, 13), road.at_home():
        return file_objection(road.fresh(project).result_notice, text="票数不对", by=cast.tenant)


def _answer(cast: Cast, objection: Objection, result: str) -> None:
    with clock.travel_to(2026, 3, 16), road.at_home():
        answer_objection(objection, outcome=result, text="已核对。", by=cast.chair)


def test_open_vote_asks_the_households_on_a_frozen_roll(cast: Cast, cosigned: Project):
    project = road.open_vote(cast, cosigned)

    with road.at_home():
        ballot = project.ballot
        assert (project.state, ballot.state, ballot.electorate) == (State.VOTING, "open", "households")
        assert (ballot.roll_units, ballot.online, ballot.subject) == (7, True, project.subject)
        (matter,) = ballot.matters.all()
        assert (matter.text, matter.raises) == ("是否同意实施“修车棚”（预算 1,250.00 元）", False)
        assert dict(ballot.facts)["钱从哪里来"] == "街道激励资金 1,000.00 元、居民自筹 250.00 元"
        assert ballot.details_url == f"/e/a1/projects/{project.pk}/"
        assert audited("projects.voting") == [(cast.chair.actor_label, project.pk)]


def test_open_vote_announces_it(cast: Cast, cosigned: Project):
    project = road.open_vote(cast, cosigned)

    with road.at_home():
        notice = Notice.objects.get(subject=project.subject)
        assert (notice.kind, notice.title) == (Notice.Kind.ANNOUNCEMENT, "关于表决“修车棚”的公告")
        assert notice.paragraphs[-1] == "投票时间：2026年3月4日 00:00 至 2026年3月11日 00:00。"
        assert notice.paragraphs[0].endswith("联名户数已够，现由各户表决。")
        assert project.steps.last().words == "7 户列入名册，由各户表决。"


def test_open_vote_asks_the_owners_by_three_quarters_where_common_parts_change(cast: Cast):
    project = road.bring_to(cast, State.VOTING, changes=True)

    with road.at_home():
        assert (project.ballot.electorate, project.ballot.online) == ("owners", False)
        assert (project.ballot.roll_units, project.ballot.roll_heads) == (8, 7)
        assert [matter.raises for matter in project.ballot.matters.all()] == [True]


def test_open_vote_takes_further_decisions_onto_the_same_ballot(cast: Cast, cosigned: Project):
    asked = [services.SubDecision("选料", ["阳光板", "彩钢瓦"])]
    with clock.travel_to(2026, 3, 4), road.at_home():
        project = services.open_vote(cosigned, **road.window(), sub_decisions=asked, by=cast.chair)

        assert [(matter.text, matter.options) for matter in project.ballot.matters.all()] == [
            ("是否同意实施“修车棚”（预算 1,250.00 元）", []),
            ("选料", ["阳光板", "彩钢瓦"]),
        ]


@pytest.mark.parametrize("name", OUTSIDERS)
def test_open_vote_refuses_whoever_is_not_of_the_committee(cast: Cast, cosigned: Project, name: str):
    with refused(NotAllowed):
        services.open_vote(cosigned, **road.window(), by=getattr(cast, name))


def test_open_vote_refuses_before_enough_homes_have_co_signed(cast: Cast):
    project = road.bring_to(cast, State.PROPOSED)
    with refused(StateRefused):
        services.open_vote(project, **road.window(), by=cast.chair)


def test_open_vote_leaves_nothing_when_the_window_is_impossible(cast: Cast, cosigned: Project):
    now = clock.now()
    with refused(WindowImpossible):
        services.open_vote(cosigned, opens_at=now, closes_at=now + timedelta(hours=1), by=cast.chair)


def test_close_vote_posts_the_result_with_its_period(cast: Cast, voting: Project):
    road.vote(cast, voting)
    project = road.close_vote(cast, voting)

    with road.at_home():
        notice = project.result_notice
        assert (project.state, notice.kind, notice.period_days) == (
            State.RESULT_NOTICE,
            Notice.Kind.RESULT,
            7,
        )
        assert clock.local(notice.ends_at).date() == date(2026, 3, 20)
        sentence = outcome(road.fresh(project).ballot).sentence
        assert notice.snapshot["conclusion"] == sentence
        assert notice.snapshot["passed"] is True
        assert notice.snapshot["tables"][0]["rows"] == [["同意", "6"], ["不同意", "1"], ["弃权", "0"]]
        assert project.steps.last().words == sentence


@pytest.mark.parametrize("answers", ["fffaaa-", "fff", "faaaaaa", ""])
def test_close_vote_ends_a_project_that_was_voted_down(cast: Cast, voting: Project, answers: str):
    road.vote(cast, voting, answers)
    project = road.close_vote(cast, voting)

    with road.at_home():
        assert (project.state, project.ended_at is not None) == (State.VOTED_DOWN, True)
        assert project.end_reason == outcome(road.fresh(project).ballot).sentence
        assert project.result_notice.snapshot["passed"] is False
        assert Concern.objects.get().state == Concern.State.PUBLISHED


def test_close_vote_takes_a_ballot_that_was_counted_on_its_own_page(cast: Cast, voting: Project):
    road.vote(cast, voting)
    with clock.travel_to(2026, 3, 12), road.at_home():
        close_ballot(voting.ballot, by=cast.chair)

    assert road.close_vote(cast, voting).state == State.RESULT_NOTICE


def test_close_vote_refuses_while_somebody_can_still_vote(cast: Cast, voting: Project):
    road.vote(cast, voting, "ffffff")
    with clock.travel_to(2026, 3, 6), refused(BallotStillOpen):
        services.close_vote(voting, by=cast.chair)


def test_close_vote_counts_early_when_every_home_has_voted(cast: Cast, voting: Project):
    road.vote(cast, voting, "fffffff")
    with clock.travel_to(2026, 3, 6), road.at_home():
        assert services.close_vote(voting, by=cast.chair).state == State.RESULT_NOTICE


@pytest.mark.parametrize("name", OUTSIDERS)
def test_close_vote_and_submit_refuse_whoever_is_not_of_the_committee(
    cast: Cast, noticed: Project, name: str
):
    by = getattr(cast, name)
    with refused(NotAllowed):
        services.close_vote(noticed, by=by)
    with refused(NotAllowed):
        services.submit_for_review(noticed, by=by)
    with refused(NotAllowed):
        services.cancel_project(noticed, reason="x", by=by)


def test_close_vote_refuses_twice(cast: Cast, noticed: Project):
    with refused(StateRefused):
        services.close_vote(noticed, by=cast.chair)


def test_submit_for_review_waits_for_the_end_of_the_period(cast: Cast, noticed: Project):
    with clock.travel_to(2026, 3, 19, 23, 59), refused(errors.ResultNotClear) as caught:
        services.submit_for_review(noticed, by=cast.chair)
    assert caught.value.details["reason"] == "公示到 3月19日"

    with clock.travel_to(2026, 3, 20, 0, 0), road.at_home():
        project = services.submit_for_review(noticed, by=cast.chair)
        assert (project.state, project.review_round) == (State.COMMUNITY_REVIEW, 1)
        assert project.review_due_on == date(2026, 3, 31)  # the 7th working day after Friday the 20th
        assert audited("projects.community_review") == [(cast.chair.actor_label, project.pk)]


def test_submit_for_review_waits_for_an_open_objection(cast: Cast, noticed: Project):
    objection = _object(cast, noticed)
    with refused(errors.ResultNotClear) as caught:
        services.submit_for_review(noticed, by=cast.chair)
    assert caught.value.details["reason"] == "还有异议没有答复"

    _answer(cast, objection, Objection.Outcome.REJECTED)
    with road.at_home():
        assert services.submit_for_review(noticed, by=cast.chair).state == State.COMMUNITY_REVIEW


def test_submit_for_review_never_passes_an_objection_that_was_upheld(cast: Cast, noticed: Project):
    _answer(cast, _object(cast, noticed), Objection.Outcome.UPHELD)
    with refused(errors.ResultNotClear) as caught:
        services.submit_for_review(noticed, by=cast.chair)
    assert caught.value.details["reason"] == "有异议成立，要撤回更正"


@pytest.mark.parametrize("state", [State.VOTING, State.COMMUNITY_REVIEW, State.APPROVED])
def test_submit_for_review_refuses_from_any_other_state(cast: Cast, state: State):
    project = road.bring_to(cast, state)
    with refused(StateRefused):
        services.submit_for_review(project, by=cast.chair)


def test_repeat_result_notice_starts_the_period_anew(cast: Cast, noticed: Project):
    with clock.travel_to(2026, 3, 16), road.at_home():
        withdraw(noticed.result_notice, reason="户数写错", by=cast.chair)
    with clock.travel_to(2026, 3, 21), refused(errors.ResultNotClear):
        services.submit_for_review(noticed, by=cast.chair)

    with clock.travel_to(2026, 3, 21), road.at_home():
        project = services.repeat_result_notice(noticed, correction="户数应为 7 户", by=cast.chair)
        assert project.result_notice.paragraphs[0] == "更正说明：户数应为 7 户"
        assert clock.local(project.result_notice.ends_at).date() == date(2026, 3, 31)


def test_repeat_result_notice_refuses_while_the_notice_stands(cast: Cast, noticed: Project, voting: Project):
    with refused(errors.NoticeStillStands):
        services.repeat_result_notice(noticed, correction="x", by=cast.chair)
    with refused(StateRefused):
        services.repeat_result_notice(voting, correction="x", by=cast.chair)


@pytest.mark.parametrize("state", [State.DRAFT, State.PROPOSED, State.COSIGNED, State.RESULT_NOTICE], ids=str)
def test_cancel_project_gives_the_concern_back(cast: Cast, state: State):
    project = road.bring_to(cast, state)
    with road.at_home():
        project = services.cancel_project(project, reason="已由开发商修好", by=cast.chair)

        assert (project.state, project.end_reason) == (State.CANCELLED, "已由开发商修好")
        assert Concern.objects.get().state == Concern.State.PUBLISHED
        assert audited("projects.cancelled") == [(cast.chair.actor_label, project.pk)]


def test_cancel_project_frees_the_concern_for_another(cast: Cast):
    project = road.bring_to(cast, State.PROPOSED)
    with road.at_home():
        services.cancel_project(project, reason="换做法", by=cast.chair)
        again = services.draft_project(
            project.concern, title="重做", need=Project.Need.SAFETY, kind=Project.Kind.FACILITY, by=cast.chair
        )

        assert again.number == "1011-2026-002"


def test_cancel_project_withdraws_a_running_ballot(cast: Cast, voting: Project):
    with clock.travel_to(2026, 3, 6), road.at_home():
        services.cancel_project(voting, reason="方案有误", by=cast.chair)

        ballot = Ballot.objects.get()
        assert (ballot.state, ballot.withdrawn_because) == (Ballot.State.WITHDRAWN, "方案有误")


def test_cancel_project_refuses_when_the_vote_is_over(cast: Cast, voting: Project):
    with refused(errors.VoteMustBeCounted):
        services.cancel_project(voting, reason="怕通不过", by=cast.chair)


def test_cancel_project_settles_an_approved_one(cast: Cast):
    project = road.bring_to(cast, State.APPROVED)
    road.pay_in(cast, project)
    with road.at_home():
        project = services.cancel_project(project, reason="施工方退出", by=cast.chair)

        assert project.settlement["refundable_fen"] == 250_00
        assert Fund.objects.get(pk=project.fund_id).state == Fund.State.SETTLED
        assert [row.amount_fen for row in Refund.objects.all()] == [250_00]


def test_cancel_project_refuses_with_expenses_open(cast: Cast):
    project = road.bring_to(cast, State.APPROVED)
    with road.at_home():
        fund = start_fund(project.fund, by=cast.member)
        draft_expense(fund, photo=road.photo(), by=cast.member)
    with refused(ExpensesOpen):
        services.cancel_project(project, reason="x", by=cast.chair)


@pytest.mark.parametrize("state", [State.COMMUNITY_REVIEW, State.IN_PROGRESS, State.CLOSED], ids=str)
def test_cancel_project_refuses_where_the_road_has_no_exit(cast: Cast, state: State):
    project = road.bring_to(cast, state)
    with refused(StateRefused):
        services.cancel_project(project, reason="x", by=cast.chair)


def test_cancel_project_refuses_without_a_reason(cast: Cast, cosigned: Project):
    with refused(errors.ReasonRequired):
        services.cancel_project(cosigned, reason=" ", by=cast.chair)
