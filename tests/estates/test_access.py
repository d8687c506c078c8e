"""What a page's guard says to those who think of showing a link to it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404

from estates.access import may_open
from estates.capacities import Capacities
from tenancy.scope import scope
from tests.cast import Cast

PAGES = {
    "home": "/e/a1/",
    "votes": "/e/a1/votes/1/check/",
    "concern": "/e/a1/concerns/new/",
    "projects": "/e/a1/work/projects/",
    "work": "/e/a1/work/",
}


@pytest.mark.parametrize(
    ("name", "open_to"),
    [
        ("owner", {"home", "votes", "concern"}),
        ("chair", set(PAGES)),
        ("cashier", {"home", "votes", "work"}),
        ("community_officer", {"home", "votes"}),
        ("stranger", {"home"}),
        ("visitor", {"home"}),
    ],
)
def test_may_open_says_what_the_guard_of_the_page_says(cast: Cast, name: str, open_to: set[str]):
    user = cast.user(name)
    with scope(1, 11):
        held = Capacities(user and user.pk, 11, 11)

        assert {page for page, url in PAGES.items() if may_open(held, url)} == open_to


def test_may_open_acts_in_no_capacity(cast: Cast):
    with scope(1, 11):
        held = Capacities(cast.user("chair").pk, 11, 11)
        acting = held.need_residency()

        assert may_open(held, PAGES["work"])
        assert held.used == [acting]


def test_may_open_asks_for_the_posts_once(cast: Cast):
    with scope(1, 11):
        held = Capacities(cast.user("chair").pk, 11, 11)
        with CaptureQueriesContext(connection) as queries:
            assert all(may_open(held, PAGES[page]) for page in ("work", "projects"))

    assert len(queries) == 1


def test_may_open_knows_no_page_that_is_not_there():
    with pytest.raises(Resolver404):
        may_open(Capacities(None, None), "/e/a1/nowhere/")
