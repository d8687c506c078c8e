"""What a fund can still pay and what an expense waits for."""

import pytest

from funds import services
from funds.models import Expense, Source
from funds.reports import room
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


def _noted(cast, fund, amount: int, seed: int = 9) -> Expense:
    expense = draft(cast, fund, seed)
    with scope(1, 11):
        return services.note_expense(expense, amount_fen=amount, by=cast.treasurer)


def test_rooms_subtract_what_is_used_and_what_waits(cast):
    fund, empty = funded(cast), make_fund(cast, {Source.SELF: 500 * YUAN}, "坡道")
    paid(cast, fund, 4_000 * YUAN, 1)
    approved(cast, fund, 1_000 * YUAN, 2)
    own = filed(cast, fund, 2_000 * YUAN, 3)
    draft(cast, fund, 4)

    with scope(1, 11):
        everybody, others = room.rooms([fund, empty]), room.rooms([fund], besides=own)

    assert everybody == {
        fund.pk: room.Room(fund, 10_000 * YUAN, 5_000 * YUAN, 5_000 * YUAN, 2_000 * YUAN),
        empty.pk: room.Room(empty, 500 * YUAN, 0, 0, 0),
    }
    assert (everybody[fund.pk].left, others[fund.pk].left) == (3_000 * YUAN, 5_000 * YUAN)
    assert str(everybody[fund.pk]) == "可用 5,000.00 元，等签字 2,000.00 元，最多还能报 3,000.00 元"
    assert str(everybody[empty.pk]) == "可用 0.00 元，最多还能报 500.00 元"


def test_rooms_of_the_general_fund_know_no_plan(cast):
    fund = general(cast)
    contribute(cast, fund, 700 * YUAN, source=Source.PUBLIC, from_label="示例广告公司")

    with scope(1, 11):
        (one,) = room.rooms([fund]).values()

    assert (one.left, str(one)) == (None, "可用 700.00 元")


def test_rooms_never_fall_below_nothing(cast):
    fund = make_fund(cast)
    filed(cast, fund, 10_000 * YUAN)
    with scope(1, 11):
        services.change_plan(fund, plan={Source.SELF: 100}, by=cast.chair)

        assert room.rooms([fund])[fund.pk].left == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_rooms_ask_the_same_number_of_queries(cast, rows, django_assert_num_queries):
    funds = [make_fund(cast, label=f"项目{number}") for number in range(rows)]

    with scope(1, 11), django_assert_num_queries(2):
        room.rooms(funds)


def test_outlook_says_what_an_expense_and_those_before_it_wait_for(cast):
    set_budget(cast)
    fund = make_fund(cast)
    disburse(cast, reserve(cast, fund), 1_600 * YUAN)
    contribute(cast, fund, 2_000 * YUAN)
    filed(cast, fund, 1_000 * YUAN, 1)
    affordable, later = _noted(cast, fund, 1_500 * YUAN, 2), _noted(cast, fund, 3_000 * YUAN, 3)

    with scope(1, 11):
        first, second = room.outlook(affordable), room.outlook(later)

    street = lambda yuan: (room.Shortage(Source.STREET, yuan * YUAN),)  # noqa: E731
    assert (first.short, first.short_in_turn) == ((), street(400))
    assert (second.short, second.short_in_turn) == (street(800), street(1_600))


def test_outlook_waits_for_nothing_where_the_plan_is_passed(cast):
    fund = make_fund(cast)
    make_fund(cast, {Source.SELF: 20_000 * YUAN}, "坡道")
    expense = _noted(cast, fund, 10_001 * YUAN)

    with scope(1, 11):
        seen = room.outlook(expense)

    assert (seen.room.left, seen.short, seen.short_in_turn) == (10_000 * YUAN, (), ())


def test_waits_asks_the_same_number_of_queries_and_none_for_nothing(cast, django_assert_num_queries):
    funds = [make_fund(cast, label=f"项目{number}") for number in range(3)]
    expenses = [filed(cast, fund, 100, seed) for seed, fund in enumerate(funds, 1)]

    with scope(1, 11):
        with django_assert_num_queries(1):
            found = room.waits(expenses)
        with django_assert_num_queries(0):
            assert room.waits([]) == {}

    both = (room.Shortage(Source.STREET, 80), room.Shortage(Source.SELF, 20))
    assert found == {expense.pk: both for expense in expenses}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source.STREET, "等街道拨付 0.01 元"),
        (Source.SELF, "等居民自筹 0.01 元"),
        (Source.PUBLIC, "等公共收益到账 0.01 元"),
        (Source.GIFT, "等捐赠到账 0.01 元"),
        (Source.OTHER, "等其他资金到账 0.01 元"),
        (None, "等公共资金到账 0.01 元"),
    ],
)
def test_a_shortage_says_who_is_waited_for(source, words):
    assert str(room.Shortage(source, 1)) == words


@pytest.mark.parametrize("make", [draft, lambda c, f: approved(c, f, 100), lambda c, f: paid(c, f, 100)])
def test_money_obstacle_is_none_of_what_nobody_signs(cast, make):
    expense = make(cast, funded(cast))

    with scope(1, 11):
        assert room.money_obstacle(expense) is None
