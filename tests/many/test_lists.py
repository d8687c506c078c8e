"""Lists over many rows: as many statements as over few, and an index that serves each page in order."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from tenancy.scope import scope
from tests import conftest as databases
from tests.cast import Cast
from tests.many.crowd import TABLES, TODAY, make_crowd

pytestmark = pytest.mark.slow

A_PAGE = 200  # rows that may be put in order, or looked at and thrown away, in memory

# Who asks, for what, and the number of a page far behind where the list has numbers.
PAGES = [
    ("visitor", "/e/a1/", None),
    ("visitor", "/e/a1/notices/", 200),
    ("visitor", "/e/a1/notices/?kind=other", 200),
    ("visitor", "/e/a1/projects/", 200),
    ("visitor", "/e/a1/projects/?stage=2", 20),
    ("visitor", "/e/a1/votes/", None),
    ("visitor", "/e/a1/funds/", 200),
    ("owner", "/e/a1/concerns/", None),
    ("chair", "/e/a1/work/", None),
    ("chair", "/e/a1/work/notices/", None),
    ("chair", "/e/a1/work/concerns/", 20),
    ("chair", "/e/a1/work/projects/", 200),
    ("chair", "/e/a1/work/expenses/", 200),
    ("chair", "/e/a1/work/expenses/?state=filed", 4),
    ("chair", "/e/a1/work/contributions/", 200),
    ("chair", "/e/a1/work/refunds/", 200),
    ("chair", "/e/a1/work/months/", 200),
    ("street_officer", "/office/street-a/", None),
    ("street_finance", "/office/street-a/", None),
    ("community_officer", "/office/street-a/", None),
    ("street_officer", "/office/street-a/reviews/", 20),
    ("street_finance", "/office/street-a/grants/", 200),
    ("visitor", "/api/v1/estates/a1/notices/", None),
    ("visitor", "/api/v1/estates/a1/notices/?kind=other", None),
    ("visitor", "/api/v1/estates/a1/projects/", None),
    ("visitor", "/api/v1/estates/a1/disclosures/", None),
    ("visitor", "/api/v1/estates/a1/results/", None),
    ("owner", "/api/v1/estates/a1/ballots/", None),
    ("owner", "/api/v1/estates/a1/concerns/", None),
    ("chair", "/api/v1/estates/a1/expenses/", None),
    ("street_officer", "/api/v1/streets/street-a/reviews/", None),
]

# What is let pass: the page, how the fault begins, and why it may. Measured with 5,000 rows of everything.
LET_PASS = [
    (
        "/e/a1/",
        "sorts 501 rows by projects_project.id",
        "The first five come with the count of all that are under way, which reads these anyhow: 1 ms.",
    ),
    (
        "/e/a1/work/concerns/",
        "sorts 501 rows by projects_concern.filed_at",
        "Joined behind four walls one row is expected (decision 0012); only what waits is sorted: 6 ms.",
    ),
    (
        "/office/street-a/",
        "sorts 501 rows by projects_concern.estate_id",
        "Counts what waits by estate, which reads every such row anyhow: 2 ms.",
    ),
    (
        "/e/a1/work/",
        "reads 4981 rows of projects_project",
        "One statement for those under way and the three that ended last, within the estate: 8 ms.",
    ),
    (
        "/e/a1/work/",
        "reads 4500 rows of projects_project",
        "The three that ended last, among all of the estate that did: 2 ms of the 8.",
    ),
    (
        "/e/a1/work/",
        "reads 4900 rows of funds_expense",
        "One statement for what is unpaid and the last paid, within the estate: 1 ms.",
    ),
    (
        "/e/a1/work/",
        "reads 5001 rows of ballots_ballot",
        "One statement for what runs and the three counted last, within the estate: 8 ms.",
    ),
]


@dataclass(frozen=True)
class Crowd:
    """The cast, and how many statements each page took while there was one row of everything."""

    cast: Cast
    young: dict[tuple[str, str], int]


@pytest.fixture(scope="module")
def crowd(django_db_setup: str, django_db_blocker) -> Iterator[Crowd]:
    """The cast of an estate with thousands of rows of everything, in a database of this module's own."""
    young: dict[tuple[str, str], int] = {}

    def count(cast: Cast) -> None:
        for who, url, _ in PAGES:
            young[who, url] = len(_asked(cast.client(who), url))

    with django_db_blocker.unblock(), databases.own_database(django_db_setup):
        cast = make_crowd(count)
        with clock.travel_to(*TODAY):
            yield Crowd(cast, young)


def _asked(client: Client, url: str) -> list[str]:
    """Return the statements of a request that was made before, so that what is kept is kept.

    Without the session's: its cache is shared with whatever runs beside, and may be emptied at any moment.
    """
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(url)
        assert answer.status_code == 200, url
    statements = [query["sql"] for query in asked.captured_queries]
    return [sql for sql in statements if '"django_session"' not in sql]


def _plan(url: str, sql: str) -> dict[str, Any]:
    """Return how the database answers a statement, as the runtime role in the scope of the page."""
    estate = None if "/street-a/" in url else 11
    with scope(1, estate), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql.replace('%', '%%')}")
        (plan,) = cursor.fetchone()
    return (plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)


def _faults(plan: dict[str, Any]) -> Iterator[str]:
    """Say what is wrong with a plan: a table read whole, rows in vain, rows that no index had in order."""
    for node in _nodes(plan):
        table = node.get("Relation Name", "")
        if node["Node Type"] == "Seq Scan" and table in TABLES:
            yield f"reads all of {table}"
        if (vain := node.get("Rows Removed by Filter", 0)) > A_PAGE:
            yield f"reads {vain} rows of {table} in vain"
        if node["Node Type"] == "Sort" and (rows := node["Plans"][0]["Actual Rows"]) > A_PAGE:
            yield f"sorts {rows:.0f} rows by {', '.join(node['Sort Key'])}"


def _wrong(url: str, asked: list[str]) -> list[str]:
    """Return what is wrong with the plans of a page's statements, each with the statement."""
    walled = re.compile(rf"\A\s*(SELECT|WITH)\b.*\b({'|'.join(TABLES)})\b", re.DOTALL)
    return [
        f"{fault}: {sql}"
        for sql in asked
        if walled.match(sql)
        for fault in _faults(_plan(url, sql))
        if not any(url == where and fault.startswith(what) for where, what, _ in LET_PASS)
    ]


def _page(url: str, number: int) -> str:
    return f"{url}{'&' if '?' in url else '?'}page={number}"


@pytest.mark.parametrize(("who", "url", "last"), PAGES)
def test_a_list_takes_as_many_statements_over_thousands_of_rows_as_over_one(
    crowd: Crowd, django_db_blocker, who: str, url: str, last: int | None
):
    with django_db_blocker.unblock():
        client = crowd.cast.client(who)
        addresses = [url, *([_page(url, last)] if last else [])]

        taken = [len(_asked(client, address)) for address in addresses]

    assert taken == [crowd.young[who, url]] * len(addresses)


@pytest.mark.parametrize(("who", "url", "last"), PAGES)
def test_a_list_is_read_by_an_index_that_has_its_order(
    crowd: Crowd, django_db_blocker, who: str, url: str, last: int | None
):
    with django_db_blocker.unblock():
        asked = _asked(crowd.cast.client(who), url)

        assert _wrong(url, asked) == []
