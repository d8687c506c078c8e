"""Each statistic is what its rows say, on any day of the past, and parts add up to their wholes."""

import dataclasses
import json
from datetime import date

import pytest
from django.db.models import Sum

from core import clock
from estates.models import Post
from estates.services import appoint
from funds.models import Source
from ledger.models import Posting
from overview.statistics import DEFINITIONS, Section, StatisticsReport, statistics
from projects.models import Concern
from tenancy.models import Community, Street
from tenancy.rules import set_rules
from tenancy.scope import scope
from tests.overview.statistics import past as before
from tests.overview.statistics.past import span
from tests.projects import road


def _values(report: StatisticsReport) -> dict[str, int | None]:
    return {figure.key: figure.value for figure in report.figures}


def test_statistics_of_a_street_without_anything(past):
    with scope(1):
        report = statistics(span(date(2026, 2, 1)))

    assert _values(report) == {
        "estates": 2,
        "communities": 2,
        "committees": 1,
        "committee_members": 3,
        "concerns_collected": 0,
        "concerns_resolved": 0,
        "projects_landed": 0,
        "projects_up_to_3000_yuan": 0,
        "satisfaction": None,
        "invested_fen": 0,
        "subsidy_share": None,
        "street_incentive_fen": 0,
        "self_raised_fen": 0,
        "public_income_fen": 0,
        "gifts_fen": 0,
        "other_sources_fen": 0,
        "projects_band_1": 0,
        "projects_band_2": 0,
        "projects_band_3": 0,
        "projects_band_4": 0,
        "projects_not_settled": 0,
        "projects_for_safety": 0,
        "projects_for_convenience": 0,
        "projects_for_environment": 0,
        "in_kind_fen": 0,
        "self_raised_received_fen": 0,
        "self_raised_refunded_fen": 0,
    }


COUNTED = {
    "estates": 2,
    "communities": 2,
    "committees": 1,
    "committee_members": 3,
    "concerns_collected": 3,
    "concerns_resolved": 0,
    "projects_landed": 2,
    "projects_up_to_3000_yuan": 1,
    "satisfaction": None,
    "invested_fen": 1_474_56,
    "subsidy_share": 800,
    "street_incentive_fen": 1_179_65,
    "self_raised_fen": 235_93,
    "public_income_fen": 0,
    "gifts_fen": 0,
    "other_sources_fen": 58_98,
    "projects_band_1": 0,
    "projects_band_2": 1,
    "projects_band_3": 0,
    "projects_band_4": 0,
    "projects_not_settled": 1,
    "projects_for_safety": 2,
    "projects_for_convenience": 0,
    "projects_for_environment": 0,
    "in_kind_fen": 88_00,
    "self_raised_received_fen": 600_00,
    "self_raised_refunded_fen": 0,
}


def _row_total(key: str) -> int:
    """Return what the list behind a figure comes to: the sum where money is counted, else its length."""
    opened = DEFINITIONS[DEFINITIONS[key].opens or DEFINITIONS[key].part or key]
    lines = [opened.line(row) for row in opened.rows(span())]
    return sum(line.amount_fen for line in lines) if opened.sums else len(lines)


def test_every_statistic_is_what_its_rows_come_to(past):
    with scope(1):
        report = statistics(span())
        totals = {figure.key: _row_total(figure.key) for figure in report.figures}

    assert _values(report) == COUNTED
    # A share opens the rows of its numerator; that of people all answers, so that nobody's shows.
    shares = {"subsidy_share": 1_179_65, "satisfaction": 7}
    assert totals == {**COUNTED, **shares}


def test_a_share_is_told_with_its_parts(past):
    with scope(1):
        report = statistics(span())

    told = {key: (report.figure(key).shown, report.figure(key).fraction) for key in COUNTED}
    assert told["projects_up_to_3000_yuan"] == ("1 个", "1 / 2（50.0%）")
    assert told["subsidy_share"] == ("80.0%", "1,179.65 元 / 1,474.56 元")
    assert told["self_raised_fen"] == ("235.93 元", "235.93 元 / 1,474.56 元（16.0%）")
    assert told["committees"] == ("1 个", "1 / 2（50.0%）")
    assert told["satisfaction"] == ("不公布", "7 户次，太少")
    assert report.figure("projects_up_to_3000_yuan").label == "3,000 元以下的项目"
    assert "不超过 3,000 元" in report.figure("projects_up_to_3000_yuan").definition


def test_parts_add_up(past):
    with scope(1):
        report = statistics(span())
        short = dataclasses.replace(report, sources=report.sources[:-1])

    assert (report.unexplained_fen, report.unbanded) == (0, 0)
    assert short.unexplained_fen == 58_98
    assert sum(figure.value for figure in report.needs) == 2
    assert sum(line.projects_landed for line in report.estates) == 2
    assert sum(line.invested_fen for line in report.estates) == 1_474_56
    assert [(line.month.month, line.projects_landed, line.invested_fen) for line in report.months] == [
        (1, 0, 0),
        (2, 0, 0),
        (3, 0, 0),
        (4, 2, 1_234_56),
        (5, 0, 240_00),
        (6, 0, 0),
    ]
    assert [(line.name, line.members, line.street_incentive_fen) for line in report.estates] == [
        ("A1小区", 3, 1_179_65),
        ("A2小区", 0, 0),
    ]


def test_money_paid_is_what_the_ledger_says(past):
    with scope(1):
        report = statistics(span())
        paid = Posting.objects.filter(transaction__kind="funds.expense", account__code="bank")
        assert report.invested_fen == -paid.aggregate(fen=Sum("amount"))["fen"]
        for figure, source in zip(report.sources, Source, strict=True):
            moved = Posting.objects.filter(
                transaction__kind="funds.expense", account__code__endswith=f":{source.value}"
            )
            assert figure.value == (moved.aggregate(fen=Sum("amount"))["fen"] or 0)


@pytest.mark.parametrize(
    ("as_of", "landed", "small", "unsettled", "invested", "concerns"),
    [
        (date(2026, 3, 1), 0, 0, 0, 0, 0),
        (date(2026, 4, 9), 0, 0, 0, 0, 3),
        (date(2026, 4, 10), 0, 0, 0, 1_234_56, 3),
        (date(2026, 4, 20), 0, 0, 0, 1_234_56, 3),
        (date(2026, 4, 21), 2, 0, 2, 1_234_56, 3),
        (date(2026, 4, 27), 2, 1, 1, 1_234_56, 3),
        (date(2026, 5, 20), 2, 1, 1, 1_474_56, 3),
        (date(2025, 12, 31), 0, 0, 0, 0, 0),
    ],
)
def test_a_past_day_is_told_as_it_was(past, as_of, landed, small, unsettled, invested, concerns):
    with scope(1):
        report = statistics(span(as_of))

    values = _values(report)
    keys = ("projects_landed", "projects_up_to_3000_yuan", "projects_not_settled", "invested_fen")
    assert tuple(values[key] for key in keys) == (landed, small, unsettled, invested)
    assert values["concerns_collected"] == concerns
    assert {figure.as_of for figure in report.figures} == {as_of}


def test_what_was_resolved_later_was_not_resolved_before(past):
    with scope(1, 11):
        Concern.objects.filter(pk=past.settled.concern_id).update(
            state="resolved", resolution="修好了。", resolved_at=clock.midnight(date(2026, 5, 2))
        )
    with scope(1):
        days = [statistics(span(date(2026, 5, day))).figure("concerns_resolved") for day in (1, 2)]

    assert [(figure.value, figure.denominator) for figure in days] == [(0, 3), (1, 3)]


def test_a_seat_counts_on_the_days_it_was_held(past):
    before.seat_in_a2(date(2026, 5, 1), date(2026, 5, 31))
    counted = []
    with scope(1):
        for day in (date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 30), date(2026, 5, 31)):
            report = statistics(span(day))
            counted.append([report.figure(key).value for key in ("committees", "committee_members")])

    assert counted == [[1, 3], [2, 4], [2, 4], [1, 3]]


def test_somebody_with_two_seats_is_one_member(past):
    with scope(1, 11):
        appoint(past.cast.chair.person, Post.Role.MEMBER, starts_on=date(2026, 1, 1), by=None)
    with scope(1):
        report = statistics(span())

    assert report.figure("committee_members").value == 3


def test_a_community_has_its_estates_only(past):
    with scope(1):
        whole = statistics(span())
        own, next_door = (statistics(span(community=Community.objects.get(pk=pk))) for pk in (11, 12))

    same = {key: value for key, value in COUNTED.items() if key not in ("estates", "communities")}
    assert {key: _values(own)[key] for key in same} == same
    assert (own.place, [line.name for line in own.estates]) == ("A街道A1社区", ["A1小区"])
    assert [own.figure(key).value for key in ("estates", "communities")] == [1, 1]
    assert {value for key, value in _values(next_door).items() if key not in ("estates", "communities")} == {
        0,
        None,
    }
    assert [line.name for line in whole.estates] == ["A1小区", "A2小区"]


def test_satisfaction_is_told_from_ten_answers_on(past):
    road.settle(past.cast, past.landed)
    road.rate(past.cast, past.landed, "vvv")
    with scope(1):
        told = statistics(span()).figure("satisfaction")
        earlier = statistics(span(date(2026, 4, 27))).figure("satisfaction")

    assert (told.shown, told.fraction, told.value) == ("80.0%", "8 / 10", 800)
    assert (earlier.shown, earlier.value, earlier.denominator) == ("—", None, 0)


def test_the_small_band_is_the_streets_to_set(past):
    with scope(1):
        street = Street.objects.get(pk=1)
        set_rules(street, {"overview.small_projects_fen": 1_234_55}, note="试算", by=past.cast.street_officer)
        below = statistics(span()).figure("projects_up_to_3000_yuan")
        set_rules(street, {"overview.small_projects_fen": 1_234_56}, note="试算", by=past.cast.street_officer)
        reached = statistics(span()).figure("projects_up_to_3000_yuan")

    # 以下 includes the number itself (民法典 1259).
    assert (below.value, reached.value) == (0, 1)


def test_a_report_read_back_from_json_is_the_same(past):
    with scope(1):
        report = statistics(span())
    written = json.loads(json.dumps(report.as_json()))

    assert StatisticsReport.from_json(written) == report
    assert StatisticsReport.from_json(written).sha256 == report.sha256
    assert dataclasses.replace(report, year=2027).sha256 != report.sha256


@pytest.mark.parametrize("rows", [1, 3])
def test_statistics_asks_the_database_twice(past, rows, django_assert_num_queries):
    for _ in range(rows):
        road.publish(past.cast, road.make_concern(past.cast))
    with scope(1):
        days = span()
        with django_assert_num_queries(2):
            report = statistics(days)

    assert report.figure("concerns_collected").value == 3 + rows


def test_every_definition_says_what_it_counts():
    whole = {key for row in DEFINITIONS.values() for key in (row.part, row.whole, row.opens) if key}

    assert whole <= set(DEFINITIONS)
    assert all(row.counts.endswith("。") and row.label and row.unit for row in DEFINITIONS.values())
    assert [row.key for row in DEFINITIONS.values() if row.part and row.register] == []
    assert {row.key for row in DEFINITIONS.values() if row.section is Section.INNER} == {
        "ratings",
        "ratings_satisfied",
    }
