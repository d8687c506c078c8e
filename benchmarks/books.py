"""The figures of books: a posting against its rows by hand, a month of a small and a large book."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, connections

from benchmarks.data import ESTATE, STREET, first_of_month
from benchmarks.measure import Figure, compared, median_of, turn_by_turn
from core import clock
from funds import books
from funds.models import Fund, Source
from funds.reports import monthly_statement
from ledger.models import Account, Book
from ledger.services import Leg, post
from tenancy.models import Estate
from tenancy.scope import scope

FILLING = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
SMALL, LARGE = 2_500, 25_000  # transactions of two postings each
OTHER_ESTATE = 12
TIMES = 10
BY_HAND = (
    "SELECT id FROM ledger_book WHERE id = %(book)s FOR NO KEY UPDATE",
    """INSERT INTO ledger_transaction (street_id, estate_id, book_id, seq, key, body_hash, kind, occurred_on,
       memo, subject, n_legs, n_draws, reason, posted_at, by_label, prev_hash, hash)
       SELECT street_id, estate_id, id, head_seq + 1, %(key)s, '', 'bench', %(day)s, '一笔', '', 2, 0, '',
       now(), '系统', head_hash, lpad((head_seq + 1)::text, 64, 'x') FROM ledger_book WHERE id = %(book)s
       RETURNING id, seq, hash""",
    """INSERT INTO ledger_posting (street_id, estate_id, book_id, transaction_id, seq, n, account_id, amount)
       VALUES (%(street)s, %(estate)s, %(book)s, %(id)s, %(seq)s, 1, %(bank)s, 100),
              (%(street)s, %(estate)s, %(book)s, %(id)s, %(seq)s, 2, %(source)s, -100)""",
    """UPDATE ledger_balance SET posted = posted + 100, seq = %(seq)s
       WHERE account_id IN (%(bank)s, %(source)s)""",
    "UPDATE ledger_book SET head_seq = %(seq)s, head_hash = %(hash)s WHERE id = %(book)s",
    """INSERT INTO tenancy_auditentry (street_id, estate_id, at, action, subject, subject_id, actor, details)
       VALUES (%(street)s, %(estate)s, now(), 'bench', 'ledger.transaction', %(id)s, '系统', '{}')""",
)


class Place:
    """A book of an estate with its bank and one source of its general fund."""

    def __init__(self, estate_id: int) -> None:
        self.estate_id = estate_id
        with scope(STREET, estate_id):
            fund = books.general_fund_of(STREET, estate_id)
            self.book: Book = books.estate_book(fund)
            self.bank: Account = books.bank(self.book)
            self.source: Account = books.source_account(self.book, Fund.objects.get(pk=fund.pk), Source.SELF)
            self.estate = Estate.objects.select_related("street", "community").get(pk=estate_id)

    @property
    def keys(self) -> dict[str, Any]:
        """What the statements by hand are told."""
        ids = {"book": self.book.pk, "bank": self.bank.pk, "source": self.source.pk}
        return {"street": STREET, "estate": self.estate_id, **ids}

    def fill(self, transactions: int) -> None:
        """Put so many transactions into the empty book, in one transaction of the database."""
        values = {**self.keys, "n": transactions, "month": first_of_month()}
        with scope(STREET, self.estate_id), connection.cursor() as cursor:
            for statement in FILLING.split(";\n")[:-1]:
                cursor.execute(statement, values)


def ledger_post(rounds: int) -> Figure:
    """Return how fast a transaction is posted, as a share of the speed of the same rows by hand."""
    place, numbers = Place(ESTATE), itertools.count()

    def ours() -> None:
        legs = [Leg(place.bank, 100), Leg(place.source, -100)]
        key, day = f"ours:{next(numbers)}", clock.today()
        with scope(STREET, ESTATE):
            post(place.book, kind="bench", occurred_on=day, legs=legs, key=key, memo="一笔", by=None)

    def by_hand() -> None:
        values = {**place.keys, "key": f"hand:{next(numbers)}", "day": clock.today()}
        with scope(STREET, ESTATE), connection.cursor() as cursor:
            for statement in BY_HAND:
                cursor.execute(statement, values)
                if "RETURNING" in statement:
                    values |= dict(zip(("id", "seq", "hash"), cursor.fetchone(), strict=True))

    costs = turn_by_turn(median_of(ours, TIMES), median_of(by_hand, TIMES), rounds)
    return compared("ledger_post", *costs, bound=0.5, at_least=True)


def statement(rounds: int) -> Figure:
    """Return what the month of a book of 50,000 postings costs against the same month of one of 5,000."""
    small, large = Place(OTHER_ESTATE), Place(OTHER_ESTATE + 1)
    small.fill(SMALL)
    large.fill(LARGE)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    costs = turn_by_turn(median_of(_month(large), TIMES), median_of(_month(small), TIMES), rounds)
    return compared("statement", *costs, bound=1.5, note="50,000 postings against 5,000, 200 in the month")


def _month(place: Place) -> Callable[[], None]:
    def compute() -> None:
        with scope(STREET, place.estate_id):
            monthly_statement(place.estate, first_of_month())

    return compute
