"""What somebody has to do about money."""

import pytest

from core import clock
from core.work import When
from funds import services
from funds.models import Source
from funds.reports import work_items
from tenancy.models import Estate
from tenancy.scope import scope
from tests.funds.money import (
    YUAN,
    approved,
    contribute,
    disburse,
    draft,
    filed,
    funded,
    general,
    make_fund,
    paid,
    reserve,
    set_budget,
)


def _items(post) -> list[tuple[str, str, str]]:
    with scope(1, 11):
        return [(item.group, item.title, item.note) for item in work_items(post, Estate.objects.get(pk=11))]


def test_work_items_are_empty_at_the_beginning(cast):
    assert [_items(post) for post in (cast.chair, cast.treasurer, cast.cashier)] == [[], [], []]


def test_work_items_follow_an_expense_from_hand_to_hand(cast):
    with clock.travel_to(2026, 10, 12):
        expense = filed(cast, funded(cast), 4_000 * YUAN)
        title = f"{expense.number} 钢架材料"
        waiting = {
            name: _items(getattr(cast, name)) for name in ("treasurer", "chair", "supervisor", "cashier")
        }
        with scope(1, 11):
            services.approve_expense(expense, photos_fit=True, by=cast.chair)
        after_first = {name: _items(getattr(cast, name)) for name in ("chair", "supervisor")}
        with scope(1, 11):
            services.approve_expense(expense, photos_fit=True, by=cast.supervisor)
        after_second = _items(cast.cashier)

    assert waiting == {
        "treasurer": [(When.OTHERS, title, "待审批")],
        "chair": [(When.TODAY, title, "等您审批")],
        "supervisor": [],
        "cashier": [],
    }
    assert after_first == {"chair": [], "supervisor": [(When.TODAY, title, "等您审批")]}
    assert after_second == [(When.TODAY, title, "等您付款")]


def test_work_items_that_wait_for_money_wait_for_others(cast):
    with clock.travel_to(2026, 10, 12):
        set_budget(cast)
        fund = make_fund(cast)
        grant = reserve(cast, fund)
        contribute(cast, fund, 2_000 * YUAN)
        disburse(cast, grant, 800 * YUAN)
        small, large = filed(cast, fund, 1_000 * YUAN, 1), filed(cast, fund, 5_000 * YUAN, 2)
        before = {
            name: _items(getattr(cast, name)) for name in ("treasurer", "chair", "supervisor", "member")
        }
        disburse(cast, grant, 7_200 * YUAN, "B-2")
        after = _items(cast.chair)

    titles = [f"{expense.number} 钢架材料" for expense in (small, large)]
    waits = (When.OTHERS, titles[1], "等街道拨付 3,200.00 元")
    assert before == {
        "treasurer": [(When.OTHERS, titles[0], "待审批"), waits],
        "chair": [(When.TODAY, titles[0], "等您审批"), waits],
        "supervisor": [],
        "member": [],
    }
    assert after == [(When.TODAY, title, "等您审批") for title in titles]


def test_work_items_leave_what_no_money_can_pay_with_the_signers(cast):
    with clock.travel_to(2026, 10, 12):
        fund = make_fund(cast)
        expense = filed(cast, fund, 10_000 * YUAN)
        with scope(1, 11):
            services.change_plan(fund, plan={Source.SELF: 100 * YUAN}, by=cast.chair)

        assert _items(cast.chair) == [(When.TODAY, f"{expense.number} 钢架材料", "等您审批")]


def test_work_items_remind_of_drafts_and_returned_expenses(cast):
    with clock.travel_to(2026, 10, 12):
        fund = funded(cast)
        first, second = draft(cast, fund, 1), filed(cast, fund, 100, 2)
        with scope(1, 11):
            services.return_expense(second, reason="看不清", by=cast.chair)

        assert _items(cast.treasurer) == [
            (When.TODAY, f"{first.number} 票据草稿", "草稿还没有提交"),
            (When.TODAY, f"{second.number} 钢架材料", "退回修改：看不清"),
        ]


def test_work_items_show_the_filer_what_was_paid(cast):
    with clock.travel_to(2026, 10, 12):
        expense = paid(cast, funded(cast), 100)

        assert _items(cast.treasurer) == [(When.DONE, f"{expense.number} 钢架材料", "已付款")]


def test_work_items_ask_the_cashier_for_refunds(cast):
    with clock.travel_to(2026, 10, 12):
        fund = make_fund(cast)
        contribute(cast, fund, 100)
        with scope(1, 11):
            services.settle_fund(fund, by=cast.chair)

        assert _items(cast.cashier) == [(When.TODAY, "1 笔退款等您付款", "")]


@pytest.mark.parametrize(("who", "asked"), [("treasurer", True), ("chair", True), ("member", False)])
def test_work_items_ask_for_the_month_when_it_is_over(cast, who, asked):
    with clock.travel_to(2026, 10, 12):
        contribute(cast, general(cast), 100)
    with clock.travel_to(2026, 10, 31):
        before = _items(getattr(cast, who))
    with clock.travel_to(2026, 11, 1):
        after = _items(getattr(cast, who))

    assert before == []
    expected = [(When.TODAY, "公示 2026年10月的资金", "核对后点“生成本月公示”")]
    assert after == (expected if asked else [])


def test_work_items_wait_for_nobody_who_signed_already(cast):
    with clock.travel_to(2026, 10, 12):
        approved(cast, funded(cast), 4_000 * YUAN)

        assert (_items(cast.chair), _items(cast.supervisor)) == ([], [])
