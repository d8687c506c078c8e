"""When a notice stands, and which notice is the latest."""

from datetime import timedelta

import pytest

from core import clock
from notices.models import Notice
from notices.rules import is_clear, latest, personal_numbers
from notices.services import answer_objection, file_objection, withdraw
from tests.notices.conftest import POSTED

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


@pytest.fixture
def object_to(notice, cast):
    """Return a function that files an objection at a moment and may answer it at another."""

    def run(by, *, filed, answered=None, outcome="rejected"):
        with clock.travel(filed):
            objection = file_objection(notice, text="票数不对。", by=by)
        if answered is not None:
            with clock.travel(answered):
                answer_objection(objection, outcome=outcome, text="已核对。", by=cast.chair)
        return objection

    return run


@pytest.mark.parametrize(
    ("after_posting", "clear"),
    [
        (-DAY, False),
        (timedelta(0), False),
        (DAY, False),
        # Posted on the 13th at 10:00; the period is over at 24:00 of the 20th.
        (7 * DAY + timedelta(hours=14) - TICK, False),
        (7 * DAY + timedelta(hours=14), True),
        (30 * DAY, True),
    ],
)
def test_is_clear_when_the_period_is_over(notice, after_posting, clear):
    assert is_clear(notice, POSTED + after_posting) is clear
    with clock.travel(POSTED + after_posting):
        assert is_clear(notice) is clear


@pytest.mark.parametrize(
    ("answered_after", "asked_after", "clear"),
    [
        (None, 9, False),
        (None, 365, False),
        (2, 7, False),
        (2, 9, True),
        (12, 10, False),
        (12, 12, True),
        (12, 13, True),
    ],
)
def test_is_clear_never_while_an_objection_is_open(
    notice, cast, object_to, answered_after, asked_after, clear
):
    answered = None if answered_after is None else POSTED + answered_after * DAY
    object_to(cast.owner, filed=POSTED + DAY, answered=answered)

    assert is_clear(notice, POSTED + asked_after * DAY) is clear


@pytest.mark.parametrize(("outcome", "clear"), [("rejected", True), ("partly", True), ("upheld", False)])
def test_is_clear_never_after_an_objection_was_upheld(notice, cast, object_to, outcome, clear):
    object_to(cast.owner, filed=POSTED + DAY, answered=POSTED + 2 * DAY, outcome=outcome)

    assert is_clear(notice, POSTED + 30 * DAY) is clear


def test_is_clear_waits_for_every_objection(notice, cast, object_to):
    object_to(cast.owner, filed=POSTED + DAY, answered=POSTED + 2 * DAY)
    object_to(cast.neighbour, filed=POSTED + DAY)

    assert is_clear(notice, POSTED + 30 * DAY) is False


def test_is_clear_never_for_a_withdrawn_notice(notice, cast):
    withdraw(notice, reason="示例", by=cast.chair)

    assert is_clear(notice, POSTED + 30 * DAY) is False


def test_is_clear_never_for_a_prepared_notice(make_notice):
    prepared = make_notice(await_pdf=True)

    assert is_clear(prepared, clock.now() + 30 * DAY) is False


def test_is_clear_at_once_without_a_period(make_notice):
    with clock.travel(POSTED):
        notice = make_notice(period_days=0)

    assert is_clear(notice, POSTED - TICK) is False
    assert is_clear(notice, POSTED) is True


def test_latest_is_the_newest_that_was_not_withdrawn(make_notice, cast):
    first = make_notice(subject="projects.project:1")
    second = make_notice(subject="projects.project:1")
    third = make_notice(subject="projects.project:1", await_pdf=True)
    make_notice(subject="projects.project:2")
    make_notice(subject="projects.project:1", kind=Notice.Kind.OTHER)

    assert latest("projects.project:1", "result") == third
    withdraw(third, reason="示例", by=cast.chair)
    assert latest("projects.project:1", "result") == second
    withdraw(second, reason="示例", by=cast.chair)
    assert latest("projects.project:1", "result") == first
    assert latest("projects.project:9", "result") is None


@pytest.mark.parametrize(
    ("snapshot", "places"),
    [
        ({}, []),
        ({"amount": 13800001234, "day": "2026-11-13", "sha256": "a" * 50 + "13800001234"}, []),
        ({"a": {"b": [{"payee": "李* 13800001234"}]}}, ["附表“payee”有手机号"]),
        ({"a": ["13800001234", "13800001235"]}, ["附表“a”有手机号"]),
        ({"a": ("13800001234",)}, ["附表“a”有手机号"]),
    ],
)
def test_personal_numbers_looks_into_every_string_of_a_snapshot(snapshot, places):
    assert personal_numbers("题", ["文"], snapshot) == places


@pytest.mark.parametrize("written", ["13800001234", "138 0000 1234", "+86 138-0000-1234"])
def test_personal_numbers_lets_a_public_telephone_stand(written):
    assert personal_numbers("题", [f"电话 {written}"], {}, public=["13800001234", ""]) == []
    assert personal_numbers("题", [f"电话 {written}"], {}, public=["13800009999"]) == ["正文第 1 段有手机号"]
