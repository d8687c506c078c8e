from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock
from tenancy.models import Estate
from tenancy.scope import Tenant, current, scope
from tests.cast import Cast
from tongxin.demo.stage import Cue, at, not_before, office, perform, players_of, spread, workday

DAY = date(2026, 3, 4)


@pytest.fixture
def players(cast: Cast, estate: Estate):
    """Who plays in a1; the scope of its street stays open, as it is while the demonstration is made."""
    with scope(estate.street_id):
        yield players_of(estate.street, estate)


def test_perform_plays_stories_in_the_order_of_their_moments_and_in_their_scopes(players):
    played = []

    def story(name, *cues):
        for cue in cues:
            yield cue
            played.append((name, clock.now(), current()))

    perform(players, [story("late", at(DAY, 12), office(DAY, 14)), story("early", at(DAY, 9), at(DAY, 13))])

    in_estate, in_office = Tenant(players.street.pk, players.estate.pk), Tenant(players.street.pk)
    assert played == [
        ("early", at(DAY, 9).moment, in_estate),
        ("late", at(DAY, 12).moment, in_estate),
        ("early", at(DAY, 13).moment, in_estate),
        ("late", at(DAY, 14).moment, in_office),
    ]
    assert current() == in_office


def test_perform_goes_on_at_once_with_a_cue_that_has_passed(players):
    played = []

    def story():
        yield at(DAY, 12)
        played.append(clock.now())
        yield at(DAY, 8)
        played.append(clock.now())

    perform(players, [story()])

    assert played == [at(DAY, 12).moment] * 2


def test_perform_refuses_what_lies_ahead_of_the_clock(players):
    played = []

    def story():
        yield Cue(clock.now() + timedelta(minutes=1))
        played.append("too early")

    with pytest.raises(ValueError, match="has not come"):
        perform(players, [story()])

    assert played == []


def test_players_of_keeps_homes_with_a_sign_in_out_of_the_crowd(players):
    assert len(players.units) == 8
    assert players.crowd == []
    assert [post.person.name for post in players.posts["chair"]] == ["冯示例chair"]
    assert "community_officer" in players.posts


def test_spread_gives_so_many_cues_in_order_within_waking_hours():
    cues = spread(DAY, DAY + timedelta(days=2), 50)

    moments = [cue.moment for cue in cues]
    assert len(moments) == 50
    assert moments == sorted(set(moments))
    assert {8 <= clock.local(moment).hour < 22 for moment in moments} == {True}
    assert {clock.local(moment).date() for moment in moments} == {DAY + timedelta(days=n) for n in range(3)}


def test_spread_gives_nothing_for_nobody():
    assert spread(DAY, DAY, 0) == []


def test_at_reads_the_wall_clock_in_china():
    assert at(DAY, 9, 30) == Cue(datetime(2026, 3, 4, 1, 30, tzinfo=UTC))
    assert office(DAY, 9, 30) == Cue(datetime(2026, 3, 4, 1, 30, tzinfo=UTC), in_office=True)


def test_not_before_puts_a_cue_off_and_keeps_its_scope():
    later = at(DAY, 15).moment

    assert not_before(office(DAY, 9), later) == Cue(later, in_office=True)
    assert not_before(at(DAY, 16), later) == at(DAY, 16)


def test_workday_goes_back_over_the_national_holidays():
    assert workday(date(2025, 10, 8)) == date(2025, 9, 30)
    assert workday(date(2025, 9, 30)) == date(2025, 9, 30)
