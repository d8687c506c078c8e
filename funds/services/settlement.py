"""Closing a fund: what was spent by whom, what goes back to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from core import clock
from core.errors import NotAllowed
from core.money import split
from core.rows import locked
from core.states import move
from estates.models import Post
from funds import books, errors, rules
from funds.models import Contribution, Expense, ExpenseShare, Fund, Grant, Refund, Source
from funds.services.grants import release_grant
from funds.services.transfers import require_own_transfer
from ledger.entries import Leg
from ledger.models import Book, Transaction
from ledger.services import lock_books, post
from tenancy import jobs
from tenancy.audit import record
from tenancy.scope import current_estate_id

RELEASE = "funds.release_grant"


@dataclass(frozen=True)
class Settlement:
    """What a settled fund came to, in fen.

    ``refundable`` goes back to residents, ``returnable`` to the street, ``carried`` to the general fund;
    ``grant_left`` was never disbursed and is free in the street's budget again.
    """

    spent: int
    by_source: Mapping[Source, int]
    refundable: int
    returnable: int
    carried: int
    grant_left: int


@dataclass(frozen=True)
class SettlementPreview:
    """What a fund would come to if it were settled now, and what each giver would get back, in fen."""

    settlement: Settlement
    refunds: tuple[tuple[Contribution, int], ...]
    obstacle: errors.ExpensesOpen | None


def preview_settlement(fund: Fund) -> SettlementPreview:
    """Return what ``settle_fund`` would come to now; nothing is changed."""
    grant = Grant.objects.filter(fund=fund).first()
    spent, left = _spent_by_source(fund), _left_by_source(fund)
    refunds = _parts_of_givers(fund, left.pop(Source.SELF, 0))
    returnable = left.pop(Source.STREET, 0)
    settlement = Settlement(
        spent=sum(spent.values()),
        by_source=spent,
        refundable=sum(part for _, part in refunds),
        returnable=returnable,
        carried=sum(left.values()),
        grant_left=grant.left_fen if grant else 0,
    )
    return SettlementPreview(settlement, tuple(refunds), _open_expenses(fund))


@transaction.atomic
def settle_fund(fund: Fund, *, by: Post) -> Settlement:
    """Settle a project's fund and return what it came to; refunds are listed, not yet paid.

    Residents get back what is left of theirs in proportion to what they gave (domain.md §6 case 33). The
    rest of the grant is released at once in the street's scope, else by a job that opens it.
    Raises NotAllowed, GeneralFundStays, FundSettled, ExpensesOpen.
    """
    if not rules.may_settle(by, fund):
        raise NotAllowed(needed="物管委委员或街道经办")
    if fund.is_general:
        raise errors.GeneralFundStays
    # The general fund first, as wherever a voucher gets its number: nobody waits in a circle.
    locked(books.general_fund_of(fund.street_id, fund.estate_id))
    fund = books.lock_open_fund(fund)
    if obstacle := _open_expenses(fund):
        raise obstacle
    grant = Grant.objects.filter(fund=fund).first()
    left = _left_by_source(fund)
    settlement = Settlement(
        spent=sum(_spent_by_source(fund).values()),
        by_source=_spent_by_source(fund),
        refundable=_plan_refunds(fund, left.pop(Source.SELF, 0)),
        returnable=_plan_return(fund, grant, left.pop(Source.STREET, 0)),
        carried=_carry_over(fund, left, by),
        grant_left=grant.left_fen if grant else 0,
    )
    if grant is not None:
        _release(grant, by)
    fund.settled_at = clock.now()
    move(fund, Fund.State.SETTLED, update_fields=("settled_at",))
    record("funds.fund_settled", fund, by=by, spent_fen=settlement.spent, refundable=settlement.refundable)
    return settlement


@transaction.atomic
def record_refund(refund: Refund, *, bank_reference: str, paid_on: date, by: Post) -> Refund:
    """Return the refund recorded as paid.

    The cashier pays residents. What goes back to the street is recorded by its finance office, in the
    street's scope, in both books. Raises NotAllowed, DayInFuture, RefundPaid, BankReferenceMissing,
    TransferRecorded, PeriodClosed (ledger).
    """
    if not rules.may_record_refund(by, refund):
        raise NotAllowed(needed="街道财政所" if refund.grant_id else "代管出纳")
    books.require_past(paid_on, "paid_on")
    refund = (
        Refund.objects.select_for_update(of=("self",), no_key=True).select_related("fund").get(pk=refund.pk)
    )
    if refund.state == Refund.State.PAID:
        raise errors.RefundPaid(number=refund.number)
    reference = require_own_transfer(refund, bank_reference)
    refund.bank_reference, refund.paid_on, refund.paid_by = reference, paid_on, by
    refund.entry = _post_refund(refund, by)
    fields = ("bank_reference", "paid_on", "paid_by_id", "entry_id")
    move(refund, Refund.State.PAID, update_fields=fields)
    record("funds.refund_paid", refund, by=by, amount_fen=refund.amount_fen)
    return refund


def _open_expenses(fund: Fund) -> errors.ExpensesOpen | None:
    undecided = fund.expenses.filter(state__in=Expense.UNDECIDED)
    numbers = [expense.number for expense in undecided]
    return errors.ExpensesOpen(count=len(numbers), numbers="、".join(numbers)) if numbers else None


def _spent_by_source(fund: Fund) -> dict[Source, int]:
    spent = {Source(line.source): 0 for line in fund.lines.all()}
    for share in ExpenseShare.objects.filter(expense__fund=fund):
        spent[Source(share.source)] += share.amount_fen
    return spent


def _left_by_source(fund: Fund) -> dict[Source, int]:
    return {Source(source): row.posted for source, row in books.stands(fund).items()}


def _parts_of_givers(fund: Fund, left: int) -> list[tuple[Contribution, int]]:
    """Return what of the residents' money goes back for each contribution, where it is something."""
    given = fund.contributions.filter(source=Source.SELF, kind=Contribution.Kind.CASH).order_by("id")
    contributions = list(given.select_related("unit__building")) if left else []
    if not contributions:
        return []
    parts = split(left, [contribution.amount_fen for contribution in contributions])
    return [(row, part) for row, part in zip(contributions, parts, strict=True) if part]


def _plan_refunds(fund: Fund, left: int) -> int:
    """List what each contributor gets back; return the sum."""
    parts = _parts_of_givers(fund, left)
    for contribution, part in parts:
        _plan_refund(fund, part, contribution.amount_fen, contribution=contribution)
    return sum(part for _, part in parts)


def _plan_return(fund: Fund, grant: Grant | None, left: int) -> int:
    if grant is not None and left:
        _plan_refund(fund, left, grant.disbursed_fen, grant=grant)
    return left


def _plan_refund(fund: Fund, amount: int, given: int, **payee: Contribution | Grant) -> None:
    voucher = books.next_voucher(Refund, fund.street_id, fund.estate_id)
    Refund.objects.create(**voucher, fund=fund, amount_fen=amount, given_fen=given, **payee)


def _carry_over(fund: Fund, left: Mapping[Source, int], by: Post) -> int:
    """Move what is left of the other sources to the general fund; return the sum."""
    general = books.general_fund_of(fund.street_id, fund.estate_id)
    book = books.estate_book(fund)
    for source, amount in left.items():
        if amount:
            _transfer(book, fund, general, source, amount, by)
    return sum(left.values())


def _transfer(book: Book, fund: Fund, general: Fund, source: Source, amount: int, by: Post) -> None:
    post(
        book,
        kind="funds.transfer",
        occurred_on=clock.today(),
        legs=[
            Leg(books.source_account(book, fund, source), amount),
            Leg(books.source_account(book, general, source), -amount),
        ],
        key=f"settle:{fund.pk}:{source.value}",
        memo=f"{fund.label} 结余转入{general.label}",
        subject=f"funds.fund:{fund.pk}",
        by=by,
    )


def _release(grant: Grant, by: Post) -> None:
    if current_estate_id() is None:
        release_grant(grant, by=by if rules.may_release(by) else None)
        return
    # The hold stands behind the street's wall: a job that opens the street's scope releases it.
    jobs.enqueue(
        RELEASE,
        f"grant:{grant.pk}",
        street_id=grant.street_id,
        estate_id=grant.estate_id,
        grant_id=grant.pk,
    )


def _post_refund(refund: Refund, by: Post) -> Transaction:
    fund = refund.fund
    common: dict[str, Any] = {
        "kind": "funds.refund",
        "occurred_on": refund.paid_on,
        "key": f"refund:{refund.pk}",
        "memo": f"{fund.label} 退款",
        "subject": f"funds.refund:{refund.pk}",
        "by": by,
    }
    ours, amount = books.estate_book(fund), refund.amount_fen
    if refund.grant is None:
        account = books.source_account(ours, fund, Source.SELF)
        return post(ours, legs=[Leg(account, amount), Leg(books.bank(ours), -amount)], **common)
    ours, streets = lock_books(ours, books.street_book(fund.street_id))
    accounts = books.budget_accounts(streets, refund.grant.year)
    post(streets, legs=[Leg(accounts.paid, amount), Leg(accounts.budget, -amount)], **common)
    account = books.source_account(ours, fund, Source.STREET)
    return post(ours, legs=[Leg(account, amount), Leg(books.bank(ours), -amount)], **common)
