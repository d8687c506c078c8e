"""What the street's finance office has to pay and to take back, and how far the estates' books are public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.expressions import Combinable
from django.urls import reverse

from core import clock
from core.work import SHOWN, Queue, Waiting
from estates.access import may_open
from estates.capacities import Capacities
from funds import rules
from funds.models import Disclosure, Grant, Refund
from tenancy.models import Estate, Street
from tenancy.rules import Rules, rules_in_force


def desk_queues(held: Capacities, street: Street) -> list[Queue]:
    """Return what waits for whoever pays the street's money out, nothing for others; three queries."""
    if held.post(*rules.FINANCE) is None:
        return []
    in_force = rules_in_force(street.pk, None)
    return [_to_disburse(street, in_force), _to_take_back(street, in_force)]


def _to_disburse(street: Street, in_force: Rules) -> Queue:
    term = timedelta(days=in_force.integer("funds.disburse_days"))
    left = F("amount_fen") - F("disbursed_fen") - F("released_fen")
    grants = (
        Grant.objects.filter(street=street, state=Grant.State.RESERVED).alias(left=left).filter(left__gt=0)
    )
    # The rest of a grant is due when the work is done: a term runs only until the first payment.
    late = Q(reserved_at__lt=clock.midnight(clock.today() - term), disbursed_fen=0)
    first = _first(grants.order_by("reserved_at", "pk"), late, left)
    rows = [
        Waiting(
            title=grant.fund.label,
            estate=grant.estate.name,
            url=reverse("funds:disburse", args=[street.slug, grant.pk]),
            fen=grant.left_fen,
            due_on=None if grant.disbursed_fen else _due_on(grant.reserved_at, term),
            no_term="决算后",
        )
        for grant in first
    ]
    empty = "没有等着拨付的激励资金。"
    return Queue("待拨付", empty, rows, *_of_all(first), _grants_url(street))


def _to_take_back(street: Street, in_force: Rules) -> Queue:
    term = timedelta(days=in_force.integer("funds.return_days"))
    returns = Refund.objects.filter(street=street, state=Refund.State.PLANNED, grant__isnull=False)
    late = Q(fund__settled_at__lt=clock.midnight(clock.today() - term))
    first = _first(returns.order_by("pk"), late, F("amount_fen"))
    rows = [
        Waiting(
            title=f"{refund.fund.label} 的结余",
            estate=refund.estate.name,
            url=reverse("funds:returned", args=[street.slug, refund.pk]),
            fen=refund.amount_fen,
            due_on=_due_on(refund.fund.settled_at, term),
        )
        for refund in first
    ]
    empty = "没有等小区退回的结余。"
    return Queue("待退回", empty, rows, *_of_all(first), _grants_url(street))


def _first(rows: QuerySet[Any], late: Q, fen: Combinable) -> list[Any]:
    """Return the first of the rows, each with the figures of all of them, in one query."""
    all_of_them = rows.select_related("fund", "estate").annotate(
        count=Window(Count("pk")), late=Window(Count("pk", filter=late)), fen=Window(Sum(fen))
    )
    return list(all_of_them[:SHOWN])


def _of_all(first: Sequence[Any]) -> tuple[int, int, int]:
    """Return how many rows there are, how many are late, and the fen of all."""
    return (first[0].count, first[0].late, int(first[0].fen)) if first else (0, 0, 0)


def _due_on(since: datetime | None, term: timedelta) -> date | None:
    return clock.local(since).date() + term if since else None


def _grants_url(street: Street) -> str:
    return reverse("funds:grants", args=[street.slug])


@dataclass(frozen=True)
class EstateBooks:
    """How far the books of an estate are public: the newest published month and what was left at its end.

    ``vouchers_url`` leads to what is not public yet, for those who may read it.
    """

    estate: str
    url: str
    month: date | None
    month_url: str
    closing_fen: int | None
    vouchers_url: str


def books_of(estates: Sequence[Estate], held: Capacities) -> list[EstateBooks]:
    """Return how far the books of each estate are public, in their order, with one query."""
    public = Disclosure.objects.filter(estate__in=estates, notice__concealed=False)
    newest = public.exclude(notice__published_at=None).order_by("estate_id", "-month").distinct("estate_id")
    found = {row.estate_id: row for row in newest.select_related("notice")}
    return [_books(estate, found.get(estate.pk), held) for estate in estates]


def _books(estate: Estate, newest: Disclosure | None, held: Capacities) -> EstateBooks:
    url, vouchers_url = (reverse(f"funds:{page}", args=[estate.slug]) for page in ("home", "expenses"))
    vouchers_url = vouchers_url if may_open(held, vouchers_url) else ""
    if newest is None:
        return EstateBooks(estate.name, url, None, "", None, vouchers_url)
    month_url = reverse("funds:month", args=[estate.slug, newest.month])
    _, closing_fen = newest.notice.snapshot["totals"][-1]
    return EstateBooks(estate.name, url, newest.month, month_url, closing_fen, vouchers_url)
