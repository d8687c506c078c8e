"""No row of the books can be changed or taken away, by the runtime role nor by the owner (trust.md M2)."""

import pytest
from django.apps import apps
from django.db import transaction
from django.db.utils import DatabaseError

from core import clock
from ledger.services import close_period, hold, release
from tenancy.scope import scope
from tests.ledger.books import DAY, Books, fire, make_books, pay_in, pay_out, state
from tests.ledger.raw import sql

TABLES = sorted(model._meta.db_table for model in apps.get_app_config("ledger").get_models())
OPEN_COLUMNS = {
    "ledger_book": {"head_seq", "head_hash", "closed_through"},
    "ledger_balance": {"posted", "held", "seq"},
    "ledger_hold": {"drawn", "released"},
}


def _columns() -> list[tuple[str, str]]:
    return sql(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_name = ANY(%s)"
        " ORDER BY table_name, ordinal_position",
        TABLES,
    )


def a_row_everywhere() -> Books:
    with clock.travel_to(2026, 11, 20):
        books = make_books()
        pay_in(books, 1000, "a")
        held = hold(books.own, 600, key="h", memo="批准", by=None)
        pay_out(books, 100, "b", hold=held)
        release(held, amount=100, by=None)
        close_period(books.book, DAY, report={"a": 1}, by=None)
    fire()
    return books


def test_no_ledger_row_can_be_changed_by_the_runtime_role(in_estate):
    books = a_row_everywhere()
    before = state(books.book)
    attempts = [
        f'UPDATE {table} SET "{column}" = "{column}"'
        for table, column in _columns()
        if column not in OPEN_COLUMNS.get(table, ())
    ]
    for table in TABLES:
        attempts += [f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE", f"DROP TABLE {table} CASCADE"]
        attempts += [
            f"ALTER TABLE {table} {verb}" for verb in ("DISABLE TRIGGER ALL", "NO FORCE ROW LEVEL SECURITY")
        ]
    attempts += ["SET session_replication_role = replica", "DROP FUNCTION ledger_balanced CASCADE"]

    codes = {}
    for attempt in attempts:
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            sql(attempt)
        codes[attempt] = refused.value.__cause__.sqlstate

    assert {attempt: code for attempt, code in codes.items() if code != "42501"} == {}
    assert len(codes) > 100
    assert state(books.book) == before


@pytest.mark.committed
def test_no_ledger_row_can_be_changed_or_taken_away_by_the_owner():
    with scope(1, 11):
        books = a_row_everywhere()
        before = state(books.book)
    refused = 0
    for table in TABLES:
        statements = [f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"]
        if table not in OPEN_COLUMNS:
            statements += [f"UPDATE {table} SET street_id = street_id"]
        for statement in statements:
            with pytest.raises(DatabaseError, match="append-only"), scope(1, using="owner"):
                sql(statement, using="owner")
            refused += 1

    assert refused == 2 * len(TABLES) + len(TABLES) - 3
    with scope(1, 11):
        assert state(books.book) == before
