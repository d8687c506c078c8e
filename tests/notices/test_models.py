"""States, lists and the words of a notice."""

import pytest

from core import clock, states
from core.errors import StateRefused
from notices.models import Notice, Objection
from notices.services import withdraw
from tests.notices.conftest import POSTED

ALLOWED = {("prepared", "published"), ("prepared", "withdrawn"), ("published", "withdrawn")}


@pytest.mark.parametrize("to", Notice.State.values)
@pytest.mark.parametrize("start", Notice.State.values)
def test_moves_of_a_notice_are_these_and_no_others(make_notice, cast, start, to):
    notice = make_notice(await_pdf=start == "prepared", period_days=0)
    if start == "withdrawn":
        withdraw(notice, reason="示例", by=cast.chair)
    notice.published_at = notice.published_at or POSTED
    notice.posted_on = notice.posted_on or POSTED.date()
    notice.withdrawn_at, notice.withdrawal_reason = notice.withdrawn_at or POSTED, "示例"
    fields = ("published_at", "posted_on") if to == "published" else ("withdrawn_at", "withdrawal_reason")

    if (start, to) in ALLOWED:
        assert states.move(notice, to, update_fields=fields).state == to
    else:
        with pytest.raises(StateRefused):
            states.move(notice, to)
        assert Notice.objects.get().state == start


@pytest.mark.parametrize("model", [Notice, Objection])
def test_every_state_can_be_reached(model):
    assert states.unreachable(model) == set()


def test_open_first_puts_running_periods_first_and_the_one_that_ends_soonest_on_top(make_notice, cast):
    with clock.travel_to(2026, 11, 2):
        over = make_notice(title="过期的")
        plain = make_notice(title="公告", kind=Notice.Kind.ANNOUNCEMENT)
    with clock.travel_to(2026, 11, 10):
        long = make_notice(title="长的", period_days=20)
        gone = make_notice(title="撤的", period_days=3)
        withdraw(gone, reason="示例", by=cast.chair)
    with clock.travel(POSTED):
        short = make_notice(title="短的")
        make_notice(title="没好的", await_pdf=True)

        found = Notice.objects.public().open_first(5)
        assert [*found[:], len(found)] == [short, long, gone, plain, over, 5]
        assert [found[:2], found[1:3], found[3:20]] == [[short, long], [long, gone], [plain, over]]
        assert set(Notice.objects.in_period()) == {short, long}


def test_a_notice_is_called_by_its_number(notice):
    assert str(notice) == "A1结果公示〔2026〕1号"


def test_code_in_fours_is_what_is_printed(notice):
    notice.code = "1011-7K3M9QPDAAAABBBBCCCC"

    assert notice.code_in_fours == "1011-7K3M-9QPD-AAAA-BBBB-CCCC"


def test_label_of_an_objection_masks_door_and_name(cast):
    objection = Objection(person=cast.owner.person, building="3")

    assert objection.label == "3栋 钱**"
