"""Everything that writes in the books. Who may is asked by the app that calls; here only the books speak.

Amounts are whole units of the book's asset: fen, or points. One writer per book: each service locks the
book's row first, then balances and holds in the order of their keys; who writes in several books calls
``lock_books`` before anything else. Days are those of Asia/Shanghai.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.transaction import atomic

from core import clock
from core.rows import columns, insert, row_of, update
from ledger import chain
from ledger.entries import Draw, Entry, Leg, positive
from ledger.errors import (
    AlreadyReversed,
    HoldExhausted,
    InsufficientFunds,
    KeyReusedInBook,
    PeriodClosed,
    PeriodNotOver,
    ReversalIsFinal,
)
from ledger.models import Account, Balance, Book, Closing, Hold, HoldChange, Posting, Transaction
from tenancy.audit import Actor, record

Row = TypeVar("Row", Transaction, Hold)
Read = TypeVar("Read", Book, Transaction, Balance)
# By hand, since each posting sends them: written by the ORM they cost it half of its time.
LOCKED_BOOK = f"SELECT {columns(Book, 'b')} FROM ledger_book b WHERE b.id = %s FOR NO KEY UPDATE"  # noqa: S608
WITH_KEY = f"""
SELECT {columns(Transaction, "t")} FROM ledger_transaction t
WHERE t.street_id = %s AND t.book_id = %s AND t.key = %s
"""  # noqa: S608
LOCKED_BALANCES = f"""
SELECT {columns(Balance, "b")} FROM ledger_balance b
WHERE b.street_id = %s AND b.book_id = %s AND b.account_id = ANY(%s) ORDER BY b.account_id FOR NO KEY UPDATE
"""  # noqa: S608
MOVED = """
UPDATE ledger_balance b SET posted = v.posted, held = v.held, seq = v.seq
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) v (id, posted, held, seq)
WHERE b.id = v.id
"""


@atomic
def open_book(*, street_id: int, estate_id: int | None, asset: str = Book.Asset.CNY) -> Book:
    """Return the one book of a place in an asset, opened now if it was not there."""
    book, made = Book.objects.get_or_create(street_id=street_id, estate_id=estate_id, asset=Book.Asset(asset))
    if made:
        record("ledger.book_opened", book, by=None, asset=asset)
    return book


@atomic
def open_account(
    book: Book, code: str, name: str, *, side: str, floor: int | None = 0, by: Actor | None = None
) -> Account:
    """Return the account of that code in ``book``, opened now, with nothing on it, if it was not there.

    Its balance less what is held never falls below ``floor`` (own sign; None: no floor). Name, side and
    floor of an account that is there already stay what they are; another side is an error (ValueError).
    """
    book = _lock(book.pk)
    account = book.accounts.filter(code=code).first()
    if account is None:
        account = Account.objects.create(**_in(book), code=code, name=name, side=Account.Side(side))
        Balance.objects.create(**_in(book), account=account, floor=floor)
        record("ledger.account_opened", account, by=by, code=code)
    if account.side != side:
        raise ValueError(f"account {code} stands on the other side")
    account.book = book
    return account


def lock_books(*books: Book) -> list[Book]:
    """Return fresh rows of the books, in the order given, locked in the order of their keys.

    Only inside a transaction. NO KEY is enough to keep writers apart and lets foreign keys be checked.
    """
    locked = {pk: _lock(pk) for pk in sorted(book.pk for book in books)}
    return [locked[book.pk] for book in books]


@atomic
def post(
    book: Book,
    *,
    kind: str,
    occurred_on: date,
    legs: Sequence[Leg],
    key: str,
    memo: str,
    subject: str = "",
    by: Actor | None,
    draws: Sequence[Draw] = (),
) -> Transaction:
    """Return the new transaction with its ``legs``, whose amounts add up to nothing.

    ``draws`` use up holds together with the postings that reduce the held accounts. The same ``key`` with
    the same content returns the transaction that is there. Raises Unbalanced, KeyReusedInBook,
    PeriodClosed, HoldExhausted, InsufficientFunds, AmountTooLarge; trust.md A2.
    """
    entry = Entry(kind, occurred_on, memo, subject, tuple(legs), tuple(draws), key)
    return _post(book.pk, entry, by=by)


@atomic
def reverse(
    transaction: Transaction,
    *,
    reason: str,
    key: str,
    occurred_on: date,
    by: Actor | None,
    memo: str = "",
) -> Transaction:
    """Return the transaction that takes ``transaction`` back (红冲), with its legs the other way round.

    Holds that it drew stay drawn. ``reason`` is a Transaction.Reason. Raises AlreadyReversed,
    ReversalIsFinal, and what ``post`` raises.
    """
    book = _lock(transaction.book_id)
    if transaction.reverses_id is not None:
        raise ReversalIsFinal(seq=transaction.seq)
    lines = transaction.postings.select_related("account").order_by("n")
    entry = Entry(
        kind=transaction.kind,
        occurred_on=occurred_on,
        memo=memo or f"红冲第 {transaction.seq} 笔：{transaction.memo}"[:200],
        subject=transaction.subject,
        legs=[Leg(line.account, -line.amount) for line in lines],
        draws=(),
        key=key,
        reverses=transaction,
        reason=Transaction.Reason(reason).value,
    )
    return _post(book.pk, entry, by=by)


@atomic
def hold(account: Account, amount: int, *, key: str, memo: str, subject: str = "", by: Actor | None) -> Hold:
    """Return the new hold of ``amount`` on ``account``: no longer available, not yet posted.

    The same ``key`` with the same content returns the hold that is there. Raises KeyReusedInBook,
    InsufficientFunds, AmountTooLarge.
    """
    book = _lock(account.book_id)
    row = Hold(
        **_in(book),
        account=account,
        key=key,
        amount=positive(amount),
        memo=memo,
        subject=subject,
        by_label=_label(by),
    )
    row.body_hash = chain.hold_hash(book, row)
    known = book.holds.filter(key=key).first()
    if known is not None:
        return _same(known, row.body_hash)
    _move(book, {}, held={account.pk: amount})
    row.save(force_insert=True)
    record("ledger.hold_placed", row, by=by, account=account.code, amount=amount)
    return row


@atomic
def release(hold: Hold, *, amount: int | None = None, by: Actor | None) -> Hold:
    """Return the hold with ``amount`` of it (all that is left) available again. Raises HoldExhausted."""
    book = _lock(hold.book_id)
    (row,) = _lock_holds([hold])
    part = row.remaining if amount is None else positive(amount)
    _require_left(book, row, part)
    row.released += part
    row.save(update_fields=["released"])
    HoldChange.objects.create(
        **_in(book), hold=row, kind=HoldChange.Kind.RELEASED, amount=part, by_label=_label(by)
    )
    _move(book, {}, held={row.account_id: -part})
    record("ledger.hold_released", row, by=by, amount=part)
    return row


@atomic
def close_period(book: Book, through: date, *, report: Mapping[str, Any], by: Actor | None) -> Closing:
    """Return the closing after which nothing dated ``through`` or earlier can be posted in ``book``.

    ``report`` (text, whole numbers, lists, dictionaries) is stored with the seq it was true at and its
    sha256. Raises PeriodNotOver, PeriodClosed.
    """
    book = _lock(book.pk)
    if through >= clock.today():
        raise PeriodNotOver(through=through)
    _require_open(book, through)
    closing = Closing(
        **_in(book),
        through=through,
        seq=book.head_seq,
        head_hash=book.head_hash,
        report=dict(report),
        by_label=_label(by),
    )
    closing.sha256 = chain.closing_hash(book, closing)
    closing.save(force_insert=True)
    book.closed_through = through
    book.save(update_fields=["closed_through"])
    record("ledger.period_closed", closing, by=by, through=through.isoformat(), seq=closing.seq)
    return closing


def _lock(book_id: int) -> Book:
    found = _read(Book, LOCKED_BOOK, [book_id])
    if not found:
        raise Book.DoesNotExist
    return found[0]


def _read(model: type[Read], statement: str, values: Sequence[Any]) -> list[Read]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row_of(model, found) for found in cursor.fetchall()]


def _post(book_id: int, entry: Entry, *, by: Actor | None) -> Transaction:
    entry.require_sound(book_id)
    body_hash = entry.body_hash
    book = _lock(book_id)
    for known in _read(Transaction, WITH_KEY, [book.street_id, book.pk, entry.key]):
        return _same(known, body_hash)
    if entry.reverses and entry.reverses.reversals.exists():
        raise AlreadyReversed(seq=entry.reverses.seq)
    _require_open(book, entry.occurred_on)
    row = _next_row(book, entry, body_hash, by)
    holds = _drawn(book, entry)
    _move(book, entry.moves(), held={pk: -part for pk, part in entry.frees().items()}, seq=row.seq)
    insert(row)
    _save_lines(book, row, entry)
    _save_draws(book, row, entry, holds)
    book.head_seq, book.head_hash = row.seq, row.hash
    update(book, "head_seq", "head_hash")
    record("ledger.transaction_posted", row, by=by, seq=row.seq, kind=row.kind, key=row.key)
    return row


def _next_row(book: Book, entry: Entry, body_hash: str, by: Actor | None) -> Transaction:
    row = Transaction(
        **_in(book),
        seq=book.head_seq + 1,
        key=entry.key,
        body_hash=body_hash,
        kind=entry.kind,
        occurred_on=entry.occurred_on,
        memo=entry.memo,
        subject=entry.subject,
        n_legs=len(entry.legs),
        n_draws=len(entry.draws),
        reverses=entry.reverses,
        reason=entry.reason,
        by_label=_label(by),
        prev_hash=book.head_hash,
    )
    row.hash = chain.transaction_hash(book, row)
    return row


def _save_lines(book: Book, row: Transaction, entry: Entry) -> None:
    insert(
        *(
            Posting(**_in(book), transaction=row, seq=row.seq, n=n, account=leg.account, amount=leg.amount)
            for n, leg in enumerate(entry.legs, 1)
        )
    )


def _drawn(book: Book, entry: Entry) -> list[Hold]:
    """Return the holds of ``entry``'s draws, locked and with their parts drawn, not yet saved."""
    if not entry.draws:
        return []
    rows = {row.pk: row for row in _lock_holds([draw.hold for draw in entry.draws])}
    for draw in entry.draws:
        row = rows[draw.hold.pk]
        _require_left(book, row, draw.amount)
        row.drawn += draw.amount
    return list(rows.values())


def _save_draws(book: Book, row: Transaction, entry: Entry, holds: list[Hold]) -> None:
    if not holds:
        return
    Hold.objects.bulk_update(holds, ["drawn"])
    HoldChange.objects.bulk_create(
        HoldChange(
            **_in(book),
            hold=draw.hold,
            kind=HoldChange.Kind.DRAWN,
            amount=draw.amount,
            transaction=row,
            by_label=row.by_label,
        )
        for draw in entry.draws
    )


def _move(book: Book, posted: Mapping[int, int], *, held: Mapping[int, int], seq: int = 0) -> None:
    """Change balances, each in one row update, and refuse what would take one below its floor.

    The floor is looked at once posting and draw are both applied; CHECK balance_above_floor says the same.
    """
    touched = sorted({*posted, *held})
    balances = _read(Balance, LOCKED_BALANCES, [book.street_id, book.pk, touched])
    for row in balances:
        before = row.available
        row.posted += posted.get(row.account_id, 0)
        row.held += held.get(row.account_id, 0)
        row.seq = seq if row.account_id in posted else row.seq
        if row.floor is not None and row.available < row.floor:
            _refuse_overdraft(book, row, before)
    columns = [[getattr(row, name) for row in balances] for name in ("pk", "posted", "held", "seq")]
    with connection.cursor() as cursor:
        cursor.execute(MOVED, columns)


def _refuse_overdraft(book: Book, row: Balance, before: int) -> None:
    available, needed = before - (row.floor or 0), before - row.available
    raise InsufficientFunds(
        account=row.account.name,
        code=row.account.code,
        available=available,
        needed=needed,
        shown_available=book.shown(available),
        shown_needed=book.shown(needed),
    )


def _require_open(book: Book, day: date) -> None:
    if book.closed_through is not None and day <= book.closed_through:
        raise PeriodClosed(through=book.closed_through)


def _require_left(book: Book, row: Hold, needed: int) -> None:
    if not needed or row.remaining < needed:
        shown = book.shown(row.remaining)
        raise HoldExhausted(remaining=row.remaining, needed=needed, shown_remaining=shown)


def _lock_holds(holds: Sequence[Hold]) -> list[Hold]:
    rows = Hold.objects.select_for_update(no_key=True).filter(pk__in=[row.pk for row in holds])
    return list(rows.order_by("pk"))


def _same(known: Row, body_hash: str) -> Row:
    if known.body_hash != body_hash:
        raise KeyReusedInBook
    return known


def _in(book: Book) -> dict[str, Any]:
    return {"street_id": book.street_id, "estate_id": book.estate_id, "book": book}


def _label(by: Actor | None) -> str:
    return by.actor_label if by else "系统"
