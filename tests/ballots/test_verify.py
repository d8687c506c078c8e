"""The check bites: it tells each way the database's owner could tamper with a ballot (trust.md V6)."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from ballots.models import Ballot
from ballots.services import cast_vote, close_ballot
from ballots.verify import faults
from core import clock
from tenancy.scope import scope
from tests.ballots.conftest import AFTERWARDS, answer, make_draft, make_open

pytestmark = pytest.mark.committed
TABLES = ("ballot", "matter", "elector", "slip", "vote")
CHAIN = "slip {} does not follow the one before it"
ROLL = "roll, rules, matters or window are not what was frozen"
COUNT = "counting again does not give the published result"
VOTE = "the vote of elector {} on matter 1 is not what the last slip says"


@pytest.fixture
def ballot(cast) -> Ballot:
    """A counted ballot: four slips, one of them a change of mind."""
    with scope(1, 11):
        ballot = make_open(cast.chair.estate, cast.chair)
        cast_vote(ballot, by=cast.owner, choices=answer(ballot, "against"))
        for name in ("owner", "tenant", "neighbour"):
            cast_vote(ballot, by=getattr(cast, name), choices=answer(ballot, "for"))
        with clock.travel(AFTERWARDS):
            close_ballot(ballot, by=cast.chair)
        return Ballot.objects.get(pk=ballot.pk)


def told(ballot: Ballot) -> list[str]:
    """Return what the check says."""
    with scope(1, 11):
        return faults(Ballot.objects.get(pk=ballot.pk))


def tamper(statement: str) -> None:
    """Run a statement as the owner with every guard taken down."""
    with scope(1, 11, using="owner"), connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE ballots_{table} DISABLE TRIGGER USER")
        cursor.execute(statement)


def test_faults_finds_nothing_in_an_honest_ballot(ballot):
    assert told(ballot) == []


def test_faults_finds_nothing_in_a_draft(cast):
    with scope(1, 11):
        assert faults(make_draft(cast.chair.estate, cast.chair)) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE ballots_elector SET area_centi = area_centi + 1 WHERE no = 1", [ROLL, COUNT]),
        ("UPDATE ballots_elector SET label = 'x' WHERE no = 7", [ROLL]),
        ("UPDATE ballots_matter SET text = text || '。'", [ROLL, COUNT]),
        ("UPDATE ballots_ballot SET closes_at = closes_at + interval '1 second'", [ROLL]),
        ("UPDATE ballots_ballot SET rules = jsonb_set(rules, '{voting_age}', '16')", [ROLL]),
        ("UPDATE ballots_slip SET cast_at = cast_at + interval '1 second' WHERE seq = 2", [CHAIN.format(2)]),
        ("UPDATE ballots_slip SET cast_by_id = cast_by_id + 1 WHERE seq = 4", [CHAIN.format(4)]),
        ("UPDATE ballots_vote SET choice = 'against' WHERE slip_id = (SELECT max(slip_id) FROM ballots_vote)",
         [VOTE.format(3), COUNT]),
        ("DELETE FROM ballots_vote WHERE slip_id = (SELECT max(slip_id) FROM ballots_vote)",
         [VOTE.format(3), COUNT]),
        ("UPDATE ballots_ballot SET result = jsonb_set(result, '{passed}', 'true')", [COUNT]),
        ("UPDATE ballots_ballot SET chain_head = repeat('0', 64)",
         ["the chain does not end where the ballot says"]),
    ],
)  # fmt: skip
def test_faults_names_what_was_tampered_with(ballot, statement, expected):
    tamper(statement)

    assert told(ballot) == expected


def test_faults_notices_a_slip_that_is_gone(ballot):
    tamper(
        "DELETE FROM ballots_vote WHERE slip_id = (SELECT max(id) FROM ballots_slip);"
        "DELETE FROM ballots_slip WHERE seq = 4"
    )

    assert told(ballot) == ["the chain does not end where the ballot says", COUNT]


def test_faults_notices_two_slips_that_changed_places(ballot):
    tamper(
        "UPDATE ballots_slip SET seq = 99 WHERE seq = 1; UPDATE ballots_slip SET seq = 1 WHERE seq = 2;"
        "UPDATE ballots_slip SET seq = 2 WHERE seq = 99"
    )

    assert told(ballot)[:2] == [CHAIN.format(1), CHAIN.format(2)]


def test_verify_ballots_says_that_all_hold(ballot):
    told = StringIO()
    call_command("verify_ballots", stdout=told)

    assert told.getvalue() == "1 次表决，全部相符。\n"


def test_verify_ballots_names_the_ballot_that_does_not_hold(ballot):
    tamper("UPDATE ballots_ballot SET result = jsonb_set(result, '{passed}', 'true')")
    told = StringIO()

    with pytest.raises(CommandError, match="1 次表决中有 1 次不对。"):
        call_command("verify_ballots", stderr=told)
    assert told.getvalue() == f"A1小区 {ballot.pk} 东门车棚：{COUNT}\n"


def test_verify_ballots_looks_at_the_street_it_is_told(ballot):
    told = StringIO()
    call_command("verify_ballots", street="street-b", stdout=told)

    assert told.getvalue() == "0 次表决，全部相符。\n"
    with pytest.raises(CommandError, match="没有这个街道：nowhere"):
        call_command("verify_ballots", street="nowhere")
