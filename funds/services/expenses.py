"""Deciding on an expense and paying it: never by who filed it, never twice by one person."""

from datetime import date

from django.db import transaction

from core import clock
from core.errors import NotAllowed, Refused
from core.rows import locked
from core.states import move
from estates.models import Post
from funds import books, errors, rules
from funds.models import Expense, ExpenseShare, Source
from funds.reports.room import Purse, Shortage, money_obstacle
from funds.services.signatures import (
    SIGNATURE_COLUMNS,
    drop_approval,
    free_receipts,
    lock_expense,
)
from funds.services.transfers import require_own_transfer
from ledger.entries import Draw, Leg
from ledger.errors import InsufficientFunds
from ledger.models import Transaction
from ledger.services import hold as place_hold
from ledger.services import post
from tenancy.audit import record
from tenancy.rules import rules_in_force


@transaction.atomic
def approve_expense(expense: Expense, *, photos_fit: bool = False, by: Post) -> Expense:
    """Return the expense signed by ``by``; with the last signature its parts are held on their sources.

    ``photos_fit`` is the signer's word that the photos may be published as they are covered now. No signature
    is given while the money is not there. Raises NotAllowed, OwnExpense, AlreadySigned, ChairMustSign,
    PayeeIsOfficial, ExpenseBeyondPlan, MoneyNotThere, PhotosNotChecked, FundSettled, StateRefused.
    trust.md A2 §6, §11.
    """
    expense = lock_expense(expense)
    in_force = rules_in_force(expense.street_id, expense.estate_id)
    _raise(rules.signing_obstacle(expense, by, in_force))
    _raise(money_obstacle(expense))
    if not photos_fit:
        raise errors.PhotosNotChecked
    if expense.state == Expense.State.SIGNED:
        return _sign_second(expense, by)
    expense.approved_by, expense.approved_by_person, expense.approved_at = by, by.person, clock.now()
    to = Expense.State.APPROVED if expense.signatures == 1 else Expense.State.SIGNED
    move(expense, to, update_fields=("approved_by_id", "approved_by_person_id", "approved_at"))
    if to == Expense.State.APPROVED:
        _place_holds(expense, by)
    record("funds.expense_approved", expense, by=by, amount_fen=expense.amount_fen, signature=1)
    return expense


def _sign_second(expense: Expense, by: Post) -> Expense:
    expense.second_approved_by, expense.second_approved_by_person = by, by.person
    expense.second_approved_at = clock.now()
    fields = ("second_approved_by_id", "second_approved_by_person_id", "second_approved_at")
    move(expense, Expense.State.APPROVED, update_fields=fields)
    _place_holds(expense, by)
    record("funds.expense_approved", expense, by=by, amount_fen=expense.amount_fen, signature=2)
    return expense


@transaction.atomic
def return_expense(expense: Expense, *, reason: str, by: Post) -> Expense:
    """Return the expense sent back to who filed it, any approval dropped.

    Raises NotAllowed, OwnExpense, ReasonMissing, StateRefused.
    """
    return _send_away(expense, Expense.State.RETURNED, reason, by, "funds.expense_returned")


@transaction.atomic
def reject_expense(expense: Expense, *, reason: str, by: Post) -> Expense:
    """Return the expense refused for good; its receipts may be used again.

    Raises NotAllowed, OwnExpense, ReasonMissing, StateRefused.
    """
    expense = _send_away(expense, Expense.State.REJECTED, reason, by, "funds.expense_rejected")
    free_receipts(expense)
    return expense


def _send_away(expense: Expense, to: Expense.State, reason: str, by: Post, action: str) -> Expense:
    expense = _lock_for_decision(expense, by)
    words = reason.strip()
    if not words:
        raise errors.ReasonMissing(field="reason")
    drop_approval(expense, by)
    expense.reason = words
    move(expense, to, update_fields=(*SIGNATURE_COLUMNS, "reason"))
    record(action, expense, by=by, reason=words)
    return expense


@transaction.atomic
def pay_expense(expense: Expense, *, bank_reference: str, paid_on: date, by: Post) -> Expense:
    """Return the expense recorded as paid: each source's part posted against its hold.

    Raises NotAllowed, BankReferenceMissing, TransferRecorded, DayInFuture, OwnExpense, AlreadySigned,
    StateRefused, PeriodClosed (ledger).
    """
    expense = lock_expense(expense)
    _raise(rules.paying_obstacle(expense, by))
    reference = require_own_transfer(expense, bank_reference)
    books.require_past(paid_on, "paid_on")
    expense.paid_by, expense.paid_by_person = by, by.person
    expense.paid_on, expense.bank_reference = paid_on, reference
    if expense.state == Expense.State.APPROVED:
        expense.entry = _post_payment(expense, by)
    fields = ("paid_by_id", "paid_by_person_id", "paid_on", "bank_reference", "entry_id")
    move(expense, Expense.State.PAID, update_fields=fields)
    record("funds.expense_paid", expense, by=by, amount_fen=expense.amount_fen)
    return expense


def _lock_for_decision(expense: Expense, by: Post) -> Expense:
    if not rules.may_sign_expense(by, expense):
        raise NotAllowed(needed=rules.SIGNERS_IN_WORDS)
    expense = lock_expense(expense)
    if rules.is_same_human(expense.filed_by_person, by.person):
        raise errors.OwnExpense
    return expense


def _raise(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _place_holds(expense: Expense, by: Post) -> None:
    """Hold each source's part on its account. Raises FundSettled, MoneyNotThere."""
    fund = books.lock_open_fund(expense.fund)
    book = books.estate_book(fund)
    for source, part in Purse([fund]).parts(fund, expense.amount_fen or 0).items():
        if not part:
            continue
        account = books.source_account(book, fund, source)
        try:
            held = place_hold(
                account,
                part,
                key=f"expense:{expense.pk}:{expense.round}:{source}",
                memo=f"支出 {expense.number}",
                subject=f"funds.expense:{expense.pk}",
                by=by,
            )
        except InsufficientFunds as short:
            missing = Shortage(Source(source), part - short.details["available"])
            raise errors.MoneyNotThere(waits=str(missing)) from short
        ExpenseShare.objects.create(
            street_id=expense.street_id,
            estate_id=expense.estate_id,
            expense=expense,
            source=source,
            amount_fen=part,
            hold=held,
        )


def _post_payment(expense: Expense, by: Post) -> Transaction:
    fund = locked(expense.fund)
    book = books.estate_book(fund)
    assert expense.paid_on is not None  # pay_expense has just written it
    shares = list(expense.shares.select_related("hold__account"))
    legs = [Leg(share.hold.account, share.amount_fen) for share in shares]
    return post(
        book,
        kind="funds.expense",
        occurred_on=expense.paid_on,
        legs=[*legs, Leg(books.bank(book), -sum(share.amount_fen for share in shares))],
        draws=[Draw(share.hold, share.amount_fen) for share in shares],
        key=f"expense:{expense.pk}",
        memo=f"{fund.label} {expense.purpose}"[:200],
        subject=f"funds.expense:{expense.pk}",
        by=by,
    )
