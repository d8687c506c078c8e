"""Long lists in pages of twenty: one numbered pager, one for lists that only grow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

MERGED_PAGES = 500  # each page reads all before it: nobody leafs further
PAGE_SIZE = 20  # rows: what a phone scrolls through without losing the place


@dataclass(frozen=True)
class Page:
    """The rows of one page and the links beside it; a link is empty where there is no such page.

    ``number``, ``pages`` and ``total`` are None in a list that is not counted; ``onward`` and ``to_start``
    are the words of its links, those of a list by time unless said otherwise.
    """

    rows: Sequence[Any]
    previous: str = ""
    next: str = ""
    number: int | None = None
    pages: int | None = None
    total: int | None = None
    onward: str = "更早的"
    to_start: str = "回到最新"

    @property
    def is_alone(self) -> bool:
        """Say whether everything fits here, so no pager is needed."""
        return not self.previous and not self.next


def numbered_page(request: HttpRequest, rows: QuerySet | Sequence[Any], size: int = PAGE_SIZE) -> Page:
    """Return the page that ``?page=`` names, the nearest one where it names none; two queries."""
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    return Page(
        rows=list(page.object_list),
        previous=_link(request, page=page.previous_page_number()) if page.has_previous() else "",
        next=_link(request, page=page.next_page_number()) if page.has_next() else "",
        number=page.number,
        pages=page.paginator.num_pages,
        total=page.paginator.count,
    )


def newest_page(request: HttpRequest, rows: QuerySet, *, key: str = "pk", size: int = PAGE_SIZE) -> Page:
    """Return the newest rows below ``?before=``, by a unique growing integer; one query.

    For lists that only grow (ledger, audit, messages): a row added meanwhile moves nothing.
    """
    before = request.GET.get("before", "")
    below = rows.filter(**{f"{key}__lt": int(before)}) if _is_number(before) else rows
    found = list(below.order_by(f"-{key}")[: size + 1])
    shown = found[:size]
    return Page(
        rows=shown,
        previous=_link(request, before=None) if _is_number(before) else "",
        next=_link(request, before=getattr(shown[-1], key)) if len(found) > size else "",
    )


def merged_page(
    request: HttpRequest, rows: Callable[[int, int], Sequence[Any]], size: int = PAGE_SIZE
) -> Page:
    """Return the page that ``?page=`` names of what ``rows(first, count)`` gives; nothing is counted.

    For rows of several places, which no one query has.
    """
    typed = request.GET.get("page", "")
    number = max(1, min(int(typed), MERGED_PAGES)) if _is_number(typed) else 1
    found = list(rows((number - 1) * size, size + 1))
    return Page(
        rows=found[:size],
        previous=_link(request, page=number - 1) if number > 1 else "",
        next=_link(request, page=number + 1) if len(found) > size and number < MERGED_PAGES else "",
    )


def _is_number(text: str) -> bool:
    # 18 digits always fit the database's bigint.
    return text.isascii() and text.isdigit() and len(text) <= 18


def _link(request: HttpRequest, **changes: int | None) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path
