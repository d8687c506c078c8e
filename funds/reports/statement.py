"""How a month's statement is made from the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Q, Sum

from core import clock
from funds.models import Contribution, Expense, Fund, Grant, Source
from funds.reports.entries import entries_of
from funds.reports.statements import FundMoves, InKind, MonthlyStatement, Payable, SourceMoves
from ledger.models import Book
from ledger.reports import standing_before
from tenancy.models import Estate

# The last month that was published; where there is none, the first day with money that is not closed yet.
MONTHS = """
SELECT d.last, CASE WHEN d.last IS NULL THEN (
    SELECT min(t.occurred_on) FROM ledger_transaction t
    JOIN ledger_book b ON b.street_id = t.street_id AND b.id = t.book_id
    WHERE t.street_id = %(street)s AND t.estate_id = %(estate)s AND b.asset = 'CNY'
    AND (b.closed_through IS NULL OR t.occurred_on > b.closed_through)
) END
FROM (SELECT max(month) AS last FROM funds_disclosure WHERE estate_id = %(estate)s) d
"""
OF_ONE = "p.seq = %(seq)s"
# The array has the planner take the postings by their index, however long it thinks the days to be.
OF_DAYS = """p.seq = ANY(ARRAY(
    SELECT d.seq FROM ledger_transaction d WHERE d.street_id = %(street)s AND d.book_id = %(book)s
    AND d.occurred_on >= %(start)s AND d.occurred_on < %(end)s))"""
POSTINGS = """
SELECT t.seq, t.occurred_on, t.kind, t.memo, t.subject, t.reverses_id, a.code, p.amount
FROM ledger_posting p
JOIN ledger_transaction t ON t.street_id = p.street_id AND t.id = p.transaction_id
JOIN ledger_account a ON a.street_id = p.street_id AND a.id = p.account_id
WHERE p.street_id = %(street)s AND p.book_id = %(book)s AND {which}
ORDER BY p.seq, p.n
"""
TOLD = (
    *("transaction__seq", "transaction__occurred_on", "transaction__kind", "transaction__memo"),
    *("transaction__subject", "transaction__reverses", "account__code", "amount"),
)


@dataclass
class Moves:
    """Sums in fen by key (a source, or a fund): what was there before, came, went, was moved."""

    opening: dict[Any, int] = field(default_factory=lambda: defaultdict(int))
    income: dict[Any, int] = field(default_factory=lambda: defaultdict(int))
    expense: dict[Any, int] = field(default_factory=lambda: defaultdict(int))
    transferred: dict[Any, int] = field(default_factory=lambda: defaultdict(int))

    def closing(self, key: Any) -> int:
        """Return what is there at the end."""
        return self.opening[key] + self.income[key] - self.expense[key] + self.transferred[key]


def monthly_statement(estate: Estate, month: date) -> MonthlyStatement:
    """Return the month's money as the ledger has it now: every figure is a sum of its postings.

    ``month`` is any day of it. The number of queries does not depend on the number of entries.
    """
    start, end = clock.month_of(month)
    book = Book.objects.filter(street_id=estate.street_id, estate_id=estate.pk, asset="CNY").first()
    before = _sums_before(book, start)
    postings = postings_of(book, start=start, end=end)
    moves = _moves(before, postings)
    bank = [(row["transaction__seq"], row["amount"]) for row in postings if row["account__code"] == "bank"]
    opening = before.get("bank", 0)
    income = sum(amount for _, amount in bank if amount > 0)
    expense = -sum(amount for _, amount in bank if amount < 0)
    return MonthlyStatement(
        month=start,
        opening_fen=opening,
        income_fen=income,
        expense_fen=expense,
        closing_fen=opening + sum(amount for _, amount in bank),
        by_source=_by_source(moves),
        by_fund=_by_fund(estate, moves),
        entries=entries_of(estate, postings),
        payables=_payables(estate, end),
        in_kind=_in_kind(estate, start, end),
        grants_left_fen=_grants_left(estate, end),
        through_seq=book.head_seq if book else 0,
        head_hash=book.head_hash if book else "",
    )


def next_month_to_disclose(estate: Estate) -> date | None:
    """Return the first day of the earliest month that is not published yet, whether it is over or not.

    Months that were closed before the estate published here were posted on paper and are not asked for. None
    where the estate has neither moved money since nor published anything.
    """
    with connection.cursor() as cursor:
        cursor.execute(MONTHS, {"street": estate.street_id, "estate": estate.pk})
        last, first = cursor.fetchone()
    if last is not None:
        return clock.month_of(last)[1]
    return clock.month_of(first)[0] if first else None


def is_to_disclose(estate: Estate, month: date) -> bool:
    """Say whether the month is or will be published here: from the next one to this month."""
    upcoming = next_month_to_disclose(estate)
    return upcoming is not None and upcoming <= month <= max(upcoming, clock.month_of(clock.today())[0])


def _sums_before(book: Book | None, start: date) -> dict[str, int]:
    """Return what stood on each account before ``start``, in the account's own sign."""
    if book is None:
        return {}
    return {code: fen for code, fen in standing_before(book, start).items() if fen}


def postings_of(
    book: Book | None, *, start: date | None = None, end: date | None = None, seq: int | None = None
) -> list[dict[str, Any]]:
    """Return the postings of the days from ``start`` to before ``end``, or those of transaction ``seq``."""
    if book is None:
        return []
    place = {"street": book.street_id, "book": book.pk, "start": start, "end": end, "seq": seq}
    with connection.cursor() as cursor:
        cursor.execute(POSTINGS.format(which=OF_DAYS if seq is None else OF_ONE), place)
        return [dict(zip(TOLD, row, strict=True)) for row in cursor.fetchall()]


def _key(code: str) -> tuple[int, str] | None:
    """Return fund and source of an account's code; None for the bank."""
    parts = code.split(":")
    return (int(parts[1]), parts[2]) if parts[0] == "fund" else None


def _moves(before: Mapping[str, int], postings: Iterable[Mapping[str, Any]]) -> Moves:
    """Return the moves by (fund, source), by fund alone and by source alone."""
    moves = Moves()
    for code, fen in before.items():
        _add(moves.opening, code, fen)
    rows = list(postings)
    through_bank = {row["transaction__seq"]: row["amount"] for row in rows if row["account__code"] == "bank"}
    for row in rows:
        fen, bank = -row["amount"], through_bank.get(row["transaction__seq"])
        if bank is None:
            _add(moves.transferred, row["account__code"], fen)
        elif bank > 0:
            _add(moves.income, row["account__code"], fen)
        else:
            _add(moves.expense, row["account__code"], -fen)
    return moves


def _add(sums: dict[Any, int], code: str, fen: int) -> None:
    key = _key(code)
    if key is not None:
        sums[key[0]] += fen
        sums[key[1]] += fen


def _by_source(moves: Moves) -> tuple[SourceMoves, ...]:
    """Return every source, those without money too: parts always add up to the whole (domain.md §1.4)."""
    return tuple(
        SourceMoves(
            source=source.value,
            opening_fen=moves.opening[source.value],
            income_fen=moves.income[source.value],
            expense_fen=moves.expense[source.value],
            closing_fen=moves.closing(source.value),
        )
        for source in Source
    )


def _by_fund(estate: Estate, moves: Moves) -> tuple[FundMoves, ...]:
    """Return the funds in which money was or moved."""
    funds = Fund.objects.filter(estate_id=estate.pk).annotate(planned=Sum("lines__planned_fen"))
    known = (moves.opening, moves.income, moves.expense, moves.transferred)
    return tuple(
        FundMoves(
            fund_id=fund.pk,
            label=fund.label,
            planned_fen=fund.planned or 0,
            opening_fen=moves.opening[fund.pk],
            income_fen=moves.income[fund.pk],
            expense_fen=moves.expense[fund.pk],
            transferred_fen=moves.transferred[fund.pk],
            closing_fen=moves.closing(fund.pk),
        )
        for fund in funds.order_by("kind", "id")
        if any(sums[fund.pk] for sums in known)
    )


def _payables(estate: Estate, end: date) -> tuple[Payable, ...]:
    """Return what was approved before ``end`` and not paid by then."""
    last_signed = Q(second_approved_at__lt=clock.midnight(end)) | Q(
        signatures=1, approved_at__lt=clock.midnight(end)
    )
    unpaid = Q(state=Expense.State.APPROVED) | Q(state=Expense.State.PAID, paid_on__gte=end)
    rows = Expense.objects.filter(last_signed, unpaid, estate_id=estate.pk).select_related("fund")
    return tuple(
        Payable(row.number, row.purpose, row.public_payee, row.fund.label, row.amount_fen or 0)
        for row in rows.order_by("id")
    )


def _in_kind(estate: Estate, start: date, end: date) -> tuple[InKind, ...]:
    given = Contribution.objects.exclude(kind=Contribution.Kind.CASH)
    rows = given.filter(estate_id=estate.pk, received_on__gte=start, received_on__lt=end)
    return tuple(
        InKind(row.number, f"{row.fund.label} {row.get_kind_display()}", row.public_giver, row.amount_fen)
        for row in rows.select_related("fund", "unit__building").order_by("id")
    )


def _grants_left(estate: Estate, end: date) -> int:
    """Return what the street has promised and not yet paid."""
    rows = Grant.objects.filter(
        estate_id=estate.pk, state=Grant.State.RESERVED, reserved_at__lt=clock.midnight(end)
    )
    return rows.aggregate(left=Sum(F("amount_fen") - F("disbursed_fen") - F("released_fen")))["left"] or 0
