from dataclasses import astuple, replace
from datetime import date, timedelta

from core import clock, periods
from core.rulebook import rule
from funds.models import Source
from notices.rulebook import PERIOD_DAYS
from tongxin.demo.elsewhere import elsewhere
from tongxin.demo.live import live
from tongxin.demo.months import months_between
from tongxin.demo.programme import TOWNS
from tongxin.demo.shed import shed

# Three years of days on which somebody may start the portal for the first time, golden weeks included.
TODAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(0, 3 * 365, 5)]
GOING_ON = [town for town in TOWNS if town.chair_number]
CASES = [(today, case) for today in TODAYS for case in live(today)]
CASES += [(today, case) for today in TODAYS for town in GOING_ON for case in elsewhere(town, today)]


def test_every_case_has_happened_before_today_in_the_order_of_the_road():
    for today, case in CASES:
        acts = replace(case.diary, vote_closes=None)
        days = [day for day in astuple(acts) if day]
        # The staff's days move back to a working day; perform puts them off to when their turn comes.
        of_residents = [day for day in astuple(replace(acts, community=None, street=None)) if day]
        bills = [day for bill in case.bills for day in (bill.filed_on, bill.approved_on, bill.paid_on) if day]
        payments = [day for day, _ in case.payments]

        assert max([case.trouble.filed_on, *days, *bills, *payments]) < today
        assert of_residents == sorted(of_residents)


def test_every_result_notice_is_over_before_the_case_goes_on():
    period = rule(PERIOD_DAYS).default
    for _, case in CASES:
        if case.diary.submitted:
            over = periods.Period(case.diary.counted, period).ends_at
            assert clock.local(over).date() <= case.diary.submitted


def test_every_plan_is_paid_to_the_fen_and_four_fifths_by_the_street():
    for plan in [shed().plan, *(case.plan for case in live(TODAYS[0]) if case.plan)]:
        budget = sum(line.amount_fen for line in plan.lines)

        assert sum(plan.sources.values()) == budget
        assert plan.sources[Source.STREET] * 5 == budget * 4


def test_no_case_spends_or_gets_more_than_planned():
    for case in live(TODAYS[0]):
        if case.plan:
            assert sum(fen for _, fen in case.payments) <= case.plan.sources[Source.STREET]
            assert sum(bill.amount_fen for bill in case.bills) <= sum(case.plan.sources.values())


def test_months_between_are_those_that_are_over():
    assert months_between(date(2026, 8, 17), date(2026, 11, 23)) == [
        date(2026, 8, 1),
        date(2026, 9, 1),
        date(2026, 10, 1),
    ]
    assert months_between(date(2026, 12, 1), date(2027, 1, 1)) == [date(2026, 12, 1)]
    assert months_between(date(2026, 12, 1), date(2026, 12, 31)) == []
