"""What the books say: balances and statements, in whole units of the book's asset, accounts' own sign."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F, QuerySet

from ledger.models import Account, Book, Posting

MAX_SEQ = 2**63 - 1
# The debit side's own sign is the ledger's, the credit side's the other one. One statement, so that both
# halves are of one moment. The array has the planner take the days' postings by their index: joined, it reads
# the whole book where it thinks the days longer than they are.
STANDING_BEFORE = """
SELECT a.code, b.posted - CASE a.side WHEN 'debit' THEN 1 ELSE -1 END * coalesce(since.amount, 0)
FROM ledger_balance b
JOIN ledger_account a ON a.street_id = b.street_id AND a.id = b.account_id
LEFT JOIN (
    SELECT p.account_id, sum(p.amount)::bigint AS amount
    FROM ledger_posting p
    WHERE p.street_id = %(street)s AND p.transaction_id = ANY(ARRAY(
        SELECT t.id FROM ledger_transaction t
        WHERE t.street_id = %(street)s AND t.book_id = %(book)s
        AND (t.occurred_on >= %(day)s OR t.seq > %(seq)s)))
    GROUP BY p.account_id
) since ON since.account_id = b.account_id
WHERE b.book_id = %(book)s
"""


@dataclass(frozen=True)
class BalanceLine:
    """What stands on an account: ``available`` is what is posted less what is held."""

    posted: int
    held: int
    available: int


@dataclass(frozen=True)
class StatementLine:
    """One posting; ``amount`` is positive where the account grew. ``reverses`` is the seq it takes back."""

    seq: int
    n: int
    occurred_on: date
    kind: str
    memo: str
    subject: str
    code: str
    name: str
    amount: int
    reverses: int | None
    transaction_id: int
    hash: str


@dataclass(frozen=True)
class Movement:
    """An account over the period. A reversal (红冲) counts as less of what it takes back, on the same side:
    a payment that was reversed leaves ``decreased`` as if it had not been."""

    opening: int
    increased: int
    decreased: int
    closing: int


@dataclass(frozen=True)
class Statement:
    """A book in ``[start, end)``, as of the transaction ``through_seq``: opening + Σ lines = closing."""

    start: date
    end: date
    through_seq: int
    opening: Mapping[str, int]
    lines: tuple[StatementLine, ...]
    closing: Mapping[str, int]
    movements: Mapping[str, Movement]


def balances(book: Book) -> dict[str, BalanceLine]:
    """Return what stands on each account of ``book`` now, by code, with one query."""
    rows = book.balances.select_related("account")
    return {
        row.account.code: BalanceLine(row.posted, row.held, row.available)
        for row in rows.order_by("account__code")
    }


def statement(
    book: Book,
    start: date,
    end: date,
    *,
    codes: Collection[str] | None = None,
    through_seq: int | None = None,
) -> Statement:
    """Return what happened in ``[start, end)`` (days of occurrence) on the accounts ``codes`` (all).

    Only transactions up to ``through_seq`` (None: the head of now) count, so that the same arguments with
    the statement's ``through_seq`` give the same statement for ever. Three or four queries.
    """
    through = Book.objects.get(pk=book.pk).head_seq if through_seq is None else through_seq
    accounts = book.accounts.all()
    if codes is not None:
        accounts = accounts.filter(code__in=codes)
    known = {account.pk: account for account in accounts.order_by("code")}
    postings = book.postings.filter(account__in=known, seq__lte=through)
    before = standing_before(book, start, through_seq=through)
    opening = {account.code: before[account.code] for account in known.values()}
    lines = _lines(known, postings, start, end)
    movements = {code: _movement(opening[code], code, lines) for code in opening}
    return Statement(
        start=start,
        end=end,
        through_seq=through,
        opening=opening,
        lines=lines,
        closing={code: movement.closing for code, movement in movements.items()},
        movements=movements,
    )


def standing_before(book: Book, day: date, *, through_seq: int | None = None) -> dict[str, int]:
    """Return what stood on each account of ``book`` before ``day``, by code, with one query.

    It is what stands there now less what has moved since: a book of many years costs what the days since do.
    Transactions after ``through_seq`` (None: none) do not count.
    """
    seq = MAX_SEQ if through_seq is None else through_seq
    with connection.cursor() as cursor:
        cursor.execute(STANDING_BEFORE, {"street": book.street_id, "book": book.pk, "day": day, "seq": seq})
        return dict(cursor.fetchall())


def _lines(
    known: Mapping[int, Account], postings: QuerySet[Posting], start: date, end: date
) -> tuple[StatementLine, ...]:
    rows = postings.filter(transaction__occurred_on__gte=start, transaction__occurred_on__lt=end)
    rows = rows.select_related("transaction").annotate(reverses=F("transaction__reverses__seq"))
    return tuple(
        StatementLine(
            seq=row.seq,
            n=row.n,
            occurred_on=row.transaction.occurred_on,
            kind=row.transaction.kind,
            memo=row.transaction.memo,
            subject=row.transaction.subject,
            code=known[row.account_id].code,
            name=known[row.account_id].name,
            amount=known[row.account_id].sign * row.amount,
            reverses=row.reverses,
            transaction_id=row.transaction_id,
            hash=row.transaction.hash,
        )
        for row in rows.order_by("seq", "n")
    )


def _movement(opening: int, code: str, lines: tuple[StatementLine, ...]) -> Movement:
    own = [line for line in lines if line.code == code]
    increased = sum(line.amount for line in own if (line.amount > 0) is (line.reverses is None))
    decreased = -sum(line.amount for line in own if (line.amount > 0) is not (line.reverses is None))
    return Movement(opening, increased, decreased, opening + increased - decreased)
