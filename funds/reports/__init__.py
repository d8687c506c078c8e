"""Every figure about money: positions now, months as they were, the street's budget, what is to be done."""

from funds.reports.positions import (
    BudgetPosition,
    EstateUse,
    FundPosition,
    SourcePosition,
    fund_position,
    fund_positions,
    street_budget_position,
)
from funds.reports.statement import monthly_statement, next_month_to_disclose
from funds.reports.statements import (
    Entry,
    FundMoves,
    InKind,
    MonthlyStatement,
    Payable,
    SourceMoves,
)
from funds.reports.work import work_items

__all__ = [
    "BudgetPosition",
    "Entry",
    "EstateUse",
    "FundMoves",
    "FundPosition",
    "InKind",
    "MonthlyStatement",
    "Payable",
    "SourceMoves",
    "SourcePosition",
    "fund_position",
    "fund_positions",
    "monthly_statement",
    "next_month_to_disclose",
    "street_budget_position",
    "work_items",
]
