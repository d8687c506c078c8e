"""Every figure about money: positions now, months as they were, the street's budget, what is to be done."""

from funds.reports.now import (
    MoneyNow,
    PublishedMonth,
    disclosure_of,
    disclosures_with_totals,
    is_readable,
    money_now,
    neighbours,
    published_month,
    published_months,
)
from funds.reports.office import EstateBooks, books_of, desk_queues
from funds.reports.positions import (
    BudgetPosition,
    EstateUse,
    FundPosition,
    SourcePosition,
    fund_position,
    fund_positions,
    street_budget_left,
    street_budget_position,
)
from funds.reports.statement import is_to_disclose, monthly_statement, next_month_to_disclose
from funds.reports.statements import (
    Entry,
    FundMoves,
    InKind,
    MonthlyStatement,
    Payable,
    SourceMoves,
)
from funds.reports.vouchers import EntryDetail, entry_detail, expense_warnings, is_public_receipt
from funds.reports.work import work_items

__all__ = [
    "BudgetPosition",
    "Entry",
    "EntryDetail",
    "EstateBooks",
    "EstateUse",
    "FundMoves",
    "FundPosition",
    "InKind",
    "MoneyNow",
    "MonthlyStatement",
    "Payable",
    "PublishedMonth",
    "SourceMoves",
    "SourcePosition",
    "books_of",
    "desk_queues",
    "disclosure_of",
    "disclosures_with_totals",
    "entry_detail",
    "expense_warnings",
    "fund_position",
    "fund_positions",
    "is_public_receipt",
    "is_readable",
    "is_to_disclose",
    "money_now",
    "monthly_statement",
    "neighbours",
    "next_month_to_disclose",
    "published_month",
    "published_months",
    "street_budget_left",
    "street_budget_position",
    "work_items",
]
