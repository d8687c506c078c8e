"""How a ballot is counted, by the golden table, by hand, and against an oracle that divides."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.counting import (
    ABSTAIN,
    AGAINST,
    FOR,
    VOID,
    Decision,
    Limb,
    Measure,
    Question,
    Requirement,
    Sums,
    Tally,
    Threshold,
    Weight,
    choose,
    decide,
    tally,
    whole,
)
from tests.ballots.golden import (
    BOTH,
    GOLDEN,
    HOUSEHOLDS,
    MORE_THAN_HALF,
    ORDINARY,
    THREE_QUARTERS,
    TWO_THIRDS,
)

SHORT = {Question.PARTICIPATE: "P", Question.AGREE: "A", Measure.HEADS: "H", Measure.AREA: "A"}


def failed(decision: Decision) -> str:
    """Return the limbs that are not met, as the table writes them."""
    return " ".join(SHORT[limb.question] + SHORT[limb.measure] for limb in decision.limbs if not limb.is_met)


@pytest.mark.parametrize("case", GOLDEN.values(), ids=GOLDEN)
def test_decide_follows_the_table(case):
    requirement, roll, for_, against, abstain, void, expected = case
    given_answers = {FOR: for_, AGAINST: against, ABSTAIN: abstain, VOID: void}
    counted = Tally(Sums(*roll), {choice: Sums(*sums) for choice, sums in given_answers.items()})

    decision = decide(counted, requirement)

    assert (decision.passed, failed(decision)) == (expected == "", expected)


def test_the_table_has_sixty_cases_and_more_and_each_is_possible():
    assert len(GOLDEN) >= 60
    for _requirement, roll, *answers, _expected in GOLDEN.values():
        assert sum(heads for heads, _area in answers) <= roll[0]
        assert sum(area for _heads, area in answers) <= roll[1]


@pytest.mark.parametrize(
    ("threshold", "whole_number", "needed"),
    [
        (TWO_THIRDS, 300, 200), (TWO_THIRDS, 301, 201), (TWO_THIRDS, 7, 5), (TWO_THIRDS, 1, 1),
        (MORE_THAN_HALF, 8, 5), (MORE_THAN_HALF, 7, 4), (MORE_THAN_HALF, 1, 1),
        (THREE_QUARTERS, 200, 150), (THREE_QUARTERS, 201, 151), (Threshold(1, 1, False), 9, 9),
    ],
)  # fmt: skip
def test_needed_is_the_smallest_number_that_is_enough(threshold, whole_number, needed):
    assert threshold.needed(whole_number) == needed
    assert threshold.is_met(needed, whole_number)
    assert not threshold.is_met(needed - 1, whole_number)


@pytest.mark.parametrize("threshold", [TWO_THIRDS, MORE_THAN_HALF, THREE_QUARTERS])
def test_is_met_is_false_of_nothing(threshold):
    assert not threshold.is_met(0, 0)


def test_limb_says_what_is_missing():
    limb = Limb(Question.PARTICIPATE, Measure.HEADS, 4, 7, TWO_THIRDS)

    assert (limb.is_met, limb.missing) == (False, 1)


def test_tally_counts_an_owner_of_several_units_once_and_their_area_whole():
    roll = [Weight(1, 1, 8950), Weight(2, 2, 10100), Weight(3, 2, 5550), Weight(4, 3, 6200)]

    counted = tally(roll, {2: FOR, 3: FOR, 4: AGAINST})

    assert counted == Tally(Sums(3, 30800), {FOR: Sums(1, 15650), AGAINST: Sums(1, 6200)}, 0)


def test_tally_counts_fifteen_units_of_one_owner_as_one_head():
    roll = [Weight(no, 1, 5000) for no in range(1, 16)]

    assert tally(roll, dict.fromkeys(range(1, 16), FOR)).by_choice == {FOR: Sums(1, 75000)}


def test_tally_lets_a_head_take_part_with_one_of_its_units():
    roll = [Weight(1, 1, 8000), Weight(2, 1, 2000)]

    assert tally(roll, {1: FOR}) == Tally(Sums(1, 10000), {FOR: Sums(1, 8000)}, 0)


def test_tally_counts_a_head_that_answers_two_ways_as_taking_part_and_agreeing_to_nothing():
    roll = [Weight(1, 1, 8000), Weight(2, 1, 2000), Weight(3, 2, 5000)]

    counted = tally(roll, {1: FOR, 2: AGAINST, 3: FOR})

    assert counted.by_choice == {FOR: Sums(1, 13000), AGAINST: Sums(0, 2000)}
    assert (counted.split_heads, counted.taking_part(with_void=False)) == (1, Sums(2, 15000))


def test_tally_refuses_an_answer_from_outside_the_roll():
    with pytest.raises(KeyError):
        tally([Weight(1, 1, 8000)], {2: FOR})


OPTIONS = ("option1", "option2", "option3")


@pytest.mark.parametrize(
    ("votes", "most_wins", "winner"),
    [
        ((3, 2, 0), True, "option1"), ((2, 3, 0), True, "option2"), ((2, 2, 1), True, ""),
        ((2, 2, 2), True, ""), ((4, 0, 0), True, ""), ((0, 0, 0), True, ""),
        ((3, 2, 0), False, "option1"), ((3, 2, 1), False, ""), ((4, 2, 1), False, "option1"),
        ((0, 0, 5), False, "option3"), ((3, 3, 0), False, ""),
    ],
)  # fmt: skip
def test_choose_takes_an_option_by_the_frozen_rule(votes, most_wins, winner):
    counted = Tally(Sums(8, 0), {option: Sums(n, 0) for option, n in zip(OPTIONS, votes, strict=True)})

    decision = choose(counted, HOUSEHOLDS, OPTIONS, most_wins=most_wins)

    assert (decision.passed, decision.winner) == (bool(winner), winner)


def test_choose_wants_heads_and_area_of_owners():
    counted = Tally(Sums(10, 1000), {"option1": Sums(6, 300), "option2": Sums(4, 700)})

    assert choose(counted, ORDINARY, OPTIONS[:2], most_wins=False).winner == ""


def test_choose_does_not_let_abstentions_win():
    counted = Tally(Sums(8, 0), {ABSTAIN: Sums(6, 0), "option1": Sums(1, 0)})

    assert choose(counted, HOUSEHOLDS, OPTIONS, most_wins=True).winner == "option1"


electors = st.lists(
    st.tuples(st.integers(1, 6), st.integers(1, 20_000), st.sampled_from([FOR, AGAINST, ABSTAIN, None])),
    min_size=1,
    max_size=30,
)
thresholds = st.builds(
    lambda pair, strict: Threshold(*sorted(pair), strict=strict),
    st.tuples(st.integers(1, 12), st.integers(1, 12)),
    st.booleans(),
)


@given(electors, thresholds, thresholds)
def test_decide_agrees_with_fractions_counted_by_hand(rows, participate, agree):
    """An oracle that walks the owners one by one and divides."""
    roll = [Weight(no, head, area) for no, (head, area, _choice) in enumerate(rows)]
    answers = {no: choice for no, (_head, _area, choice) in enumerate(rows) if choice}

    decision = decide(tally(roll, answers), Requirement(BOTH, participate, agree))

    owners = {head: [row for row in rows if row[0] == head] for head, *_rest in rows}
    present = [head for head, units in owners.items() if any(choice for *_r, choice in units)]
    agreeing = [head for head, units in owners.items() if {choice for *_r, choice in units} - {None} == {FOR}]
    area = [area for _head, area, _choice in rows]
    area_present = [area for _head, area, choice in rows if choice]
    area_for = [area for _head, area, choice in rows if choice == FOR]
    shares = [
        (len(present), len(owners), participate), (sum(area_present), sum(area), participate),
        (len(agreeing), len(present), agree), (sum(area_for), sum(area_present), agree),
    ]  # fmt: skip
    assert [limb.is_met for limb in decision.limbs] == [_reaches(*share) for share in shares]
    assert decision.passed == all(_reaches(*share) for share in shares)


def _reaches(part: int, of: int, threshold: Threshold) -> bool:
    if of == 0:
        return False
    share, wanted = Fraction(part, of), Fraction(threshold.numerator, threshold.denominator)
    return share > wanted if threshold.strict else share >= wanted


@given(electors)
def test_tally_adds_up_to_those_who_answered(rows):
    roll = [Weight(no, head, area) for no, (head, area, _choice) in enumerate(rows)]
    answers = {no: choice for no, (_head, _area, choice) in enumerate(rows) if choice}

    counted = tally(roll, answers)

    answered = [weight for weight in roll if weight.no in answers]
    assert counted.taking_part(with_void=False) == whole(answered)
    assert counted.roll == whole(roll)
