"""Papers counted by two persons who don't see each other's figures, to the digit."""

from datetime import timedelta

import pytest

from ballots.counting import Measure, Sums
from ballots.errors import (
    BallotClosed,
    BallotStillOpen,
    NotYetOpen,
    PaperAlreadyAgreed,
    PaperMismatch,
    PaperNotCounted,
    PaperNotUsed,
    PaperTotalsImpossible,
    SecondTellerNeeded,
)
from ballots.models import PaperCount, PaperTotal
from ballots.reports import Mismatch, paper_progress
from ballots.services import close_ballot, enter_paper_totals, withdraw_ballot
from core import clock
from core.errors import NotAllowed
from tenancy.models import AuditEntry
from tests.ballots.conftest import (
    AFTERWARDS,
    CLOSES_AT,
    COLOUR,
    OPENS_AT,
    SHED,
    SHED_ON_COMMON_GROUND,
    actions,
    make_open,
    nothing_changes,
)


@pytest.fixture
def papers(owners_ballot):
    """The ballot of the owners an hour after its papers were due."""
    with clock.travel(AFTERWARDS):
        yield owners_ballot


def totals(ballot, for_=(5, 47_000), against=(1, 5_000), abstain=(0, 0), void=(1, 6_200)):
    """Return the same figures for every yes-or-no matter of a ballot; together 7 heads and 582.00 m²."""
    figures = {"for": for_, "against": against, "abstain": abstain, "void": void}
    given = {choice: Sums(*sums) for choice, sums in figures.items()}
    return {matter.pk: given for matter in ballot.matters.all()}


def test_enter_paper_totals_keeps_one_tellers_count(papers, cast):
    count = enter_paper_totals(papers, totals(papers), by=cast.chair)

    rows = PaperTotal.objects.order_by("pk").values_list("choice", "heads", "area_centi")
    assert (count.round, count.place, count.counted_by, count.counted_at) == (
        1,
        1,
        cast.chair.person,
        AFTERWARDS,
    )
    assert list(rows) == [("for", 5, 47_000), ("against", 1, 5_000), ("abstain", 0, 0), ("void", 1, 6_200)]
    assert paper_progress(papers).awaits_second


def test_enter_paper_totals_logs_who_counted_and_no_figures(papers, cast):
    enter_paper_totals(papers, totals(papers), by=cast.chair)

    entry = AuditEntry.objects.get(action="ballots.papers_counted")
    assert (entry.actor, entry.details) == ("物管委主任 冯示例chair", {"round": 1, "place": 1})


def test_enter_paper_totals_agrees_when_two_persons_count_the_same(papers, cast):
    enter_paper_totals(papers, totals(papers), by=cast.chair)
    enter_paper_totals(papers, totals(papers), by=cast.supervisor)

    outcome = close_ballot(papers, by=cast.chair)

    assert paper_progress(papers).is_agreed
    assert outcome.sentence == (
        "通过：参加 6 人（全体 7 人），达到三分之二；参加面积 520.00 ㎡（全体 628.00 ㎡），达到三分之二；"
        "同意 5 人（参加 6 人），达到四分之三；同意面积 470.00 ㎡（参加 520.00 ㎡），达到四分之三。"
    )
    assert actions()[-1] == ("ballots.ballot_closed", "物管委主任 冯示例chair")


def test_enter_paper_totals_shows_where_two_counts_differ_and_takes_both_again(papers, cast):
    enter_paper_totals(papers, totals(papers), by=cast.chair)
    enter_paper_totals(papers, totals(papers, for_=(4, 47_001), against=(2, 4_999)), by=cast.supervisor)
    differing = paper_progress(papers)
    enter_paper_totals(papers, totals(papers), by=cast.supervisor)
    enter_paper_totals(papers, totals(papers), by=cast.chair)

    text = "改变东门旁绿地的用途，建一座非机动车棚"
    assert differing.mismatches == (
        Mismatch(text, "同意", Measure.HEADS, 5, 4),
        Mismatch(text, "同意", Measure.AREA, 47_000, 47_001),
        Mismatch(text, "不同意", Measure.HEADS, 1, 2),
        Mismatch(text, "不同意", Measure.AREA, 5_000, 4_999),
    )
    assert (paper_progress(papers).round, paper_progress(papers).is_agreed) == (2, True)
    assert PaperCount.objects.count() == 4


def test_close_ballot_refuses_while_two_counts_differ(papers, cast):
    enter_paper_totals(papers, totals(papers), by=cast.chair)
    enter_paper_totals(papers, totals(papers, for_=(4, 47_000), void=(2, 6_200)), by=cast.supervisor)

    with nothing_changes(), pytest.raises(PaperMismatch) as refusal:
        close_ballot(papers, by=cast.chair)
    assert refusal.value.message == "两遍录入有 2 处不一样，不能计票。"


@pytest.mark.parametrize("tellers", [(), ("chair",)])
def test_close_ballot_refuses_before_two_persons_have_counted(papers, cast, tellers):
    for name in tellers:
        enter_paper_totals(papers, totals(papers), by=getattr(cast, name))

    with nothing_changes(), pytest.raises(PaperNotCounted):
        close_ballot(papers, by=cast.chair)


def test_enter_paper_totals_refuses_the_same_person_twice(papers, cast):
    enter_paper_totals(papers, totals(papers), by=cast.chair)

    with nothing_changes(), pytest.raises(SecondTellerNeeded):
        enter_paper_totals(papers, totals(papers), by=cast.chair)


def test_enter_paper_totals_refuses_a_third_count_once_two_agree(papers, cast):
    enter_paper_totals(papers, totals(papers), by=cast.chair)
    enter_paper_totals(papers, totals(papers), by=cast.supervisor)

    with nothing_changes(), pytest.raises(PaperAlreadyAgreed):
        enter_paper_totals(papers, totals(papers), by=cast.treasurer)


@pytest.mark.parametrize("name", ["cashier", "community_officer", "street_officer"])
def test_enter_paper_totals_refuses_who_is_no_teller(papers, cast, name):
    with nothing_changes(), pytest.raises(NotAllowed):
        enter_paper_totals(papers, totals(papers), by=getattr(cast, name))


def test_enter_paper_totals_refuses_an_online_ballot(household_ballot, cast):
    with clock.travel(AFTERWARDS), nothing_changes(), pytest.raises(PaperNotUsed):
        enter_paper_totals(household_ballot, totals(household_ballot), by=cast.chair)


@pytest.mark.parametrize(
    ("moment", "refusal"),
    [
        (OPENS_AT - timedelta(seconds=1), NotYetOpen),
        (OPENS_AT, BallotStillOpen),
        (CLOSES_AT - timedelta(seconds=1), BallotStillOpen),
    ],
)
def test_enter_paper_totals_refuses_before_the_time_is_up(owners_ballot, cast, moment, refusal):
    with clock.travel(moment), nothing_changes(), pytest.raises(refusal):
        enter_paper_totals(owners_ballot, totals(owners_ballot), by=cast.chair)


def test_enter_paper_totals_refuses_a_withdrawn_ballot(papers, cast):
    withdraw_ballot(papers, reason="方案要改", by=cast.chair)

    with nothing_changes(), pytest.raises(BallotClosed):
        enter_paper_totals(papers, totals(papers), by=cast.chair)


@pytest.mark.parametrize(
    "figures",
    [
        {"for_": (6, 47_000), "void": (2, 6_200)},  # more heads than the roll
        {"for_": (5, 57_000)},  # more area than the roll
        {"for_": (5, 0)},  # heads without area
        {"abstain": (0, 100)},  # area without heads
        {"against": (-1, 5_000)},
        {"against": (1, -5_000)},
    ],
)
def test_enter_paper_totals_refuses_figures_that_cannot_be(papers, cast, figures):
    with nothing_changes(), pytest.raises(PaperTotalsImpossible):
        enter_paper_totals(papers, totals(papers, **figures), by=cast.chair)


def test_enter_paper_totals_takes_the_whole_roll_and_nothing(papers, cast):
    enter_paper_totals(papers, totals(papers, for_=(6, 56_600), against=(0, 0)), by=cast.chair)
    enter_paper_totals(papers, totals(papers, (0, 0), (0, 0), void=(0, 0)), by=cast.supervisor)

    assert PaperCount.objects.count() == 2


@pytest.mark.parametrize("missing", ["matter", "choice", "unknown"])
def test_enter_paper_totals_refuses_figures_that_are_not_whole(papers, cast, missing):
    given = {pk: dict(sums) for pk, sums in totals(papers).items()}
    (pk,) = given
    if missing == "matter":
        given = {}
    elif missing == "choice":
        del given[pk]["void"]
    else:
        given[pk]["option1"] = Sums()

    with nothing_changes(), pytest.raises(PaperTotalsImpossible):
        enter_paper_totals(papers, given, by=cast.chair)


def test_enter_paper_totals_refuses_matters_with_different_numbers_of_papers(cast, in_estate):
    two = (SHED_ON_COMMON_GROUND, SHED)
    ballot = make_open(in_estate, cast.chair, electorate="owners", matters=two)
    given = totals(ballot)
    given[ballot.matters.get(no=2).pk] = {**given[ballot.matters.get(no=2).pk], "void": Sums()}

    with clock.travel(AFTERWARDS), nothing_changes(), pytest.raises(PaperTotalsImpossible):
        enter_paper_totals(ballot, given, by=cast.chair)


def test_enter_paper_totals_counts_options_by_their_codes(cast, in_estate):
    ballot = make_open(in_estate, cast.chair, electorate="owners", matters=(COLOUR,))
    figures = {"option1": Sums(4, 40_000), "option2": Sums(1, 3_000), "abstain": Sums(), "void": Sums()}
    given = {ballot.matters.get().pk: figures}
    with clock.travel(AFTERWARDS):
        enter_paper_totals(ballot, given, by=cast.chair)
        enter_paper_totals(ballot, given, by=cast.supervisor)
        outcome = close_ballot(ballot, by=cast.chair)

    (matter,) = outcome.matters
    assert (outcome.passed, matter.winner, matter.winner_label) == (True, "option1", "绿色")
    assert matter.sentence.startswith("选定“绿色”：参加 5 人（全体 7 人），达到三分之二；")


def test_enter_paper_totals_takes_households_on_paper_without_area(cast, in_estate):
    ballot = make_open(in_estate, cast.chair, online=False)
    given = totals(ballot, (4, 0), (1, 0), (1, 0), (1, 0))
    with clock.travel(AFTERWARDS):
        enter_paper_totals(ballot, given, by=cast.chair)
        enter_paper_totals(ballot, given, by=cast.supervisor)
        outcome = close_ballot(ballot, by=cast.chair)

    assert outcome.sentence == "通过：参加 6 户（全体 7 户），超过半数；同意 4 户（参加 6 户），超过半数。"


def test_enter_paper_totals_refuses_area_where_households_decide(cast, in_estate):
    ballot = make_open(in_estate, cast.chair, online=False)

    with clock.travel(AFTERWARDS), nothing_changes(), pytest.raises(PaperTotalsImpossible):
        enter_paper_totals(ballot, totals(ballot), by=cast.chair)
