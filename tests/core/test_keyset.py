"""core.keyset: pages by key, on the directory of estates, whose rows everybody has."""

import pytest
from django.core import signing

pytestmark = pytest.mark.django_db
URL = "/api/v1/estates/"


def _walk(client, limit: int) -> list[list[str]]:
    pages, url = [], f"{URL}?limit={limit}"
    while url:
        answer = client.get(url).json()
        pages.append([row["slug"] for row in answer["items"]])
        url = answer["next"]
    return pages


@pytest.mark.parametrize(
    ("limit", "pages"),
    [(1, [["a1"], ["a2"], ["b1"]]), (2, [["a1", "a2"], ["b1"]]), (3, [["a1", "a2", "b1"]])],
)
def test_pages_hold_every_row_once(client, limit: int, pages: list[list[str]]):
    assert _walk(client, limit) == pages


def test_a_filter_stays_on_the_next_page(client):
    following = client.get(f"{URL}?limit=1&street=street-a").json()["next"]

    assert "street=street-a" in following
    assert [row["slug"] for row in client.get(following).json()["items"]] == ["a2"]


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "", "１", "1e1", "9" * 30])
def test_a_limit_out_of_bounds_is_refused(client, limit: str):
    answer = client.get(URL, {"limit": limit})

    assert (answer.status_code, answer.json()["code"]) == (422, "limit_impossible")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "\0",
        "a" * 5000,
        signing.dumps([1], salt="cursor:/elsewhere/"),
        signing.dumps([1, 2], salt=f"cursor:{URL}"),
        signing.dumps([1], salt=f"cursor:{URL}") + "x",
    ],
    ids=["short", "nul", "long", "of-another-list", "of-another-order", "tampered"],
)
def test_a_cursor_that_this_list_has_not_given_is_refused(client, cursor: str):
    answer = client.get(URL, {"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_unreadable")
    assert answer.json()["field"] == "cursor"


@pytest.mark.parametrize("limit", [1, 3])
def test_a_page_is_one_query(client, limit: int, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(f"{URL}?limit={limit}")
