"""The statistics by program: the same figures as on the page, for everybody."""

from datetime import date

import pytest

from overview.statistics import statistics
from tenancy.scope import scope
from tests.api_client import Api
from tests.overview.statistics.past import span

ADDRESS = "streets/street-a/statistics/"


def test_statistics_are_what_the_report_says(past):
    rows = Api(past.cast, "visitor").get(ADDRESS).json()
    with scope(1):
        report = statistics(span())

    keys = ("key", "label", "value", "unit", "numerator", "denominator", "definition", "as_of")
    assert [tuple(row) for row in rows] == [keys] * len(report.listed)
    assert rows == [{key: row.as_json()[key] for key in keys} for row in report.listed]
    landed = next(row for row in rows if row["key"] == "projects_up_to_3000_yuan")
    assert (landed["value"], landed["numerator"], landed["denominator"]) == (1, 1, 2)


def test_statistics_of_few_answers_are_withheld(past):
    rows = {row["key"]: row for row in Api(past.cast, "street_officer").get(ADDRESS).json()}

    told = rows["satisfaction"]
    assert (told["value"], told["numerator"], told["denominator"]) == (None, None, 7)


@pytest.mark.parametrize(
    ("query", "as_of", "invested"),
    [
        ("?as_of=2026-04-20", date(2026, 4, 20), 1_234_56),
        ("?year=2025", date(2025, 12, 31), 0),
        ("?year=2026&as_of=2026-06-01", date(2026, 6, 1), 1_474_56),
    ],
)
def test_statistics_of_another_day(past, query, as_of, invested):
    rows = {row["key"]: row for row in Api(past.cast, "visitor").get(ADDRESS + query).json()}

    assert {row["as_of"] for row in rows.values()} == {as_of.isoformat()}
    assert rows["invested_fen"]["value"] == invested


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("?as_of=2026-06-02", "as_of_in_future", "as_of"),
        ("?year=2025&as_of=2026-01-01", "as_of_outside_year", "as_of"),
        ("?year=1999", "year_unknown", "year"),
        ("?year=x", "fields_invalid", "year"),
        ("?as_of=2026-02-30", "fields_invalid", "as_of"),
    ],
)
def test_statistics_refuse_a_day_that_nothing_can_be_counted_on(past, query, code, field):
    answer = Api(past.cast, "visitor").get(ADDRESS + query)

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, code, field)
