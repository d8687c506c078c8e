"""What the database refuses by itself, asked by raw SQL (trust.md M1, M7)."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connections, transaction

from core import clock
from ledger.models import NO_HASH, Account, Book, Closing, Hold
from ledger.services import close_period, hold, reverse
from tenancy.scope import scope
from tests.ledger.books import DAY, Books, fire, make_books, pay_in
from tests.ledger.raw import raw_change, raw_closing, raw_legs, raw_transaction, refused, sql


def test_a_transaction_by_hand_passes_when_everything_is_right(books: Books):
    raw_legs(raw_transaction(books.book), (books.bank, 5), (books.own, -5))
    fire()

    assert Book.objects.get(pk=books.book.pk).head_seq == 1


def test_with_the_scope_gone_nothing_is_sound(books: Books):
    with refused("transaction_balanced", books.book):
        raw_legs(raw_transaction(books.book), (books.bank, 5), (books.own, -5))
        sql("SELECT set_config('tongxin.street', '', true), set_config('tongxin.estate', '', true)")


@pytest.mark.parametrize(
    ("n_legs", "amounts"),
    [(2, ()), (2, (5,)), (2, (5, -4)), (2, (5, -4, -1)), (3, (5, -5)), (2, (5, 5, -5, -5))],
)
def test_legs_are_counted_and_add_up_to_nothing(books: Books, n_legs, amounts):
    with refused("transaction_balanced", books.book):
        pk = raw_transaction(books.book, n_legs=n_legs)
        raw_legs(pk, *[(books.bank if amount > 0 else books.own, amount) for amount in amounts])


def test_one_leg_is_no_transaction(books: Books):
    with pytest.raises(IntegrityError, match="transaction_has_two_legs"), transaction.atomic():
        raw_transaction(books.book, n_legs=1)


def test_a_balanced_pair_of_legs_cannot_join_an_earlier_transaction(books: Books):
    posted = pay_in(books, 1000, "a")

    with refused("transaction_balanced", books.book):
        raw_legs(posted.pk, (books.bank, 5), (books.own, -5))


def test_a_leg_says_the_seq_of_its_transaction(books: Books):
    with refused("balance_follows", books.book):
        pk = raw_transaction(books.book)
        raw_legs(pk, (books.bank, 5), (books.own, -5))
        raw_legs(raw_transaction(books.book), (books.bank, 5), (books.own, -5), seq=1, follow=False)


def test_a_transaction_cannot_be_put_between_or_beyond_the_chain(books: Books):
    first = pay_in(books, 1000, "a")
    head = {"head_seq": 1, "head_hash": first.hash}

    for changes in ({"seq": 3}, {"prev_hash": NO_HASH}):
        with refused("transaction_chained", books.book):
            raw_legs(raw_transaction(books.book, **changes), (books.bank, 5), (books.own, -5))
    with refused("transaction_chained", books.book):
        raw_legs(raw_transaction(books.book), (books.bank, 5), (books.own, -5))
        Book.objects.filter(pk=books.book.pk).update(**head)
    for changes, name in (({"seq": 1}, "one_transaction_of_a_seq"), ({"seq": 0}, "transaction_seq_from_one")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            raw_transaction(books.book, **changes)


@pytest.mark.parametrize(
    "change", ["head_seq = 5", "head_seq = 0", "head_hash = repeat('a', 64)", "closed_through = '2026-10-31'"]
)
def test_the_head_of_a_book_is_its_last_row(books: Books, change):
    pay_in(books, 1000, "a")
    fire()

    with refused("book_head", books.book):
        sql(f"UPDATE ledger_book SET {change}")


def test_a_book_is_not_opened_again_behind_its_transactions(books: Books):
    with clock.travel_to(2026, 11, 3):
        close_period(books.book, date(2026, 10, 31), report={}, by=None)
    fire()

    with refused("book_head", books.book):
        sql("UPDATE ledger_book SET closed_through = NULL")


def test_nothing_is_dated_inside_a_closing_that_did_not_count_it(books: Books):
    with clock.travel_to(2026, 11, 3):
        close_period(books.book, date(2026, 10, 31), report={}, by=None)

    with refused("period_open", books.book):
        pk = raw_transaction(books.book, occurred_on=date(2026, 10, 31))
        raw_legs(pk, (books.bank, 5), (books.own, -5))
    raw_legs(raw_transaction(books.book, occurred_on=date(2026, 11, 1)), (books.bank, 5), (books.own, -5))
    fire()


def test_a_closing_counts_all_that_is_dated_inside_it(books: Books):
    first, second = pay_in(books, 1000, "a"), pay_in(books, 5, "b")

    for seq, head_hash in ((1, first.hash), (2, first.hash), (3, second.hash), (0, NO_HASH)):
        with refused("closing_counts_all", books.book):
            raw_closing(books.book, DAY, seq, head_hash)
    with refused("closing_counts_all", books.book):
        Closing.objects.create(
            street_id=1, estate_id=11, book=books.book, through=DAY, seq=2, head_hash=second.hash, report={},
            sha256="f" * 64, by_label="raw",
        )  # fmt: skip
    raw_closing(books.book, DAY, 2, second.hash)
    fire()
    with refused("closing_counts_all", books.book):
        raw_closing(books.book, DAY - timedelta(days=1), 2, second.hash)
        Book.objects.filter(pk=books.book.pk).update(closed_through=DAY)


@pytest.mark.parametrize(
    "legs", [((0, 5), (1, -5)), ((0, -4), (1, 4)), ((1, 5), (0, -5)), ((0, -5), (2, 5))], ids=str
)
def test_a_reversal_mirrors_what_it_reverses(books: Books, legs):
    pay_in(books, 1000, "a", to=books.grant)
    posted = pay_in(books, 5, "b")
    accounts = (books.bank, books.own, books.grant)

    with refused("reversal_mirrors", books.book):
        pk = raw_transaction(books.book, reverses_id=posted.pk, reason="mistake")
        raw_legs(pk, *[(accounts[account], amount) for account, amount in legs if amount])


def test_a_reversal_reverses_no_reversal_and_nothing_twice(books: Books):
    pay_in(books, 1000, "a")
    posted = pay_in(books, 5, "b")
    back = reverse(posted, reason="mistake", key="r", occurred_on=DAY, by=None)

    with refused("reversal_mirrors", books.book):
        pk = raw_transaction(books.book, reverses_id=back.pk, reason="mistake")
        raw_legs(pk, (books.bank, 5), (books.own, -5))
    with pytest.raises(IntegrityError, match="reversed_once"), transaction.atomic():
        raw_transaction(books.book, reverses_id=posted.pk, reason="mistake")
    with pytest.raises(IntegrityError, match="reversal_has_a_reason"), transaction.atomic():
        raw_transaction(books.book, reason="mistake")


@pytest.mark.parametrize(
    "change",
    [
        "posted = posted + 1",
        "posted = posted + 1, seq = seq + 1",
        "seq = seq - 1",
        "seq = seq + 1",
        "posted = 0, seq = 0",
    ],
)
def test_a_balance_moves_only_with_its_postings(books: Books, change):
    pay_in(books, 1000, "a")
    pay_in(books, 1000, "b", to=books.grant)
    fire()

    with refused("balance_follows", books.book):
        sql(f"UPDATE ledger_balance SET {change} WHERE account_id = %s", books.own.pk)


def test_a_posting_whose_balance_did_not_move_is_refused(books: Books):
    with refused("balance_follows", books.book):
        raw_legs(raw_transaction(books.book), (books.bank, 5), (books.own, -5), follow=False)


def test_a_balance_begins_with_nothing(books: Books):
    account = Account.objects.create(
        street_id=1, estate_id=11, book=books.book, code="x", name="x", side="debit"
    )
    for posted, held, seq, rule in ((5, 0, 0, "balance_follows"), (0, 0, 1, "balance_follows")):
        with refused(rule, books.book):
            sql(
                "INSERT INTO ledger_balance (street_id, estate_id, book_id, account_id, posted, held, seq)"
                " VALUES (1, 11, %s, %s, %s, %s, %s)",
                books.book.pk, account.pk, posted, held, seq,
            )  # fmt: skip


def test_the_floor_has_the_last_word(books: Books):
    pay_in(books, 5, "a")
    for change in ("posted = -1", "held = 6", "held = -1"):
        with pytest.raises(IntegrityError, match=r"balance_(above_floor|held_not)"), transaction.atomic():
            sql(f"UPDATE ledger_balance SET {change} WHERE account_id = %s", books.own.pk)


def test_what_is_held_is_what_holds_reserve(books: Books):
    pay_in(books, 1000, "a")
    held = hold(books.own, 600, key="h", memo="批准", by=None)
    fire()

    for table, change, rule in (
        ("balance", "held = 0", "held_follows"),
        ("balance", "held = 601", "held_follows"),
        ("hold", "drawn = 1", "hold_follows"),
        ("hold", "released = 600", "hold_follows"),
    ):
        column = "account_id" if table == "balance" else "id"
        with refused(rule, books.book):
            sql(
                f"UPDATE ledger_{table} SET {change} WHERE {column} = %s",
                books.own.pk if table == "balance" else held.pk,
            )
    with pytest.raises(IntegrityError, match="hold_not_exceeded"), transaction.atomic():
        sql("UPDATE ledger_hold SET released = 601")


def test_a_hold_by_hand_needs_its_balance(books: Books):
    pay_in(books, 1000, "a")

    with refused("hold_follows", books.book):
        Hold.objects.create(
            street_id=1, estate_id=11, book=books.book, account=books.own, key="h", body_hash="f" * 64,
            amount=600, memo="", by_label="raw",
        )  # fmt: skip


def test_a_hold_shrinks_by_its_changes_only(books: Books):
    pay_in(books, 1000, "a")
    held = hold(books.own, 600, key="h", memo="批准", by=None)
    fire()

    with refused("hold_follows", books.book):
        raw_change(held, "released", 5, None, shrink=False)
    raw_change(held, "released", 5, None)
    fire()


def test_a_draw_is_spent_in_its_own_transaction(books: Books):
    paid_in = pay_in(books, 1000, "a")
    held = hold(books.own, 600, key="h", memo="批准", by=None)
    fire()

    with refused("draw_is_spent", books.book):
        raw_change(held, "drawn", 5, paid_in.pk)
    with refused("draw_is_spent", books.book):
        pk = raw_transaction(books.book, n_draws=1)
        raw_legs(pk, (books.bank, -5), (books.own, 5))
        raw_change(held, "drawn", 6, pk)
    for kind, transaction_id in (("drawn", None), ("released", paid_in.pk)):
        with pytest.raises(IntegrityError, match="drawn_by_a_transaction"), transaction.atomic():
            raw_change(held, kind, 5, transaction_id)


def test_draws_are_counted(books: Books):
    pay_in(books, 1000, "a")

    with refused("transaction_balanced", books.book):
        raw_legs(raw_transaction(books.book, n_draws=1), (books.bank, -5), (books.own, 5))


def test_rows_of_one_book_point_to_rows_of_the_same_book(in_estate):
    money, points = make_books(), make_books(asset="points")

    with pytest.raises(IntegrityError) as refused, transaction.atomic():  # noqa: PT012
        raw_legs(raw_transaction(money.book), (money.bank, 5), (points.own, -5))
        fire()
    assert refused.value.__cause__.diag.constraint_name == "ledger_posting_account_in_book"


def test_a_row_stands_where_its_book_stands(in_street):
    of_street, of_estate = make_books(estate_id=None), make_books()

    for book, estate_id in ((of_estate.book, None), (of_street.book, 11), (of_estate.book, 12)):
        with refused("row_in_its_book", book):
            Account.objects.create(
                street_id=1, estate_id=estate_id, book=book, code="x", name="x", side="debit"
            )


def test_a_temporary_table_does_not_stand_in_for_a_real_one(books: Books):
    with refused("transaction_balanced", books.book):
        sql("CREATE TEMPORARY TABLE ledger_posting_fake ON COMMIT DROP AS SELECT * FROM ledger_posting")
        pk = raw_transaction(books.book)
        raw_legs(pk, (books.bank, 5), (books.own, -4))
        sql("INSERT INTO ledger_posting_fake SELECT * FROM ledger_posting")
        sql("UPDATE ledger_posting_fake SET amount = -5 WHERE amount = -4")
        sql("ALTER TABLE ledger_posting_fake RENAME TO ledger_posting")


@pytest.mark.committed
def test_the_guards_can_be_taken_away_and_put_back():
    guards = import_module("ledger.migrations.0002_guards")
    for statement in [*guards.WITHOUT, guards.GUARDS]:
        connections["owner"].cursor().execute(statement)

    with scope(1, 11):
        books = make_books()
        with refused("transaction_balanced", books.book):
            raw_legs(raw_transaction(books.book), (books.bank, 5), (books.own, -4))
