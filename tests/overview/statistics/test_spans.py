"""From when to when figures count, and which days are refused."""

from datetime import UTC, date, datetime

import pytest

from core import clock
from overview.errors import AsOfInFuture, AsOfOutsideYear, YearUnknown
from overview.statistics import span_of
from tenancy.models import Community, Street

STREET = Street(pk=1, name="A街道")


@pytest.fixture(autouse=True)
def _today():
    with clock.travel_to(2026, 6, 1):
        yield


@pytest.mark.parametrize(
    ("year", "as_of", "found"),
    [
        (None, None, (2026, date(2026, 6, 1))),
        (2026, None, (2026, date(2026, 6, 1))),
        (2025, None, (2025, date(2025, 12, 31))),
        (None, date(2025, 12, 12), (2025, date(2025, 12, 12))),
        (2025, date(2025, 12, 12), (2025, date(2025, 12, 12))),
        (2026, date(2026, 6, 1), (2026, date(2026, 6, 1))),
    ],
)
def test_span_of_fills_in_what_is_left_out(year, as_of, found):
    span = span_of(STREET, year=year, as_of=as_of)

    assert (span.year, span.as_of) == found


@pytest.mark.parametrize(
    ("year", "as_of", "refusal", "field"),
    [
        (None, date(2026, 6, 2), AsOfInFuture, "as_of"),
        (2026, date(2026, 6, 2), AsOfInFuture, "as_of"),
        (2025, date(2026, 1, 1), AsOfOutsideYear, "as_of"),
        (2026, date(2025, 12, 31), AsOfOutsideYear, "as_of"),
        (2027, None, YearUnknown, "year"),
        (1999, None, YearUnknown, "year"),
        (None, date(1999, 1, 1), YearUnknown, "year"),
    ],
)
def test_span_of_refuses_days_that_nothing_can_be_counted_on(year, as_of, refusal, field):
    with pytest.raises(refusal) as refused:
        span_of(STREET, year=year, as_of=as_of)

    assert refused.value.field == field


def test_a_span_counts_whole_days_in_china():
    span = span_of(STREET, as_of=date(2025, 12, 12))

    assert span.since == datetime(2024, 12, 31, 16, tzinfo=UTC)
    assert span.until == datetime(2025, 12, 12, 16, tzinfo=UTC)
    assert span.query == "year=2025&as_of=2025-12-12"


def test_a_span_of_a_community_says_so():
    assert span_of(STREET, community=Community(pk=3, name="甲社区")).place == "A街道甲社区"
