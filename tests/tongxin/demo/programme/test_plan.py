from collections import Counter
from dataclasses import astuple, replace
from datetime import date

import pytest

from core import clock, periods
from core.rulebook import rule
from funds.models import Source
from notices.rulebook import PERIOD_DAYS
from tongxin.demo.drawing import SCENES
from tongxin.demo.programme import TOWNS, cases_of, plan
from tongxin.demo.programme.matters import LARGE, SETTLED, SMALL

CASES = [(town, case) for town in TOWNS for case in cases_of(town)]
PROJECTS = [(town, case) for town, case in CASES if case.plan]


def test_the_plan_is_the_same_every_time():
    before = repr(CASES)
    plan._slots.cache_clear()
    plan._sums.cache_clear()

    assert repr([(town, case) for town in TOWNS for case in cases_of(town)]) == before


def test_the_sums_are_those_of_the_account_without_the_shed():
    costs = [sum(bill.amount_fen for bill in case.bills) for _, case in PROJECTS]
    paid = Counter()
    for _, case in PROJECTS:
        paid.update(case.plan.sources)

    assert (len(CASES), len(PROJECTS), sum(costs)) == (216, 193, 662_000_00)
    assert sum(cost <= 3_000_00 for cost in costs) == 130
    assert paid[Source.SELF] == 79_200_00
    assert paid[Source.OTHER] == 4_000_00
    assert sum(fen for _, case in PROJECTS for _, fen in case.payments) == 578_800_00


def test_every_case_goes_its_road_in_order_and_ends_before_the_account():
    for _, case in PROJECTS:
        days = astuple(replace(case.diary, vote_closes=None))
        days = [day for day in days if day]

        assert case.trouble.filed_on < case.trouble.published_on < days[0]
        assert days == sorted(days)
        assert days[-1] < date(2025, 12, 12)
        bills = [(bill.filed_on, bill.approved_on, bill.paid_on) for bill in case.bills]
        assert case.diary.started < min(bills)[0] <= max(bills)[2] <= case.diary.accepted


def test_every_result_hangs_out_for_its_period_and_the_staff_works_on_working_days():
    period = rule(PERIOD_DAYS).default
    for _, case in PROJECTS:
        over = periods.Period(case.diary.counted, period).ends_at
        staff = [case.trouble.published_on, case.diary.community, case.diary.street]

        assert clock.local(over).date() <= case.diary.submitted
        assert all(periods.is_working_day(day) for day in [*staff, *(day for day, _ in case.payments)])


def test_every_plan_is_paid_to_the_fen_and_given_what_it_needs():
    for _, case in PROJECTS:
        given = sum(present.amount_fen for present in case.presents if present.kind == "cash")
        given += case.gifts.each_fen * case.gifts.flats if case.gifts else 0
        sources = case.plan.sources

        assert sum(line.amount_fen for line in case.plan.lines) == sum(sources.values())
        assert given == sources.get(Source.SELF, 0) + sources.get(Source.OTHER, 0)


def test_no_estate_has_one_project_twice_and_no_vote_more_homes_than_there_are():
    for town in TOWNS:
        titles = [case.plan.title for case in cases_of(town) if case.plan]
        assert len(titles) == len(set(titles))
    for town, case in PROJECTS:
        homes = town.layout.homes - town.seats - 4
        assert case.votes.cast <= homes
        assert case.votes.cast * 2 >= town.layout.homes - 2
        assert sum(case.ratings) <= homes


@pytest.mark.parametrize("matter", [*SMALL, *LARGE], ids=lambda matter: matter.title)
def test_every_matter_has_scenes_and_fits_its_columns(matter):
    assert {matter.before, matter.after} <= set(SCENES)
    assert len(matter.title) <= 30
    assert len(matter.item) + len(matter.work) < 40
    assert {scene for _, _, before, _, after in SETTLED for scene in (before, after)} <= set(SCENES)
