"""Every list and every page of one thing sends as many statements for 1,000 rows as for one."""

import pytest

from benchmarks.queries import PAGES, PUBLIC, STAFF, counted
from tests.cast import Cast

# Staff pages that still send more than they should: docs/performance.md says why. None may join them.
OVER = {
    "/e/a1/work/": 20,
    "/office/street-a/reviews/": 16,
}


@pytest.mark.slow
@pytest.mark.committed
def test_pages_send_the_same_statements_for_1_100_and_1000_rows(cast: Cast):
    counts = {count.page: count.statements for count in counted(cast)}

    assert [page for page, sent in counts.items() if len(set(sent.values())) > 1] == []
    assert {page: max(sent.values()) for page, sent in counts.items() if max(sent.values()) > STAFF} == OVER


def test_every_page_has_the_bound_of_its_readers():
    assert {(who == "visitor", bound) for who, _, bound in PAGES} == {(True, PUBLIC), (False, STAFF)}


@pytest.mark.committed
def test_public_pages_stay_within_their_bound(cast: Cast):
    counts = [count for count in counted(cast, rows=(1,)) if count.who == "visitor"]

    assert [count for count in counts if not count.ok] == []
