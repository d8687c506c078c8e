"""Rows are changed as the owner with every trigger off, and the verifier names them (trust.md M9)."""

from collections.abc import Callable
from datetime import date

import pytest

from ledger import verify
from ledger.models import Closing, Transaction
from ledger.services import hold
from ledger.verify import verify_book, verify_street
from tenancy.scope import scope
from tests.ledger.books import Books, pay_in
from tests.ledger.tampering import CHANGED, OCTOBER, SEPTEMBER, Ids, history, tamper


def _finding() -> verify.Finding:
    (verdict,) = verify_street(1)
    return verdict.finding


UNSEALED = "第 2 笔：校验值不符（唯一键、时间、经办或校验值被改动）"
TAMPERED: dict[str, tuple[Callable[[Ids], str], str, Callable[[Ids], int], str]] = {
    "posting.amount": (
        lambda i: f"UPDATE ledger_posting SET amount = 401 WHERE transaction_id = {i.paid} AND n = 2",
        "ledger_transaction",
        lambda i: i.paid,
        "第 2 笔：借贷不平",
    ),
    "both posting amounts": (
        lambda i: f"UPDATE ledger_posting SET amount = amount / 2 WHERE transaction_id = {i.paid}",
        "ledger_transaction",
        lambda i: i.paid,
        CHANGED,
    ),
    "posting.account": (
        lambda i: (
            f"UPDATE ledger_posting SET account_id = {i.books.grant.pk}"
            f" WHERE transaction_id = {i.paid} AND n = 2"
        ),
        "ledger_transaction",
        lambda i: i.paid,
        CHANGED,
    ),
    "posting.seq": (
        lambda i: f"UPDATE ledger_posting SET seq = 1 WHERE transaction_id = {i.paid} AND n = 2",
        "ledger_transaction",
        lambda i: i.paid,
        "第 2 笔：有分录的账本或序号和这一笔不同",
    ),
    "posting.n": (
        lambda i: f"UPDATE ledger_posting SET n = 3 WHERE transaction_id = {i.paid} AND n = 2",
        "ledger_transaction",
        lambda i: i.paid,
        CHANGED,
    ),
    "a posting taken away": (
        lambda i: f"DELETE FROM ledger_posting WHERE transaction_id = {i.paid} AND n = 2",
        "ledger_transaction",
        lambda i: i.paid,
        "第 2 笔：应有 2 条分录，实有 1 条",
    ),
    "transaction.occurred_on": (
        lambda i: f"UPDATE ledger_transaction SET occurred_on = '2026-10-30' WHERE id = {i.paid}",
        "ledger_transaction",
        lambda i: i.paid,
        CHANGED,
    ),
    "transaction.memo": (
        lambda i: f"UPDATE ledger_transaction SET memo = memo || '。' WHERE id = {i.paid}",
        "ledger_transaction",
        lambda i: i.paid,
        CHANGED,
    ),
    "transaction.n_draws": (
        lambda i: f"UPDATE ledger_transaction SET n_draws = 0 WHERE id = {i.paid}",
        "ledger_transaction",
        lambda i: i.paid,
        "第 2 笔：应支用 0 笔预留，实有 1 笔",
    ),
    "transaction.by_label": (
        lambda i: f"UPDATE ledger_transaction SET by_label = '别人' WHERE id = {i.paid}",
        "ledger_transaction",
        lambda i: i.paid,
        UNSEALED,
    ),
    "transaction.hash": (
        lambda i: f"UPDATE ledger_transaction SET hash = repeat('a', 64) WHERE id = {i.paid}",
        "ledger_transaction",
        lambda i: i.paid,
        UNSEALED,
    ),
    "transaction.prev_hash": (
        lambda i: f"UPDATE ledger_transaction SET prev_hash = repeat('a', 64) WHERE id = {i.paid}",
        "ledger_transaction",
        lambda i: i.paid,
        "第 2 笔：和前一笔接不上",
    ),
    "book.head_hash": (
        lambda i: "UPDATE ledger_book SET head_hash = repeat('a', 64)",
        "ledger_book",
        lambda i: i.books.book.pk,
        "账本最后一笔的校验值不符",
    ),
    "book.closed_through": (
        lambda i: "UPDATE ledger_book SET closed_through = '2026-09-30'",
        "ledger_book",
        lambda i: i.books.book.pk,
        "账本的结账日期和最后一次结账不符",
    ),
    "hold.amount": (
        lambda i: "UPDATE ledger_hold SET amount = 601",
        "ledger_hold",
        lambda i: i.held,
        "预留“车棚雨布”：内容被改动（科目、金额、摘要、对象或唯一键）",
    ),
    "hold.drawn": (
        lambda i: "UPDATE ledger_hold SET drawn = 401",
        "ledger_hold",
        lambda i: i.held,
        "预留“车棚雨布”：已支用应为 4.00 元，实为 4.01 元",
    ),
    "hold.released": (
        lambda i: "UPDATE ledger_hold SET released = 51",
        "ledger_hold",
        lambda i: i.held,
        "预留“车棚雨布”：已释放应为 0.50 元，实为 0.51 元",
    ),
    "balance.posted": (
        lambda i: f"UPDATE ledger_balance SET posted = 631 WHERE id = {i.own}",
        "ledger_balance",
        lambda i: i.own,
        "科目“居民自筹”：余额应为 6.30 元，实为 6.31 元",
    ),
    "balance.held": (
        lambda i: f"UPDATE ledger_balance SET held = 149 WHERE id = {i.own}",
        "ledger_balance",
        lambda i: i.own,
        "科目“居民自筹”：预留应为 1.50 元，实为 1.49 元",
    ),
    "balance.seq": (
        lambda i: f"UPDATE ledger_balance SET seq = 4 WHERE id = {i.own}",
        "ledger_balance",
        lambda i: i.own,
        "科目“居民自筹”：最后一笔的序号不符",
    ),
    "a balance taken away": (
        lambda i: f"DELETE FROM ledger_balance WHERE id = {i.own}",
        "ledger_account",
        lambda i: i.books.own.pk,
        "科目“居民自筹”：没有余额",
    ),
    "account.side": (
        lambda i: f"UPDATE ledger_account SET side = 'debit' WHERE id = {i.books.own.pk}",
        "ledger_balance",
        lambda i: i.own,
        "科目“居民自筹”：余额应为 -6.30 元，实为 6.30 元",
    ),
}


@pytest.mark.committed
@pytest.mark.parametrize("what", TAMPERED)
def test_verify_names_the_row_that_was_tampered_with(what):
    ids = history()
    assert _finding() is None
    statement, table, pk, words = TAMPERED[what]

    tamper(statement(ids))

    found = _finding()
    assert (found.table, found.pk, found.words) == (table, pk(ids), words)
    assert str(found) == f"{words}（{table} {pk(ids)}）"


@pytest.mark.committed
def test_verify_finds_a_closing_with_another_report():
    history()
    with scope(1, 11):
        closing = Closing.objects.get(through=SEPTEMBER)

    tamper(f"""UPDATE ledger_closing SET report = '{{"收入": 1001}}' WHERE id = {closing.pk}""")

    assert str(_finding()) == f"结账至 2026-09-30 的报表或校验值被改动（ledger_closing {closing.pk}）"


def _reseal(pk: int, **changes: object) -> None:
    """Change a transaction and seal the chain again, as one would who knows the form and owns the tables."""
    with scope(1, 11):
        rows = list(Transaction.objects.select_related("book", "reverses").order_by("seq"))
        prev, statements = verify.NO_HASH, []
        for row in rows:
            for name, value in changes.items() if row.pk == pk else ():
                setattr(row, name, value)
            lines = list(row.postings.select_related("account").order_by("n"))
            draws = [(draw.hold.key, draw.amount) for draw in row.draws.select_related("hold")]
            row.body_hash, row.prev_hash = verify._body_hash(row, lines, draws), prev
            prev = row.hash = verify.chain.transaction_hash(row.book, row)
            statements.append(
                f"UPDATE ledger_transaction SET hash = '{row.hash}', prev_hash = '{row.prev_hash}',"
                f" body_hash = '{row.body_hash}', occurred_on = '{row.occurred_on}' WHERE id = {row.pk}"
            )
    tamper(*statements, f"UPDATE ledger_book SET head_hash = '{prev}'")


@pytest.mark.committed
def test_verify_finds_a_date_moved_into_a_closed_month_even_when_the_chain_is_sealed_again():
    ids = history()

    _reseal(ids.late, occurred_on=OCTOBER)

    assert _finding().words == "第 3 笔：记在了已经结账的日期"


@pytest.mark.committed
def test_verify_finds_a_chain_sealed_again_by_the_head_that_a_closing_kept():
    ids = history()

    _reseal(ids.paid, occurred_on=date(2026, 10, 30))

    assert _finding().words == "结账至 2026-10-31 的报表或校验值被改动"


@pytest.mark.committed
def test_verify_finds_a_gap():
    ids = history()

    tamper(
        f"DELETE FROM ledger_posting WHERE transaction_id = {ids.paid}",
        f"DELETE FROM ledger_holdchange WHERE transaction_id = {ids.paid}",
        f"DELETE FROM ledger_transaction WHERE id = {ids.paid}",
    )

    assert (_finding().pk, _finding().words) == (ids.late, "第 3 笔：序号断开，前面应有第 2 笔")


@pytest.mark.committed
def test_verify_finds_the_last_transaction_gone():
    ids = history()
    tamper(
        "DELETE FROM ledger_posting WHERE seq = 5",
        "DELETE FROM ledger_transaction WHERE seq = 5",
    )

    assert (_finding().table, _finding().pk) == ("ledger_book", ids.books.book.pk)
    assert _finding().words == "账本记到第 5 笔，实有 4 笔"


@pytest.mark.committed
def test_verify_finds_a_posting_without_its_transaction():
    ids = history()
    tamper(
        "ALTER TABLE ledger_posting DROP CONSTRAINT ledger_posting_transaction_in_book",
        "ALTER TABLE ledger_posting DROP CONSTRAINT ledger_posting_transaction_id_street",
        "INSERT INTO ledger_posting (street_id, estate_id, book_id, transaction_id, seq, n, account_id,"
        f" amount) VALUES (1, 11, {ids.books.book.pk}, 999999, 9, 1, {ids.books.own.pk}, 5)",
    )

    assert _finding().words == "有一条分录（第 9 笔第 1 条）没有它的记账"


@pytest.mark.committed
def test_verify_finds_a_reversal_of_something_else_even_when_sealed_again():
    ids = history()
    tamper(f"UPDATE ledger_posting SET account_id = {ids.books.grant.pk} WHERE seq = 4 AND n = 2")

    _reseal(ids.late)

    assert _finding().words == "第 4 笔：和它红冲的第 3 笔对不上"


@pytest.mark.committed
def test_verify_finds_a_hold_drawn_beyond_its_amount_and_a_floor_broken():
    ids = history()
    tamper(
        "ALTER TABLE ledger_hold DROP CONSTRAINT hold_not_exceeded",
        "UPDATE ledger_hold SET released = 1050",
        "UPDATE ledger_holdchange SET amount = 1050 WHERE kind = 'released'",
    )
    assert _finding().words == "预留“车棚雨布”：支用和释放超过了预留"

    tamper(
        "UPDATE ledger_hold SET released = 50",
        "UPDATE ledger_holdchange SET amount = 50 WHERE kind = 'released'",
        "ALTER TABLE ledger_balance DROP CONSTRAINT balance_above_floor",
        f"UPDATE ledger_balance SET floor = 10000 WHERE id = {ids.own}",
    )
    assert _finding().words == "科目“居民自筹”：低于下限"


@pytest.mark.parametrize("rows", [1, 3])
def test_verify_book_takes_as_many_queries_for_one_row_as_for_three(
    books: Books, rows, django_assert_num_queries
):
    for number in range(rows):
        pay_in(books, 1000, f"a{number}")
        hold(books.own, 100, key=f"h{number}", memo="批准", by=None)
    books.book.refresh_from_db()

    with django_assert_num_queries(12):
        verdict = verify_book(books.book)

    assert (verdict.transactions, verdict.postings, verdict.finding) == (rows, 2 * rows, None)


def test_verify_book_goes_through_a_long_book_in_chunks(books: Books, monkeypatch):
    monkeypatch.setattr(verify, "CHUNK", 2)
    for number in range(5):
        pay_in(books, 1000, f"a{number}")
        hold(books.own, 100, key=f"h{number}", memo="批准", by=None)
    books.book.refresh_from_db()

    assert (verify_book(books.book).transactions, verify_book(books.book).finding) == (5, None)
