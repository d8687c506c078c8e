"""Runs figures by name, in the order in which they are printed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from django.core.management import call_command
from django.db import connections

from benchmarks import books, pages, prints
from benchmarks.data import Data, fill, fill_directory
from benchmarks.databases import fill_bare
from benchmarks.measure import Figure
from benchmarks.queries import counted
from benchmarks.rosters import rosters
from benchmarks.sites import serve
from benchmarks.starting import second_up
from tenancy.operations import grant_defaults
from tests.cast import make_cast

WITHOUT_SITES: dict[str, Callable[[Data, int], Figure]] = {
    "ledger_post": lambda data, rounds: books.ledger_post(rounds),
    "statement": lambda data, rounds: books.statement(rounds),
    "pdf": lambda data, rounds: prints.disclosure(data.cast, rounds),
}


def migrated() -> None:
    """Bring the empty database of the run to where the code is."""
    grant_defaults(connections["owner"])
    call_command("migrate", database="owner", verbosity=0, interactive=False)


def figures(names: Sequence[str], rounds: int) -> Iterator[Figure]:
    """Yield the figures as they are measured."""
    if set(names) != {"start"}:
        migrated()
        data = fill()
        if set(names) & set(pages.NAMES):
            yield from _of_pages(names, rounds, data)
        yield from (WITHOUT_SITES[name](data, rounds) for name in WITHOUT_SITES if name in names)
        if "import" in names:
            yield from rosters(rounds)
    if "start" in names:
        yield second_up()


def query_counts() -> list[dict[str, Any]]:
    """Return how many statements each page sends, in a database with nothing but a cast and its projects."""
    migrated()
    fill_directory()
    return [count.as_json() for count in counted(make_cast())]


def _of_pages(names: Sequence[str], rounds: int, data: Data) -> Iterator[Figure]:
    with ExitStack() as stack:
        session = fill_bare()
        sites = pages.Sites(
            stack.enter_context(serve("tongxin.wsgi:application", "/livez")),
            stack.enter_context(serve("benchmarks.bare.wsgi:application", pages.BARE_ROWS)),
            data,
            session,
        )
        yield from pages.figures(names, rounds, sites)
