"""Funds and their plans."""

from datetime import date

import pytest

from core import clock
from core.errors import NotAllowed
from funds import errors, services
from funds.models import Fund, FundLine, Source
from ledger.models import Account
from tenancy.models import AuditEntry, Estate
from tenancy.scope import scope
from tests.funds.money import funded, general, make_fund
from tests.funds.unchanged import refused

PLAN = {Source.STREET: 80, Source.SELF: 20}


def test_open_fund_keeps_an_account_for_each_planned_source(cast):
    fund = make_fund(cast, PLAN)

    with scope(1, 11):
        lines = [(line.source, line.planned_fen, line.account_code) for line in fund.lines.all()]
        assert lines == [
            ("street_incentive", 80, f"fund:{fund.pk}:street_incentive"),
            ("self_raised", 20, f"fund:{fund.pk}:self_raised"),
        ]
        assert set(Account.objects.values_list("code", flat=True)) == {"bank", *(line[2] for line in lines)}
        assert AuditEntry.objects.get(action="funds.fund_opened").details == {
            "plan": {"street_incentive": 80, "self_raised": 20}
        }


def test_open_fund_works_in_the_scope_of_the_street(cast):
    with scope(1):
        estate = Estate.objects.get(pk=11)
        fund = services.open_fund(estate=estate, label="楼道灯", plan=PLAN, by=cast.street_officer)

    with scope(1, 11):
        assert Fund.objects.get() == fund
        assert FundLine.objects.count() == 2


@pytest.mark.parametrize("plan", [{}, {Source.SELF: 0}, {Source.SELF: -1, Source.GIFT: 5}])
def test_open_fund_refuses_a_plan_without_money(cast, plan):
    with refused(errors.PlanEmpty):
        services.open_fund(estate=Estate.objects.get(pk=11), label="空", plan=plan, by=cast.chair)


def test_open_fund_refuses_a_label_that_could_not_be_published(cast):
    with refused(errors.PersonalNumber):
        services.open_fund(
            estate=Estate.objects.get(pk=11), label="车棚 13800001234", plan=PLAN, by=cast.chair
        )


def test_start_fund_lets_it_pay_expenses_from_now(cast):
    fund = make_fund(cast, PLAN, started=False)
    before = fund.pays_expenses

    with clock.travel_to(2026, 12, 1), scope(1, 11):
        services.start_fund(fund, by=cast.member)
        offered = list(Fund.objects.paying_expenses())
    with clock.travel_to(2026, 12, 5), scope(1, 11):
        services.start_fund(fund, by=cast.chair)
        fund.refresh_from_db()

        assert (before, offered, fund.pays_expenses) == (False, [fund], True)
        assert clock.local(fund.started_at).date() == date(2026, 12, 1)
        assert AuditEntry.objects.filter(action="funds.fund_started").count() == 1


def test_funds_that_pay_expenses_are_the_general_one_and_those_at_work(cast):
    _, working, settled = (
        make_fund(cast, PLAN, label, started=label != "坡道") for label in ("坡道", "灯", "棚")
    )
    with scope(1, 11):
        services.settle_fund(settled, by=cast.chair)
        general_fund = services.general_fund(Estate.objects.get(pk=11))

        assert set(Fund.objects.paying_expenses()) == {working, general_fund}
        assert [fund.pays_expenses for fund in Fund.objects.order_by("id")] == [
            fund in (working, general_fund) for fund in Fund.objects.order_by("id")
        ]


def test_start_fund_refuses_a_settled_one_and_others(cast):
    fund = make_fund(cast, PLAN, started=False)
    with refused(NotAllowed):
        services.start_fund(fund, by=cast.cashier)
    with scope(1, 11):
        services.settle_fund(fund, by=cast.chair)

    with refused(errors.FundSettled):
        services.start_fund(fund, by=cast.chair)


@pytest.mark.parametrize("who", ["supervisor", "cashier", "street_finance", "community_officer"])
def test_open_fund_refuses_others(cast, who):
    with refused(NotAllowed):
        services.open_fund(estate=Estate.objects.get(pk=11), label="车棚", plan=PLAN, by=getattr(cast, who))


def test_change_plan_replaces_what_was_planned(cast):
    fund = make_fund(cast, PLAN)

    with scope(1, 11):
        services.change_plan(fund, plan={Source.SELF: 20, Source.GIFT: 30}, by=cast.chair)

        planned = dict(fund.lines.values_list("source", "planned_fen"))
        assert planned == {"street_incentive": 0, "self_raised": 20, "gift": 30}


def test_change_plan_refuses_a_settled_fund(cast):
    fund = funded(cast)
    with scope(1, 11):
        services.settle_fund(fund, by=cast.chair)

    with refused(errors.FundSettled):
        services.change_plan(fund, plan=PLAN, by=cast.chair)


def test_change_plan_refuses_others(cast):
    fund = make_fund(cast)

    with refused(NotAllowed):
        services.change_plan(fund, plan=PLAN, by=cast.cashier)


def test_general_fund_is_one_per_estate(cast):
    first, second = general(cast), general(cast)

    assert first == second
    assert (first.kind, first.label) == ("general", "小区公共资金")
