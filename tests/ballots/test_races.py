"""Many at once: one elector has one vote, and what the close counts is what there is (trust.md V1, V3)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from ballots.errors import BallotClosed, CastBySomebodyElse, SecondTellerNeeded
from ballots.models import Ballot, PaperCount, Slip, Vote
from ballots.services import cast_vote, close_ballot, enter_paper_totals
from ballots.verify import faults
from core import clock
from core.errors import Refused
from tenancy.scope import scope
from tests.ballots.conftest import AFTERWARDS, NOON, SHED_ON_COMMON_GROUND, answer, make_open
from tests.ballots.test_papers import totals
from tests.cast import Cast

pytestmark = pytest.mark.committed
THREADS = 20


def at_once(tasks, moment=NOON) -> list[str]:
    """Return what became of each task: ``done`` or the refusal's code; twenty run at a time."""
    barrier = threading.Barrier(THREADS)

    def run(number: int) -> str:
        if number < THREADS:
            barrier.wait()
        try:
            with clock.travel(moment), scope(1, 11):
                tasks[number]()
        except Refused as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(len(tasks))))


@pytest.fixture
def ballot(cast: Cast) -> Ballot:
    """A committed open ballot of the households."""
    with scope(1, 11):
        return make_open(cast.chair.estate, cast.chair)


def test_two_hundred_casts_of_one_household_leave_one_vote(ballot, cast):
    with scope(1, 11):
        choices = [answer(ballot, choice) for choice in ("for", "against")]
    people = (cast.owner, cast.spouse)
    tasks = [lambda n=n: cast_vote(ballot, by=people[n % 2], choices=choices[n // 2 % 2]) for n in range(200)]

    results = at_once(tasks)

    with scope(1, 11):
        winner = Slip.objects.first().cast_by_id
        slips = Slip.objects.filter(ballot=ballot)
        assert Vote.objects.count() == 1
        assert {slip.cast_by_id for slip in slips} == {winner}
        assert faults(Ballot.objects.get(pk=ballot.pk)) == []
    assert (results.count("done"), results.count(CastBySomebodyElse.code)) == (100, 100)


@pytest.mark.parametrize("run", range(5))
def test_a_cast_racing_the_close_is_counted_or_refused(ballot, cast, run):
    names = ("owner", "tenant", "neighbour", "chair_home", "treasurer_home", "member_home", "supervisor_home")
    with scope(1, 11):
        choices = answer(ballot)
        for name in names[run:]:
            cast_vote(ballot, by=getattr(cast, name), choices=answer(ballot, "abstain"))
    tasks = [
        lambda n=n: cast_vote(ballot, by=getattr(cast, names[n % 7]), choices=choices) for n in range(40)
    ]
    # Everybody has voted once the first `run` have, so that the close may win at any place in between.
    tasks.insert(run * 4, lambda: _close_when_all_voted(ballot, cast))

    results = at_once(tasks)

    with scope(1, 11):
        closed = Ballot.objects.get(pk=ballot.pk)
        lines = closed.result["matters"][0]["lines"]
        assert sum(line["sums"]["heads"] for line in lines) == Vote.objects.count() == 7
        assert faults(closed) == []
    assert set(results) <= {"done", BallotClosed.code}


def _close_when_all_voted(ballot: Ballot, cast: Cast) -> None:
    for _attempt in range(1000):
        try:
            close_ballot(ballot, by=cast.chair)
        except Refused as refusal:
            if refusal.code != "ballot_still_open":
                raise
        else:
            return


def test_two_tellers_at_once_hold_two_places(cast):
    with scope(1, 11):
        ballot = make_open(
            cast.chair.estate, cast.chair, electorate="owners", matters=(SHED_ON_COMMON_GROUND,)
        )
        figures = totals(ballot)
    posts = (cast.chair, cast.supervisor)
    tasks = [lambda n=n: enter_paper_totals(ballot, figures, by=posts[n % 2]) for n in range(40)]

    results = at_once(tasks, AFTERWARDS)

    with scope(1, 11):
        places = list(PaperCount.objects.values_list("round", "place"))
    assert places == [(1, 1), (1, 2)]
    assert results.count("done") == 2
    assert set(results) <= {"done", SecondTellerNeeded.code, "paper_already_agreed"}
