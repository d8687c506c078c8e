"""The street's incentive money: the year's budget, the promise, the payment, the rest given back.

All of it runs in the street's scope: the budget stands in the street's own book.
"""

from datetime import date
from typing import Any

from django.db import transaction

from core import clock
from core.errors import NotAllowed
from core.money import format_yuan, share_of
from core.rows import locked
from core.states import move
from estates.models import Post
from funds import books, errors, rules
from funds.models import Disbursement, Fund, Grant, Source, StreetBudget
from ledger.entries import Draw, Leg
from ledger.errors import InsufficientFunds
from ledger.models import Hold, Transaction
from ledger.services import hold as place_hold
from ledger.services import lock_books, post, release
from tenancy.audit import record
from tenancy.models import Street
from tenancy.rules import Rules, rules_in_force


@transaction.atomic
def set_street_budget(street: Street, year: int, amount_fen: int, *, by: Post) -> StreetBudget:
    """Return the year's budget, set or changed to ``amount_fen``; the difference is posted.

    Raises NotAllowed, BudgetBelowCommitted, ValueError for an amount below nothing.
    """
    if not rules.may_set_budget(by):
        raise NotAllowed(needed="街道财政所")
    if amount_fen < 0:
        raise errors.AmountMissing(field="amount_fen")
    budget, _ = StreetBudget.objects.select_for_update(of=("self",), no_key=True).get_or_create(
        street_id=street.pk, estate_id=None, year=year, defaults={"amount_fen": 0}
    )
    _post_budget_change(budget, amount_fen - budget.amount_fen, by)
    budget.amount_fen = amount_fen
    budget.save(update_fields=["amount_fen"])
    record("funds.budget_set", budget, by=by, year=year, amount_fen=amount_fen)
    return budget


def _post_budget_change(budget: StreetBudget, change: int, by: Post) -> None:
    if not change:
        return
    (book,) = lock_books(books.street_book(budget.street_id))
    accounts = books.budget_accounts(book, budget.year)
    try:
        post(
            book,
            kind="funds.budget",
            occurred_on=clock.today(),
            legs=[Leg(accounts.appropriation, change), Leg(accounts.budget, -change)],
            key=f"budget:{budget.year}:{book.head_seq + 1}",
            memo=f"{budget.year} 年激励资金预算",
            subject=f"funds.streetbudget:{budget.pk}",
            by=by,
        )
    except InsufficientFunds as short:
        committed = format_yuan(budget.amount_fen - short.details["available"])
        raise errors.BudgetBelowCommitted(year=budget.year, committed=committed) from short


@transaction.atomic
def reserve_grant(fund: Fund, amount_fen: int, *, by: Post) -> Grant:
    """Return the grant: ``amount_fen`` of this year's budget held for ``fund``, which is planned so from now.

    Raises NotAllowed, AmountMissing, FundSettled, GrantExists, GrantAbovePlan, GrantAboveCap,
    GrantAboveRatio, BudgetMissing, BudgetExceeded. Concurrent approvals never pass the budget (trust.md M3).
    """
    if not rules.may_grant(by):
        raise NotAllowed(needed="街道经办或分管领导")
    books.require_amount(amount_fen)
    fund = books.lock_open_fund(fund)
    in_force = rules_in_force(fund.street_id, fund.estate_id)
    _check_grant(fund, amount_fen, in_force)
    year = clock.today().year
    grant = Grant.objects.create(
        street_id=fund.street_id,
        estate_id=fund.estate_id,
        fund=fund,
        year=year,
        amount_fen=amount_fen,
        hold=_hold_budget(fund, year, amount_fen, by),
        reserved_by=by,
        rules_version=in_force.version,
    )
    fund.lines.filter(source=Source.STREET).update(planned_fen=amount_fen)
    record("funds.grant_reserved", grant, by=by, amount_fen=amount_fen, year=year)
    return grant


def _check_grant(fund: Fund, amount_fen: int, in_force: Rules) -> None:
    if fund.grants.exists():
        raise errors.GrantExists(fund=fund.label)
    plan = dict(fund.lines.values_list("source", "planned_fen"))
    planned, total = plan.get(Source.STREET, 0), sum(plan.values())
    wanted = format_yuan(amount_fen)
    if amount_fen > planned:
        raise errors.GrantAbovePlan(planned=format_yuan(planned))
    cap, ratio = in_force.integer("funds.grant_cap"), in_force.ratio("funds.grant_ratio")
    if amount_fen > cap:
        raise errors.GrantAboveCap(cap=format_yuan(cap), wanted=wanted)
    if not rules.within_ratio(amount_fen, total, ratio):
        most = format_yuan(share_of(total, *ratio))
        raise errors.GrantAboveRatio(ratio=f"{ratio[0]}/{ratio[1]}", cap=most, wanted=wanted)


def _hold_budget(fund: Fund, year: int, amount_fen: int, by: Post) -> Hold:
    if not StreetBudget.objects.filter(street_id=fund.street_id, estate_id=None, year=year).exists():
        raise errors.BudgetMissing(year=year)
    account = books.budget_accounts(books.street_book(fund.street_id), year).budget
    try:
        return place_hold(
            account,
            amount_fen,
            key=f"grant:{fund.pk}",
            memo=f"{fund.label} 激励资金",
            subject=f"funds.fund:{fund.pk}",
            by=by,
        )
    except InsufficientFunds as short:
        left = format_yuan(short.details["available"])
        raise errors.BudgetExceeded(year=year, left=left, wanted=format_yuan(amount_fen)) from short


@transaction.atomic
def disburse_grant(
    grant: Grant, amount_fen: int, *, bank_reference: str, paid_on: date, by: Post
) -> Disbursement:
    """Return the payment of ``amount_fen`` from the street's book to the estate's, posted in both.

    The same bank reference with the same amount returns the payment that is there. Raises NotAllowed,
    AmountMissing, BankReferenceMissing, BankReferenceUsed, DayInFuture, FundSettled, GrantClosed,
    DisbursementTooLarge, PeriodClosed.
    """
    if not rules.may_disburse(by):
        raise NotAllowed(needed="街道财政所")
    books.require_amount(amount_fen)
    reference = books.require_reference(bank_reference)
    books.require_past(paid_on, "paid_on")
    voucher = books.next_voucher(Disbursement, grant.street_id, grant.estate_id)
    fund = locked(grant.fund)
    grant = locked(grant)
    known = grant.disbursements.filter(bank_reference=reference).first()
    if known is not None:
        return _same_payment(known, amount_fen)
    _check_disbursement(fund, grant, amount_fen)
    payment = Disbursement.objects.create(
        **voucher, grant=grant, amount_fen=amount_fen, bank_reference=reference, paid_on=paid_on, paid_by=by
    )
    payment.entry = _post_disbursement(fund, grant, payment, by)
    payment.save(update_fields=["entry"])
    grant.disbursed_fen += amount_fen
    grant.save(update_fields=["disbursed_fen"])
    record("funds.grant_disbursed", payment, by=by, amount_fen=amount_fen, grant=grant.pk)
    return payment


def _same_payment(known: Disbursement, amount_fen: int) -> Disbursement:
    if known.amount_fen != amount_fen:
        raise errors.BankReferenceUsed(reference=known.bank_reference, amount=format_yuan(known.amount_fen))
    return known


def _check_disbursement(fund: Fund, grant: Grant, amount_fen: int) -> None:
    if grant.state != Grant.State.RESERVED:
        raise errors.GrantClosed
    if fund.state != Fund.State.OPEN:
        raise errors.FundSettled(fund=fund.label)
    if amount_fen > grant.left_fen:
        raise errors.DisbursementTooLarge(left=format_yuan(grant.left_fen), wanted=format_yuan(amount_fen))


def _post_disbursement(fund: Fund, grant: Grant, payment: Disbursement, by: Post) -> Transaction:
    """Post in both books and return the estate's transaction."""
    ours, streets = lock_books(books.estate_book(fund), books.street_book(fund.street_id))
    accounts = books.budget_accounts(streets, grant.year)
    common: dict[str, Any] = {
        "kind": "funds.disbursement",
        "occurred_on": payment.paid_on,
        "key": f"disbursement:{payment.pk}",
        "memo": f"{fund.label} 激励资金拨付",
        "subject": f"funds.disbursement:{payment.pk}",
        "by": by,
    }
    amount = payment.amount_fen
    post(
        streets,
        legs=[Leg(accounts.budget, amount), Leg(accounts.paid, -amount)],
        draws=[Draw(Hold.objects.get(pk=grant.hold_id), amount)],
        **common,
    )
    source = books.source_account(ours, fund, Source.STREET)
    return post(ours, legs=[Leg(books.bank(ours), amount), Leg(source, -amount)], **common)


@transaction.atomic
def release_grant(grant: Grant, *, by: Post | None) -> Grant:
    """Return the grant closed, what was not disbursed of it available in the budget again.

    A closed grant stays as it is. ``by=None`` is the settlement's own job. Raises NotAllowed.
    """
    if by is not None and not rules.may_release(by):
        raise NotAllowed(needed="街道工作人员")
    grant = locked(grant)
    if grant.state == Grant.State.CLOSED:
        return grant
    left = grant.left_fen
    if left:
        release(Hold.objects.get(pk=grant.hold_id), by=by)
    grant.released_fen += left
    move(grant, Grant.State.CLOSED, update_fields=("released_fen",))
    record("funds.grant_released", grant, by=by, released_fen=left)
    return grant
