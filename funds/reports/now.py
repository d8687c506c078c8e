"""The money of an estate as it stands today, and the months that were published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F, QuerySet

from core import clock
from funds.models import Disclosure, Fund, Source
from funds.reports.positions import FundPosition, fund_positions
from tenancy.models import Estate

# What stands on the bank account, and what this month's days have brought and taken: those days are read.
BANK = """
SELECT b.posted, coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0)::bigint,
  coalesce(-sum(p.amount) FILTER (WHERE p.amount < 0), 0)::bigint
FROM ledger_book k
JOIN ledger_account a ON a.street_id = k.street_id AND a.book_id = k.id AND a.code = 'bank'
JOIN ledger_balance b ON b.street_id = k.street_id AND b.account_id = a.id
LEFT JOIN ledger_posting p ON p.street_id = k.street_id AND p.account_id = a.id
  AND p.transaction_id = ANY(ARRAY(
    SELECT t.id FROM ledger_transaction t WHERE t.street_id = k.street_id AND t.book_id = k.id
    AND t.occurred_on >= %(start)s AND t.occurred_on < %(end)s))
WHERE k.street_id = %(street)s AND k.estate_id = %(estate)s AND k.asset = 'CNY'
GROUP BY b.posted
"""


@dataclass(frozen=True)
class MoneyNow:
    """What is on the bank account today and what this month has brought and taken, in fen."""

    balance: int
    month: date
    income: int
    expense: int
    positions: tuple[FundPosition, ...]

    @property
    def by_source(self) -> tuple[tuple[Source, int], ...]:
        """What each source has left over all funds, every source named."""
        return tuple(
            (source, sum(position.line(source).balance for position in self.positions)) for source in Source
        )


@dataclass(frozen=True)
class PublishedMonth:
    """A month that stands published, with its four figures in fen."""

    month: date
    notice_id: int
    opening: int
    income: int
    expense: int
    closing: int


def money_now(estate: Estate) -> MoneyNow:
    """Return today's money with a number of queries that does not depend on how many funds there are."""
    start, end = clock.month_of(clock.today())
    with connection.cursor() as cursor:
        cursor.execute(BANK, {"street": estate.street_id, "estate": estate.pk, "start": start, "end": end})
        balance, income, expense = cursor.fetchone() or (0, 0, 0)
    funds = Fund.objects.filter(estate_id=estate.pk).order_by("kind", "-id")
    return MoneyNow(
        balance=balance,
        month=start,
        income=income,
        expense=expense,
        positions=tuple(fund_positions(funds)),
    )


def published_months(estate: Estate) -> list[PublishedMonth]:
    """Return the months that everybody may read, the newest first, with one query."""
    return [published_month(row) for row in disclosures_with_totals(estate).order_by("-month")]


def published_month(disclosure: Disclosure) -> PublishedMonth:
    """Return a row of ``disclosures_with_totals`` as the month that it is."""
    figures = (fen for _, fen in disclosure.totals)  # type: ignore[attr-defined]  # annotated
    return PublishedMonth(disclosure.month, disclosure.notice_id, *figures)


def disclosures_with_totals(estate: Estate) -> QuerySet[Disclosure]:
    """Return the disclosures that everybody may read, each with the ``totals`` of its notice."""
    return readable_disclosures(estate).annotate(totals=F("notice__snapshot__totals"))


def readable_disclosures(estate: Estate) -> QuerySet[Disclosure]:
    """Return the disclosures that everybody may read: published and not concealed."""
    readable = {"notice__published_at__isnull": False, "notice__concealed": False}
    return Disclosure.objects.filter(estate_id=estate.pk, **readable)


def neighbours(months: Sequence[PublishedMonth], month: date) -> tuple[date | None, date | None]:
    """Return the published months before and after ``month``."""
    before = [line.month for line in months if line.month < month]
    after = [line.month for line in months if line.month > month]
    return (max(before) if before else None, min(after) if after else None)


def disclosure_of(estate: Estate, month: date) -> Disclosure | None:
    """Return the disclosure of a month with its notice, published or still in the making."""
    rows = Disclosure.objects.filter(estate_id=estate.pk, month=month)
    return rows.select_related("notice__pdf").first()


def is_readable(disclosure: Disclosure | None) -> bool:
    """Say whether everybody may read the month: published and not concealed."""
    return disclosure is not None and disclosure.notice.shows_text
