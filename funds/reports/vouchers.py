"""One movement with all that stands behind it, and what an approver should look at twice."""

from dataclasses import dataclass
from datetime import timedelta

from core.money import format_yuan
from funds.models import Disclosure, Expense, Fund, ReceiptPhoto
from funds.reports.entries import entries_of
from funds.reports.now import disclosure_of, is_readable
from funds.reports.statement import postings_of
from funds.reports.statements import Entry
from ledger.models import Book
from tenancy.models import Estate
from tenancy.rules import rules_in_force


@dataclass(frozen=True)
class EntryDetail:
    """A movement on the bank account, its expense and receipts if it is one, and the month it is part of."""

    entry: Entry
    expense: Expense | None
    receipts: tuple[ReceiptPhoto, ...]
    disclosure: Disclosure | None


def entry_detail(estate: Estate, seq: int) -> EntryDetail | None:
    """Return the movement with the ledger's number ``seq``; None where there is none on the bank account."""
    book = Book.objects.filter(street_id=estate.street_id, estate_id=estate.pk, asset="CNY").first()
    postings = postings_of(book, seq=seq) if book else []
    entries = entries_of(estate, postings)
    if not entries:
        return None
    expense = _expense(estate, postings[0]["transaction__subject"])
    receipts = expense.receipts.filter(counts=True).select_related("file") if expense else ()
    day = entries[0].on
    return EntryDetail(entries[0], expense, tuple(receipts), disclosure_of(estate, day.replace(day=1)))


def _expense(estate: Estate, subject: str) -> Expense | None:
    prefix = f"{Expense._meta.label_lower}:"
    if not subject.startswith(prefix):
        return None
    rows = Expense.objects.select_related(
        "fund", "filed_by__person", "approved_by__person", "second_approved_by__person", "paid_by__person"
    )
    return rows.filter(estate_id=estate.pk, pk=int(subject.removeprefix(prefix))).first()


def is_public_receipt(photo: ReceiptPhoto) -> bool:
    """Say whether everybody may see the photo: it counts, is paid, and its month is published."""
    expense = photo.expense
    if not photo.counts or expense.state != Expense.State.PAID or expense.paid_on is None:
        return False
    return is_readable(disclosure_of(expense.estate, expense.paid_on.replace(day=1)))


def expense_warnings(expense: Expense) -> list[str]:
    """Return in words what does not forbid the expense and yet should be looked at twice."""
    return [*_look_alikes(expense), *_split_purchases(expense)]


def _look_alikes(expense: Expense) -> list[str]:
    """A receipt that looks like another one: perhaps saved again (trust.md M11)."""
    alike = expense.receipts.filter(counts=True, resembles__isnull=False).select_related("resembles__expense")
    numbers = {photo.resembles.expense.number: None for photo in alike if photo.resembles}
    return [f"票据照片和支出 {number} 的很像，请核对是不是同一张。" for number in numbers]


def _split_purchases(expense: Expense) -> list[str]:
    """Several small expenses to one payee that together pass a limit (domain.md §6 case 19)."""
    if not (expense.payee and expense.spent_on and expense.amount_fen):
        return []
    in_force = rules_in_force(expense.street_id, expense.estate_id)
    days = in_force.integer("funds.split_purchase_days")
    near = (expense.spent_on - timedelta(days=days), expense.spent_on + timedelta(days=days))
    others = Expense.objects.filter(fund=expense.fund, payee=expense.payee, spent_on__range=near)
    others = others.exclude(pk=expense.pk).exclude(state__in=(Expense.State.VOID, Expense.State.REJECTED))
    rows = [row for row in others if row.amount_fen]
    total = expense.amount_fen + sum(row.amount_fen or 0 for row in rows)
    limit = in_force.integer(_limit_key(expense.fund))
    if not rows or expense.amount_fen > limit or total <= limit:
        return []
    numbers = "、".join(row.number for row in rows)
    return [
        f"{days} 天内同一收款方还有 {numbers}，合计 {format_yuan(total)} 元，"
        f"超过一人签字的 {format_yuan(limit)} 元。请确认不是拆成几笔。"
    ]


def _limit_key(fund: Fund) -> str:
    return "funds.general_chair_alone_limit" if fund.is_general else "funds.chair_alone_limit"
