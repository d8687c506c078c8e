from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.periods import (
    Kind,
    Period,
    add_months,
    add_working_days,
    add_years,
    closing_day,
    end_of,
    is_provisional,
    is_working_day,
    provisional_note,
)

DAYS = st.dates(date(2004, 1, 1), date(2030, 12, 31))


def day(text):
    return date.fromisoformat(text)


# The State Council's calendars of 2025 and 2026, each case counted by hand.
NATURAL = [
    # An ordinary end: the day of posting is not counted.
    ("2026-03-09", 1, "2026-03-10"),
    ("2026-03-02", 7, "2026-03-09"),
    ("2025-11-03", 15, "2025-11-18"),
    # A week that ends on Saturday or Sunday ends on Monday.
    ("2026-03-07", 7, "2026-03-16"),
    ("2026-03-08", 7, "2026-03-16"),
    ("2025-12-06", 7, "2025-12-15"),
    # Posted on a holiday: counting starts the day after all the same.
    ("2025-10-01", 8, "2025-10-09"),
    # 元旦.
    ("2025-12-25", 7, "2026-01-04"),
    ("2024-12-25", 7, "2025-01-02"),
    # 2026-01-04 is a Sunday worked in lieu: the period ends on it.
    ("2025-12-28", 7, "2026-01-04"),
    # 春节 2025: rest 28 January to 4 February; Sunday 26 January and Saturday 8 February are worked.
    ("2025-01-19", 7, "2025-01-26"),
    ("2025-01-20", 7, "2025-01-27"),
    ("2025-01-21", 7, "2025-02-05"),
    ("2025-01-28", 7, "2025-02-05"),
    ("2025-02-01", 7, "2025-02-08"),
    ("2025-02-02", 7, "2025-02-10"),
    # 春节 2026: rest 15 to 23 February; Saturdays 14 and 28 February are worked.
    ("2026-02-07", 7, "2026-02-14"),
    ("2026-02-08", 7, "2026-02-24"),
    ("2026-02-16", 7, "2026-02-24"),
    ("2026-02-21", 7, "2026-02-28"),
    # 清明, 劳动节, 端午.
    ("2025-03-28", 7, "2025-04-07"),
    ("2026-03-28", 7, "2026-04-07"),
    ("2025-04-20", 7, "2025-04-27"),
    ("2025-04-24", 7, "2025-05-06"),
    ("2026-05-02", 7, "2026-05-09"),
    ("2025-05-24", 7, "2025-06-03"),
    ("2026-06-12", 7, "2026-06-22"),
    # 国庆 and 中秋 2025: rest 1 to 8 October; Sunday 28 September and Saturday 11 October are worked.
    ("2025-09-21", 7, "2025-09-28"),
    ("2025-09-24", 7, "2025-10-09"),
    ("2025-09-16", 15, "2025-10-09"),
    ("2025-10-04", 7, "2025-10-11"),
    # 中秋 and 国庆 2026: rest 25 to 27 September and 1 to 7 October; Sunday 20 September is worked.
    ("2026-09-13", 7, "2026-09-20"),
    ("2026-09-18", 7, "2026-09-28"),
    ("2026-09-24", 7, "2026-10-08"),
    ("2026-10-03", 7, "2026-10-10"),
    # Month and year ends, and a leap day.
    ("2026-01-31", 7, "2026-02-09"),
    ("2026-02-27", 1, "2026-02-28"),
    ("2026-02-27", 2, "2026-03-02"),
    ("2024-02-28", 1, "2024-02-29"),
    ("2026-04-30", 30, "2026-06-01"),
    ("2025-11-30", 31, "2025-12-31"),
]
WORKING = [
    ("2026-03-02", 5, "2026-03-09"),
    ("2026-03-06", 1, "2026-03-09"),
    ("2026-03-07", 1, "2026-03-09"),
    ("2025-12-31", 1, "2026-01-04"),
    ("2025-01-24", 2, "2025-01-27"),
    ("2025-01-27", 1, "2025-02-05"),
    ("2025-01-27", 5, "2025-02-10"),
    ("2026-02-13", 10, "2026-03-05"),
    ("2025-09-26", 4, "2025-10-09"),
    ("2025-09-26", 7, "2025-10-13"),
    ("2025-04-25", 4, "2025-04-30"),
    ("2026-09-30", 3, "2026-10-10"),
]


@pytest.mark.parametrize(("start", "days", "last"), NATURAL)
def test_period_of_natural_days_ends_on_a_working_day(start, days, last):
    period = Period(day(start), days)

    assert period.last_day == day(last)
    assert (period.provisional, period.note) == (False, "")


@pytest.mark.parametrize(("start", "days", "last"), WORKING)
def test_period_of_working_days_counts_only_those(start, days, last):
    assert Period(day(start), days, "working").last_day == day(last)
    assert add_working_days(day(start), days) == day(last)


@pytest.mark.parametrize(
    ("start", "ends_at"),
    [
        # 24:00 in China is 16:00 of the same date in UTC, in every month: there is no summer time.
        ("2026-01-23", datetime(2026, 1, 30, 16, 0, tzinfo=UTC)),
        ("2026-03-24", datetime(2026, 3, 31, 16, 0, tzinfo=UTC)),
        ("2025-06-23", datetime(2025, 6, 30, 16, 0, tzinfo=UTC)),
        ("2025-12-24", datetime(2025, 12, 31, 16, 0, tzinfo=UTC)),
    ],
)
def test_period_ends_at_midnight_in_china(start, ends_at):
    period = Period(day(start), 7)

    assert period.ends_at == ends_at
    for ahead, over in [(-1, False), (0, True), (1, True)]:
        with clock.travel(ends_at + timedelta(microseconds=ahead)):
            assert period.is_over is over
    for skew, over in [(-1, False), (1, True)]:
        with clock.travel(ends_at + timedelta(days=skew)):
            assert period.is_over is over


@pytest.mark.parametrize(
    ("today", "left"),
    [
        ((2026, 3, 1, 9), 7),
        ((2026, 3, 2, 9), 7),
        ((2026, 3, 3, 0), 7),
        ((2026, 3, 3, 23, 59), 7),
        ((2026, 3, 4, 0), 6),
        ((2026, 3, 9, 23, 59), 1),
        ((2026, 3, 10, 0), 0),
        ((2026, 4, 10, 0), 0),
    ],
)
def test_days_left_counts_today_until_its_midnight(today, left):
    with clock.travel_to(*today):
        assert Period(date(2026, 3, 2), 7).days_left == left


def test_period_starts_counting_the_day_after():
    assert Period(date(2026, 2, 28), 7).first_day == date(2026, 3, 1)


def test_period_takes_its_kind_as_a_word_or_as_a_kind():
    assert Period(date(2026, 3, 2), 7, "working") == Period(date(2026, 3, 2), 7, Kind.WORKING)
    assert Period(date(2026, 3, 2), 7) == Period(date(2026, 3, 2), 7, "natural")


@pytest.mark.parametrize(("days", "kind"), [(0, "natural"), (-7, "working"), (7, "lunar")])
def test_period_refuses_what_is_none(days, kind):
    with pytest.raises(ValueError):
        Period(date(2026, 3, 2), days, kind)


@given(DAYS, st.integers(min_value=1, max_value=400))
def test_period_of_natural_days_is_never_shorter_and_ends_as_early_as_it_may(start, days):
    last = Period(start, days).last_day

    between = [start + timedelta(days=n) for n in range(days, (last - start).days)]
    assert last >= start + timedelta(days=days)
    assert is_working_day(last)
    assert not any(is_working_day(rest) for rest in between)


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_period_of_working_days_holds_exactly_so_many(start, days):
    last = Period(start, days, Kind.WORKING).last_day

    counted = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert sum(map(is_working_day, counted)) == days
    assert is_working_day(last)


@pytest.mark.parametrize(
    ("start", "days", "kind", "last", "note_year"),
    [
        # 2027 is not published in the library we pin: weekends stand in, and the reader is told.
        ("2026-12-24", 7, "natural", "2026-12-31", 2027),
        ("2026-12-25", 7, "natural", "2027-01-01", 2027),
        ("2027-01-02", 7, "natural", "2027-01-11", 2027),
        ("2026-12-17", 7, "natural", "2026-12-24", None),
        # 26 December 2026 is a Saturday that New Year might still turn into a working day.
        ("2026-12-19", 7, "natural", "2026-12-28", 2027),
        ("2026-12-18", 5, "working", "2026-12-25", None),
        ("2026-12-21", 5, "working", "2026-12-28", 2027),
        ("2031-05-06", 3, "working", "2031-05-09", 2031),
    ],
)
def test_period_past_the_published_calendar_is_provisional(start, days, kind, last, note_year):
    period = Period(day(start), days, kind)

    note = (
        f"{note_year} 年的放假安排尚未公布，这个截止日期暂按周末休息推算，公布后可能变动。"
        if note_year
        else ""
    )
    assert period.last_day == day(last)
    assert (period.provisional, period.note) == (bool(note), note)


@pytest.mark.parametrize(
    ("text", "provisional"),
    [
        ("2025-12-31", False),
        ("2026-12-25", False),
        ("2026-12-26", True),
        ("2027-01-01", True),
        ("2003-12-31", True),
        ("2004-01-01", False),
    ],
)
def test_is_provisional_from_the_days_that_the_next_new_year_can_move(text, provisional):
    assert is_provisional(day(text)) is provisional


def test_provisional_note_names_the_year_that_is_missing():
    assert provisional_note(date(2026, 12, 31)) == provisional_note(date(2027, 1, 4))


@pytest.mark.parametrize(
    ("text", "worked"),
    [
        ("2025-01-26", True),  # Sunday, worked for 春节
        ("2025-01-28", False),  # Tuesday, 除夕
        ("2025-02-08", True),  # Saturday, worked
        ("2025-09-28", True),  # Sunday, worked for 国庆
        ("2025-10-08", False),  # Wednesday
        ("2026-01-04", True),  # Sunday, worked for 元旦
        ("2026-02-23", False),  # Monday
        ("2026-03-07", False),  # an ordinary Saturday
        ("2026-03-09", True),  # an ordinary Monday
        ("2027-02-05", True),  # no calendar: a Friday
        ("2027-02-06", False),  # no calendar: a Saturday
    ],
)
def test_is_working_day_follows_the_calendar_and_its_swaps(text, worked):
    assert is_working_day(day(text)) is worked


def test_add_working_days_refuses_to_count_none():
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(date(2026, 3, 2), 0)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2026-01-15", 1, "2026-02-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-12-01", 1, "2026-01-01"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2026-05-31", 12, "2027-05-31"),
        ("2026-05-31", 0, "2026-05-31"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
    ],
)
def test_add_months_is_the_corresponding_day_or_the_last_of_the_month(start, months, last):
    assert add_months(day(start), months) == day(last)


@pytest.mark.parametrize(
    ("start", "years", "last"),
    [("2025-09-30", 2, "2027-09-30"), ("2024-02-29", 2, "2026-02-28"), ("2024-02-29", 4, "2028-02-29")],
)
def test_add_years_keeps_the_day_of_the_month(start, years, last):
    assert add_years(day(start), years) == day(last)


def test_add_months_refuses_to_run_backwards():
    for add in (add_months, add_years):
        with pytest.raises(ValueError, match="backwards"):
            add(date(2026, 3, 2), -1)


@pytest.mark.parametrize(
    ("text", "closing"),
    [("2026-03-09", "2026-03-09"), ("2025-10-01", "2025-10-09"), ("2025-09-28", "2025-09-28")],
)
def test_closing_day_moves_only_off_rest_days(text, closing):
    assert closing_day(day(text)) == day(closing)


def test_end_of_is_the_start_of_the_next_day():
    assert end_of(date(2026, 2, 28)) == clock.midnight(date(2026, 3, 1))
