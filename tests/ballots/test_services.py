"""Drafting, opening, voting, counting on paper, closing, withdrawing: each rule and each refusal."""

from ballots import chain
from ballots.models import Slip, Vote
from ballots.services import cast_vote, close_ballot
from core import clock
from tests.ballots.conftest import AFTERWARDS, answer


def test_cast_vote_counts_one_answer_for_the_household(household_ballot, cast):
    receipt = cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))

    slip = Slip.objects.get()
    assert [(v.elector.label, v.choice) for v in Vote.objects.all()] == [("1栋1单元101", "for")]
    assert receipt.code == chain.receipt_code(slip.hash)
    assert receipt.labels == ("1栋1单元101",)


def test_close_ballot_returns_what_came_out(household_ballot, cast):
    for name in ("owner", "tenant", "neighbour", "chair_home"):
        cast_vote(household_ballot, by=getattr(cast, name), choices=answer(household_ballot))

    with clock.travel(AFTERWARDS):
        outcome = close_ballot(household_ballot, by=cast.chair)

    assert outcome.sentence == "通过：参加 4 户（全体 7 户），超过半数；同意 4 户（参加 4 户），超过半数。"
