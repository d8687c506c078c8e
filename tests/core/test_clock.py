from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest

from core import clock


def test_now_is_aware_and_in_utc():
    before = datetime.now(UTC)

    moment = clock.now()

    assert before <= moment <= datetime.now(UTC)
    assert moment.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 31, 15, 59, 59, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 1, 31, 16, 0, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2028, 2, 28, 16, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_today_turns_at_midnight_in_china(moment, day):
    with clock.travel(moment):
        assert clock.today() == day


@pytest.mark.parametrize("month", range(1, 13))
def test_local_is_eight_hours_ahead_in_every_month(month):
    moment = datetime(2026, month, 15, 4, 30, tzinfo=UTC)

    assert clock.local(moment).replace(tzinfo=None) == datetime(2026, month, 15, 12, 30)  # noqa: DTZ001
    assert clock.local(moment).utcoffset() == timedelta(hours=8)


def test_local_refuses_a_naive_moment():
    with pytest.raises(ValueError, match="time zone"):
        clock.local(datetime(2026, 1, 1))  # noqa: DTZ001


def test_midnight_is_the_start_of_the_day_in_china():
    assert clock.midnight(date(2026, 3, 1)) == datetime(2026, 2, 28, 16, 0, tzinfo=UTC)
    assert clock.midnight(date(2026, 3, 1)).tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 1, 1), (date(2026, 1, 1), date(2026, 2, 1))),
        (date(2026, 1, 31), (date(2026, 1, 1), date(2026, 2, 1))),
        (date(2026, 2, 28), (date(2026, 2, 1), date(2026, 3, 1))),
        (date(2028, 2, 29), (date(2028, 2, 1), date(2028, 3, 1))),
        (date(2026, 4, 30), (date(2026, 4, 1), date(2026, 5, 1))),
        (date(2026, 12, 31), (date(2026, 12, 1), date(2027, 1, 1))),
    ],
)
def test_month_of_runs_from_the_first_to_the_next_first(day, month):
    assert clock.month_of(day) == month


def test_travel_stops_the_clock_and_gives_back_the_real_one():
    moment = datetime(2025, 12, 12, 17, 53, 43, tzinfo=clock.SHANGHAI)

    with clock.travel(moment) as stopped:
        assert clock.now() == moment == stopped
        assert clock.now() == moment
        assert clock.now().tzinfo is UTC

    assert clock.now() > moment + timedelta(days=1)


def test_travel_nests_and_restores_each_layer():
    with clock.travel_to(2025, 1, 1):
        with clock.travel_to(2025, 6, 1):
            assert clock.today() == date(2025, 6, 1)
        assert clock.today() == date(2025, 1, 1)


def test_travel_restores_when_the_block_fails():
    with clock.travel_to(2025, 1, 1):
        with suppress(LookupError), clock.travel_to(2025, 6, 1):
            raise LookupError
        assert clock.today() == date(2025, 1, 1)


def test_travel_refuses_a_naive_moment_and_stays():
    with clock.travel_to(2025, 1, 1):
        with pytest.raises(ValueError, match="time zone"), clock.travel(datetime(2026, 1, 1)):  # noqa: DTZ001
            pass
        assert clock.today() == date(2025, 1, 1)


def test_travel_stays_in_its_own_thread():
    seen = []

    with clock.travel_to(2025, 1, 1):
        thread = Thread(target=lambda: seen.append(clock.today()))
        thread.start()
        thread.join()

    assert seen[0] > date(2025, 1, 1)


def test_travel_to_is_the_wall_clock_in_china():
    with clock.travel_to(2026, 2, 1, 0, 30):
        assert clock.now() == datetime(2026, 1, 31, 16, 30, tzinfo=UTC)
