"""Ten thousand unbalanced transactions, and a thousand after a closed month (trust.md M1, M7)."""

import random
from datetime import timedelta

import psycopg
import pytest
from django.db import connections

from core import clock
from ledger.models import Book, Closing
from ledger.services import close_period
from ledger.verify import verify_book, verify_street
from tenancy.scope import scope
from tests.ledger.books import DAY, make_books, pay_in, state
from tests.ledger.raw import sql

ATTEMPT = """
BEGIN;
SELECT set_config('tongxin.street', '1', true), set_config('tongxin.estate', '11', true);
WITH head AS (SELECT * FROM ledger_book WHERE id = {book}),
t AS (INSERT INTO ledger_transaction (street_id, estate_id, book_id, seq, key, body_hash, kind, occurred_on,
    memo, subject, n_legs, n_draws, reason, posted_at, by_label, prev_hash, hash)
    SELECT 1, 11, id, head_seq + 1, 'raw', '', 'raw', '2026-11-05', '', '', {n_legs}, 0, '', now(), 'raw',
    head_hash, repeat('b', 64) FROM head RETURNING id, seq)
INSERT INTO ledger_posting (street_id, estate_id, book_id, transaction_id, seq, n, account_id, amount)
    SELECT 1, 11, {book}, t.id, t.seq, l.n, l.account, l.amount
    FROM t, (VALUES {legs}) l (n, account, amount) WHERE l.amount <> 0;
UPDATE ledger_balance b SET posted = posted + CASE a.side WHEN 'debit' THEN s.sum ELSE -s.sum END, seq = s.seq
    FROM ledger_account a, (SELECT account_id, sum(amount), max(seq) seq FROM ledger_posting
    WHERE transaction_id = (SELECT id FROM ledger_transaction WHERE key = 'raw') GROUP BY account_id) s
    WHERE a.id = b.account_id AND s.account_id = a.id;
UPDATE ledger_book SET head_seq = head_seq + 1, head_hash = repeat('b', 64) WHERE id = {book};
{last}
COMMIT
"""
LATE = """
BEGIN;
SELECT set_config('tongxin.street', '1', true), set_config('tongxin.estate', '11', true);
INSERT INTO ledger_posting (street_id, estate_id, book_id, transaction_id, seq, n, account_id, amount)
    SELECT 1, 11, {book}, (SELECT min(id) FROM ledger_transaction), 1, l.n + 2, l.account, l.amount
    FROM (VALUES {legs}) l (n, account, amount);
COMMIT
"""


def _attempt(dice: random.Random, book: int, accounts: list[int]) -> str:
    """Return SQL that would leave a transaction unbalanced: by sum, by count, late, or out of sight."""
    legs = [(n, dice.choice(accounts), dice.randint(-9, 9) * 100) for n in range(1, dice.randint(1, 6) + 1)]
    real = [amount for _, _, amount in legs if amount]
    last, n_legs = "", max(len(real), 2)
    if len(real) == n_legs and sum(real) == 0:
        last = dice.choice(["", "SELECT set_config('tongxin.street', '', true);"])
        n_legs += 0 if last else dice.choice([1, 2])
    if dice.random() < 0.1:
        amount = dice.randint(1, 9)
        pair = f"(1, {accounts[0]}, {amount}), (2, {accounts[1]}, {-amount})"
        return LATE.format(book=book, legs=pair)
    values = ", ".join(f"({n}, {account}, {amount})" for n, account, amount in legs)
    return ATTEMPT.format(book=book, n_legs=n_legs, legs=values, last=last)


@pytest.mark.committed
@pytest.mark.slow
@pytest.mark.parametrize("role", ["default", "owner"])
def test_no_unbalanced_transaction_of_10000_is_committed(role):
    with scope(1, 11):
        books = make_books()
        pay_in(books, 1_000_000, "a", to=books.own)
        pay_in(books, 1_000_000, "b", to=books.grant)
        before = state(books.book)
    accounts = [books.bank.pk, books.own.pk, books.grant.pk]
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201
    dice, committed, codes = random.Random(seed), [], set()
    settings = connections[role].get_connection_params()
    settings = {name: settings[name] for name in ("dbname", "user", "password", "host", "port")}
    with psycopg.connect(**settings, autocommit=True) as raw:
        for _ in range(5_000):
            attempt = _attempt(dice, books.book.pk, accounts)
            try:
                raw.execute(attempt, prepare=False)
                committed.append(attempt)
            except psycopg.errors.CheckViolation as refused:
                codes.add(refused.diag.constraint_name)
                raw.rollback()

    assert committed == []
    assert "transaction_balanced" in codes
    with scope(1, 11):
        assert state(books.book) == before
        assert sql("SELECT sum(amount) FROM ledger_posting") == [(0,)]
        assert verify_book(Book.objects.get(pk=books.book.pk)).finding is None


@pytest.mark.committed
@pytest.mark.slow
def test_a_closed_month_stays_what_it_was_after_a_thousand_transactions():
    with scope(1, 11), clock.travel_to(2026, 11, 20):
        books = make_books()
        pay_in(books, 1000, "a")
        sealed = close_period(books.book, DAY, report={"收入": 1000, "明细": [["a", 1000]]}, by=None)
    for batch in range(50):
        with scope(1, 11):
            for number in range(20):
                pay_in(books, 1, f"{batch}:{number}", on=DAY + timedelta(days=1 + number))

    with scope(1, 11):
        closing = Closing.objects.get()
        assert (closing.sha256, closing.report) == (sealed.sha256, sealed.report)
    (verdict,) = verify_street(1)
    assert (verdict.finding, verdict.transactions, verdict.postings) == (None, 1001, 2002)
