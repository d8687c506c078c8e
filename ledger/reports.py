"""What the books say: balances and statements, in whole units of the book's asset, accounts' own sign."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet, Sum

from ledger.models import Account, Book, Posting


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
    opening = _opening(known, postings, start)
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


def _opening(known: Mapping[int, Account], postings: QuerySet[Posting], start: date) -> dict[str, int]:
    before = postings.filter(transaction__occurred_on__lt=start)
    sums = dict(before.values_list("account_id").annotate(Sum("amount")).order_by())
    return {account.code: account.sign * int(sums.get(pk, 0)) for pk, account in known.items()}


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
