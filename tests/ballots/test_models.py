"""What the database itself refuses, asked by raw SQL as the runtime role; and every pair of states."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from ballots.models import Ballot
from ballots.services import cast_vote, close_ballot, withdraw_ballot
from core import clock
from core.errors import StateRefused
from core.states import move, unreachable
from tenancy.scope import scope
from tests.ballots.conftest import (
    AFTERWARDS,
    CLOSES_AT,
    OPENS_AT,
    SHED_ON_COMMON_GROUND,
    answer,
    make_draft,
    make_open,
    nothing_changes,
)

State = Ballot.State


def run(statement: str, *values: object) -> None:
    """Run a statement as the runtime role, and every check that would wait for the commit."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(statement: str, *values: object) -> str:
    """Return why the database refuses a statement; fails if it does not."""
    with nothing_changes(), pytest.raises(DatabaseError) as refusal, transaction.atomic():
        run(statement, *values)
    return str(refusal.value).splitlines()[0]


def in_state(state: str, estate, chair) -> Ballot:
    """Return a ballot that went to ``state`` through the services."""
    ballot = make_draft(estate, chair) if state == State.DRAFT else make_open(estate, chair)
    if state == State.CLOSED:
        with clock.travel(AFTERWARDS):
            close_ballot(ballot, by=chair)
    if state == State.WITHDRAWN:
        withdraw_ballot(ballot, reason="方案要改", by=chair)
    return Ballot.objects.get(pk=ballot.pk)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (OPENS_AT - timedelta(seconds=1), (0, 1, 0, 0)),
        (OPENS_AT, (1, 1, 0, 0)),
        (CLOSES_AT - timedelta(seconds=1), (1, 1, 0, 0)),
        (CLOSES_AT, (0, 0, 1, 1)),
    ],
)
def test_open_current_over_and_past_go_by_the_clock(household_ballot, cast, in_estate, moment, expected):
    make_draft(in_estate, cast.chair)
    ballots = Ballot.objects.all()

    with clock.travel(moment):
        found = [list(rows) for rows in (ballots.open(), ballots.current(), ballots.over(), ballots.past())]
    assert found == [[household_ballot] * count for count in expected]


def test_past_holds_what_ended_early(household_ballot, cast, in_estate):
    withdraw_ballot(household_ballot, reason="方案要改", by=cast.chair)

    assert list(Ballot.objects.past()) == list(Ballot.objects.announced()) == [household_ballot]
    assert list(Ballot.objects.current()) == list(Ballot.objects.over()) == []


def test_every_state_is_reached():
    assert unreachable(Ballot) == set()


@pytest.mark.parametrize(("old", "new"), list(product(State, State)))
def test_moves_are_those_of_the_table_in_python_and_in_the_database(cast, in_estate, old, new):
    ballot = in_state(old, in_estate, cast.chair)
    ballot.result, ballot.closed_at = ballot.result or {}, ballot.closed_at or clock.now()
    extra = {"update_fields": ("result", "closed_at")} if new == State.CLOSED else {}
    if new in Ballot.MOVES[old] and (old, new) != (State.DRAFT, State.OPEN):
        assert move(ballot, new, **extra).state == new
        return
    if new not in Ballot.MOVES[old]:
        with nothing_changes(), pytest.raises(StateRefused):
            move(ballot, new)
    if (old, new) in ((State.DRAFT, State.DRAFT), (State.OPEN, State.OPEN)):
        return
    refused("UPDATE ballots_ballot SET state = %s WHERE id = %s", new, ballot.pk)


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED, State.WITHDRAWN])
def test_a_ballot_starts_as_a_draft(cast, in_estate, state):
    ballot = make_draft(in_estate, cast.chair)

    ballot.pk, ballot.state = None, state
    ballot.roll_sha256, ballot.result, ballot.closed_at = "0" * 64, {}, clock.now()
    with nothing_changes(), pytest.raises(DatabaseError, match="starts as a draft"), transaction.atomic():
        ballot.save(force_insert=True)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("rules", '{"participate": [0, 1, false]}'), ("rules_version", "9.9"), ("roll_sha256", "0" * 64),
        ("roll_units", 1), ("roll_heads", 1), ("roll_area_centi", 1), ("online", False),
        ("opened_at", "2020-01-01"),
    ],
)  # fmt: skip
def test_an_open_ballot_stands_still(household_ballot, column, value):
    message = refused(f"UPDATE ballots_ballot SET {column} = %s WHERE id = %s", value, household_ballot.pk)

    assert message == f"ballot {household_ballot.pk} is open, its rules and roll are frozen"


@pytest.mark.parametrize(
    "column", ["title", "question", "electorate", "opens_at", "closes_at", "subject", "facts", "estate_id"]
)
def test_what_was_announced_is_never_rewritten(household_ballot, column):
    message = refused(f"UPDATE ballots_ballot SET {column} = {column} WHERE id = %s", household_ballot.pk)

    assert message == "permission denied for table ballots_ballot"


@pytest.mark.parametrize("state", [State.CLOSED, State.WITHDRAWN])
def test_nothing_changes_in_an_ended_ballot(cast, in_estate, state):
    ballot = in_state(state, in_estate, cast.chair)

    refused("UPDATE ballots_ballot SET result = '{}', closed_at = now() WHERE id = %s", ballot.pk)
    refused("UPDATE ballots_ballot SET chain_seq = 9 WHERE id = %s", ballot.pk)


@pytest.mark.parametrize("table", ["matter", "elector", "slip", "papercount", "papertotal"])
@pytest.mark.parametrize(
    "verb", ["UPDATE ballots_{0} SET id = id", "DELETE FROM ballots_{0}", "TRUNCATE ballots_{0}"]
)
def test_roll_matters_slips_and_counts_are_append_only(household_ballot, cast, table, verb):
    cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))

    assert refused(verb.format(table)) == f"permission denied for table ballots_{table}"


def test_votes_are_not_deleted_nor_given_to_another_elector(household_ballot, cast):
    cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))

    refused("DELETE FROM ballots_vote")
    refused("UPDATE ballots_vote SET elector_id = elector_id + 1")
    assert refused("UPDATE ballots_vote SET choice = 'against'") == "an answer changes with a new slip only"


INSERT_VOTE = """
    INSERT INTO ballots_vote (street_id, estate_id, matter_id, elector_id, slip_id, choice)
    SELECT m.street_id, m.estate_id, m.id, e.id, s.id, 'for'
    FROM ballots_matter m, ballots_elector e, ballots_slip s
    WHERE m.ballot_id = %s AND e.ballot_id = %s AND e.no = 2 AND s.ballot_id = %s
"""
INSERT_SLIP = """
    INSERT INTO ballots_slip (street_id, estate_id, ballot_id, seq, cast_by_id, cast_at, electors, choices,
        prev_hash, hash)
    SELECT street_id, estate_id, id, 99, %s, %s, '[1]', '{"1": "for"}', '', ''
    FROM ballots_ballot WHERE id = %s
"""
INSERT_ELECTOR = """
    INSERT INTO ballots_elector (street_id, estate_id, ballot_id, no, unit_id, label, area_centi, head_no)
    SELECT street_id, estate_id, id, 99, %s, 'x', 1, 99 FROM ballots_ballot WHERE id = %s
"""
INSERT_MATTER = """
    INSERT INTO ballots_matter (street_id, estate_id, ballot_id, no, text, raises, options)
    SELECT street_id, estate_id, id, 9, 'x', false, '[]' FROM ballots_ballot WHERE id = %s
"""
INSERT_COUNT = """
    INSERT INTO ballots_papercount (street_id, estate_id, ballot_id, round, place, counted_by_id, counted_at)
    SELECT street_id, estate_id, id, 1, 1, %s, now() FROM ballots_ballot WHERE id = %s
"""


@pytest.mark.parametrize("state", [State.CLOSED, State.WITHDRAWN])
def test_nothing_is_written_into_an_ended_ballot(cast, in_estate, state):
    ballot = make_open(in_estate, cast.chair)
    cast_vote(ballot, by=cast.owner, choices=answer(ballot))
    if state == State.CLOSED:
        with clock.travel(AFTERWARDS):
            close_ballot(ballot, by=cast.chair)
    else:
        withdraw_ballot(ballot, reason="方案要改", by=cast.chair)

    needs = "a vote needs matter, elector and slip of one open ballot"
    assert refused(INSERT_VOTE, ballot.pk, ballot.pk, ballot.pk) == needs
    assert refused("UPDATE ballots_vote SET choice = 'against'") == needs
    assert "takes no slip" in refused(INSERT_SLIP, cast.owner.person_id, clock.now(), ballot.pk)
    assert "written while a ballot is open" in refused(INSERT_COUNT, cast.chair.person_id, ballot.pk)


@pytest.mark.parametrize("moment", ["2026-11-22 03:59:59+00", "2026-11-29 04:00:00+00"])
def test_no_slip_is_dated_outside_the_time_to_vote(household_ballot, cast, moment):
    assert "takes no slip" in refused(INSERT_SLIP, cast.owner.person_id, moment, household_ballot.pk)


def test_no_slip_is_written_into_a_ballot_on_paper(owners_ballot, cast):
    assert "takes no slip" in refused(INSERT_SLIP, cast.owner.person_id, clock.now(), owners_ballot.pk)


def test_no_vote_mixes_two_ballots(household_ballot, cast, in_estate):
    other = make_open(in_estate, cast.chair)
    cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))
    cast_vote(other, by=cast.owner, choices=answer(other))
    one, two = household_ballot.pk, other.pk

    for places in ((one, two, one), (two, one, one), (one, one, two)):
        assert refused(INSERT_VOTE, *places) == "a vote needs matter, elector and slip of one open ballot"


def test_an_elector_has_one_vote_on_a_matter(household_ballot, cast):
    cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))

    second = INSERT_VOTE.replace("e.no = 2", "e.no = 1")
    message = refused(second, *[household_ballot.pk] * 3)
    assert message == 'duplicate key value violates unique constraint "one_vote_per_elector"'


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED, State.WITHDRAWN])
def test_roll_and_matters_are_written_while_a_ballot_is_a_draft(cast, in_estate, state):
    ballot = in_state(state, in_estate, cast.chair)

    expected = f"is written while a ballot is draft, not {state}"
    assert refused(INSERT_ELECTOR, cast.units[7].pk, ballot.pk) == f"ballots_elector {expected}"
    assert refused(INSERT_MATTER, ballot.pk) == f"ballots_matter {expected}"


def test_a_unit_stands_on_the_roll_once(cast, in_estate):
    draft = make_draft(in_estate, cast.chair)
    run(INSERT_ELECTOR, cast.units[0].pk, draft.pk)

    message = refused(INSERT_ELECTOR.replace("99, %s", "98, %s"), cast.units[0].pk, draft.pk)
    assert message == 'duplicate key value violates unique constraint "one_elector_per_unit"'


def test_a_ballot_of_another_estate_is_no_ballot(cast, estate):
    with scope(1, 11):
        ballot = make_open(estate, cast.chair, electorate="owners", matters=(SHED_ON_COMMON_GROUND,))
    statement = INSERT_MATTER.split("SELECT")[0] + "VALUES (1, 12, %s, 9, 'x', false, '[]')"
    with scope(1, 12):
        assert refused(statement, ballot.pk).endswith("written while a ballot is draft, not out of sight")
