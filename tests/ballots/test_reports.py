"""Turnout, outcome, and what the committee has to do."""

import pytest

from ballots.counting import Limb, Measure, Question, Sums, Threshold
from ballots.errors import ResultNotYet
from ballots.outcomes import Outcome
from ballots.reports import count_votes, outcome, turnout, turnouts, work_items
from ballots.services import cast_vote, close_ballot, enter_paper_totals
from core import clock
from core.work import When
from tests.ballots.conftest import AFTERWARDS, CLOSES_AT, COLOUR, SHED, answer, make_open
from tests.ballots.test_papers import totals

MORE_THAN_HALF = Threshold(1, 2, strict=True)


def test_turnout_counts_households_and_not_how_they_answered(household_ballot, cast):
    for home, choice in (("owner", "for"), ("tenant", "abstain")):
        cast_vote(household_ballot, by=getattr(cast, home), choices=answer(household_ballot, choice))

    counted = turnout(household_ballot)

    assert (counted.is_known, counted.taking_part, counted.roll) == (True, Sums(2, 15_150), Sums(7, 57_250))
    assert counted.limbs == (Limb(Question.PARTICIPATE, Measure.HEADS, 2, 7, MORE_THAN_HALF),)


def test_turnout_counts_an_owner_of_two_units_once(online_owners_ballot, cast):
    cast_vote(online_owners_ballot, by=cast.neighbour_title, choices=answer(online_owners_ballot))

    assert turnout(online_owners_ballot).taking_part == Sums(1, 15_650)


def test_turnout_of_papers_is_unknown_until_they_are_counted(owners_ballot, cast):
    before = turnout(owners_ballot).is_known
    with clock.travel(AFTERWARDS):
        for name in ("chair", "supervisor"):
            enter_paper_totals(owners_ballot, totals(owners_ballot), by=getattr(cast, name))
        between = turnout(owners_ballot).is_known
        close_ballot(owners_ballot, by=cast.chair)
    owners_ballot.refresh_from_db()

    assert (before, between) == (False, False)
    assert turnout(owners_ballot).taking_part == Sums(6, 52_000)


@pytest.mark.parametrize("count", [1, 3])
def test_turnouts_asks_once_for_all_ballots(cast, in_estate, count, django_assert_num_queries):
    ballots = [make_open(in_estate, cast.chair) for _n in range(count)]

    with django_assert_num_queries(1):
        assert set(turnouts(ballots)) == {ballot.pk for ballot in ballots}


def test_outcome_is_refused_before_the_close(household_ballot, cast):
    cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))

    with clock.travel(AFTERWARDS), pytest.raises(ResultNotYet):
        outcome(household_ballot)


def test_outcome_is_what_was_frozen_whatever_happens_to_rules_and_register(household_ballot, cast):
    for name in ("owner", "tenant", "neighbour", "chair_home"):
        cast_vote(household_ballot, by=getattr(cast, name), choices=answer(household_ballot))
    with clock.travel(AFTERWARDS):
        closed = close_ballot(household_ballot, by=cast.chair)
    cast.units[0].area_centi = 1
    cast.units[0].save()
    household_ballot.refresh_from_db()

    assert outcome(household_ballot) == closed == count_votes(household_ballot)
    assert closed.roll == Sums(7, 57_250)
    assert [(line.code, line.sums.heads) for line in closed.matters[0].lines] == [
        ("for", 4),
        ("against", 0),
        ("abstain", 0),
    ]


def test_outcome_comes_back_from_json_the_same(household_ballot, cast):
    cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))
    counted = count_votes(household_ballot)

    assert Outcome.from_json(counted.as_json()) == counted
    assert counted.limbs == counted.matters[0].limbs


@pytest.mark.parametrize(
    ("answers", "passed", "winner"),
    [
        ((("for", "option1"), ("for", "option1"), ("for", "option2"), ("for", "abstain")), True, "option1"),
        ((("for", "option1"), ("for", "option2"), ("for", "abstain"), ("for", "abstain")), True, ""),
        (
            (("against", "option1"), ("against", "option1"), ("for", "option1"), ("for", "option2")),
            False,
            "option1",
        ),
    ],
)
def test_count_votes_decides_each_matter_and_passes_by_yes_or_no_alone(
    cast, in_estate, answers, passed, winner
):
    ballot = make_open(in_estate, cast.chair, matters=(SHED, COLOUR))
    first, second = ballot.matters.all()
    for name, (shed, colour) in zip(("owner", "tenant", "neighbour", "chair_home"), answers, strict=True):
        cast_vote(ballot, by=getattr(cast, name), choices={first.pk: shed, second.pk: colour})

    counted = count_votes(ballot)

    assert (counted.passed, counted.matters[1].winner) == (passed, winner)
    assert counted.sentence == counted.matters[0].sentence


def listed(post, estate) -> list[tuple[str, str, When]]:
    """Return page, note and group of what is to do."""
    return [(item.url.rsplit("/", 2)[1], item.note, item.group) for item in work_items(post, estate)]


def test_work_items_names_what_runs_and_then_the_close(household_ballot, cast, in_estate):
    running = listed(cast.chair, in_estate)
    with clock.travel(AFTERWARDS):
        over, watched = listed(cast.chair, in_estate), listed(cast.supervisor, in_estate)
        close_ballot(household_ballot, by=cast.chair)
        done = listed(cast.chair, in_estate)

    assert running == [(str(household_ballot.pk), "正在投票，截止后计票", When.OTHERS)]
    assert over == [("close", "已截止，请计票并公布结果", When.TODAY)]
    assert watched == []
    assert done == [("results", "结果已公布", When.DONE)]
    assert work_items(cast.cashier, in_estate) == []


def test_work_items_leads_two_tellers_through_the_papers(owners_ballot, cast, in_estate):
    with clock.travel(CLOSES_AT):
        first = listed(cast.chair, in_estate)
        enter_paper_totals(owners_ballot, totals(owners_ballot), by=cast.chair)
        waiting, second = listed(cast.chair, in_estate), listed(cast.supervisor, in_estate)
        enter_paper_totals(owners_ballot, totals(owners_ballot), by=cast.supervisor)
        both = listed(cast.chair, in_estate)

    assert first == [("paper", "请录入纸质票，要两个人各录一遍", When.TODAY)]
    assert waiting == [("paper", "等另一位录第二遍纸质票", When.OTHERS)]
    assert second == [("paper", "请录第二遍纸质票", When.TODAY)]
    assert both == [("paper", "两遍纸质票都录了，请核对并计票", When.TODAY)]


def test_work_items_leaves_a_ballot_with_a_subject_to_what_it_is_for(cast, in_estate):
    make_open(in_estate, cast.chair, subject="projects.project:1")

    with clock.travel(AFTERWARDS):
        assert listed(cast.chair, in_estate) == []
