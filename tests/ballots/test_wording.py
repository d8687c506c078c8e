"""The sentence why, for every way a matter passes or fails."""

import pytest

from ballots.counting import Limb, Measure, Question, Requirement, Threshold
from ballots.wording import clause, conditions, option_sentence, sentence, share

HALF = Threshold(1, 2, strict=True)
TWO_THIRDS = Threshold(2, 3, strict=False)
THREE_QUARTERS = Threshold(3, 4, strict=False)
HEADS, AREA = Measure.HEADS, Measure.AREA


def limbs(*rows) -> list[Limb]:
    """Return limbs from (question, measure, part, whole, threshold)."""
    return [Limb(Question(question), measure, *figures) for question, measure, *figures in rows]


@pytest.mark.parametrize(
    ("threshold", "words"),
    [
        (HALF, "半数"), (TWO_THIRDS, "三分之二"), (THREE_QUARTERS, "四分之三"),
        (Threshold(9, 10, True), "十分之九"), (Threshold(7, 20, False), "7/20"),
        (Threshold(1, 1, False), "全部"),
    ],
)  # fmt: skip
def test_share_is_said_as_people_say_it(threshold, words):
    assert share(threshold) == words


def test_clause_says_what_is_missing_in_its_own_measure():
    heads, area = limbs(
        ("participate", HEADS, 4, 7, TWO_THIRDS), ("participate", AREA, 41_866, 62_800, TWO_THIRDS)
    )

    assert clause(heads, households=False) == "参加 4 人（全体 7 人），没有达到三分之二，还差 1 人"
    assert clause(area, households=False) == (
        "参加面积 418.66 ㎡（全体 628.00 ㎡），没有达到三分之二，还差 0.01 ㎡"
    )


def test_sentence_of_a_decision_that_passed_names_every_limb():
    met = limbs(("participate", HEADS, 5, 8, HALF), ("agree", HEADS, 3, 5, HALF))

    assert sentence(True, met, households=True) == (
        "通过：参加 5 户（全体 8 户），超过半数；同意 3 户（参加 5 户），超过半数。"
    )


def test_sentence_of_a_failed_quorum_says_only_who_was_missing():
    few = limbs(("participate", HEADS, 4, 8, HALF), ("agree", HEADS, 1, 4, HALF))

    assert sentence(False, few, households=True) == (
        "没有通过，参加的不够：参加 4 户（全体 8 户），没有超过半数，还差 1 户。"
    )


def test_sentence_names_the_limb_that_failed_and_not_the_others():
    mixed = limbs(
        ("participate", HEADS, 7, 7, TWO_THIRDS),
        ("participate", AREA, 62_800, 62_800, TWO_THIRDS),
        ("agree", HEADS, 5, 7, THREE_QUARTERS),
        ("agree", AREA, 50_000, 62_800, THREE_QUARTERS),
    )

    assert sentence(False, mixed, households=False) == (
        "没有通过：同意 5 人（参加 7 人），没有达到四分之三，还差 1 人。"
    )


def test_sentence_of_a_tie_says_that_half_is_not_enough():
    tie = limbs(("participate", HEADS, 8, 8, HALF), ("agree", HEADS, 4, 8, HALF))

    assert (
        sentence(False, tie, households=True) == "没有通过：同意 4 户（参加 8 户），没有超过半数，还差 1 户。"
    )


def test_sentence_of_nobody_does_not_say_that_zero_is_missing():
    nobody = limbs(("participate", HEADS, 0, 8, HALF), ("agree", HEADS, 0, 0, THREE_QUARTERS))

    assert sentence(False, nobody, households=True) == (
        "没有通过，参加的不够：参加 0 户（全体 8 户），没有超过半数，还差 5 户。"
    )
    assert clause(nobody[1], households=True) == "同意 0 户（参加 0 户），没有达到四分之三"


def test_option_sentence_says_how_the_option_won():
    came = limbs(("participate", HEADS, 5, 8, HALF))
    agreed = [*came, *limbs(("agree", HEADS, 3, 5, HALF))]

    assert option_sentence("绿色", "绿色", came, households=True) == (
        "选定“绿色”，得票最多：参加 5 户（全体 8 户），超过半数。"
    )
    assert option_sentence("绿色", "绿色", agreed, households=True) == (
        "选定“绿色”：参加 5 户（全体 8 户），超过半数；选“绿色”的 3 户（参加 5 户），超过半数。"
    )


def test_option_sentence_says_why_nothing_was_chosen():
    came = limbs(("participate", HEADS, 6, 8, HALF))
    few = limbs(("participate", HEADS, 3, 8, HALF))

    assert option_sentence("", "绿色", came, households=True) == "没有选定方案：得票最多的方案不止一个。"
    assert option_sentence("", "绿色", few, households=True) == (
        "没有选定方案：参加 3 户（全体 8 户），没有超过半数，还差 2 户。"
    )


def test_conditions_say_beforehand_what_is_needed():
    owners = Requirement((HEADS, AREA), TWO_THIRDS, THREE_QUARTERS)
    households = Requirement((HEADS,), HALF, HALF)

    assert conditions(owners, households=False) == [
        "参加的人数和面积都达到全体的三分之二",
        "在参加的里面，同意的人数和面积都达到四分之三",
    ]
    assert conditions(households, households=True) == [
        "参加的户数超过全体的半数",
        "在参加的里面，同意的户数超过半数",
    ]
    assert conditions(households, households=True, most_wins=True)[1] == "得票最多的方案选定"
