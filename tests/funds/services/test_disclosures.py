"""Publishing a month, once."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, connections, transaction

from core import clock
from core.errors import NotAllowed
from funds import errors, services
from funds.models import Disclosure
from funds.reports import MonthlyStatement, monthly_statement
from ledger.errors import PeriodClosed
from ledger.models import Closing
from notices.models import Notice
from tenancy.models import AuditEntry, Estate
from tenancy.scope import scope
from tests.cast import make_cast
from tests.funds.money import YUAN, approved, contribute, funded, make_fund, paid, wait_long
from tests.funds.unchanged import refused

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def _estate() -> Estate:
    return Estate.objects.select_related("street", "community").get(pk=11)


def _october(cast):
    with clock.travel_to(2026, 10, 12):
        fund = funded(cast)
        paid(cast, fund, 1_000 * YUAN)
    return fund


def _disclose(cast, month=OCTOBER, by="treasurer"):
    with scope(1, 11):
        return services.disclose_month(_estate(), month, by=getattr(cast, by) if by else None)


def test_disclose_month_freezes_the_statement_and_closes_the_books(cast):
    _october(cast)
    with clock.travel_to(2026, 11, 2):
        disclosure = _disclose(cast)

    with scope(1, 11):
        notice, closing = Notice.objects.get(), Closing.objects.get()
        assert (disclosure.notice, disclosure.closing, disclosure.month) == (notice, closing, OCTOBER)
        statement = MonthlyStatement.from_json(notice.snapshot["statement"])
        assert statement == MonthlyStatement.from_json(closing.report)
        assert (
            statement.opening_fen,
            statement.income_fen,
            statement.expense_fen,
            statement.closing_fen,
        ) == (
            0,
            10_000 * YUAN,
            1_000 * YUAN,
            9_000 * YUAN,
        )
        assert notice.snapshot["totals"] == [
            ["期初余额", 0],
            ["本月收入", 1_000_000],
            ["本月支出", 100_000],
            ["期末余额", 900_000],
        ]
        assert notice.snapshot["ledger_seq"] == disclosure.through_seq == closing.seq == 3
        assert (notice.state, notice.kind, notice.title) == (
            "prepared",
            "disclosure",
            "A1小区2026年10月资金公示",
        )
        assert AuditEntry.objects.get(action="funds.month_disclosed").details == {
            "month": "2026-10-01",
            "seq": 3,
        }


def test_a_disclosed_month_takes_no_more_money(cast):
    _october(cast)
    with clock.travel_to(2026, 11, 2):
        _disclose(cast)
        other = make_fund(cast)

        with pytest.raises(PeriodClosed):
            contribute(cast, other, 1, on=date(2026, 10, 31), bank_reference="late")
        contribute(cast, other, 1, on=date(2026, 11, 1), bank_reference="new")


def test_a_published_statement_stays_what_later_money_does(cast):
    fund = _october(cast)
    with clock.travel_to(2026, 11, 2):
        notice = _disclose(cast).notice
        before = dict(notice.snapshot)
        paid(cast, fund, 500 * YUAN, seed=7)
    with scope(1, 11):
        notice.refresh_from_db()
        assert notice.snapshot == before


def test_disclose_month_goes_on_where_the_last_month_ended(cast):
    fund = _october(cast)
    with clock.travel_to(2026, 11, 2):
        _disclose(cast)
        paid(cast, fund, 500 * YUAN, seed=7)
    with clock.travel_to(2026, 12, 1):
        _disclose(cast, NOVEMBER, by="chair")

    with scope(1, 11):
        first, second = (
            MonthlyStatement.from_json(row.notice.snapshot["statement"])
            for row in Disclosure.objects.order_by("month")
        )
        assert (first.closing_fen, second.opening_fen, second.closing_fen) == (900_000, 900_000, 850_000)


def test_disclose_month_without_any_money_is_all_nothing(cast):
    with clock.travel_to(2026, 11, 2):
        _disclose(cast, by=None)

    with scope(1, 11):
        assert [fen for _, fen in Notice.objects.get().snapshot["totals"]] == [0, 0, 0, 0]


def test_disclose_month_refuses_a_month_that_is_not_over(cast):
    _october(cast)

    with clock.travel_to(2026, 10, 31, 23, 59), refused(errors.MonthNotOver):
        services.disclose_month(_estate(), OCTOBER, by=cast.chair)


def test_disclose_month_refuses_a_second_time(cast):
    _october(cast)
    with clock.travel_to(2026, 11, 2):
        _disclose(cast)

        with refused(errors.AlreadyDisclosed):
            services.disclose_month(_estate(), date(2026, 10, 20), by=cast.chair)


def test_disclose_month_refuses_to_skip_a_month(cast):
    _october(cast)

    with clock.travel_to(2026, 12, 2), refused(errors.EarlierMonthFirst) as caught:
        services.disclose_month(_estate(), NOVEMBER, by=cast.chair)
    assert "2026年10月" in caught.value.message


def test_disclose_month_refuses_a_month_before_the_closed_one(cast):
    _october(cast)
    with clock.travel_to(2026, 11, 2):
        _disclose(cast)

        with refused(PeriodClosed):
            services.disclose_month(_estate(), date(2026, 9, 1), by=cast.chair)


@pytest.mark.parametrize("who", ["member", "supervisor", "cashier", "community_officer", "street_finance"])
def test_disclose_month_refuses_others(cast, who):
    with clock.travel_to(2026, 11, 2), refused(NotAllowed):
        services.disclose_month(_estate(), OCTOBER, by=getattr(cast, who))


def test_a_disclosure_is_never_changed(cast):
    _october(cast)
    with clock.travel_to(2026, 11, 2):
        _disclose(cast)

    with scope(1, 11), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE funds_disclosure SET through_seq = 1")


def test_monthly_statement_shows_what_is_approved_and_not_paid(cast):
    with clock.travel_to(2026, 10, 12):
        expense = approved(cast, funded(cast), 700 * YUAN)
    with clock.travel_to(2026, 11, 2), scope(1, 11):
        services.pay_expense(expense, bank_reference="P-1", paid_on=date(2026, 11, 2), by=cast.cashier)
        october, november = (monthly_statement(_estate(), month) for month in (OCTOBER, NOVEMBER))

    assert (october.payable_fen, october.expense_fen) == (700 * YUAN, 0)
    assert (november.payable_fen, november.expense_fen) == (0, 700 * YUAN)


@pytest.mark.committed
def test_a_month_is_disclosed_once_by_two_at_once():
    cast = make_cast()
    _october(cast)
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def disclose():
        barrier.wait()
        try:
            with clock.travel_to(2026, 11, 2), scope(1, 11):
                wait_long()
                services.disclose_month(_estate(), OCTOBER, by=cast.treasurer)
            outcomes.append("disclosed")
        except errors.AlreadyDisclosed:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=disclose) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["disclosed", "refused"]
    with scope(1, 11):
        assert (Disclosure.objects.count(), Notice.objects.count(), Closing.objects.count()) == (1, 1, 1)
