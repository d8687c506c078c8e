"""Statements of single rows: what they write is what the ORM reads."""

import pytest
from django.db import connection

from core.rows import columns, insert, row_of, update
from ledger.models import Account, Book
from ledger.services import open_book
from tenancy.models import AuditEntry, Job


@pytest.fixture
def book(in_estate) -> Book:
    return open_book(street_id=1, estate_id=11)


def test_insert_writes_every_field_and_gives_each_row_its_key(book: Book):
    place = {"street_id": 1, "estate_id": 11, "book": book}
    rows = [Account(**place, code=code, name="示例", side=Account.Side.CREDIT) for code in ("a", "b")]

    insert(*rows)

    found = list(Account.objects.filter(book=book).order_by("code"))
    assert found == rows and [row.code for row in found] == ["a", "b"]
    assert [(row.side, row.name, row.estate_id) for row in found] == [("credit", "示例", 11)] * 2
    assert not any(row._state.adding for row in rows)


def test_insert_keeps_json_and_what_is_unknown(book: Book):
    entry = AuditEntry(action="示例", subject="示例", actor="系统")
    entry.details = {"a": [1]}

    insert(entry)

    assert AuditEntry.objects.values("estate_id", "subject_id", "details").get(pk=entry.pk) == {
        "estate_id": 11,
        "subject_id": None,
        "details": {"a": [1]},
    }


def test_columns_are_what_row_of_takes(book: Book, django_assert_num_queries):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns(Book, 'b')} FROM ledger_book b WHERE b.id = %s", [book.pk])
        found = row_of(Book, cursor.fetchone())

    with django_assert_num_queries(0):
        assert (found, found.asset, found.head_hash) == (book, "CNY", book.head_hash)


def test_update_writes_the_named_field_and_no_other(in_estate):
    job = Job(kind="示例", key="1")
    insert(job)
    job.attempts, job.error = 3, "没有写下"

    update(job, "attempts")

    assert Job.objects.values_list("attempts", "error").get(pk=job.pk) == (3, "")


def test_update_of_a_row_out_of_sight_is_refused_and_changes_nothing(book: Book):
    with pytest.raises(Book.DoesNotExist):
        update(Book(pk=book.pk + 1_000, head_seq=1), "head_seq")

    book.refresh_from_db()
    assert book.head_seq == 0
