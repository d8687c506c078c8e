"""Rows put into the books by hand, past the services, to see what the database says to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction

from ledger.models import Account, Book, Closing, Hold, Posting, Transaction
from tests.ledger.books import DAY, fire, state


def sql(statement: str, *params: object, using: str = "default") -> list[tuple]:
    with connections[using].cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def refused(rule: str, book: Book) -> Iterator[None]:
    """The deferred triggers refuse what the block did, by the name of the rule; nothing has changed."""
    fire()
    before = state(book)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():  # noqa: PT012
        yield
        fire()
    assert refused.value.__cause__.diag.constraint_name == rule
    assert state(book) == before


def raw_transaction(book: Book, **changes: object) -> int:
    """Return the id of a transaction put in by hand as the next of the book, with its head moved."""
    book = Book.objects.get(pk=book.pk)
    values = {
        "street_id": book.street_id,
        "estate_id": book.estate_id,
        "book": book,
        "seq": book.head_seq + 1,
        "key": f"raw{book.head_seq}",
        "body_hash": "f" * 64,
        "kind": "raw",
        "occurred_on": DAY,
        "memo": "",
        "n_legs": 2,
        "by_label": "raw",
        "prev_hash": book.head_hash,
        "hash": f"{book.head_seq + 1:064d}",
    }
    row = Transaction.objects.create(**values | changes)
    Book.objects.filter(pk=book.pk).update(head_seq=row.seq, head_hash=row.hash)
    return row.pk


def raw_legs(pk: int, *legs: tuple[Account, int], seq: int | None = None, follow: bool = True) -> None:
    """Put legs in by hand, and let the balances follow."""
    row = Transaction.objects.get(pk=pk)
    start = Posting.objects.filter(transaction=row).count() + 1
    for n, (account, amount) in enumerate(legs, start):
        Posting.objects.create(
            street_id=row.street_id,
            estate_id=row.estate_id,
            book_id=row.book_id,
            transaction=row,
            seq=row.seq if seq is None else seq,
            n=n,
            account=account,
            amount=amount,
        )
        if follow:
            sql(
                "UPDATE ledger_balance SET posted = posted + %s, seq = %s WHERE account_id = %s",
                account.sign * amount,
                row.seq,
                account.pk,
            )


def raw_closing(book: Book, through: date, seq: int, head_hash: str) -> None:
    Closing.objects.create(
        street_id=1, estate_id=11, book=book, through=through, seq=seq, head_hash=head_hash, report={},
        sha256="f" * 64, by_label="raw",
    )  # fmt: skip
    Book.objects.filter(pk=book.pk).update(closed_through=through)


def raw_change(
    held: Hold, kind: str, amount: int, transaction_id: int | None, *, shrink: bool = True
) -> None:
    sql(
        "INSERT INTO ledger_holdchange (street_id, estate_id, book_id, hold_id, kind, amount, transaction_id,"
        " changed_at, by_label) VALUES (1, 11, %s, %s, %s, %s, %s, now(), 'raw')",
        held.book_id, held.pk, kind, amount, transaction_id,
    )  # fmt: skip
    if shrink:
        sql(f"UPDATE ledger_hold SET {kind} = {kind} + %s", amount)
        sql("UPDATE ledger_balance SET held = held - %s WHERE account_id = %s", amount, held.account_id)
