"""A month from the ledger."""

import random
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from core import clock
from funds import services
from funds.models import Source
from funds.reports import MonthlyStatement, fund_position, monthly_statement, next_month_to_disclose
from ledger.models import Book, Posting
from ledger.services import close_period, reverse
from tenancy.models import Estate
from tenancy.scope import scope
from tests.funds.money import (
    YUAN,
    approved,
    contribute,
    disburse,
    filed,
    general,
    make_fund,
    paid,
    reserve,
    set_budget,
)

MONTHS = [date(2026, month, 1) for month in (8, 9, 10)]


def _estate() -> Estate:
    return Estate.objects.select_related("street", "community").get(pk=11)


def _busy_months(cast, seed: int = 1) -> None:
    """Three months in which money of every kind comes and goes, refunds and transfers included."""
    dice = random.Random(seed)
    with clock.travel_to(2026, 8, 3):
        set_budget(cast)
        fund = make_fund(cast, {Source.STREET: 8_000 * YUAN, Source.SELF: 2_000 * YUAN, Source.GIFT: 333})
        grant = reserve(cast, fund)
    common = general(cast)
    for number, month in enumerate((8, 9, 10)):
        with clock.travel_to(2026, month, 5 + number):
            disburse(cast, grant, dice.randrange(1, 2_000 * YUAN) + 500 * YUAN, f"B-{number}")
            contribute(cast, fund, 600 * YUAN + dice.randrange(1_000), bank_reference=f"C-{number}")
            contribute(
                cast, fund, 111, source=Source.GIFT, from_label="示例商店", bank_reference=f"G-{number}"
            )
            contribute(
                cast, common, 9_999, source=Source.PUBLIC, from_label="示例公司", bank_reference=f"D-{number}"
            )
            for extra in range(2):
                amount = dice.randrange(100, 30_000)
                paid(cast, fund, amount, 10 * number + extra + 1, on=date(2026, month, 5 + number))
    with clock.travel_to(2026, 10, 20), scope(1, 11):
        services.settle_fund(fund, by=cast.chair)
        for refund in fund.refunds.filter(grant=None)[:2]:
            services.record_refund(
                refund, bank_reference=f"R-{refund.pk}", paid_on=clock.today(), by=cast.cashier
            )


@pytest.mark.parametrize("seed", [1, 2])
def test_monthly_statement_balances_to_the_ledger(cast, seed):
    _busy_months(cast, seed)

    with scope(1, 11):
        statements = [monthly_statement(_estate(), month) for month in MONTHS]
        postings = list(
            Posting.objects.filter(book__estate_id=11)
            .order_by("transaction__seq", "id")
            .values_list("account__code", "amount", "transaction__occurred_on")
        )

    assert all(statement.is_balanced for statement in statements)
    for before, after in pairwise(statements):
        assert before.closing_fen == after.opening_fen
        assert [line.closing_fen for line in before.by_source] == [
            line.opening_fen for line in after.by_source
        ]
    for statement in statements:
        bank = [
            amount
            for code, amount, day in postings
            if code == "bank" and clock.month_of(day)[0] == statement.month
        ]
        assert statement.income_fen == sum(amount for amount in bank if amount > 0)
        assert statement.expense_fen == -sum(amount for amount in bank if amount < 0)
        assert [entry.amount_fen for entry in statement.entries] == bank
    left = Counter()
    for code, amount, _ in postings:
        left[code.rsplit(":", 1)[-1]] -= amount
    assert {line.source: line.closing_fen for line in statements[-1].by_source} == {
        source.value: left[source.value] for source in Source
    }
    assert statements[-1].closing_fen == -left["bank"]


def test_monthly_statement_of_an_estate_without_books_is_nothing(cast):
    with scope(1, 11):
        august = monthly_statement(_estate(), MONTHS[0])

    assert (august.opening_fen, august.closing_fen, august.through_seq, august.entries) == (0, 0, 0, ())
    assert august.is_balanced


def test_monthly_statement_shows_transfers_between_funds_beside_income_and_expense(cast):
    _busy_months(cast)

    with scope(1, 11):
        october = monthly_statement(_estate(), MONTHS[2])

    moved = [line.transferred_fen for line in october.by_fund]
    assert sum(moved) == 0
    assert max(moved) > 0


def test_monthly_statement_comes_back_from_json_as_it_was(cast):
    _busy_months(cast)

    with scope(1, 11):
        october = monthly_statement(_estate(), MONTHS[2])

    assert MonthlyStatement.from_json(october.to_json()) == october


def test_monthly_statement_does_not_balance_when_a_figure_is_changed(cast):
    _busy_months(cast)
    with scope(1, 11):
        values = monthly_statement(_estate(), MONTHS[2]).to_json()

    for name in ("opening_fen", "income_fen", "expense_fen", "closing_fen"):
        assert not MonthlyStatement.from_json(values | {name: values[name] + 1}).is_balanced


def test_monthly_statement_names_nobody_in_full(cast):
    with clock.travel_to(2026, 8, 3):
        fund = make_fund(cast, {Source.SELF: 1_000 * YUAN})
        contribute(cast, fund, 1_000 * YUAN, cast.units[3])
        paid(cast, fund, 500 * YUAN, payee="李示例师傅")
        contribute(cast, fund, 5, from_label="赵示例", source=Source.GIFT, bank_reference="C-2")

    with scope(1, 11):
        august = monthly_statement(_estate(), MONTHS[0])

    assert [entry.party for entry in august.entries] == ["1栋住户", "李**", "赵**"]
    text = str(august.to_json())
    for secret in ("示例师傅", "赵示例", "冯示例", "陈示例", "4栋", "401", "P-1", "C-2"):
        assert secret not in text


def test_monthly_statement_lists_labour_and_goods_beside_the_cash(cast):
    with clock.travel_to(2026, 8, 3):
        fund = make_fund(cast)
        contribute(cast, fund, 700, cast.units[0], kind="labour", bank_reference="")
        contribute(
            cast, fund, 300, kind="goods", bank_reference="", from_label="示例商店", source=Source.GIFT
        )

    with scope(1, 11):
        august = monthly_statement(_estate(), MONTHS[0])

    assert (august.in_kind_fen, august.income_fen, august.entries) == (1_000, 0, ())
    assert [line.words for line in august.in_kind] == ["非机动车棚 投劳", "非机动车棚 投物"]


def test_monthly_statement_lists_what_is_promised_and_unpaid(cast):
    with clock.travel_to(2026, 8, 3):
        set_budget(cast)
        fund = make_fund(cast)
        disburse(cast, reserve(cast, fund), 5_000 * YUAN)
        contribute(cast, fund, 2_000 * YUAN)
        approved(cast, fund, 3_500 * YUAN, 1)
        filed(cast, fund, 100, 2)

    with scope(1, 11):
        august, july = (monthly_statement(_estate(), date(2026, month, 1)) for month in (8, 7))

    assert [line.amount_fen for line in august.payables] == [3_500 * YUAN]
    assert august.grants_left_fen == 3_000 * YUAN
    assert (july.payables, july.grants_left_fen) == ((), 0)


def test_monthly_statement_shows_a_reversal_as_one(cast):
    with clock.travel_to(2026, 8, 3):
        fund = make_fund(cast)
        contribution = contribute(cast, fund, 100)
        with scope(1, 11):
            reverse(contribution.entry, reason="mistake", key="undo", occurred_on=clock.today(), by=None)
            august = monthly_statement(_estate(), MONTHS[0])
            received = fund_position(fund).line(Source.SELF).received

    assert [(entry.words, entry.amount_fen) for entry in august.entries] == [
        ("居民自筹", 100),
        ("红冲：居民自筹", -100),
    ]
    assert august.is_balanced
    assert received == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_monthly_statement_asks_the_same_number_of_queries(cast, rows, django_assert_num_queries):
    with clock.travel_to(2026, 8, 3):
        fund = make_fund(cast, {Source.SELF: 1_000 * YUAN})
        contribute(cast, fund, 1_000 * YUAN)
        for seed in range(1, rows + 1):
            paid(cast, fund, 100, seed)

    with scope(1, 11):
        estate = _estate()
        with django_assert_num_queries(9):
            monthly_statement(estate, MONTHS[0])


def test_next_month_to_disclose_begins_with_the_first_money(cast):
    with scope(1, 11):
        assert next_month_to_disclose(_estate()) is None
    with clock.travel_to(2026, 8, 31):
        contribute(cast, make_fund(cast), 1)

    with scope(1, 11):
        assert next_month_to_disclose(_estate()) == date(2026, 8, 1)
        with clock.travel_to(2026, 9, 1):
            services.disclose_month(_estate(), MONTHS[0], by=None)
        assert next_month_to_disclose(_estate()) == date(2026, 9, 1)


def test_next_month_to_disclose_asks_for_none_that_was_closed_before(cast):
    with clock.travel_to(2026, 8, 31):
        fund = make_fund(cast)
        contribute(cast, fund, 1)
    with scope(1, 11), clock.travel_to(2026, 9, 1):
        book = Book.objects.get(estate_id=11)
        close_period(book, date(2026, 8, 31), report={"说明": "以前的月份已张贴纸质公示"}, by=cast.treasurer)

        assert next_month_to_disclose(_estate()) is None
    with clock.travel_to(2026, 10, 2):
        contribute(cast, fund, 2, bank_reference="C-2")

    with scope(1, 11):
        assert next_month_to_disclose(_estate()) == date(2026, 10, 1)


def test_groups_join_what_homes_gave_alike_and_count_homes(cast):
    with clock.travel_to(2026, 10, 12):
        fund, other = make_fund(cast), make_fund(cast, label="坡道")
        for number, unit in enumerate(cast.units[:3]):
            contribute(cast, fund, 120, unit, bank_reference=f"C-{number}")
        contribute(cast, other, 120, cast.units[3])
        contribute(cast, fund, 120, cast.units[0], bank_reference="C-9")
        contribute(cast, fund, 120, from_label="示例商店", source=Source.GIFT, bank_reference="G-1")
        contribute(cast, fund, 120, cast.units[4], bank_reference="C-10")
        contribute(cast, fund, 121, cast.units[5], bank_reference="C-11")
    with clock.travel_to(2026, 11, 1), scope(1, 11):
        october = monthly_statement(_estate(), MONTHS[2])

    # The second gift of one home is a line of its own, or four homes would be counted as five.
    assert [(group.homes, group.each_fen, group.amount_fen, group.numbers) for group in october.groups] == [
        (4, 120, 480, ["1–3", "7"]),
        (0, 120, 120, ["4"]),
        (0, 120, 120, ["5"]),
        (0, 120, 120, ["6"]),
        (0, 121, 121, ["8"]),
    ]
    assert october.groups[0].vouchers == ("收2026-", ["0001–0003", "0007"])
    assert october.incomes == october.groups
    assert sum((group.entries for group in october.groups), ()) != october.entries
    assert MonthlyStatement.from_json(october.to_json()).groups == october.groups


def test_groups_join_refunds_of_equal_parts(cast):
    with clock.travel_to(2026, 10, 12):
        fund = make_fund(cast, {Source.SELF: 200})
        for number, unit in enumerate(cast.units[:2]):
            contribute(cast, fund, 100, unit, bank_reference=f"C-{number}")
        with scope(1, 11):
            services.settle_fund(fund, by=cast.chair)
            for refund in fund.refunds.all():
                services.record_refund(
                    refund, bank_reference=f"R-{refund.pk}", paid_on=clock.today(), by=cast.cashier
                )
    with clock.travel_to(2026, 11, 1), scope(1, 11):
        october = monthly_statement(_estate(), MONTHS[2])

    (given,), (returned,) = october.incomes, october.expenses
    assert (given.homes, given.amount_fen) == (2, 200)
    assert (returned.homes, returned.amount_fen, returned.vouchers) == (2, -200, ("退2026-", ["0001–0002"]))


def test_a_statement_published_before_entries_told_homes_is_read_line_by_line(cast):
    with clock.travel_to(2026, 10, 12):
        for number, unit in enumerate(cast.units[:2]):
            contribute(cast, general(cast), 100, unit, bank_reference=f"C-{number}")
    with clock.travel_to(2026, 11, 1), scope(1, 11):
        values = monthly_statement(_estate(), MONTHS[2]).to_json()
    for entry in values["entries"]:
        del entry["nth_of_home"]

    assert [group.homes for group in MonthlyStatement.from_json(values).groups] == [0, 0]
