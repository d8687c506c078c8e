"""Shares and round numbers: never more than there is."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import at_least, over, percent, tenths


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (130, 194, "67.0%"),
        (194, 194, "100.0%"),
        (193, 194, "99.4%"),
        (999_999, 1_000_000, "99.9%"),
        (598_000_00, 686_000_00, "87.1%"),
        (0, 7, "0.0%"),
        (2, 3, "66.6%"),
    ],
)
def test_percent_is_rounded_down_to_a_tenth(part, whole, told):
    assert percent(part, whole) == told


@given(st.integers(0, 10**15), st.integers(1, 10**15))
def test_tenths_is_the_largest_share_that_is_reached(part, whole):
    share = tenths(part, whole)

    assert share * whole <= part * 1000 < (share + 1) * whole
    assert Fraction(share, 1000) <= Fraction(part, whole)


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (0, 0), (-1, 5), (1, -5)])
def test_tenths_of_nothing_is_no_share(part, whole):
    with pytest.raises(ValueError, match="no share"):
        tenths(part, whole)


@pytest.mark.parametrize(
    ("value", "step", "told"),
    [
        (151, 50, "150余人"),
        (150, 50, "150人"),
        (149, 50, "100余人"),
        (200, 50, "200人"),
        (49, 50, "49人"),
        (0, 50, "0人"),
        (1_234, 100, "1,200余人"),
    ],
)
def test_at_least_says_yu_only_of_what_is_exceeded(value, step, told):
    assert at_least(value, step, "人") == told


@pytest.mark.parametrize(
    ("value", "told"),
    [(1_201, "超1,200人次"), (1_200, "1,200人次"), (1_199, "超1,100人次"), (99, "99人次"), (0, "0人次")],
)
def test_over_says_chao_only_of_what_is_exceeded(value, told):
    assert over(value, 100, "人次") == told


@given(st.integers(0, 10**12), st.integers(1, 10**6))
def test_round_words_never_say_more_than_there_is(value, step):
    for words in (at_least(value, step), over(value, step)):
        number = int(words.strip("超余").replace(",", ""))
        assert number < value if words.strip("超余") != words else number == value


@pytest.mark.parametrize(("value", "step"), [(-1, 10), (1, 0), (1, -10)])
def test_at_least_refuses_what_cannot_be_rounded_down(value, step):
    with pytest.raises(ValueError, match="steps"):
        at_least(value, step)
