"""Drawings of statistics for desk, public pages and print, and whether parts add up, in sentences."""

from django import template

from core import charts
from core.charts import Chart
from core.figures import at_least, percent
from core.money import format_yuan
from overview.statistics import Figure, StatisticsReport

register = template.Library()


def _yuan(fen: int) -> str:
    return f"{format_yuan(fen)} 元"


def _parts(figures: tuple[Figure, ...], caption: str, size: str, label: str) -> Chart:
    parts = [charts.Part(figure.label, figure.value or 0, figure.shown) for figure in figures]
    return charts.stack(parts, caption=caption, label=label, size=size)


@register.simple_tag
def sources_of(report: StatisticsReport, size: str = "wide") -> Chart:
    """Draw what each source paid."""
    return _parts(report.sources, "累计投入按来源", size, "来源")


@register.simple_tag
def bands_of(report: StatisticsReport, size: str = "wide") -> Chart:
    """Draw how many of the landed projects cost how much."""
    rows = [charts.Bar(figure.label, figure.value or 0, figure.fraction) for figure in report.bands]
    return charts.bar(rows, caption="落地项目按决算金额", label="决算金额", size=size)


@register.simple_tag
def needs_of(report: StatisticsReport, size: str = "wide") -> Chart:
    """Draw which needs the landed projects met."""
    return _parts(report.needs, "落地项目按需求", size, "需求")


@register.simple_tag
def months_of(report: StatisticsReport, size: str = "wide") -> Chart:
    """Draw what was paid month by month."""
    rows = [
        charts.Bar(f"{line.month.month}月", line.invested_fen, _yuan(line.invested_fen))
        for line in report.months
    ]
    return charts.bar(rows, caption=f"{report.year} 年每月投入", label="月份", size=size)


@register.simple_tag
def estates_of(report: StatisticsReport, size: str = "wide") -> Chart:
    """Draw what was paid in each estate."""
    rows = [charts.Bar(line.name, line.invested_fen, _yuan(line.invested_fen)) for line in report.estates]
    return charts.bar(rows, caption="各小区投入", label="小区", size=size)


@register.filter
def plain(fen: int) -> str:
    """Return fen as ``18,600.00``, for columns whose head says 元."""
    return format_yuan(fen)


@register.filter
def source_sentence(report: StatisticsReport) -> str:
    """Say that the sources add up to what was paid, or by how much they do not."""
    gap = report.unexplained_fen
    if gap:
        return f"各来源相加与累计投入相差 {_yuan(abs(gap))}，正在核对。"
    told = " + ".join(format_yuan(figure.value or 0) for figure in report.sources)
    return f"核对：{told} = {_yuan(report.invested_fen)}，各来源相加等于累计投入。"


@register.filter
def band_sentence(report: StatisticsReport) -> str:
    """Say that the bands add up to the landed projects, or by how many they do not."""
    landed = report.figure("projects_landed").value or 0
    if report.unbanded:
        return f"各档相加与落地项目相差 {abs(report.unbanded)} 个，正在核对。"
    told = " + ".join(str(figure.value or 0) for figure in report.bands)
    return f"核对：{told} = {landed} 个，各档相加等于落地项目。"


@register.filter
def summary(report: StatisticsReport) -> str:
    """Say the main figures in one sentence; round words only where there is really more."""
    value = {figure.key: figure.value or 0 for figure in report.listed}
    words = (
        f"{report.place}{value['estates']} 个小区中，{value['committees']} 个组建了物管委，"
        f"{at_least(value['committee_members'], 10, '人')}担任委员；"
        f"收集诉求 {value['concerns_collected']:,} 条，解决 {value['concerns_resolved']:,} 条；"
        f"落地小微项目 {value['projects_landed']:,} 个，累计投入 {_yuan(value['invested_fen'])}"
    )
    if not value["invested_fen"]:
        return f"{words}。"
    return f"{words}，其中街道激励资金占 {percent(value['street_incentive_fen'], value['invested_fen'])}。"
