"""Everything that changes money, by noun: plans, grants, contributions, expenses, settlement, disclosure."""

from funds.services.contributions import record_contribution
from funds.services.covering import cover_receipt
from funds.services.disclosures import disclose_month, disclosing_obstacle
from funds.services.expenses import (
    approve_expense,
    pay_expense,
    reject_expense,
    return_expense,
)
from funds.services.filing import (
    add_receipt,
    draft_expense,
    file_expense,
    note_expense,
    remove_receipt,
    too_much,
    void_expense,
)
from funds.services.grants import disburse_grant, release_grant, reserve_grant, set_street_budget
from funds.services.plans import change_plan, general_fund, open_fund, start_fund
from funds.services.settlement import (
    Settlement,
    SettlementPreview,
    preview_settlement,
    record_refund,
    settle_fund,
)

__all__ = [
    "Settlement",
    "SettlementPreview",
    "add_receipt",
    "approve_expense",
    "change_plan",
    "cover_receipt",
    "disburse_grant",
    "disclose_month",
    "disclosing_obstacle",
    "draft_expense",
    "file_expense",
    "general_fund",
    "note_expense",
    "open_fund",
    "pay_expense",
    "preview_settlement",
    "record_contribution",
    "record_refund",
    "reject_expense",
    "release_grant",
    "remove_receipt",
    "reserve_grant",
    "return_expense",
    "set_street_budget",
    "settle_fund",
    "start_fund",
    "too_much",
    "void_expense",
]
