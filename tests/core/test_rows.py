"""Statements of single rows: what they write is what the ORM reads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from core.rows import columns, find, insert, locked, row_of, update
from ledger.models import Account, Book
from ledger.services import open_book
from tenancy.models import AuditEntry, Estate, Job
from tenancy.scope import scope
from tests.cast import Cast


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


def test_find_gives_the_rows_with_these_values_and_reads_their_json(in_estate, django_assert_num_queries):
    for key, kind in (("2", "一"), ("1", "一"), ("3", "二")):
        insert(Job(kind=kind, key=key, args={"a": [key]}))

    with django_assert_num_queries(1):
        found = find(Job, kind="一", estate_id=11)
        assert [(job.key, job.args, job.token) for job in found] == [
            ("2", {"a": ["2"]}, None),
            ("1", {"a": ["1"]}, None),
        ]
    assert find(Job, kind="一", estate_id=12) == []


def test_find_keeps_the_order_of_the_model(in_estate):
    estates = find(Estate, street_id=1)

    assert [estate.slug for estate in estates] == list(
        Estate.objects.filter(street_id=1).order_by("sort_key", "id").values_list("slug", flat=True)
    )
    assert len(estates) == 2


def test_locked_gives_the_row_as_it_stands_now(in_estate):
    job = Job(kind="示例", key="1", args={"a": 1})
    insert(job)
    Job.objects.update(attempts=7)

    found = locked(job)

    assert (found, found.attempts, found.args, job.attempts) == (job, 7, {"a": 1}, 0)


def test_locked_refuses_a_row_out_of_sight(book: Book):
    with pytest.raises(Book.DoesNotExist):
        locked(Book(pk=book.pk + 1_000))


@pytest.mark.committed
def test_nobody_else_gets_hold_of_a_locked_row(cast: Cast):
    with scope(1, 11):
        book = open_book(street_id=1, estate_id=11)

    def elsewhere() -> bool:
        try:
            with scope(1, 11):
                return bool(Book.objects.select_for_update(skip_locked=True).filter(pk=book.pk))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with scope(1, 11):
            locked(book)
            assert pool.submit(elsewhere).result() is False
        assert pool.submit(elsewhere).result() is True


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
