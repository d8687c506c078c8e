"""The street's budget and what is given from it."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from core import clock
from core.errors import NotAllowed
from funds import errors, services
from funds.models import Disbursement, Grant, Source
from funds.reports import fund_position, street_budget_position
from ledger.errors import PeriodClosed
from ledger.services import close_period
from tenancy.models import AuditEntry, Street
from tenancy.rules import set_rules
from tenancy.scope import scope
from tests.cast import make_cast
from tests.funds.money import YUAN, disburse, funded, make_fund, reserve, set_budget, wait_long
from tests.funds.unchanged import refused

YEAR = clock.today().year


def _budget() -> tuple[int, int, int, int]:
    with scope(1):
        at = street_budget_position(Street.objects.get(pk=1), YEAR)
        return at.budget, at.held, at.paid, at.available


def test_set_street_budget_posts_only_the_difference(cast):
    set_budget(cast, 500)
    set_budget(cast, 800)
    set_budget(cast, 300)
    set_budget(cast, 300)

    assert _budget() == (300, 0, 0, 300)
    with scope(1):
        assert AuditEntry.objects.filter(action="funds.budget_set").count() == 4


def test_set_street_budget_refuses_less_than_was_promised(cast):
    set_budget(cast, 10_000 * YUAN)
    reserve(cast, make_fund(cast))

    with refused(errors.BudgetBelowCommitted, estate=None) as caught:
        services.set_street_budget(Street.objects.get(pk=1), YEAR, 7_999 * YUAN, by=cast.street_finance)
    assert "8,000.00" in caught.value.message


def test_set_street_budget_refuses_others_and_negative_amounts(cast):
    street = Street(pk=1)

    with refused(NotAllowed, estate=None):
        services.set_street_budget(street, YEAR, 1, by=cast.street_leader)
    with refused(errors.AmountMissing, estate=None):
        services.set_street_budget(street, YEAR, -1, by=cast.street_finance)


def test_reserve_grant_holds_the_budget(cast):
    set_budget(cast, 10_000 * YUAN)
    fund = make_fund(cast)

    grant = reserve(cast, fund)

    assert (grant.amount_fen, grant.left_fen, grant.estate_id) == (8_000 * YUAN, 8_000 * YUAN, 11)
    assert _budget() == (10_000 * YUAN, 8_000 * YUAN, 0, 2_000 * YUAN)
    with scope(1, 11):
        assert AuditEntry.objects.get(action="funds.grant_reserved").details["amount_fen"] == 8_000 * YUAN


def test_reserve_grant_lowers_the_plan_to_what_was_approved(cast):
    set_budget(cast)
    fund = make_fund(cast)

    reserve(cast, fund, 6_000 * YUAN)

    with scope(1, 11):
        assert fund_position(fund).line(Source.STREET).planned == 6_000 * YUAN


def test_reserve_grant_refuses_more_than_is_left(cast):
    set_budget(cast, 7_999 * YUAN)
    fund = make_fund(cast)

    with refused(errors.BudgetExceeded, estate=None) as caught:
        services.reserve_grant(fund, 8_000 * YUAN, by=cast.street_leader)
    assert "还剩 7,999.00 元" in caught.value.message


def test_reserve_grant_refuses_without_a_budget(cast):
    fund = make_fund(cast)

    with refused(errors.BudgetMissing, estate=None):
        services.reserve_grant(fund, 1, by=cast.street_leader)


def test_reserve_grant_refuses_a_second(cast):
    set_budget(cast)
    fund = make_fund(cast)
    reserve(cast, fund)

    with refused(errors.GrantExists, estate=None):
        services.reserve_grant(fund, 1, by=cast.street_officer)


@pytest.mark.parametrize(
    ("rule", "value", "error"),
    [
        ("funds.grant_cap", 5_000 * YUAN, errors.GrantAboveCap),
        ("funds.grant_ratio", (7, 10), errors.GrantAboveRatio),
    ],
)
def test_reserve_grant_refuses_what_the_rules_do_not_allow(cast, rule, value, error):
    set_budget(cast)
    fund = make_fund(cast)
    with scope(1):
        set_rules(Street.objects.get(pk=1), {rule: value}, note="测试", by=None)

    with refused(error, estate=None):
        services.reserve_grant(fund, 8_000 * YUAN, by=cast.street_leader)


def test_reserve_grant_refuses_more_than_planned_and_nothing(cast):
    set_budget(cast)
    fund = make_fund(cast)

    with refused(errors.GrantAbovePlan, estate=None):
        services.reserve_grant(fund, 8_000 * YUAN + 1, by=cast.street_leader)
    with refused(errors.AmountMissing, estate=None):
        services.reserve_grant(fund, 0, by=cast.street_leader)


@pytest.mark.parametrize("who", ["chair", "street_finance", "community_officer"])
def test_reserve_grant_refuses_others(cast, who):
    set_budget(cast)
    fund = make_fund(cast)

    with refused(NotAllowed, estate=None):
        services.reserve_grant(fund, 1, by=getattr(cast, who))


def test_disburse_grant_posts_in_both_books(cast):
    set_budget(cast, 10_000 * YUAN)
    fund = make_fund(cast)
    grant = reserve(cast, fund)

    payment = disburse(cast, grant, 5_000 * YUAN)

    assert payment.number == f"拨{YEAR}-0001"
    assert _budget() == (10_000 * YUAN, 3_000 * YUAN, 5_000 * YUAN, 2_000 * YUAN)
    with scope(1, 11):
        assert fund_position(fund).line(Source.STREET).received == 5_000 * YUAN
        assert Grant.objects.get().left_fen == 3_000 * YUAN


def test_disburse_grant_returns_the_payment_that_is_there(cast):
    set_budget(cast)
    grant = reserve(cast, make_fund(cast))

    first, again = disburse(cast, grant, 100), disburse(cast, grant, 100)

    assert first == again
    with scope(1, 11):
        assert Disbursement.objects.count() == 1
        assert Grant.objects.get().disbursed_fen == 100


def _disburse(cast, grant, **changes):
    values = {"amount_fen": 100, "bank_reference": "B-9", "paid_on": clock.today(), "by": cast.street_finance}
    values |= changes
    return services.disburse_grant(grant, values.pop("amount_fen"), **values)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount_fen": 0}, errors.AmountMissing),
        ({"bank_reference": " "}, errors.BankReferenceMissing),
        ({"paid_on": clock.today() + timedelta(days=2)}, errors.DayInFuture),
        ({"amount_fen": 7_999 * YUAN + 1}, errors.DisbursementTooLarge),
        ({"bank_reference": "B-1", "amount_fen": 7}, errors.BankReferenceUsed),
    ],
)
def test_disburse_grant_refuses(cast, changes, error):
    set_budget(cast)
    grant = reserve(cast, make_fund(cast))
    disburse(cast, grant, 1 * YUAN, "B-1")

    with refused(error, estate=None):
        _disburse(cast, grant, **changes)


@pytest.mark.parametrize("who", ["chair", "cashier", "street_leader", "street_officer"])
def test_disburse_grant_refuses_others(cast, who):
    set_budget(cast)
    grant = reserve(cast, make_fund(cast))

    with refused(NotAllowed, estate=None):
        _disburse(cast, grant, by=getattr(cast, who))


def test_disburse_grant_refuses_a_day_in_a_closed_month(cast):
    set_budget(cast)
    fund = make_fund(cast)
    grant = reserve(cast, fund)
    yesterday = clock.today() - timedelta(days=1)
    with scope(1, 11):
        book = services.plans.books.estate_book(fund)
        close_period(book, yesterday, report={}, by=None)

    with refused(PeriodClosed, estate=None):
        _disburse(cast, grant, paid_on=yesterday)


def test_disburse_grant_refuses_a_closed_grant_and_a_settled_fund(cast):
    set_budget(cast)
    closed = reserve(cast, make_fund(cast))
    with scope(1):
        services.release_grant(closed, by=cast.street_finance)
    open_one = reserve(cast, settled := make_fund(cast, label="楼道灯"))
    with scope(1, 11):
        services.settle_fund(settled, by=cast.chair)

    with refused(errors.GrantClosed, estate=None):
        _disburse(cast, closed)
    with refused(errors.FundSettled, estate=None):
        _disburse(cast, open_one)


def test_release_grant_frees_what_was_not_paid_once(cast):
    set_budget(cast, 10_000 * YUAN)
    grant = reserve(cast, make_fund(cast))
    disburse(cast, grant, 5_000 * YUAN)

    with scope(1):
        services.release_grant(grant, by=cast.street_officer)
        again = services.release_grant(grant, by=None)

    assert (again.state, again.released_fen, again.left_fen) == ("closed", 3_000 * YUAN, 0)
    assert _budget() == (10_000 * YUAN, 0, 5_000 * YUAN, 5_000 * YUAN)


def test_release_grant_of_a_fully_paid_grant_frees_nothing(cast):
    fund = funded(cast)

    with scope(1):
        grant = services.release_grant(fund.grants.get(), by=cast.street_finance)

    assert (grant.state, grant.released_fen) == ("closed", 0)


def test_release_grant_refuses_the_committee(cast):
    set_budget(cast)
    grant = reserve(cast, make_fund(cast))

    with refused(NotAllowed, estate=None):
        services.release_grant(grant, by=cast.chair)


@pytest.mark.committed
def test_reserve_grant_never_passes_the_budget_by_any_order_of_approvals():
    cast = make_cast()
    set_budget(cast, 80_000 * YUAN)
    funds = [make_fund(cast, label=f"项目{number}") for number in range(24)]
    barrier = threading.Barrier(len(funds))
    outcomes: list[str] = []

    def approve(fund):
        barrier.wait()
        try:
            with scope(1):
                wait_long()
                services.reserve_grant(fund, 8_000 * YUAN, by=cast.street_leader)
            outcomes.append("held")
        except errors.BudgetExceeded:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=(fund,)) for fund in funds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["held"] * 10 + ["refused"] * 14
    assert _budget() == (80_000 * YUAN, 80_000 * YUAN, 0, 0)
    with scope(1):
        assert Grant.objects.count() == 10


@pytest.mark.committed
def test_disburse_grant_pays_a_grant_once_however_often_it_is_sent():
    cast = make_cast()
    set_budget(cast)
    fund = make_fund(cast)
    grant = reserve(cast, fund)
    barrier = threading.Barrier(8)
    numbers: list[str] = []

    def pay():
        barrier.wait()
        try:
            with scope(1):
                wait_long()
                numbers.append(disburse(cast, grant, 8_000 * YUAN).number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=pay) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert numbers == [f"拨{YEAR}-0001"] * 8
    with scope(1, 11):
        assert fund_position(fund).received == 8_000 * YUAN
