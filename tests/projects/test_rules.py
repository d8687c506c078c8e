"""Shares in units and money, and how far a post reaches."""

import pytest

from projects import rules
from tenancy.models import Estate
from tenancy.scope import scope
from tests.cast import Cast
from tests.projects import road


@pytest.mark.parametrize(
    ("units", "ratio", "needed"),
    [(0, (1, 10), 1), (9, (1, 10), 1), (10, (1, 10), 1), (11, (1, 10), 2), (7, (1, 1), 7), (3, (1, 2), 2)],
)
def test_share_in_units_rounds_up_and_is_at_least_one(units, ratio, needed):
    assert rules.share_in_units(units, ratio) == needed


@pytest.mark.parametrize(
    ("received", "planned", "ratio", "come"),
    [
        (0, 0, (1, 1), True),
        (99, 100, (1, 1), False),
        (100, 100, (1, 1), True),
        (50, 101, (1, 2), False),
        (51, 101, (1, 2), True),
        (0, 100, (0, 1), True),
    ],
)
def test_has_come_is_exact(received, planned, ratio, come):
    assert rules.has_come(received, planned, ratio) is come


def test_a_post_reaches_its_estate_its_community_or_the_street(cast: Cast):
    with scope(1):
        a1, a2 = Estate.objects.get(pk=11), Estate.objects.get(pk=12)
        reach = {
            name: (rules.holds(post, (post.role,), a1), rules.holds(post, (post.role,), a2))
            for name in ("chair", "community_officer", "street_officer", "cashier")
            for post in (getattr(cast, name),)
        }

    assert reach == {
        "chair": (True, False),
        "community_officer": (True, False),
        "street_officer": (True, True),
        "cashier": (True, False),
    }


def test_a_post_of_another_street_reaches_nothing(cast: Cast):
    with scope(2):
        b1 = Estate.objects.get(pk=21)

        assert not rules.holds(cast.street_officer, rules.STREET_REVIEWERS, b1)


def test_a_post_that_has_ended_reaches_nothing(cast: Cast):
    with road.at_home():
        a1 = Estate.objects.get(pk=11)
        cast.chair.ends_on = rules.clock.today()

        assert not rules.may_run(cast.chair, a1)
