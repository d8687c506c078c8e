"""The money of an estate: where it is to come from, came from, went to, and what was published of it."""

from funds.models.disclosures import Disclosure
from funds.models.expenses import Expense, ExpenseShare, ReceiptPhoto
from funds.models.income import Contribution, Refund
from funds.models.plan import Disbursement, Fund, FundLine, Grant, Source, StreetBudget, Voucher

__all__ = [
    "Contribution",
    "Disbursement",
    "Disclosure",
    "Expense",
    "ExpenseShare",
    "Fund",
    "FundLine",
    "Grant",
    "ReceiptPhoto",
    "Refund",
    "Source",
    "StreetBudget",
    "Voucher",
]
