"""Every list and every page of one thing sends as many statements for 1,000 rows as for one."""

import pytest

from benchmarks.queries import PAGES, PUBLIC, STAFF, counted
from tests.cast import Cast


@pytest.mark.slow
@pytest.mark.committed
def test_pages_send_the_same_statements_for_1_100_and_1000_rows(cast: Cast):
    assert [count for count in counted(cast) if not count.ok] == []


def test_every_page_has_the_bound_of_its_readers():
    assert {(who == "visitor", bound) for who, _, bound in PAGES} == {(True, PUBLIC), (False, STAFF)}


@pytest.mark.committed
def test_every_page_stays_within_its_bound(cast: Cast):
    assert [count for count in counted(cast, rows=(1,)) if not count.ok] == []
