"""Drawings of money for pages and prints, and a month read back from a notice."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from core import charts, money
from core.charts import Chart
from funds.reports import BudgetPosition, FundPosition, MoneyNow, MonthlyStatement
from funds.reports.room import Shortage, in_words

register = template.Library()


def _part(label: str, fen: int) -> charts.Part:
    return charts.Part(label, fen, f"{money.format_yuan(fen)} 元")


@register.filter
def statement(snapshot: Mapping[str, Any]) -> MonthlyStatement:
    """Return the month that a notice's snapshot holds."""
    return MonthlyStatement.from_json(snapshot["statement"])


@register.filter
def plain(fen: int) -> str:
    """Return fen as ``18,600.00``, for columns whose head says 元."""
    return money.format_yuan(fen)


@register.filter
def unsigned(fen: int) -> str:
    """Return a movement without its sign, where the head of the table says which way it went."""
    return money.format_yuan(abs(fen))


@register.filter("in_words")
def capitals(fen: int) -> str:
    """Return fen in the characters of a voucher: 人民币壹万元整."""
    return money.yuan_words(fen)


@register.filter
def shortages(what: Iterable[Shortage]) -> str:
    """Return what has to come first: 等街道拨付 816.00 元."""
    return in_words(what)


@register.simple_tag
def sources_now(now: MoneyNow, size: str = "") -> Chart:
    """Draw what each source has left today."""
    parts = [_part(str(source.label), fen) for source, fen in now.by_source]
    return charts.stack(parts, caption="现在的余额按来源", size=size)


@register.simple_tag
def sources_of_month(month: MonthlyStatement, size: str = "") -> Chart:
    """Draw what each source has left at the end of the month."""
    parts = [_part(line.label, line.closing_fen) for line in month.by_source]
    return charts.stack(parts, caption="期末余额按来源", size=size)


@register.simple_tag
def in_out_of_month(month: MonthlyStatement, size: str = "") -> Chart:
    """Draw the month from opening to closing."""
    return charts.in_out(
        month.opening_fen,
        month.income_fen,
        month.expense_fen,
        month.closing_fen,
        caption="本月收支",
        size=size,
    )


@register.simple_tag
def fund_plan(position: FundPosition, size: str = "") -> Chart:
    """Draw what came from each source against what was planned."""
    rows = [
        charts.Bar(
            line.label,
            line.received,
            f"{money.format_yuan(line.received)} / {money.format_yuan(line.planned)} 元",
            limit=line.planned or None,
        )
        for line in position.lines
    ]
    return charts.bar(rows, caption=f"{position.label}：到账和计划", size=size)


@register.simple_tag
def budget_by_estate(position: BudgetPosition, size: str = "wide") -> Chart:
    """Draw how much of the year's budget each estate was promised."""
    rows = [
        charts.Bar(use.estate, use.promised, f"{money.format_yuan(use.promised)} 元")
        for use in position.by_estate
    ]
    return charts.bar(rows, caption=f"{position.year}年激励资金按小区", size=size)


@register.simple_tag
def budget_parts(position: BudgetPosition, size: str = "wide") -> Chart:
    """Draw what of the year's budget is paid, promised and left."""
    parts = [
        _part("已拨付", position.paid),
        _part("已批准、待拨付", position.held),
        _part("还可以批准", position.available),
    ]
    return charts.stack(parts, caption=f"{position.year}年激励资金", size=size)
