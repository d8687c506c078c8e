from dataclasses import dataclass

import pytest
from django.test import RequestFactory

from core.paging import PAGE_SIZE, Page, newest_page, numbered_page


@dataclass(frozen=True)
class Row:
    pk: int


class Rows:
    """Stands in for a queryset: filters, sorts and slices a plain list, and counts what it was asked."""

    def __init__(self, rows, asked=None):
        self.rows = rows
        self.asked = [] if asked is None else asked

    def filter(self, **lookup):
        ((name, limit),) = lookup.items()
        assert name == "pk__lt"
        return Rows([row for row in self.rows if row.pk < limit], self.asked)

    def order_by(self, order):
        assert order == "-pk"
        return Rows(sorted(self.rows, key=lambda row: -row.pk), self.asked)

    def __getitem__(self, part):
        self.asked.append(part)
        return self.rows[part]


def get(query=""):
    return RequestFactory().get(f"/list/{query}")


def test_numbered_page_cuts_twenty_and_links_both_ways():
    page = numbered_page(get("?page=2&q=棚"), list(range(67)))

    assert page == Page(
        rows=list(range(20, 40)),
        previous="/list/?q=%E6%A3%9A&page=1",
        next="/list/?q=%E6%A3%9A&page=3",
        number=2,
        pages=4,
        total=67,
    )


@pytest.mark.parametrize(("asked", "number"), [("", 1), ("?page=x", 1), ("?page=99", 4), ("?page=-1", 4)])
def test_numbered_page_shows_the_nearest_page_for_a_wrong_number(asked, number):
    assert numbered_page(get(asked), list(range(67))).number == number


def test_numbered_page_of_nothing_stands_alone():
    page = numbered_page(get(), [])

    assert (page.rows, page.total, page.is_alone) == ([], 0, True)


@pytest.mark.parametrize("count", [1, 3, PAGE_SIZE, PAGE_SIZE + 1, 67])
def test_newest_page_asks_once_however_long_the_list_is(count):
    rows = Rows([Row(pk) for pk in range(1, count + 1)])

    page = newest_page(get(), rows)

    assert [row.pk for row in page.rows] == list(range(count, max(0, count - PAGE_SIZE), -1))
    assert rows.asked == [slice(None, PAGE_SIZE + 1, None)]
    assert page.next == (f"/list/?before={count - PAGE_SIZE + 1}" if count > PAGE_SIZE else "")
    assert page.previous == ""


def test_newest_page_goes_on_below_the_row_that_was_last():
    rows = Rows([Row(pk) for pk in range(1, 31)])

    page = newest_page(get("?before=11&kind=in"), rows)

    assert [row.pk for row in page.rows] == list(range(10, 0, -1))
    assert (page.previous, page.next) == ("/list/?kind=in", "")


@pytest.mark.parametrize("before", ["x", "-1", "１２", "9" * 19, ""])
def test_newest_page_starts_at_the_top_for_a_wrong_place(before):
    page = newest_page(get(f"?before={before}"), Rows([Row(1), Row(2)]))

    assert [row.pk for row in page.rows] == [2, 1]
    assert page.previous == ""
