"""Whose turn it is, on the straight road and off it."""

import pytest

from core import clock
from notices.services import answer_objection, file_objection, withdraw
from projects import services
from projects.models import Project
from projects.reports import next_act, work_items
from tenancy.models import Estate
from tests.cast import Cast
from tests.projects import road

State = Project.State


def _next(project: Project) -> tuple[str, str]:
    row = Project.objects.filter(pk=project.pk).with_progress().get()
    act = next_act(row)
    return act.who.value, act.words


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.PROPOSED, ("居民", "联名，还差 1 户就可以投票")),
        (State.COSIGNED, ("物管委", "公布投票")),
        (State.VOTING, ("物管委", "计票，公示结果")),
        (State.RESULT_NOTICE, ("物管委", "提交社区初审")),
        (State.COMMUNITY_REVIEW, ("社区", "初审")),
        (State.STREET_REVIEW, ("街道", "复审")),
        (State.APPROVED, ("物管委", "等配套资金到账，开工")),
        (State.IN_PROGRESS, ("物管委", "办完后报完工")),
        (State.COMPLETED, ("物管委", "验收")),
        (State.ACCEPTED, ("物管委", "付清支出，办理决算")),
        (State.SETTLED, ("物管委", "结项")),
        (State.CLOSED, ("", "项目已经结项")),
    ],
)
def test_next_act_names_whose_turn_it_is(cast: Cast, state: State, expected):
    project = road.bring_to(cast, state)
    with road.at_home():
        assert _next(project) == expected


def test_next_act_follows_the_clock(cast: Cast):
    project = road.bring_to(cast, State.VOTING)
    with clock.travel_to(2026, 3, 6), road.at_home():
        assert _next(project) == ("居民", "投票")
    project = road.carry_on(cast, project, State.RESULT_NOTICE)
    with clock.travel_to(2026, 3, 13), road.at_home():
        assert _next(project) == ("公示期", "公示期满没有异议，就报社区初审")
    project = road.carry_on(cast, project, State.SETTLED)
    with clock.travel_to(2026, 4, 28), road.at_home():
        assert _next(project) == ("居民", "评价")


def test_next_act_of_a_notice_with_objections(cast: Cast):
    project = road.bring_to(cast, State.RESULT_NOTICE)
    with clock.travel_to(2026, 3, 13), road.at_home():
        notice = road.fresh(project).result_notice
        objection = file_objection(notice, text="票数不对", by=cast.tenant)
        assert _next(project) == ("物管委", "答复异议")
        answer_objection(objection, outcome="upheld", text="确实不对。", by=cast.chair)
        assert _next(project) == ("物管委", "有异议成立：撤回公示，更正后重新公示")
        withdraw(notice, reason="更正", by=cast.chair)
        assert _next(project) == ("物管委", "更正后重新公示结果")


def test_next_act_of_a_gap_and_of_a_waiting_acceptance(cast: Cast):
    road.give_budget(cast)
    gap = road.review_by_street(
        cast, road.bring_to(cast, State.STREET_REVIEW), granted_fen=800_00, reason="超出标准"
    )
    done = road.bring_to(cast, State.COMPLETED)
    road.accept_by_committee(cast, done)
    with road.at_home():
        assert _next(gap) == ("物管委", "落实街道核减后的差额")
        assert _next(done) == ("居民", "请一位不在物管委的居民验收")


def test_work_items_tell_the_committee_what_to_do_and_what_it_waits_for(cast: Cast):
    concern = road.make_concern(cast)
    road.bring_to(cast, State.COSIGNED)
    road.bring_to(cast, State.COMMUNITY_REVIEW, title="修院门")
    with road.at_home():
        items = work_items(cast.chair, Estate.objects.get(pk=11))

        assert [(item.title, item.note, item.group.value) for item in items] == [
            ("查看诉求：1栋东侧车棚", "看过再让邻居看到", "today"),
            ("修车棚", "公布投票", "today"),
            ("修院门", "等社区：初审", "others"),
        ]
        assert items[0].url == f"/e/a1/work/concerns/{concern.pk}/"


@pytest.mark.parametrize("name", ["cashier", "supervisor", "community_officer"])
def test_work_items_are_the_committee_s(cast: Cast, name: str):
    road.make_concern(cast)
    with road.at_home():
        assert work_items(getattr(cast, name), Estate.objects.get(pk=11)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_work_items_ask_the_same_number_of_queries(cast: Cast, count: int, django_assert_num_queries):
    for _ in range(count):
        road.make_concern(cast)
        road.bring_to(cast, State.COMMUNITY_REVIEW)
    with road.at_home():
        estate = Estate.objects.get(pk=11)
        with django_assert_num_queries(2):
            work_items(cast.chair, estate)


def test_a_cancelled_project_waits_for_nobody(cast: Cast):
    project = road.bring_to(cast, State.PROPOSED)
    with road.at_home():
        services.cancel_project(project, reason="重复", by=cast.chair)

        assert _next(project) == ("", "项目已经取消")
