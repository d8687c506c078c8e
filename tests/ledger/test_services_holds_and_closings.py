"""ledger/services.py: what holds reserve and give back, and what closing a period seals."""

from datetime import date

import pytest

from core import clock
from ledger.errors import HoldExhausted, InsufficientFunds, KeyReusedInBook, PeriodClosed, PeriodNotOver
from ledger.models import NO_HASH, Book, Closing, HoldChange
from ledger.reports import BalanceLine, balances
from ledger.services import close_period, hold, release
from ledger.verify import verify_book
from tests.cast import Cast
from tests.ledger.books import Books, audit, fire, pay_in, pay_out, refuses

OCTOBER = date(2026, 10, 31)


def test_hold_takes_from_what_is_available_only(cast: Cast, books: Books):
    pay_in(books, 1000, "a")

    held = hold(books.own, 600, key="h", memo="批准", subject="funds.expense:3", by=cast.chair)
    fire()

    assert balances(books.book)["fund:1:own"] == BalanceLine(1000, 600, 400)
    assert (held.amount, held.drawn, held.released, held.subject) == (600, 0, 0, "funds.expense:3")
    assert audit()[-1] == (
        "ledger.hold_placed",
        "物管委主任 冯示例chair",
        {"account": "fund:1:own", "amount": 600},
    )


def test_hold_refuses_more_than_is_available(books: Books):
    pay_in(books, 1000, "a")
    hold(books.own, 600, key="h", memo="批准", by=None)

    refused = refuses(books, InsufficientFunds, lambda: hold(books.own, 401, key="i", memo="批准", by=None))

    assert (refused.details["available"], refused.details["needed"]) == (400, 401)


def test_hold_again_under_its_key_returns_what_is_there(books: Books):
    pay_in(books, 1000, "a")
    held = hold(books.own, 600, key="h", memo="批准", by=None)

    assert hold(books.own, 600, key="h", memo="批准", by=None).pk == held.pk
    refuses(books, KeyReusedInBook, lambda: hold(books.own, 601, key="h", memo="批准", by=None))


@pytest.mark.parametrize(("amount", "error"), [(0, ValueError), (-1, ValueError), (1.0, TypeError)])
def test_hold_and_release_take_whole_amounts_above_zero(books: Books, amount, error):
    pay_in(books, 1000, "a")
    held = hold(books.own, 600, key="h", memo="批准", by=None)

    refuses(books, error, lambda: hold(books.own, amount, key="i", memo="批准", by=None))
    refuses(books, error, lambda: release(held, amount=amount, by=None))


def test_release_gives_a_part_back_and_then_the_rest(cast: Cast, books: Books):
    pay_in(books, 1000, "a")
    held = hold(books.own, 600, key="h", memo="批准", by=None)

    part = release(held, amount=100, by=cast.chair)
    fire()
    assert (part.remaining, balances(books.book)["fund:1:own"]) == (500, BalanceLine(1000, 500, 500))

    rest = release(held, by=cast.chair)
    fire()
    assert (rest.remaining, balances(books.book)["fund:1:own"]) == (0, BalanceLine(1000, 0, 1000))
    assert list(HoldChange.objects.order_by("id").values_list("kind", "amount", "transaction")) == [
        ("released", 100, None),
        ("released", 500, None),
    ]
    assert audit()[-1] == ("ledger.hold_released", "物管委主任 冯示例chair", {"amount": 500})


@pytest.mark.parametrize("amount", [1, None])
def test_release_frees_nothing_twice(books: Books, amount):
    pay_in(books, 1000, "a")
    held = hold(books.own, 600, key="h", memo="批准", by=None)
    release(held, by=None)

    refuses(books, HoldExhausted, lambda: release(held, amount=amount, by=None))


def test_release_refuses_what_was_drawn(books: Books):
    pay_in(books, 1000, "a")
    held = hold(books.own, 600, key="h", memo="批准", by=None)
    pay_out(books, 400, "b", hold=held)

    refuses(books, HoldExhausted, lambda: release(held, amount=201, by=None))


def test_close_period_freezes_the_report_with_its_place_in_the_chain(cast: Cast, books: Books):
    posted = pay_in(books, 1000, "a", on=OCTOBER)
    with clock.travel_to(2026, 11, 3):
        closing = close_period(books.book, OCTOBER, report={"收入": [1000]}, by=cast.treasurer)
    fire()

    closing = Closing.objects.get(pk=closing.pk)
    assert (closing.through, closing.seq, closing.head_hash) == (OCTOBER, 1, posted.hash)
    assert closing.report == {"收入": [1000]}
    assert Book.objects.get().closed_through == OCTOBER
    assert verify_book(Book.objects.get()).finding is None
    assert audit()[-1] == (
        "ledger.period_closed",
        "物管委财务委员 冯示例treasurer",
        {"through": "2026-10-31", "seq": 1},
    )


def test_close_period_closes_an_empty_book_and_one_month_after_the_other(books: Books):
    with clock.travel_to(2026, 11, 3):
        close_period(books.book, date(2026, 9, 30), report={}, by=None)
        close_period(books.book, OCTOBER, report={}, by=None)
    fire()

    assert list(Closing.objects.values_list("through", "seq", "head_hash")) == [
        (date(2026, 9, 30), 0, NO_HASH),
        (OCTOBER, 0, NO_HASH),
    ]


def test_close_period_can_follow_a_late_posting_in_the_same_transaction(books: Books):
    with clock.travel_to(2026, 11, 3):
        pay_in(books, 1000, "a", on=OCTOBER)
        close_period(books.book, OCTOBER, report={}, by=None)
        pay_in(books, 500, "b", on=date(2026, 11, 1))
    fire()

    assert Closing.objects.get().seq == 1


@pytest.mark.parametrize("through", [date(2026, 11, 3), date(2026, 11, 4)])
def test_close_period_refuses_a_day_that_is_not_over(books: Books, through):
    with clock.travel_to(2026, 11, 3, 23, 59):
        refused = refuses(books, PeriodNotOver, lambda: close_period(books.book, through, report={}, by=None))

    assert str(refused) == f"2026年11月{through.day}日还没有过完，不能结账。"


@pytest.mark.parametrize("through", [OCTOBER, date(2026, 9, 30)])
def test_close_period_refuses_what_is_closed(books: Books, through):
    with clock.travel_to(2026, 11, 3):
        close_period(books.book, OCTOBER, report={"a": 1}, by=None)

        refuses(books, PeriodClosed, lambda: close_period(books.book, through, report={}, by=None))
    assert Closing.objects.get().report == {"a": 1}


def test_close_period_takes_no_floats(books: Books):
    with clock.travel_to(2026, 11, 3):
        refuses(books, TypeError, lambda: close_period(books.book, OCTOBER, report={"a": 0.1}, by=None))
