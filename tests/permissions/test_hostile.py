"""Addresses and queries that no page links to: an answer in words, never an error of ours."""

import pytest
from django.http import QueryDict

from tests.permissions.asking import address, ask, entitled
from tests.permissions.forms import FORMS, Form
from tests.permissions.table import TABLE
from tests.permissions.world import World

HUGE = 10**30
STRANGE = (
    "\0",
    "-1",
    "0",
    str(HUGE),
    "1e9",
    "１２",
    "'; DROP TABLE x; --",
    "<script>",
    "a" * 3000,
    "\U0001f600",
)
PARAMETERS = ("page", "q", "state", "stage", "kind", "estate", "code", "before", "after", "next", "size")


@pytest.mark.parametrize("number", [0, 2**31, 2**63, HUGE])
def test_a_number_that_nothing_has_is_not_found(world: World, number: int):
    wrong = []
    for row in TABLE:
        if row.place and row.keys and set(row.keys) <= {"pk", "seq", "document_pk", "acceptance_pk", "count"}:
            numbers = World(
                world.cast, dict.fromkeys(row.keys.values(), number), world.sessions, world.browser
            )
            for method, status in zip(("GET", "POST"), (row.get, row.post), strict=True):
                answer = ask(world, entitled(row), method, address(numbers, row)).status_code
                if answer != (405 if status == 405 else 404):
                    wrong.append(f"{row.label} {number} {method}: {answer}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("value", STRANGE, ids=ascii)
def test_a_strange_query_is_answered_in_words(world: World, value: str):
    query = QueryDict(mutable=True)
    query.update(dict.fromkeys(PARAMETERS, value))
    wrong = []
    for row in TABLE:
        if not row.keys and row.get in (200, 302) and row.name != "readyz":
            answer = ask(world, entitled(row), "GET", f"{address(world, row)}?{query.urlencode()}")
            if answer.status_code not in (200, 302, 404, 422):
                wrong.append(f"{row.label}: {answer.status_code}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_field_that_no_keyboard_types_is_answered_in_words(world: World, form: Form):
    honest = form.data(world)
    for name in honest:
        for value in ("\0", f"{honest[name]}\0", "\x1b[2J", str(HUGE), "[]"):
            answer = form.send(world, honest | {name: value})

            assert answer.status_code in (200, 302, 403, 409, 422), (name, value)


@pytest.mark.parametrize("slug", ["a1_", "_", "A1", "a1%00", "a1%2f", "ａ1", "-", "a1.", "a" * 300])
@pytest.mark.parametrize("place", ["e", "office", "v"])
def test_a_place_that_is_spelled_otherwise_is_no_place(world: World, place: str, slug: str):
    paths = ("", "notices/", "work/", "concerns/", "reviews/", "jobs/1/")

    statuses = {ask(world, "chair", "GET", f"/{place}/{slug}/{path}").status_code for path in paths}

    assert statuses == {404}
