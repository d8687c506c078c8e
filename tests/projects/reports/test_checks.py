"""The automatic checks: what they find and how often they ask."""

import pytest

from core import clock
from funds.models import Source
from notices.rules import is_clear
from notices.services import withdraw
from projects import services
from projects.models import Document, Project
from projects.reports import automatic_checks, checks_of
from tenancy.scope import scope
from tests.cast import Cast
from tests.projects import road

State = Project.State


def _found(project: Project) -> dict[str, tuple[str, str]]:
    return {check.key: (check.verdict.value, check.short) for check in automatic_checks(project)}


@pytest.fixture
def waiting(cast: Cast) -> Project:
    road.give_budget(cast)
    return road.bring_to(cast, State.STREET_REVIEW)


def test_checks_of_a_sound_proposal_are_all_fine(waiting: Project):
    with scope(1):
        assert _found(waiting) == {
            "sum": ("green", "金额相符"),
            "vote": ("green", "表决通过"),
            "notice": ("green", "公示期满"),
            "quotes": ("green", "报价齐全"),
            "cap": ("green", "没有超上限"),
            "once": ("green", "没有重复"),
            "budget": ("green", "额度够"),
        }


def test_checks_in_an_estate_s_scope_leave_the_street_s_budget_out(waiting: Project):
    with road.at_home():
        assert "budget" not in _found(waiting)


def test_checks_find_what_is_missing_or_too_much(cast: Cast):
    road.give_budget(cast, 1_000_00)
    plan = {Source.STREET: 120_000_00, Source.SELF: 5_000_00}
    project = road.bring_to(cast, State.STREET_REVIEW, plan=plan)
    with road.at_home():
        withdraw(road.fresh(project).result_notice, reason="写错", by=cast.chair)
        paper = {"kind": Document.Kind.QUOTE, "note": "甲店", "photo": road.photo(), "is_shown": False}
        services.add_document(project, **paper, by=cast.member)
    with scope(1):
        found = _found(project)

    assert {key: value for key, value in found.items() if value[0] != "green"} == {
        "notice": ("red", "公示未通过"),
        "quotes": ("amber", "缺 1 份报价"),
        "cap": ("red", "超过上限"),
        "budget": ("red", "额度不够"),
    }


def test_checks_find_a_concern_that_was_funded_before(cast: Cast):
    first = road.bring_to(cast, State.APPROVED)
    with road.at_home():
        services.cancel_project(first, reason="施工方退出", by=cast.chair)
        again = services.draft_project(
            first.concern, title="再修", need=Project.Need.SAFETY, kind=Project.Kind.FACILITY, by=cast.chair
        )

        assert _found(again)["once"] == ("amber", "同一诉求办过")


@pytest.mark.parametrize(("hour", "clear"), [(23, False), (24, True)])
def test_the_check_of_the_notice_says_what_the_gate_says(cast: Cast, hour: int, clear: bool):
    project = road.bring_to(cast, State.RESULT_NOTICE)
    day, hour = divmod(hour, 24)
    with clock.travel_to(2026, 3, 19 + day, hour), road.at_home():
        assert is_clear(road.fresh(project).result_notice) is clear
        assert (_found(project)["notice"][0] == "green") is clear


@pytest.mark.parametrize("count", [1, 3])
def test_checks_of_several_projects_ask_the_same_number_of_queries(cast, count, django_assert_num_queries):
    road.give_budget(cast)
    for _ in range(count):
        road.bring_to(cast, State.STREET_REVIEW)
    with scope(1):
        projects = list(Project.objects.for_reviewer(cast.street_officer))
        with django_assert_num_queries(6):
            checks_of(projects)
