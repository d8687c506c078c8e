"""Every address of an office that needs a second factor, asked for by its holders without one."""

import pytest

from accounts.factors import demanded_of
from tests.cast import Cast
from tests.permissions.asking import address, ask
from tests.permissions.audiences import PUBLIC, RESIDENTS, Row
from tests.permissions.table import TABLE
from tests.permissions.world import World
from tests.sign_in import signed_in

MEMBERS_BY_OFFICE = sorted(
    set(Cast.names()) - RESIDENTS - {"visitor", "stranger", "foreigner", "building_lead", "party_secretary"}
)
WHO_LIVE_THERE = ("chair", "treasurer")


def _plain(world: World, name: str) -> World:
    """Let ``name`` have signed in by the phone alone."""
    user = world.cast.user(name)
    assert user is not None and demanded_of(user)
    world.sessions[name] = signed_in(user, factor=False).cookies["sessionid"].value
    return world


def _wrong(world: World, name: str, rows: list[Row]) -> list[str]:
    wrong = []
    for row in rows:
        method = "POST" if row.get == 405 else "GET"
        answer = ask(world, name, method, address(world, row))
        led = answer.headers.get("Location", "").partition("?")[0]
        if (answer.status_code, led) != (302, "/me/security/"):
            wrong.append(f"{row.label} {method} by {name}: {answer.status_code} {led}")
    return wrong


@pytest.fixture
def sessions(world: World):
    """The world's sessions, given back as they were."""
    kept = dict(world.sessions)
    yield
    world.sessions.update(kept)


@pytest.mark.parametrize("name", MEMBERS_BY_OFFICE)
def test_staff_are_led_to_set_one_up_wherever_their_office_opens(world: World, sessions: None, name: str):
    rows = [row for row in TABLE if row.place and name in row.who and row.who != PUBLIC]

    assert not _wrong(_plain(world, name), name, rows)


@pytest.mark.parametrize("name", WHO_LIVE_THERE)
def test_who_lives_there_is_led_to_it_wherever_no_resident_may(world: World, sessions: None, name: str):
    rows = [row for row in TABLE if row.place and name in row.who and not row.who & {"owner", "member"}]

    assert len(rows) > 3 and not _wrong(_plain(world, name), name, rows)


def test_whoever_lives_there_stays_a_resident(world: World, sessions: None):
    rows = [row for row in TABLE if row.place == "estate" and row.who == RESIDENTS and row.get == 200]

    _plain(world, "chair")
    statuses = {ask(world, "chair", "GET", address(world, row)).status_code for row in rows}

    assert len(rows) > 2 and statuses <= {200, 404}
