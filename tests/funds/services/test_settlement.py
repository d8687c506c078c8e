"""Closing a fund and giving back what is left."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from core import clock
from core.errors import NotAllowed
from core.rows import locked
from funds import errors, services
from funds.models import Expense, Fund, Grant, Refund, Source
from funds.reports import fund_position, street_budget_position
from tenancy import jobs
from tenancy.models import AuditEntry, Job, Street
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
from tests.funds.unchanged import refused

TODAY = clock.today()


def _settle(cast, fund):
    with scope(1, 11):
        return services.settle_fund(fund, by=cast.chair)


def test_settle_fund_lists_what_goes_back_by_contribution(cast):
    set_budget(cast)
    fund = make_fund(cast)
    disburse(cast, reserve(cast, fund), 8_000 * YUAN)
    contribute(cast, fund, 1_500 * YUAN, cast.units[0])
    contribute(cast, fund, 500 * YUAN, cast.units[2])
    paid(cast, fund, 9_000 * YUAN)

    settlement = _settle(cast, fund)

    assert (settlement.spent, settlement.refundable, settlement.returnable) == (
        9_000 * YUAN,
        200 * YUAN,
        800 * YUAN,
    )
    assert settlement.by_source == {Source.STREET: 7_200 * YUAN, Source.SELF: 1_800 * YUAN}
    with scope(1, 11):
        assert [(row.payee, row.amount_fen, row.state) for row in fund.refunds.all()] == [
            ("1栋1单元101", 150 * YUAN, "planned"),
            ("1栋1单元301", 50 * YUAN, "planned"),
            ("街道", 800 * YUAN, "planned"),
        ]
        assert Fund.objects.get(pk=fund.pk).state == "settled"
        assert AuditEntry.objects.get(action="funds.fund_settled").details["refundable"] == 200 * YUAN


def test_settle_fund_gives_each_the_right_fen(cast):
    fund = make_fund(cast, {Source.SELF: 100})
    for number in range(3):
        contribute(cast, fund, 33 + (number == 2), cast.units[number], bank_reference=f"C-{number}")
    paid(cast, fund, 50)

    _settle(cast, fund)

    with scope(1, 11):
        refunds = list(fund.refunds.values_list("amount_fen", flat=True))
    assert sorted(refunds) == [16, 17, 17]
    assert sum(refunds) == 50


def test_settle_fund_lists_nobody_who_gets_nothing_back(cast):
    fund = make_fund(cast, {Source.SELF: 3, Source.PUBLIC: 1})
    contribute(cast, fund, 1, cast.units[0], bank_reference="C-1")
    contribute(cast, fund, 2, cast.units[2], bank_reference="C-2")
    contribute(cast, fund, 1, source=Source.PUBLIC, from_label="示例公司", bank_reference="C-3")
    paid(cast, fund, 3)

    settlement = _settle(cast, fund)

    assert (settlement.refundable, settlement.carried) == (1, 0)
    with scope(1, 11):
        assert [(row.payee, row.amount_fen) for row in fund.refunds.all()] == [("1栋1单元301", 1)]


def test_settle_fund_of_a_project_that_failed_gives_everything_back(cast):
    fund = make_fund(cast)
    contribute(cast, fund, 2_000 * YUAN)

    assert _settle(cast, fund).refundable == 2_000 * YUAN


def test_settle_fund_moves_other_sources_to_the_general_fund(cast):
    fund = make_fund(cast, {Source.PUBLIC: 100})
    contribute(cast, fund, 100, source=Source.PUBLIC, from_label="示例广告公司")

    assert _settle(cast, fund).carried == 100
    with scope(1, 11):
        assert fund_position(fund).balance == 0
        assert fund_position(services.general_fund(fund.estate)).line(Source.PUBLIC).available == 100


def test_settle_fund_releases_the_grant_by_a_job_of_the_estate(cast):
    set_budget(cast, 10_000 * YUAN)
    fund = make_fund(cast)
    disburse(cast, reserve(cast, fund), 5_000 * YUAN)

    settlement = _settle(cast, fund)
    with scope(1, 11):
        job = Job.objects.get(kind="funds.release_grant")
        waiting = Grant.objects.get().state
    done = jobs.run(1, 11, job.pk)

    assert (settlement.grant_left, waiting, done) == (3_000 * YUAN, "reserved", True)
    with scope(1):
        assert Grant.objects.get().state == "closed"
        assert street_budget_position(Street.objects.get(pk=1), TODAY.year).available == 5_000 * YUAN


def test_settle_fund_releases_the_grant_at_once_in_the_scope_of_the_street(cast):
    set_budget(cast)
    fund = make_fund(cast)
    reserve(cast, fund)

    with scope(1):
        services.settle_fund(fund, by=cast.street_officer)

        assert (Grant.objects.get().state, Job.objects.count()) == ("closed", 0)


def _someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


@pytest.mark.committed
def test_settle_fund_waits_for_the_general_fund_before_it_holds_its_own(cast):
    fund = funded(cast)
    general_fund = general(cast)

    def settle_elsewhere():
        try:
            return _settle(cast, fund)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with scope(1, 11):
            locked(general_fund)
            settling = pool.submit(settle_elsewhere)
            while not _someone_waits() and not settling.done():
                time.sleep(0.01)
            locked(fund)  # what whoever records money for the project does next
        settled = settling.result()

    assert settled.spent == 0
    with scope(1, 11):
        assert Fund.objects.get(pk=fund.pk).state == "settled"


@pytest.mark.parametrize("make", [draft, lambda c, f: filed(c, f, 1), lambda c, f: approved(c, f, 1)])
def test_settle_fund_refuses_while_an_expense_is_open(cast, make):
    fund = funded(cast)
    expense = make(cast, fund)

    with refused(errors.ExpensesOpen) as caught:
        services.settle_fund(fund, by=cast.chair)
    assert expense.number in caught.value.message


def test_settle_fund_refuses_the_general_fund_a_settled_one_and_others(cast):
    fund = funded(cast)

    with refused(errors.GeneralFundStays):
        services.settle_fund(general(cast), by=cast.chair)
    with refused(NotAllowed):
        services.settle_fund(fund, by=cast.cashier)
    _settle(cast, fund)
    with refused(errors.FundSettled):
        services.settle_fund(fund, by=cast.chair)


def _refunds(cast):
    fund = funded(cast)
    paid(cast, fund, 1_000 * YUAN)
    _settle(cast, fund)
    with scope(1, 11):
        return fund, fund.refunds.get(grant=None), fund.refunds.exclude(grant=None).get()


def test_record_refund_pays_residents_from_the_bank(cast):
    fund, refund, _ = _refunds(cast)

    with scope(1, 11):
        services.record_refund(refund, bank_reference="R-1", paid_on=TODAY, by=cast.cashier)

        line = fund_position(fund).line(Source.SELF)
        assert (line.refunded, line.available) == (1_800 * YUAN, 0)
        assert Refund.objects.get(pk=refund.pk).state == "paid"
        assert AuditEntry.objects.get(action="funds.refund_paid").details["amount_fen"] == 1_800 * YUAN


def test_record_refund_to_the_street_is_posted_in_both_books(cast):
    fund, _, refund = _refunds(cast)

    with scope(1):
        services.record_refund(refund, bank_reference="R-2", paid_on=TODAY, by=cast.street_finance)

        position = street_budget_position(Street.objects.get(pk=1), TODAY.year)
        assert (position.paid, position.available) == (800 * YUAN, 99_200 * YUAN)
        assert fund_position(fund).line(Source.STREET).available == 0


def _record(cast, refund, **changes):
    values = {"bank_reference": "R-1", "paid_on": TODAY, "by": cast.cashier} | changes
    return services.record_refund(refund, **values)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"bank_reference": ""}, errors.BankReferenceMissing),
        ({"paid_on": TODAY + timedelta(days=2)}, errors.DayInFuture),
    ],
)
def test_record_refund_refuses(cast, changes, error):
    _, refund, _ = _refunds(cast)

    with refused(error):
        _record(cast, refund, **changes)


def test_record_refund_refuses_others_and_a_second_time(cast):
    _, refund, to_street = _refunds(cast)

    with refused(NotAllowed):
        _record(cast, refund, by=cast.treasurer)
    with refused(NotAllowed):
        _record(cast, to_street, by=cast.cashier)
    with scope(1, 11):
        _record(cast, refund)
    with refused(errors.RefundPaid):
        _record(cast, refund)


def test_record_refund_refuses_a_transfer_that_paid_something_else(cast):
    _, refund, to_street = _refunds(cast)
    with scope(1, 11):
        expense = Expense.objects.get()
        _record(cast, refund, bank_reference="R-1")

    with refused(errors.TransferRecorded, estate=None) as caught:
        _record(cast, to_street, bank_reference=" R-1 ", by=cast.street_finance)
    assert caught.value.message == f"银行流水号 R-1 已经记在退款 {refund.number} 上。"
    assert caught.value.details["url"] == "/e/a1/work/refunds/"
    with refused(errors.TransferRecorded, estate=None) as caught:
        _record(cast, to_street, bank_reference="P-1", by=cast.street_finance)
    assert caught.value.message == f"银行流水号 P-1 已经记在支出 {expense.number} 上。"
    assert caught.value.details["url"] == f"/e/a1/work/expenses/{expense.pk}/"


def test_the_database_refuses_a_transfer_for_two_refunds(cast):
    _, refund, to_street = _refunds(cast)
    with scope(1, 11):
        _record(cast, refund, bank_reference="R-1")

        with pytest.raises(IntegrityError), transaction.atomic():
            Refund.objects.filter(pk=to_street.pk).update(bank_reference="R-1")
        assert Refund.objects.get(pk=to_street.pk).bank_reference == ""


@pytest.mark.parametrize(("given", "amount"), [(5, 6), (6, 6), (6, 5)])
def test_the_database_refuses_a_refund_of_more_than_was_given(cast, given, amount):
    fund = make_fund(cast, {Source.SELF: 5})
    contribution = contribute(cast, fund, 5)
    insert = (
        "INSERT INTO funds_refund (street_id, estate_id, year, serial, fund_id, contribution_id, given_fen,"
        " amount_fen, state, bank_reference) VALUES (1, 11, 2026, 1, %s, %s, %s, %s, 'planned', '')"
    )

    with scope(1, 11), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(insert, [fund.pk, contribution.pk, given, amount])
        cursor.execute(insert, [fund.pk, contribution.pk, 5, 5])
        assert Refund.objects.get().amount_fen == 5
