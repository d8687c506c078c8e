"""A small history of a book, and somebody who owns the database and changes it."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import connections

from core import clock
from ledger.models import Balance
from ledger.services import close_period, hold, release, reverse
from tenancy.scope import scope
from tests.ledger.books import Books, make_books, pay_in, pay_out

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
TABLES = [model._meta.db_table for model in apps.get_app_config("ledger").get_models()]
CHANGED = "第 2 笔：内容被改动（日期、摘要、对象、分录、支用或红冲）"


@dataclass
class Ids:
    """The rows that are tampered with."""

    books: Books
    paid: int
    late: int
    held: int
    own: int


def history() -> Ids:
    """Two closed months with income, a payment from a hold, a reversal; then two more transactions."""
    with scope(1, 11), clock.travel_to(2026, 11, 20):
        books = make_books()
        pay_in(books, 1000, "a", on=SEPTEMBER)
        close_period(books.book, SEPTEMBER, report={"收入": 1000}, by=None)
        held = hold(books.own, 600, key="h", memo="车棚雨布", by=None)
        paid = pay_out(books, 400, "b", hold=held, on=OCTOBER)
        release(held, amount=50, by=None)
        close_period(books.book, OCTOBER, report={"支出": 400}, by=None)
        late = pay_in(books, 7, "c", on=date(2026, 11, 2))
        reverse(late, reason="mistake", key="r", occurred_on=date(2026, 11, 3), by=None)
        pay_in(books, 30, "d", on=date(2026, 11, 4))
        own = Balance.objects.get(account=books.own)
        return Ids(books, paid.pk, late.pk, held.pk, own.pk)


def tamper(*statements: str) -> None:
    """Run ``statements`` as the owner, with the triggers of all ledger tables off."""
    with scope(1, 11, using="owner"), connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
