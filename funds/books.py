"""Which accounts of which book keep the money: the one place that knows their codes.

An estate's book has ``bank`` and, for each source of each fund, ``fund:<id>:<source>``; a street's has, for
each year, ``appropriation``, ``budget`` (what may still be given) and ``paid``. trust.md A2 §10.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from core import clock
from core.masking import scan
from core.rows import locked
from funds.errors import (
    AmountMissing,
    BankReferenceMissing,
    DayInFuture,
    FundNotStarted,
    FundSettled,
    PersonalNumber,
)
from funds.models import Fund, FundLine, Source, Voucher
from ledger.models import Account, Balance, Book
from ledger.services import open_account, open_book
from tenancy.rules import rules_in_force

DEBIT, CREDIT = Account.Side.DEBIT, Account.Side.CREDIT


@dataclass(frozen=True)
class BudgetAccounts:
    """The three accounts of one year of a street's incentive money."""

    appropriation: Account
    budget: Account
    paid: Account


def estate_book(row: Voucher | Fund) -> Book:
    """Return the book of the estate that ``row`` belongs to."""
    return open_book(street_id=row.street_id, estate_id=row.estate_id)


def street_book(street_id: int) -> Book:
    """Return the street's own book; only in the street's scope."""
    return open_book(street_id=street_id, estate_id=None)


def bank(book: Book) -> Account:
    """Return the estate's bank account (代管账户)."""
    return open_account(book, "bank", "银行存款", side=DEBIT)


def source_account(book: Book, fund: Fund, source: str) -> Account:
    """Return the account that keeps what ``source`` brought to ``fund``; the fund's line is made with it."""
    code = f"fund:{fund.pk}:{Source(source).value}"
    FundLine.objects.get_or_create(
        street_id=fund.street_id,
        estate_id=fund.estate_id,
        fund=fund,
        source=Source(source),
        defaults={"account_code": code},
    )
    return open_account(book, code, f"{fund.label}·{Source(source).label}"[:120], side=CREDIT)


def stands(fund: Fund) -> dict[str, Balance]:
    """Return what stands on the fund's accounts, by source."""
    by_code = {line.account_code: line.source for line in fund.lines.all()}
    rows = Balance.objects.filter(estate_id=fund.estate_id, account__code__in=by_code)
    return {by_code[row.account.code]: row for row in rows.select_related("account").order_by("account_id")}


def budget_accounts(book: Book, year: int) -> BudgetAccounts:
    """Return the accounts of a year in the street's book."""
    return BudgetAccounts(
        appropriation=open_account(book, f"appropriation:{year}", f"{year}年激励资金拨款", side=DEBIT),
        budget=open_account(book, f"budget:{year}", f"{year}年激励资金", side=CREDIT),
        paid=open_account(book, f"paid:{year}", f"{year}年已拨付激励资金", side=CREDIT),
    )


def general_fund_of(street_id: int, estate_id: int) -> Fund:
    """Return the one general fund of an estate, opened now if it was not there."""
    known = Fund.objects.filter(street_id=street_id, estate_id=estate_id, kind=Fund.Kind.GENERAL).first()
    if known is not None:
        return known
    fund, _ = Fund.objects.get_or_create(
        street_id=street_id,
        estate_id=estate_id,
        kind=Fund.Kind.GENERAL,
        defaults={
            "label": Fund.Kind.GENERAL.label,
            "rules_version": rules_in_force(street_id, estate_id).version,
        },
    )
    return fund


def lock_open_fund(fund: Fund) -> Fund:
    """Return the fund's fresh row, locked. Raises FundSettled."""
    fund = locked(fund)
    if fund.state != Fund.State.OPEN:
        raise FundSettled(fund=fund.label)
    return fund


def lock_paying_fund(fund: Fund) -> Fund:
    """Return the fresh row, locked, of a fund that may be spent. Raises FundSettled, FundNotStarted."""
    fund = lock_open_fund(fund)
    if not fund.pays_expenses:
        raise FundNotStarted(fund=fund.label)
    return fund


def next_voucher(model: type[Voucher], street_id: int, estate_id: int) -> dict[str, int]:
    """Return place, year and the next free serial of a kind of voucher, without gaps.

    The general fund's row is the lock: a number is never given twice nor lost.
    """
    locked(general_fund_of(street_id, estate_id))
    year = clock.today().year
    last = model._default_manager.filter(estate_id=estate_id, year=year).aggregate(last=Max("serial"))["last"]
    return {"street_id": street_id, "estate_id": estate_id, "year": year, "serial": (last or 0) + 1}


def require_amount(amount_fen: int, field: str = "amount_fen") -> None:
    """Refuse nothing and less than nothing. Raises AmountMissing."""
    if amount_fen <= 0:
        raise AmountMissing(field=field)


def require_past(day: date, field: str) -> None:
    """Refuse a day that has not come. Raises DayInFuture."""
    if day > clock.today():
        raise DayInFuture(field=field)


def require_reference(bank_reference: str) -> str:
    """Return the reference without blanks around it. Raises BankReferenceMissing."""
    reference = bank_reference.strip()
    if not reference:
        raise BankReferenceMissing(field="bank_reference")
    return reference


def require_publishable(text: str, field: str) -> str:
    """Return words that will stand in a public statement, without blanks around them.

    A paid voucher is final: a telephone number in it would bar its month from being published for good.
    Raises PersonalNumber.
    """
    for found in scan(text):
        raise PersonalNumber(field=field, kind=found.kind.value)
    return text.strip()
