"""What a sign-in may act as, by place."""

import pytest

from estates.capacities import Capacities
from tenancy.scope import scope
from tests.cast import Cast


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("chair", []),
        ("supervisor", []),
        ("owner", []),
        ("community_officer", ["community_officer"]),
        ("street_finance", ["street_finance"]),
    ],
)
def test_posts_at_the_streets_desk_are_those_with_the_street(cast: Cast, name, roles):
    with scope(1):
        held = Capacities(cast.user(name).pk, None)

        assert [post.role for post in held.posts] == roles
        assert held.is_empty is (roles == [])


@pytest.mark.parametrize(
    ("name", "community", "roles"),
    [
        ("chair", 11, ["chair"]),
        ("community_officer", 11, ["community_officer"]),
        ("community_officer", 12, []),
        ("street_officer", 12, ["street_officer"]),
    ],
)
def test_posts_in_an_estate_are_its_own_its_communitys_and_the_streets(cast: Cast, name, community, roles):
    with scope(1, community):
        held = Capacities(cast.user(name).pk, community, community)

        assert [post.role for post in held.posts] == roles
