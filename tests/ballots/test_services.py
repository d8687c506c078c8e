"""Drafting, opening, closing, withdrawing: what they do, each refusal, and what is logged."""

from datetime import timedelta

import pytest

from ballots import chain
from ballots.errors import (
    BallotClosed,
    BallotStillOpen,
    MattersImpossible,
    NotYetOpen,
    OnlineBasisMissing,
    OwnersMustDecide,
    ReasonMissing,
    RollEmpty,
    RollImpossible,
    WindowImpossible,
)
from ballots.models import Ballot, Elector
from ballots.reports import outcome
from ballots.rolls import household_electors, owner_electors
from ballots.services import MatterDraft, cast_vote, close_ballot, open_ballot, withdraw_ballot
from core import clock
from core.errors import NotAllowed, StateRefused
from tests.ballots.conftest import (
    AFTERWARDS,
    CLOSES_AT,
    COLOUR,
    NOON,
    OPENS_AT,
    SHED,
    SHED_ON_COMMON_GROUND,
    actions,
    answer,
    make_draft,
    make_open,
    nothing_changes,
    record_basis,
)

HOMES = ("owner", "tenant", "neighbour", "chair_home", "treasurer_home", "member_home", "supervisor_home")


def test_draft_ballot_keeps_question_matters_and_window(cast, in_estate):
    ballot = make_draft(in_estate, cast.chair, matters=(SHED, COLOUR), facts=[("要花多少钱", "18,600 元")])

    ballot = Ballot.objects.get(pk=ballot.pk)
    assert (ballot.state, ballot.online, ballot.opens_at, ballot.closes_at) == (
        "draft",
        True,
        OPENS_AT,
        CLOSES_AT,
    )
    assert ballot.facts == [["要花多少钱", "18,600 元"]]
    assert [(m.no, m.text, m.raises, m.options) for m in ballot.matters.all()] == [
        (1, "在东门旁建一座非机动车棚", False, []),
        (2, "车棚用什么颜色", False, ["绿色", "灰色"]),
    ]
    assert actions() == [("ballots.ballot_drafted", "物管委主任 冯示例chair")]


@pytest.mark.parametrize(
    ("opens_at", "closes_at"),
    [
        (OPENS_AT, OPENS_AT),
        (OPENS_AT, OPENS_AT - timedelta(days=2)),
        (OPENS_AT - timedelta(days=9), OPENS_AT),
        (OPENS_AT, OPENS_AT + timedelta(hours=23, minutes=59)),
        (OPENS_AT, OPENS_AT + timedelta(days=60, seconds=1)),
    ],
)
def test_draft_ballot_refuses_an_impossible_window(cast, in_estate, opens_at, closes_at):
    with nothing_changes(), pytest.raises(WindowImpossible):
        make_draft(in_estate, cast.chair, opens_at=opens_at, closes_at=closes_at)


@pytest.mark.parametrize("days", [1, 60])
def test_draft_ballot_takes_the_shortest_and_the_longest_window(cast, in_estate, days):
    ballot = make_draft(in_estate, cast.chair, closes_at=OPENS_AT + timedelta(days=days))

    assert ballot.closes_at - ballot.opens_at == timedelta(days=days)


@pytest.mark.parametrize(
    "matters",
    [
        (),
        (MatterDraft("颜色", options=()),),
        (MatterDraft("颜色", options=("绿色",)),),
        (MatterDraft("颜色", options=("绿色", " ")),),
        (MatterDraft("颜色", options=("绿色", "绿色 ")),),
    ],
)
def test_draft_ballot_refuses_matters_that_are_no_question(cast, in_estate, matters):
    with nothing_changes(), pytest.raises(MattersImpossible):
        make_draft(in_estate, cast.chair, matters=matters)


def test_draft_ballot_refuses_households_deciding_on_common_parts(cast, in_estate):
    with nothing_changes(), pytest.raises(OwnersMustDecide):
        make_draft(in_estate, cast.chair, matters=(SHED_ON_COMMON_GROUND,))


def test_draft_ballot_refuses_owners_online_without_a_recorded_basis(cast, in_estate):
    with nothing_changes(), pytest.raises(OnlineBasisMissing):
        make_draft(in_estate, cast.chair, electorate="owners", online=True)


def test_draft_ballot_puts_owners_on_paper_until_the_street_has_recorded_its_basis(cast, in_estate):
    before = make_draft(in_estate, cast.chair, electorate="owners")
    record_basis(in_estate)
    after = make_draft(in_estate, cast.chair, electorate="owners")

    assert (before.online, after.online) == (False, True)


@pytest.mark.parametrize("name", ["supervisor", "cashier", "community_officer", "street_officer"])
def test_draft_ballot_refuses_everybody_but_the_committee(cast, in_estate, name):
    with nothing_changes(), pytest.raises(NotAllowed):
        make_draft(in_estate, getattr(cast, name))


def test_open_ballot_freezes_roll_rules_and_window_under_one_hash(cast, in_estate):
    ballot = make_open(in_estate, cast.chair)

    ballot = Ballot.objects.get(pk=ballot.pk)
    assert (ballot.state, ballot.roll_units, ballot.roll_heads, ballot.roll_area_centi) == (
        "open",
        7,
        7,
        57_250,
    )
    assert (ballot.rules["participate"], ballot.rules["agree"]) == ([1, 2, True], [1, 2, True])
    assert ballot.roll_sha256 == chain.roll_hash(ballot, ballot.matters.all(), ballot.electors.all())
    assert (ballot.chain_seq, ballot.chain_head) == (0, ballot.roll_sha256)
    assert actions()[-1] == ("ballots.ballot_opened", "物管委主任 冯示例chair")


def test_open_ballot_merges_the_units_of_one_owner_into_one_head(owners_ballot):
    electors = [(e.label[-3:], e.head_no, e.area_centi) for e in owners_ballot.electors.all()]

    assert (owners_ballot.roll_units, owners_ballot.roll_heads, owners_ballot.roll_area_centi) == (
        8,
        7,
        62_800,
    )
    assert electors == [
        ("101", 1, 8_950), ("201", 2, 6_200), ("301", 3, 10_100), ("401", 4, 7_500), ("501", 5, 7_500),
        ("601", 6, 9_000), ("701", 7, 8_000), ("801", 3, 5_550),
    ]  # fmt: skip


def test_open_ballot_refuses_an_empty_roll(cast, in_estate):
    draft = make_draft(in_estate, cast.chair)

    with nothing_changes(), pytest.raises(RollEmpty):
        open_ballot(draft, [], by=cast.chair)


def test_open_ballot_refuses_a_unit_twice_on_the_roll(cast, in_estate):
    draft, electors = make_draft(in_estate, cast.chair), household_electors(in_estate)

    with nothing_changes(), pytest.raises(RollImpossible):
        open_ballot(draft, [*electors, electors[0]], by=cast.chair)


def test_open_ballot_refuses_when_the_time_is_over(cast, in_estate):
    draft = make_draft(in_estate, cast.chair)

    with clock.travel(CLOSES_AT), nothing_changes(), pytest.raises(WindowImpossible):
        open_ballot(draft, household_electors(in_estate), by=cast.chair)


def test_open_ballot_refuses_a_ballot_that_is_open(cast, in_estate, household_ballot):
    with nothing_changes(), pytest.raises(StateRefused):
        open_ballot(household_ballot, household_electors(in_estate), by=cast.chair)


def test_open_ballot_refuses_when_the_basis_for_online_was_taken_back(cast, in_estate):
    record_basis(in_estate)
    draft = make_draft(in_estate, cast.chair, electorate="owners")
    record_basis(in_estate, "")

    with nothing_changes(), pytest.raises(OnlineBasisMissing):
        open_ballot(draft, owner_electors(in_estate), by=cast.chair)


def test_open_ballot_refuses_everybody_but_the_committee(cast, in_estate):
    draft = make_draft(in_estate, cast.chair)

    with nothing_changes(), pytest.raises(NotAllowed):
        open_ballot(draft, household_electors(in_estate), by=cast.supervisor)


def test_open_ballot_keeps_the_roll_when_a_unit_is_sold_or_built(cast, household_ballot):
    cast.units[0].area_centi = 99_999
    cast.units[0].save()

    assert Elector.objects.get(ballot=household_ballot, no=1).area_centi == 8_950


def test_close_ballot_freezes_what_came_out(household_ballot, cast):
    for name in HOMES[:4]:
        cast_vote(household_ballot, by=getattr(cast, name), choices=answer(household_ballot))

    with clock.travel(AFTERWARDS):
        closed = close_ballot(household_ballot, by=cast.chair)

    ballot = Ballot.objects.get(pk=household_ballot.pk)
    assert closed.sentence == "通过：参加 4 户（全体 7 户），超过半数；同意 4 户（参加 4 户），超过半数。"
    assert (ballot.state, ballot.closed_at, outcome(ballot)) == ("closed", AFTERWARDS, closed)
    assert actions()[-1] == ("ballots.ballot_closed", "物管委主任 冯示例chair")


def test_close_ballot_refuses_while_there_is_time_and_somebody_has_not_voted(household_ballot, cast):
    for name in HOMES[:6]:
        cast_vote(household_ballot, by=getattr(cast, name), choices=answer(household_ballot))

    with nothing_changes(), pytest.raises(BallotStillOpen):
        close_ballot(household_ballot, by=cast.chair)


def test_close_ballot_counts_early_when_everybody_has_voted(household_ballot, cast):
    for name in HOMES:
        cast_vote(household_ballot, by=getattr(cast, name), choices=answer(household_ballot, "against"))

    closed = close_ballot(household_ballot, by=cast.chair)

    assert (closed.passed, closed.taking_part.heads) == (False, 7)


def test_close_ballot_counts_no_vote_twice(household_ballot, cast):
    with clock.travel(AFTERWARDS):
        close_ballot(household_ballot, by=cast.chair)

        with nothing_changes(), pytest.raises(BallotClosed):
            close_ballot(household_ballot, by=cast.chair)


def test_close_ballot_refuses_a_draft(cast, in_estate):
    draft = make_draft(in_estate, cast.chair)

    with clock.travel(AFTERWARDS), nothing_changes(), pytest.raises(NotYetOpen):
        close_ballot(draft, by=cast.chair)


def test_close_ballot_refuses_everybody_but_the_committee(household_ballot, cast):
    with clock.travel(AFTERWARDS), nothing_changes(), pytest.raises(NotAllowed):
        close_ballot(household_ballot, by=cast.supervisor)


def test_close_ballot_refuses_a_post_that_has_ended(household_ballot, cast):
    cast.chair.ends_on = NOON.date()

    with clock.travel(AFTERWARDS), nothing_changes(), pytest.raises(NotAllowed):
        close_ballot(household_ballot, by=cast.chair)


@pytest.mark.parametrize("make", [make_draft, make_open])
def test_withdraw_ballot_ends_it_and_says_why(cast, in_estate, make):
    withdraw_ballot(make(in_estate, cast.chair), reason=" 方案要改 ", by=cast.chair)

    ballot = Ballot.objects.get()
    assert (ballot.state, ballot.withdrawn_because) == ("withdrawn", "方案要改")
    assert actions()[-1] == ("ballots.ballot_withdrawn", "物管委主任 冯示例chair")


@pytest.mark.parametrize("reason", ["", "  "])
def test_withdraw_ballot_refuses_without_a_reason(household_ballot, cast, reason):
    with nothing_changes(), pytest.raises(ReasonMissing):
        withdraw_ballot(household_ballot, reason=reason, by=cast.chair)


def test_withdraw_ballot_refuses_a_counted_ballot(household_ballot, cast):
    with clock.travel(AFTERWARDS):
        close_ballot(household_ballot, by=cast.chair)

        with nothing_changes(), pytest.raises(StateRefused):
            withdraw_ballot(household_ballot, reason="结果不好", by=cast.chair)


def test_withdraw_ballot_refuses_everybody_but_the_committee(household_ballot, cast):
    with nothing_changes(), pytest.raises(NotAllowed):
        withdraw_ballot(household_ballot, reason="方案要改", by=cast.supervisor)
