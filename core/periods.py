"""Periods of law: when a notice, an objection time or a warranty ends.

民法典 201–204. The day of posting is not counted; a period of natural days that would end on a rest day ends
on the next working day; it ends at 24:00 in China. Where a rule counts working days (domain.md §0.7), every
counted day is one. Rest days and 调休 come from the State Council's calendar as ``chinese_calendar`` carries
it; for a year without one, weekends stand in and the answer says that it is provisional.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import chinese_calendar
from django.utils.translation import gettext as _

from core.clock import midnight, now, today

_DAY = timedelta(days=1)
# New Year arrangements have reached back to 29 December (2007, 2018), so the last days of a year are certain
# only once the next year is published. Three days earlier, to be safe.
_NEXT_NEW_YEAR_REACHES_BACK_TO = (12, 26)


class Kind(StrEnum):
    """How the days of a period are counted."""

    NATURAL = "natural"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class Period:
    """A period of ``days`` that was set going on ``start_date``, a date in China.

    Raises ValueError when it has no day at all.
    """

    start_date: date
    days: int
    kind: Kind | str = Kind.NATURAL

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", Kind(self.kind))
        if self.days < 1:
            raise ValueError("a period has at least one day")

    @property
    def first_day(self) -> date:
        """The first day that counts, the one after the start. Source: 民法典 201."""
        return self.start_date + _DAY

    @property
    def last_day(self) -> date:
        """The day at whose end the period is over. Source: 民法典 203."""
        if self.kind is Kind.WORKING:
            return add_working_days(self.start_date, self.days)
        return closing_day(self.start_date + self.days * _DAY)

    @property
    def ends_at(self) -> datetime:
        """The first moment after the period: 24:00 of the last day in China, in UTC."""
        return end_of(self.last_day)

    @property
    def is_over(self) -> bool:
        """Whether the period has ended by now."""
        return now() >= self.ends_at

    @property
    def days_left(self) -> int:
        """How many calendar days are left, today included; the day of posting is none of them."""
        return max((self.last_day - max(today(), self.first_day)).days + 1, 0)

    @property
    def provisional(self) -> bool:
        """Whether a day that decided the end lies where no holiday calendar is published yet."""
        decisive = self.first_day if self.kind is Kind.WORKING else self.start_date + self.days * _DAY
        return any(is_provisional(day) for day in _days(decisive, self.last_day))

    @property
    def note(self) -> str:
        """A sentence for the reader that the end may still move, or nothing."""
        return provisional_note(self.last_day) if self.provisional else ""


def is_working_day(day: date) -> bool:
    """Say whether ``day`` is worked in China: no rest day, or a weekend day worked in lieu (调休)."""
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5


def is_provisional(day: date) -> bool:
    """Say whether the answer about ``day`` may still change, because its holidays are not published."""
    reaches_back = (day.month, day.day) >= _NEXT_NEW_YEAR_REACHES_BACK_TO
    return not _is_published(day.year) or (reaches_back and not _is_published(day.year + 1))


def add_working_days(day: date, count: int) -> date:
    """Return the ``count``-th working day after ``day``, which is itself not counted.

    Raises ValueError on a count below one.
    """
    if count < 1:
        raise ValueError("count at least one working day")
    while count:
        day += _DAY
        count -= is_working_day(day)
    return day


def add_months(day: date, months: int) -> date:
    """Return the corresponding day ``months`` later, or the last of that month if it has none.

    It is the last day of a period of so many months; ``closing_day`` then moves it off a rest day.
    Raises ValueError on a negative count. Source: 民法典 202.
    """
    if months < 0:
        raise ValueError("a period does not run backwards")
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """Return the corresponding day ``years`` later; 29 February becomes the 28th. Source: 民法典 202."""
    return add_months(day, years * 12)


def closing_day(day: date) -> date:
    """Return ``day``, or the first working day after the rest days it falls among. Source: 民法典 203."""
    while not is_working_day(day):
        day += _DAY
    return day


def end_of(day: date) -> datetime:
    """Return 24:00 of ``day`` in China as a moment in UTC; the day's last moment is the one before it."""
    return midnight(day + _DAY)


def provisional_note(day: date) -> str:
    """Return the sentence that goes with a date whose holiday calendar is not published."""
    year = day.year if not _is_published(day.year) else day.year + 1
    text = _("{year} 年的放假安排尚未公布，这个截止日期暂按周末休息推算，公布后可能变动。")
    return text.format(year=year)


def _is_published(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _days(first: date, last: date) -> list[date]:
    return [first + number * _DAY for number in range((last - first).days + 1)]
