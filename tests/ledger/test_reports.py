from datetime import date

import pytest

from ledger.reports import BalanceLine, Movement, balances, statement
from ledger.services import hold, reverse
from tests.ledger.books import Books, pay_in, pay_out

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


def _three_months(books: Books) -> None:
    pay_in(books, 1000, "a", on=date(2026, 9, 30))
    pay_in(books, 500, "b", on=OCTOBER)
    paid = pay_out(books, 300, "c", on=date(2026, 10, 31))
    pay_out(books, 200, "d", on=NOVEMBER)
    reverse(paid, reason="mistake", key="r", occurred_on=date(2026, 11, 2), by=None)


@pytest.mark.parametrize("rows", [1, 3])
def test_balances_takes_one_query_for_any_number_of_accounts(books: Books, rows, django_assert_num_queries):
    for number in range(rows):
        pay_in(books, 1000, f"a{number}")
    hold(books.own, 400, key="h", memo="批准", by=None)

    with django_assert_num_queries(1):
        lines = balances(books.book)

    assert list(lines.items()) == [
        ("bank", BalanceLine(1000 * rows, 0, 1000 * rows)),
        ("fund:1:grant", BalanceLine(0, 0, 0)),
        ("fund:1:own", BalanceLine(1000 * rows, 400, 1000 * rows - 400)),
    ]


def test_statement_goes_from_opening_to_closing_over_half_open_days(books: Books):
    _three_months(books)

    october = statement(books.book, OCTOBER, NOVEMBER, codes=["bank"])

    assert (october.opening, october.closing) == ({"bank": 1000}, {"bank": 1200})
    assert [(line.seq, line.occurred_on, line.amount) for line in october.lines] == [
        (2, OCTOBER, 500),
        (3, date(2026, 10, 31), -300),
    ]
    assert october.movements == {"bank": Movement(1000, 500, 300, 1200)}
    assert (october.start, october.end, october.through_seq) == (OCTOBER, NOVEMBER, 5)


def test_statement_shows_each_leg_with_its_words_in_the_order_of_the_books(books: Books):
    _three_months(books)

    first, *_ = statement(books.book, OCTOBER, NOVEMBER).lines

    assert (first.seq, first.n, first.kind, first.memo, first.subject) == (2, 1, "contribution", "收款", "")
    assert (first.code, first.name, first.amount, first.reverses) == ("bank", "银行存款", 500, None)
    lines = statement(books.book, OCTOBER, DECEMBER).lines
    assert [(line.seq, line.n) for line in lines] == [(s, n) for s in (2, 3, 4, 5) for n in (1, 2)]


def test_statement_counts_a_reversal_as_less_of_what_it_takes_back(books: Books):
    _three_months(books)

    november = statement(books.book, NOVEMBER, DECEMBER, codes=["bank", "fund:1:own"])

    assert [line.reverses for line in november.lines] == [None, None, 3, 3]
    assert november.movements == {
        "bank": Movement(1200, 0, -100, 1300),
        "fund:1:own": Movement(1200, 0, -100, 1300),
    }


def test_statement_of_one_period_closes_where_the_next_opens(books: Books):
    _three_months(books)
    months = [(date(2026, 9, 1), OCTOBER), (OCTOBER, NOVEMBER), (NOVEMBER, DECEMBER)]

    statements = [statement(books.book, start, end) for start, end in months]

    assert [s.closing for s in statements[:-1]] == [s.opening for s in statements[1:]]
    assert statements[-1].closing == {code: line.posted for code, line in balances(books.book).items()}


def test_statement_up_to_a_seq_stays_what_it_was(books: Books):
    _three_months(books)
    before = statement(books.book, OCTOBER, DECEMBER, through_seq=4)
    pay_in(books, 7, "late", on=OCTOBER)

    assert statement(books.book, OCTOBER, DECEMBER, through_seq=4) == before
    assert statement(books.book, OCTOBER, DECEMBER).through_seq == 6
    assert before.closing["bank"] == 1000


@pytest.mark.parametrize("rows", [1, 3])
def test_statement_takes_four_queries_for_any_number_of_lines(books: Books, rows, django_assert_num_queries):
    for number in range(rows):
        pay_in(books, 1000, f"a{number}")

    with django_assert_num_queries(4):
        lines = statement(books.book, NOVEMBER, DECEMBER, codes=["bank"]).lines

    assert len(lines) == rows


def test_statement_of_an_empty_book_is_all_zero(books: Books):
    empty = statement(books.book, OCTOBER, NOVEMBER)

    assert (empty.lines, set(empty.closing.values()), empty.through_seq) == ((), {0}, 0)
