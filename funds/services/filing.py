"""Asking for money: the receipt first, then how much, what for and to whom; changed until it is paid."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from core import clock
from core.errors import NotAllowed, Refused
from core.images import Cleaned, clean
from core.money import format_yuan
from core.states import move
from estates.models import Post
from funds import books, errors, rules
from funds.invoices import require_invoice
from funds.models import Expense, Fund, ReceiptPhoto
from funds.reports.room import filing_obstacle, rooms
from funds.services.signatures import (
    COLUMNS,
    SIGNATURE_COLUMNS,
    drop_approval,
    free_receipts,
    lock_expense,
)
from tenancy.audit import record
from tenancy.rules import rules_in_force
from tenancy.storage import keep_photo

NOTED = ("fund", "amount_fen", "spent_on", "purpose", "category", "payee", "invoice_code", "invoice_number")


@transaction.atomic
def draft_expense(fund: Fund, *, photo: bytes, by: Post) -> Expense:
    """Return a numbered draft with its first receipt.

    Raises NotAllowed, FundSettled, FundNotStarted, the refusals of ``core.images``, ReceiptAlreadyUsed,
    ReceiptInOwnExpense, ReceiptUsedElsewhere.
    """
    if not rules.may_file_expense(by, fund.estate_id):
        raise NotAllowed(needed="财务委员或委员")
    voucher = books.next_voucher(Expense, fund.street_id, fund.estate_id)
    fund = books.lock_paying_fund(fund)
    expense = Expense.objects.create(
        **voucher,
        fund=fund,
        filed_by=by,
        filed_by_person_id=by.person_id,
        rules_version=rules_in_force(fund.street_id, fund.estate_id).version,
    )
    _attach(expense, photo, by)
    record("funds.expense_drafted", expense, by=by)
    return expense


@transaction.atomic
def add_receipt(expense: Expense, *, photo: bytes, by: Post) -> ReceiptPhoto:
    """Return one more receipt of the expense; an approval that was given is dropped.

    Raises NotAllowed, NotYourExpense, ExpenseUnchangeable, ReceiptAlreadyUsed, ReceiptInOwnExpense,
    ReceiptUsedElsewhere.
    """
    expense = _lock_own(expense, by)
    receipt = _attach(expense, photo, by)
    _reopen(expense, by)
    record("funds.receipt_added", expense, by=by, receipt=receipt.pk)
    return receipt


@transaction.atomic
def remove_receipt(receipt: ReceiptPhoto, *, by: Post) -> Expense:
    """Return the expense without this receipt, whose file may be used again; an approval is dropped.

    Raises NotAllowed, NotYourExpense, ExpenseUnchangeable, ReceiptMissing (the last one of a filed expense).
    """
    expense = _lock_own(receipt.expense, by)
    others = expense.receipts.filter(counts=True).exclude(pk=receipt.pk).exists()
    if not others and expense.state not in (Expense.State.DRAFT, Expense.State.RETURNED):
        raise errors.ReceiptMissing
    ReceiptPhoto.objects.filter(pk=receipt.pk).update(counts=False)
    _reopen(expense, by)
    record("funds.receipt_removed", expense, by=by, receipt=receipt.pk)
    return expense


@transaction.atomic
def note_expense(expense: Expense, *, by: Post, **values: Any) -> Expense:
    """Return the draft with what is known so far (any of ``NOTED``); nothing is filed by it.

    An amount is checked at once: against the fund, or while none is chosen against the one with most room. A
    fund that is chosen afterwards is kept with all that was said; ``too_much`` says whether it can pay.
    Raises NotAllowed, NotYourExpense, ExpenseUnchangeable, ExpenseBeyondEverything, and what ``file_expense``
    raises for the values.
    """
    expense = _lock_own(expense, by)
    if expense.state not in (Expense.State.DRAFT, Expense.State.RETURNED):
        raise errors.ExpenseUnchangeable(current=expense.get_state_display())
    _write(expense, values)
    if "amount_fen" in values:
        _raise(too_much(expense) if expense.is_described else _more_than_any_fund_pays(expense))
    expense.save(update_fields=sorted(values))
    return expense


@transaction.atomic
def file_expense(
    expense: Expense,
    *,
    amount_fen: int,
    spent_on: date,
    purpose: str,
    category: str,
    payee: str,
    invoice_code: str = "",
    invoice_number: str = "",
    fund: Fund | None = None,
    by: Post,
) -> Expense:
    """Return the expense filed, or filed anew: any approval it had is dropped (trust.md A2 §11).

    Raises NotAllowed, NotYourExpense, ExpenseUnchangeable, AmountMissing, DayInFuture, ReceiptTooOld,
    FundSettled, FundNotStarted, PersonalNumber, PayeeIsOfficial, InvoiceNumberWrong, InvoiceCodeWrong,
    InvoiceAlreadyUsed, ReceiptMissing, NeedsDecision, ExpenseBeyondPlan.
    Money that is planned and has not come yet bars nobody from filing. domain.md §3.2.
    """
    expense = _lock_own(expense, by)
    drop_approval(expense, by)
    values = {
        "amount_fen": amount_fen,
        "spent_on": spent_on,
        "purpose": purpose,
        "category": category,
        "payee": payee,
        "invoice_code": invoice_code,
        "invoice_number": invoice_number,
        "fund": fund or expense.fund,
    }
    _write(expense, values)
    if not expense.receipts.filter(counts=True).exists():
        raise errors.ReceiptMissing
    _raise(too_much(expense))
    _set_signatures(expense)
    expense.filed_at, expense.reason = clock.now(), ""
    noted = [COLUMNS[name] for name in NOTED]
    move(
        expense,
        Expense.State.FILED,
        update_fields=(*noted, *SIGNATURE_COLUMNS, "signatures", "rules_version", "filed_at", "reason"),
    )
    record("funds.expense_filed", expense, by=by, amount_fen=amount_fen, signatures=expense.signatures)
    return expense


@transaction.atomic
def void_expense(expense: Expense, *, by: Post) -> Expense:
    """Return the expense voided by who filed it; its receipts may be used again.

    Raises NotAllowed, NotYourExpense, ExpenseUnchangeable.
    """
    expense = _lock_own(expense, by)
    drop_approval(expense, by)
    free_receipts(expense)
    move(expense, Expense.State.VOID, update_fields=SIGNATURE_COLUMNS)
    record("funds.expense_voided", expense, by=by)
    return expense


def _lock_own(expense: Expense, by: Post) -> Expense:
    if not rules.may_file_expense(by, expense.estate_id):
        raise NotAllowed(needed="财务委员或委员")
    expense = lock_expense(expense)
    if not rules.may_change_expense(by, expense):
        raise errors.NotYourExpense
    if not expense.can_be_changed:
        raise errors.ExpenseUnchangeable(current=expense.get_state_display())
    return expense


def _reopen(expense: Expense, by: Post) -> None:
    """Bring an expense on which somebody has decided back to its approvers."""
    if expense.state in (Expense.State.SIGNED, Expense.State.APPROVED):
        drop_approval(expense, by)
        move(expense, Expense.State.FILED, update_fields=SIGNATURE_COLUMNS)


def _write(expense: Expense, values: dict[str, Any]) -> None:
    """Put checked values on the row, not yet saved."""
    for name, value in values.items():
        if name not in NOTED:
            raise TypeError(f"an expense has no {name}")
        words = books.require_publishable(value, name) if name in ("purpose", "payee") else value
        setattr(expense, name, words.strip() if isinstance(words, str) else words)
    if "amount_fen" in values:
        books.require_amount(expense.amount_fen or 0)
    if "spent_on" in values and expense.spent_on is not None:
        books.require_past(expense.spent_on, "spent_on")
        _refuse_old(expense, expense.spent_on)
    if "fund" in values:
        expense.fund = books.lock_paying_fund(expense.fund)
    if rules.is_same_name(expense.payee, expense.filed_by_person.name):
        raise errors.PayeeIsOfficial(payee=expense.payee)
    if "invoice_number" in values or "invoice_code" in values:
        require_invoice(expense.invoice_code, expense.invoice_number)
    _refuse_used_invoice(expense)


def _refuse_old(expense: Expense, spent_on: date) -> None:
    days = rules_in_force(expense.street_id, expense.estate_id).integer("funds.receipt_days")
    if (clock.today() - spent_on).days > days:
        raise errors.ReceiptTooOld(field="spent_on", days=days)


def _refuse_used_invoice(expense: Expense) -> None:
    if not expense.invoice_number:
        return
    ended = (Expense.State.REJECTED, Expense.State.VOID)
    same = Expense.objects.filter(
        estate_id=expense.estate_id,
        invoice_code=expense.invoice_code,
        invoice_number=expense.invoice_number,
    )
    other = same.exclude(pk=expense.pk).exclude(state__in=ended).first()
    if other is not None:
        raise errors.InvoiceAlreadyUsed(invoice=expense.invoice_number, number=other.number)


def too_much(expense: Expense) -> Refused | None:
    """Return why no money to come could pay it from its fund: NeedsDecision, ExpenseBeyondPlan."""
    amount, limit = expense.amount_fen or 0, _general_limit(expense)
    if expense.fund.is_general and amount > limit:
        return errors.NeedsDecision(limit=format_yuan(limit), wanted=format_yuan(amount))
    return filing_obstacle(expense)


def _more_than_any_fund_pays(expense: Expense) -> Refused | None:
    amount, limit = expense.amount_fen or 0, _general_limit(expense)
    funds = Fund.objects.filter(estate_id=expense.estate_id).paying_expenses().order_by("id")
    known = rooms(funds, besides=expense).values()
    most = {room.fund.label: limit if room.left is None else room.left for room in known}
    label = max(most, key=lambda name: most[name])
    if amount <= most[label]:
        return None
    return errors.ExpenseBeyondEverything(
        most=format_yuan(most[label]), fund=label, wanted=format_yuan(amount)
    )


def _general_limit(expense: Expense) -> int:
    return rules_in_force(expense.street_id, expense.estate_id).integer("funds.general_expense_limit")


def _raise(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _set_signatures(expense: Expense) -> None:
    in_force = rules_in_force(expense.street_id, expense.estate_id)
    expense.signatures = rules.signatures_needed(expense.fund, expense.amount_fen or 0, in_force)
    expense.rules_version = in_force.version


def _attach(expense: Expense, photo: bytes, by: Post) -> ReceiptPhoto:
    cleaned = clean(photo)
    used = ReceiptPhoto.objects.filter(original_sha256=cleaned.original_sha256, counts=True)
    known = used.select_related("expense").first()
    if known is not None:
        raise _already_used(known.expense, by)
    file = keep_photo(
        cleaned, estate_id=expense.estate_id, street_id=expense.street_id, user_id=by.actor_user_id
    )
    try:
        assert file.phash is not None  # a photo always has one
        with transaction.atomic():
            return ReceiptPhoto.objects.create(
                street_id=expense.street_id,
                estate_id=expense.estate_id,
                expense=expense,
                file=file,
                original_sha256=cleaned.original_sha256,
                phash=file.phash,
                resembles=_look_alike(expense, cleaned, file.phash),
            )
    except IntegrityError as taken:
        # The wall hides the other estate's row; the key of the street does not.
        raise errors.ReceiptUsedElsewhere from taken


def _already_used(earlier: Expense, by: Post) -> Refused:
    if earlier.filed_by_person_id != by.person_id:
        return errors.ReceiptAlreadyUsed(number=earlier.number)
    state = earlier.get_state_display()
    return errors.ReceiptInOwnExpense(number=earlier.number, state=state, expense=earlier.pk)


def _look_alike(expense: Expense, cleaned: Cleaned, phash: int) -> ReceiptPhoto | None:
    """Return the earliest counted receipt of the estate that looks like this photo (trust.md M11)."""
    bits = rules_in_force(expense.street_id, expense.estate_id).integer("funds.receipt_similarity")
    counted = ReceiptPhoto.objects.filter(estate_id=expense.estate_id, counts=True).exclude(expense=expense)
    alike = [pk for pk, other in counted.values_list("pk", "phash") if bits_apart(other, phash) <= bits]
    return ReceiptPhoto.objects.get(pk=min(alike)) if alike else None


def bits_apart(one: int, other: int) -> int:
    """Return in how many of 64 bits two stored hashes of photos differ."""
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()
