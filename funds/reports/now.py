"""The money of an estate as it stands today, and the months that were published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet, Sum

from core import clock
from funds.models import Disclosure, Fund, Source
from funds.reports.positions import FundPosition, fund_positions
from ledger.models import Posting
from tenancy.models import Estate


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
    bank = Posting.objects.filter(estate_id=estate.pk, book__asset="CNY", account__code="bank")
    this_month = Q(transaction__occurred_on__gte=start, transaction__occurred_on__lt=end)
    sums = bank.aggregate(
        balance=Sum("amount"),
        income=Sum("amount", filter=this_month & Q(amount__gt=0)),
        expense=Sum("amount", filter=this_month & Q(amount__lt=0)),
    )
    funds = Fund.objects.filter(estate_id=estate.pk).order_by("kind", "-id")
    return MoneyNow(
        balance=sums["balance"] or 0,
        month=start,
        income=sums["income"] or 0,
        expense=-(sums["expense"] or 0),
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
