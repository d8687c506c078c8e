from datetime import date

import pytest

from core import clock
from core.errors import AmountTooLarge
from core.money import MAX_FEN
from ledger.errors import (
    AlreadyReversed,
    HoldExhausted,
    InsufficientFunds,
    KeyReusedInBook,
    PeriodClosed,
    ReversalIsFinal,
    Unbalanced,
)
from ledger.models import NO_HASH, Balance, Book, Hold, HoldChange
from ledger.reports import BalanceLine, balances
from ledger.services import (
    Draw,
    Leg,
    close_period,
    hold,
    lock_books,
    open_account,
    open_book,
    post,
    reverse,
)
from tests.cast import Cast
from tests.ledger.books import DAY, Books, audit, fire, make_books, pay_in, pay_out, refuses, state

OCTOBER = date(2026, 10, 31)


def test_open_book_returns_the_one_book_of_a_place_and_asset(in_street):
    of_street = open_book(street_id=1, estate_id=None)
    of_estate = open_book(street_id=1, estate_id=11)
    of_points = open_book(street_id=1, estate_id=11, asset="points")

    assert len({of_street.pk, of_estate.pk, of_points.pk}) == 3
    assert (of_street.estate_id, of_estate.asset, of_points.asset) == (None, "CNY", "points")
    assert (of_estate.head_seq, of_estate.head_hash, of_estate.closed_through) == (0, NO_HASH, None)
    assert open_book(street_id=1, estate_id=None).pk == of_street.pk
    assert [row[0] for row in audit()] == ["ledger.book_opened"] * 3


def test_open_book_knows_no_other_asset(in_estate):
    with pytest.raises(ValueError, match="USD"):
        open_book(street_id=1, estate_id=11, asset="USD")


def test_open_account_returns_the_one_account_of_a_code(cast: Cast, in_estate):
    book = open_book(street_id=1, estate_id=11)
    bank = open_account(book, "bank", "银行存款", side="debit", by=cast.cashier)
    again = open_account(book, "bank", "另一个名字", side="debit", floor=None)
    fire()

    assert (again.pk, again.name, again.side) == (bank.pk, "银行存款", "debit")
    row = Balance.objects.get(account=bank)
    assert (row.posted, row.held, row.floor, row.seq) == (0, 0, 0, 0)
    assert audit()[1:] == [("ledger.account_opened", "代管出纳 陈示例出纳", {"code": "bank"})]


def test_open_account_refuses_the_other_side(books: Books):
    refuses(books, ValueError, lambda: open_account(books.book, books.bank.code, "银行存款", side="credit"))


def test_lock_books_returns_fresh_rows_in_the_order_asked_for(in_street):
    first, second = make_books(), make_books(estate_id=None)
    pay_in(first, 100, "a")

    locked = lock_books(second.book, first.book)

    assert [(book.pk, book.head_seq) for book in locked] == [(second.book.pk, 0), (first.book.pk, 1)]


def test_post_moves_both_accounts_and_chains_the_transaction(cast: Cast, books: Books):
    first = pay_in(books, 1000, "a")
    second = post(
        books.book,
        kind="expense",
        occurred_on=DAY,
        legs=[Leg(books.own, 250), Leg(books.bank, -250)],
        key="b",
        memo="车棚雨布",
        subject="funds.expense:3",
        by=cast.cashier,
    )
    fire()

    assert balances(books.book) == {
        "bank": BalanceLine(750, 0, 750),
        "fund:1:grant": BalanceLine(0, 0, 0),
        "fund:1:own": BalanceLine(750, 0, 750),
    }
    assert (first.seq, first.prev_hash, second.seq, second.prev_hash) == (1, NO_HASH, 2, first.hash)
    book = Book.objects.get()
    assert (book.head_seq, book.head_hash) == (2, second.hash)
    second.refresh_from_db()
    assert (second.kind, second.memo, second.subject) == ("expense", "车棚雨布", "funds.expense:3")
    assert (second.by_label, second.n_legs, second.n_draws) == ("代管出纳 陈示例出纳", 2, 0)
    lines = second.postings.order_by("n").values_list("n", "seq", "account__code", "amount")
    assert list(lines) == [(1, 2, "fund:1:own", 250), (2, 2, "bank", -250)]
    assert audit()[-1] == (
        "ledger.transaction_posted",
        "代管出纳 陈示例出纳",
        {"seq": 2, "kind": "expense", "key": "b"},
    )


def test_post_without_an_actor_is_the_systems(books: Books):
    assert pay_in(books, 1000, "a").by_label == "系统"


def test_post_splits_over_sources_and_may_use_an_account_twice(books: Books):
    pay_in(books, 800, "a", to=books.grant)
    pay_in(books, 200, "b")
    legs = [Leg(books.bank, -301), Leg(books.grant, 240), Leg(books.own, 50), Leg(books.own, 11)]
    post(books.book, kind="expense", occurred_on=DAY, legs=legs, key="c", memo="付款", by=None)
    fire()

    assert {code: line.posted for code, line in balances(books.book).items()} == {
        "bank": 699,
        "fund:1:grant": 560,
        "fund:1:own": 139,
    }


def test_post_draws_a_hold_with_the_posting_that_spends_it(books: Books):
    pay_in(books, 1000, "a")
    held = hold(books.own, 1000, key="h", memo="批准", by=None)

    paid = pay_out(books, 600, "b", hold=held)
    fire()

    assert balances(books.book)["fund:1:own"] == BalanceLine(400, 400, 0)
    row = Hold.objects.get()
    assert (row.drawn, row.released, row.remaining) == (600, 0, 400)
    changes = HoldChange.objects.values_list("kind", "amount", "transaction_id", "by_label")
    assert (list(changes), paid.n_draws) == ([("drawn", 600, paid.pk, "系统")], 1)


@pytest.mark.parametrize("amounts", [(100, -99), (100,), (0, 0)])
def test_post_refuses_what_does_not_balance(books: Books, amounts):
    legs = [Leg(books.bank, amount) for amount in amounts]

    refuses(
        books,
        Unbalanced,
        lambda: post(books.book, kind="x", occurred_on=DAY, legs=legs, key="a", memo="", by=None),
    )


def test_post_refuses_to_go_below_the_floor_and_says_how_much_is_there(books: Books):
    pay_in(books, 1_000_00, "a")
    hold(books.own, 300_00, key="h", memo="批准", by=None)

    refused = refuses(books, InsufficientFunds, lambda: pay_out(books, 700_01, "b"))

    assert str(refused) == "“居民自筹”可用 700.00 元，这次要用 700.01 元，不够。"
    assert (refused.details["code"], refused.details["available"], refused.details["needed"]) == (
        "fund:1:own",
        700_00,
        700_01,
    )


def test_post_goes_down_to_a_floor_below_zero_and_without_a_floor_to_any_depth(books: Books):
    credit = open_account(books.book, "credit", "透支", side="debit", floor=-100)
    issued = open_account(books.book, "issued", "发放", side="debit", floor=None)
    for key, account in (("a", credit), ("b", issued)):
        legs = [Leg(account, -100), Leg(books.bank, 100)]
        post(books.book, kind="x", occurred_on=DAY, legs=legs, key=key, memo="", by=None)
    legs = [Leg(credit, -1), Leg(books.bank, 1)]

    refused = refuses(
        books,
        InsufficientFunds,
        lambda: post(books.book, kind="x", occurred_on=DAY, legs=legs, key="c", memo="", by=None),
    )

    assert (refused.details["available"], refused.details["needed"]) == (0, 1)
    assert (balances(books.book)["credit"].posted, balances(books.book)["issued"].posted) == (-100, -100)


def test_post_speaks_points_in_a_book_of_points(in_estate):
    points = make_books(asset="points")
    pay_in(points, 30, "a")

    refused = refuses(points, InsufficientFunds, lambda: pay_out(points, 31, "b"))

    assert str(refused) == "“银行存款”可用 30 积分，这次要用 31 积分，不够。"


def test_post_again_under_its_key_returns_what_is_there(books: Books):
    posted = pay_in(books, 1000, "a")
    before = state(books.book)

    assert pay_in(books, 1000, "a").pk == posted.pk
    assert state(books.book) == before


def test_post_again_returns_what_is_there_even_when_the_period_is_closed_since(books: Books):
    posted = pay_in(books, 1000, "a", on=OCTOBER)
    with clock.travel_to(2026, 11, 3):
        close_period(books.book, OCTOBER, report={}, by=None)

    assert pay_in(books, 1000, "a", on=OCTOBER).pk == posted.pk


def test_post_refuses_a_key_that_means_something_else(books: Books):
    pay_in(books, 1000, "a")

    refused = refuses(books, KeyReusedInBook, lambda: pay_in(books, 1001, "a"))

    assert (refused.status, refused.code) == (409, "key_reused_in_book")


def test_post_refuses_a_closed_day_and_takes_the_next(books: Books):
    with clock.travel_to(2026, 11, 3):
        close_period(books.book, OCTOBER, report={}, by=None)

    refused = refuses(books, PeriodClosed, lambda: pay_in(books, 5, "a", on=OCTOBER))

    assert str(refused) == "2026年10月31日及以前的账已经结清公示，不能再记。"
    assert pay_in(books, 5, "a", on=date(2026, 11, 1)).seq == 1
    fire()


def test_post_refuses_to_draw_more_than_is_left(books: Books):
    pay_in(books, 1000, "a")
    held = hold(books.own, 300, key="h", memo="批准", by=None)
    pay_out(books, 200, "b", hold=held)

    refused = refuses(books, HoldExhausted, lambda: pay_out(books, 101, "c", hold=held))

    assert str(refused) == "这笔预留只剩 1.00 元，办不了这一步。"
    assert (refused.details["remaining"], refused.details["needed"]) == (100, 101)


def test_post_refuses_amounts_beyond_what_books_hold(books: Books):
    refuses(books, AmountTooLarge, lambda: pay_in(books, MAX_FEN + 1, "a"))


def test_post_refuses_accounts_of_another_book(in_street):
    books, other = make_books(), make_books(estate_id=None)
    mixed = Books(books.book, books.bank, other.grant, other.own)

    refuses(books, ValueError, lambda: pay_in(mixed, 5, "a"))


def test_reverse_takes_everything_back_once(cast: Cast, books: Books):
    pay_in(books, 1000, "a")
    paid = pay_out(books, 400, "b")

    back = reverse(paid, reason="duplicate", key="r", occurred_on=DAY, by=cast.treasurer)
    fire()

    assert balances(books.book)["fund:1:own"] == BalanceLine(1000, 0, 1000)
    assert (back.reverses, back.reason, back.kind, back.memo) == (
        paid,
        "duplicate",
        "expense",
        "红冲第 2 笔：付款",
    )
    assert list(back.postings.order_by("n").values_list("amount", flat=True)) == [400, -400]
    assert audit()[-1][1] == "物管委财务委员 冯示例treasurer"


def test_reverse_leaves_a_drawn_hold_drawn(books: Books):
    pay_in(books, 1000, "a")
    held = hold(books.own, 400, key="h", memo="批准", by=None)
    paid = pay_out(books, 400, "b", hold=held)

    reverse(paid, reason="returned", key="r", occurred_on=DAY, by=None, memo="退货")
    fire()

    assert balances(books.book)["fund:1:own"] == BalanceLine(1000, 0, 1000)
    assert Hold.objects.get().remaining == 0


def test_reverse_again_under_its_key_returns_what_is_there(books: Books):
    paid = pay_in(books, 1000, "a")
    back = reverse(paid, reason="mistake", key="r", occurred_on=DAY, by=None)

    assert reverse(paid, reason="mistake", key="r", occurred_on=DAY, by=None).pk == back.pk
    refuses(books, KeyReusedInBook, lambda: reverse(paid, reason="edit", key="r", occurred_on=DAY, by=None))


def test_reverse_refuses_a_second_time(books: Books):
    paid = pay_in(books, 1000, "a")
    reverse(paid, reason="mistake", key="r", occurred_on=DAY, by=None)

    refused = refuses(
        books, AlreadyReversed, lambda: reverse(paid, reason="mistake", key="s", occurred_on=DAY, by=None)
    )

    assert str(refused) == "第 1 笔已经红冲过，不能再红冲一次。"


def test_reverse_refuses_a_reversal(books: Books):
    back = reverse(pay_in(books, 1000, "a"), reason="mistake", key="r", occurred_on=DAY, by=None)

    refuses(
        books, ReversalIsFinal, lambda: reverse(back, reason="mistake", key="s", occurred_on=DAY, by=None)
    )


def test_reverse_refuses_income_that_is_spent_already(books: Books):
    income = pay_in(books, 1000, "a")
    pay_out(books, 1, "b")

    refuses(
        books,
        InsufficientFunds,
        lambda: reverse(income, reason="mistake", key="r", occurred_on=DAY, by=None),
    )


def test_reverse_refuses_a_closed_day(books: Books):
    paid = pay_in(books, 1000, "a", on=OCTOBER)
    with clock.travel_to(2026, 11, 3):
        close_period(books.book, OCTOBER, report={}, by=None)

    refuses(
        books, PeriodClosed, lambda: reverse(paid, reason="mistake", key="r", occurred_on=OCTOBER, by=None)
    )
    assert reverse(paid, reason="mistake", key="r", occurred_on=DAY, by=None).seq == 2


def test_reverse_knows_no_other_reason(books: Books):
    paid = pay_in(books, 1000, "a")

    refuses(books, ValueError, lambda: reverse(paid, reason="mood", key="r", occurred_on=DAY, by=None))


def test_two_books_move_in_one_transaction_of_the_street(in_street):
    estate, street = make_books(), make_books(estate_id=None)
    pay_in(street, 1000, "budget", to=street.grant)
    granted = hold(street.grant, 800, key="grant:1", memo="批准", by=None)

    lock_books(street.book, estate.book)
    legs = [Leg(street.bank, -800), Leg(street.grant, 800)]
    post(
        street.book, kind="grant", occurred_on=DAY, legs=legs, key="g", memo="", by=None,
        draws=[Draw(granted, 800)],
    )  # fmt: skip
    pay_in(estate, 800, "g", to=estate.grant)
    fire()

    assert balances(street.book)["fund:1:grant"] == BalanceLine(200, 0, 200)
    assert balances(estate.book)["fund:1:grant"] == BalanceLine(800, 0, 800)
