"""Many at once, on real connections (trust.md M3, M5, M6, M14)."""

import random
from collections import Counter

import pytest

from core.errors import Refused
from ledger.errors import AlreadyReversed, InsufficientFunds, KeyReusedInBook
from ledger.models import Book, Hold, HoldChange, Posting, Transaction
from ledger.reports import balances
from ledger.services import hold, open_account, release, reverse
from ledger.verify import verify_street
from tenancy.scope import scope
from tests.ledger.books import DAY, Books, in_threads, make_books, pay_in, pay_out

BUDGET = 1_000_00
TENTH = BUDGET // 10


def _budget(number: int) -> Books:
    """Return the books with a source of its own that holds exactly the budget."""
    books = make_books()
    books.own = open_account(books.book, f"fund:{number}:own", "居民自筹", side="credit")
    pay_in(books, BUDGET, f"budget:{number}")
    return books


def _settled() -> None:
    """Everything is recomputed and agrees (M14: cached balances drift by 0 rows)."""
    assert [verdict.finding for verdict in verify_street(1)] == [None]


@pytest.mark.committed
@pytest.mark.slow
def test_a_budget_is_never_overspent_by_200_at_once():
    runs = 20
    with scope(1, 11):
        budgets = [_budget(number) for number in range(runs)]

    def approve_or_pay(run: int, number: int) -> str:
        books, key = budgets[run], f"{run}:{number}"
        if number % 2:
            hold(books.own, TENTH, key=key, memo="批准", by=None)
        else:
            pay_out(books, TENTH, key)
        return "passed"

    for run, results in enumerate(in_threads(200, runs, approve_or_pay)):
        assert Counter(map(str, results))["passed"] == 10
        refused = [result for result in results if result != "passed"]
        assert {type(result) for result in refused} == {InsufficientFunds}
        with scope(1, 11):
            line = balances(budgets[run].book)[budgets[run].own.code]
        assert (line.available, line.posted) == (0, line.held)
    _settled()


@pytest.mark.committed
@pytest.mark.slow
def test_a_form_sent_200_times_posts_once():
    with scope(1, 11):
        books = _budget(0)

    def send(run: int, number: int) -> int:
        if run == 0:
            return pay_out(books, TENTH, "form").pk
        return hold(books.own, TENTH, key="form", memo="批准", by=None).pk

    posted, held = in_threads(200, 2, send)

    assert (len(set(posted)), len(set(held))) == (1, 1)
    with scope(1, 11):
        assert (Transaction.objects.count(), Posting.objects.count()) == (2, 4)
        assert Hold.objects.count() == 1
    _settled()


@pytest.mark.committed
def test_a_key_with_other_content_is_refused_to_all_but_one():
    with scope(1, 11):
        books = _budget(0)

    (results,) = in_threads(50, 1, lambda run, number: pay_out(books, number + 1, "form").pk)

    assert Counter(type(result) for result in results) == {int: 1, KeyReusedInBook: 49}
    _settled()


@pytest.mark.committed
def test_fifty_reverse_one_transaction_once():
    with scope(1, 11):
        books = _budget(0)
        paid = pay_out(books, TENTH, "b")

    def take_back(run: int, number: int) -> int:
        return reverse(paid, reason="mistake", key=f"r{number}", occurred_on=DAY, by=None).pk

    (results,) = in_threads(50, 1, take_back)

    assert Counter(type(result) for result in results) == {int: 1, AlreadyReversed: 49}
    with scope(1, 11):
        assert balances(books.book)["bank"].posted == BUDGET
    _settled()


@pytest.mark.committed
def test_a_hold_is_drawn_and_released_by_many_but_never_beyond_it():
    with scope(1, 11):
        books = _budget(0)
        held = hold(books.own, BUDGET, key="h", memo="批准", by=None)

    def use(run: int, number: int) -> str:
        if number % 2:
            pay_out(books, TENTH, f"p{number}", hold=held)
        else:
            release(held, amount=TENTH, by=None)
        return "passed"

    (results,) = in_threads(30, 1, use)

    assert results.count("passed") == 10
    with scope(1, 11):
        assert (Hold.objects.get().remaining, HoldChange.objects.count()) == (0, 10)
    _settled()


def _one_of_many(books: Books, dice: random.Random, key: str) -> None:
    """Do one thing that people do with books; a refusal is a fine answer."""
    what = dice.choice(["in", "out", "hold", "draw", "release", "reverse"])
    amount = dice.randint(1, 500)
    try:
        if what == "in":
            pay_in(books, amount, key, to=dice.choice([books.own, books.grant]))
        elif what == "out":
            pay_out(books, amount, key)
        elif what == "hold":
            hold(books.own, amount, key=key, memo="批准", by=None)
        elif what == "reverse":
            done = dice.choice(list(Transaction.objects.order_by("-seq")[:20]))
            reverse(done, reason="mistake", key=key, occurred_on=DAY, by=None)
        elif held := Hold.objects.filter(account=books.own).order_by("-id").first():
            if what == "draw":
                pay_out(books, min(amount, held.amount), key, hold=held)
            else:
                release(held, by=None)
    except Refused:
        pass


@pytest.mark.committed
@pytest.mark.slow
def test_a_mixed_load_leaves_no_drift():
    with scope(1, 11):
        books = _budget(0)

    def work(run: int, number: int) -> str:
        dice = random.Random(number)
        for done in range(40):
            with scope(1, 11):
                _one_of_many(books, dice, f"{number}:{done}")
        return "done"

    (done,) = in_threads(8, 1, work, scoped=False)

    assert done == ["done"] * 8
    with scope(1, 11):
        assert Book.objects.get().head_seq > 50
    _settled()
