"""The one clock: every moment and date the portal acts on comes from here.

Moments are aware datetimes in UTC; dates are those on a wall calendar in China (Asia/Shanghai, no summer
time). Only tests and the demonstration seed may travel. Travel belongs to the current context: a new
thread, the live test server and a worker process start untravelled and see the real time; an asyncio task
inherits it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_travelled: ContextVar[datetime | None] = ContextVar("tongxin_clock", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _travelled.get() or datetime.now(UTC)


def today() -> date:
    """Return the date in China at the present moment."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """Return the same moment as the wall clock in China shows it; a naive moment raises ValueError."""
    return _aware(moment).astimezone(SHANGHAI)


def midnight(day: date) -> datetime:
    """Return the moment in UTC at which ``day`` begins in China, which is also 24:00 of the day before."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def month_of(day: date) -> tuple[date, date]:
    """Return the month that holds ``day`` as a half-open pair: its first day and that of the next."""
    first = date(day.year, day.month, 1)
    return first, (first + timedelta(days=31)).replace(day=1)


@contextmanager
def travel(moment: datetime) -> Iterator[datetime]:
    """Stop the clock at ``moment`` inside the block; blocks nest, and each gives back what it found.

    For tests and the demonstration seed only. A naive moment raises ValueError.
    """
    stopped = _aware(moment).astimezone(UTC)
    token = _travelled.set(stopped)
    try:
        yield stopped
    finally:
        _travelled.reset(token)


@contextmanager
def travel_to(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> Iterator[datetime]:
    """Stop the clock at this time on the wall in China; otherwise the same as ``travel``."""
    with travel(datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)) as stopped:
        yield stopped


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a moment must say its time zone")
    return moment
