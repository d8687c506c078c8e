"""A small set of books to play with; every function wants an open scope."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from ledger.models import Account, Book, Hold, Posting, Transaction
from ledger.reports import balances
from ledger.services import Draw, Leg, open_account, open_book, post
from tenancy.models import AuditEntry
from tenancy.scope import scope

DAY = date(2026, 11, 5)


@dataclass
class Books:
    """The bank, one fund with two sources, and what an estate's book is; all with floor 0."""

    book: Book
    bank: Account
    grant: Account
    own: Account


def make_books(estate_id: int | None = 11, asset: str = "CNY") -> Books:
    """Return the books of an estate of street 1 with nothing on any account."""
    book = open_book(street_id=1, estate_id=estate_id, asset=asset)
    return Books(
        book,
        open_account(book, "bank", "银行存款", side="debit"),
        open_account(book, "fund:1:grant", "激励资金", side="credit"),
        open_account(book, "fund:1:own", "居民自筹", side="credit"),
    )


def pay_in(books: Books, amount: int, key: str, *, to: Account | None = None, on: date = DAY) -> Transaction:
    """Return the transaction by which ``amount`` came into a source of the fund."""
    legs = [Leg(books.bank, amount), Leg(to or books.own, -amount)]
    return post(books.book, kind="contribution", occurred_on=on, legs=legs, key=key, memo="收款", by=None)


def pay_out(books: Books, amount: int, key: str, *, hold: Hold | None = None, on: date = DAY) -> Transaction:
    """Return the transaction by which ``amount`` was spent, drawing ``hold`` if there is one."""
    legs = [Leg(books.bank, -amount), Leg(books.own, amount)]
    draws = [Draw(hold, amount)] if hold else []
    return post(
        books.book, kind="expense", occurred_on=on, legs=legs, draws=draws, key=key, memo="付款", by=None
    )


def state(book: Book) -> tuple:
    """Return everything that a refusal must leave as it was."""
    lines = {code: (line.posted, line.held) for code, line in balances(book).items()}
    book = Book.objects.get(pk=book.pk)
    counts = (Transaction.objects.count(), Posting.objects.count(), AuditEntry.objects.count())
    holds = list(Hold.objects.order_by("pk").values_list("amount", "drawn", "released"))
    return lines, (book.head_seq, book.head_hash, book.closed_through), counts, holds


def audit() -> list[tuple[str, str, dict]]:
    """Return action, actor and details of what the ledger's services recorded, in order."""
    rows = AuditEntry.objects.filter(action__startswith="ledger.").order_by("id")
    return list(rows.values_list("action", "actor", "details"))


def refuses(books: Books, refusal: type[Exception], call: Callable[[], object]) -> Exception:
    """Return the refusal that ``call`` raises; it leaves everything as it was."""
    before = state(books.book)
    with pytest.raises(refusal) as refused:
        call()
    assert state(books.book) == before
    return refused.value


def fire() -> None:
    """Let the deferred triggers look now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def in_threads(
    count: int, runs: int, work: Callable[[int, int], object], *, scoped: bool = True
) -> list[list[object]]:
    """Return, run by run, what ``work(run, number)`` gave or raised in ``count`` threads at once.

    Each thread has its own connection, and each call its own scope and transaction, unless it opens them.
    """
    barrier, results = Barrier(count), [[None] * count for _ in range(runs)]

    def loop(number: int) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
            for run in range(runs):
                barrier.wait()
                try:
                    with scope(1, 11) if scoped else nullcontext():
                        results[run][number] = work(run, number)
                except Exception as refused:
                    results[run][number] = refused
        finally:
            connections.close_all()

    threads = [Thread(target=loop, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
