"""The home of an estate: how much goes on in words, and a badge for what waits for the reader."""

from datetime import timedelta

import pytest
from django.test import Client

from ballots.models import Ballot
from ballots.rolls import household_electors
from ballots.services import MatterDraft, cast_vote, draft_ballot, open_ballot
from core import clock
from tenancy.models import Estate
from tenancy.scope import scope
from tests.cast import Cast

BADGE = '<span class="vh">项等您办</span>'


def open_vote(cast: Cast) -> Ballot:
    """Return an open ballot of the households."""
    with scope(1, 11):
        estate = Estate.objects.get(pk=11)
        ballot = draft_ballot(
            estate=estate,
            title="换楼道灯",
            question="要不要换楼道灯？",
            electorate=Ballot.Electorate.HOUSEHOLDS,
            matters=[MatterDraft("换楼道灯")],
            opens_at=clock.now(),
            closes_at=clock.now() + timedelta(days=7),
            by=cast.chair,
        )
        return open_ballot(ballot, household_electors(estate), by=cast.chair)


def vote(cast: Cast, ballot: Ballot, name: str) -> None:
    """Cast a vote for the home of one of the cast."""
    with scope(1, 11):
        cast_vote(ballot, by=getattr(cast, name), choices={ballot.matters.get().pk: "for"})


def home(client: Client) -> str:
    """Return the home page of a1."""
    return client.get("/e/a1/").content.decode()


def test_home_badges_the_votes_of_the_reader_until_the_home_has_voted(cast: Cast):
    first, second = open_vote(cast), open_vote(cast)
    owner, spouse, tenant = (cast.client(name) for name in ("owner", "spouse", "tenant"))
    before = [home(client).count(f"2{BADGE}") for client in (owner, spouse, tenant)]

    vote(cast, first, "owner")
    between = [home(client).count(f"1{BADGE}") for client in (owner, spouse, tenant)]
    vote(cast, second, "spouse")
    after = [home(client).count(BADGE) for client in (owner, spouse, tenant)]

    assert (before, between, after) == ([1, 1, 1], [1, 1, 0], [0, 0, 1])


@pytest.mark.parametrize("name", ["visitor", "cashier", "stranger", "street_officer"])
def test_home_says_how_much_goes_on_in_words_and_badges_nothing_of_others(cast: Cast, name: str):
    open_vote(cast)

    page = home(cast.client(name))

    assert "1 项正在投票" in page
    assert BADGE not in page


def test_home_counts_what_it_does_not_list(cast: Cast):
    for _ in range(6):
        open_vote(cast)

    page = home(cast.client("owner"))

    assert "6 项正在投票" in page
    assert page.count("/votes/") == 1 + 1 + 5


def test_home_says_what_the_doors_are_for_where_nothing_goes_on(cast: Cast):
    page = home(cast.client("owner"))

    assert [
        words for words in ("看账、看结果、提意见", "大家的事大家定", "从提出到验收") if words not in page
    ] == []


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_a_resident_the_same_for_one_ballot_and_for_three(
    cast: Cast, count: int, django_assert_num_queries
):
    for _ in range(count):
        open_vote(cast)
    client = cast.client("owner")
    home(client)

    with django_assert_num_queries(17):
        home(client)
