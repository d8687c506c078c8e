"""What the notices and ballots of a project say; plain sentences made from its rows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from ballots.counting import VOID
from ballots.models import Ballot
from ballots.outcomes import MatterOutcome, Outcome
from core.clock import local
from core.money import format_yuan, yuan_words
from funds.models import Source
from funds.services import Settlement
from projects.models import FundingLine, Project


def money_parts(lines: Sequence[FundingLine]) -> str:
    """Return who pays what: 街道激励资金 8,000.00 元、居民自筹 2,000.00 元."""
    paying = [line for line in lines if line.amount_fen]
    return "、".join(f"{line.get_source_display()} {format_yuan(line.amount_fen)} 元" for line in paying)


def named(project: Project) -> str:
    """Return title and number as notices write them."""
    return f"“{project.title}”（编号 {project.number}）"


def question(project: Project) -> str:
    """Return the question of the ballot, at most 200 characters."""
    return f"您家是否同意实施“{project.title}”？"


def facts(project: Project, lines: Sequence[FundingLine]) -> list[tuple[str, str]]:
    """Return what people decide by: where, what, how much, who pays, who answers, until when."""
    told = [
        ("地点", project.place),
        ("做什么", project.plan),
        ("要花多少钱", f"{format_yuan(project.budget_fen)} 元"),
        ("钱从哪里来", money_parts(lines)),
        ("工期", f"{_day(project.starts_on)} 至 {_day(project.ends_on)}"),
        ("受益户数", f"{project.beneficiaries} 户"),
    ]
    if project.warranty_months:
        told.append(("质保", f"{project.warranty_months} 个月"))
    return told


def main_matter(project: Project) -> str:
    """Return the first matter of the ballot."""
    return f"是否同意实施“{project.title}”（预算 {format_yuan(project.budget_fen)} 元）"


def voters(electorate: str) -> str:
    """Return who votes, as a sentence names them: 各户, 业主."""
    return "业主" if electorate == Ballot.Electorate.OWNERS else "各户"


def deciders(electorate: str) -> str:
    """Return who votes and how they count, as a table names them: 各户（一套房屋一票）, 业主."""
    named = voters(electorate)
    return named if electorate == Ballot.Electorate.OWNERS else f"{named}（一套房屋一票）"


def frozen_roll(ballot: Ballot) -> str:
    """Return what was frozen, as the history of a project says it."""
    return f"{ballot.roll_units} 户列入名册，由{voters(ballot.electorate)}表决。"


def who_decides(ballot: Ballot) -> str:
    """Return who decides and how much it takes, in one sentence."""
    if ballot.counts_area:
        return (
            "这件事改变共有部分用途，由业主共同决定：专有部分面积和人数都要有三分之二以上参加，"
            "参加的面积和人数都要有四分之三以上同意（《民法典》第二百七十八条）。"
        )
    return "由各户表决，一套房屋一票。"


def vote_announcement(project: Project, ballot: Ballot) -> list[str]:
    """Return the paragraphs that announce a vote."""
    way = "在网上投票" if ballot.online else "用纸质票投票，向物管委领取"
    return [
        f"小微项目{named(project)}联名户数已够，现由{voters(ballot.electorate)}表决。",
        ballot.question,
        *(f"{label}：{text}" for label, text in ballot.facts if label != "做什么"),
        f"{who_decides(ballot)}{way}。",
        f"投票时间：{_moment(ballot.opens_at)} 至 {_moment(ballot.closes_at)}。",
    ]


def result_paragraphs(project: Project, outcome: Outcome) -> list[str]:
    """Return the paragraphs of a result notice."""
    opening = f"小微项目{named(project)}已经表决，现将结果公示如下。"
    choices = [f"{matter.text}：{matter.sentence}" for matter in outcome.matters if matter.is_choice]
    closing = (
        "对结果有异议的，请在公示期内实名提出，物管委书面答复；异议没有答复完，项目不往下办。"
        if outcome.passed
        else "项目不实施。诉求仍然保留，可以改进后再提。"
    )
    return [opening, outcome.sentence, *choices, closing]


def result_snapshot(project: Project, ballot: Ballot, outcome: Outcome) -> dict[str, Any]:
    """Return the figures of a result notice; roll hash included, so that anybody can tell which roll."""
    return {
        "facts": [
            ["项目编号", project.number],
            ["预算", f"{format_yuan(project.budget_fen)} 元"],
            ["由谁表决", deciders(ballot.electorate)],
            ["投票时间", f"{_moment(ballot.opens_at)} 至 {_moment(ballot.closes_at)}"],
            ["名册校验值", ballot.roll_sha256],
        ],
        "conclusion": outcome.sentence,
        "passed": outcome.passed,
        "tables": [_matter_table(matter, ballot) for matter in outcome.matters],
    }


def approval_paragraphs(project: Project, lines: Sequence[FundingLine], granted_fen: int) -> list[str]:
    """Return the paragraphs that tell of an approval."""
    paragraphs = [f"小微项目{named(project)}经社区初审、街道复审，同意立项。"]
    if granted_fen:
        paragraphs.append(f"核定街道激励资金 {format_yuan(granted_fen)} 元（{yuan_words(granted_fen)}）。")
    paragraphs.append(f"项目预算 {format_yuan(project.budget_fen)} 元，资金来源：{money_parts(lines)}。")
    if project.gap_fen:
        paragraphs.append(f"还差 {format_yuan(project.gap_fen)} 元，由物管委落实来源后才能开工。")
    return paragraphs


def plan_paragraphs(project: Project, lines: Sequence[FundingLine], gap_fen: int) -> list[str]:
    """Return the paragraphs that tell who covers what the street did not grant."""
    gap = format_yuan(gap_fen)
    return [
        f"小微项目{named(project)}的街道激励资金核定后，差额 {gap} 元已经落实。",
        f"现在的资金来源：{money_parts(lines)}，合计 {format_yuan(project.budget_fen)} 元。",
        "居民出资自愿。",
    ]


def settlement_json(project: Project, settlement: Settlement) -> dict[str, Any]:
    """Return what a settlement came to, as JSON: fen by source, and what goes back."""
    return {
        "budget_fen": project.budget_fen,
        "spent_fen": settlement.spent,
        "by_source": {Source(source).value: fen for source, fen in settlement.by_source.items()},
        "refundable_fen": settlement.refundable,
        "returnable_fen": settlement.returnable,
        "carried_fen": settlement.carried,
        "grant_left_fen": settlement.grant_left,
    }


def settlement_paragraphs(project: Project, settlement: Settlement) -> list[str]:
    """Return the paragraphs of a settlement notice."""
    until = project.warranty_ends_on
    warranty = f"质保到 {_day(until)}。" if until else "本项目没有约定质保。"
    paid = "、".join(f"{source} {fen} 元" for source, fen in _spent_by_source(settlement))
    left = "；".join(f"{label} {format_yuan(fen)} 元" for label, fen in left_over(settlement))
    return [
        f"小微项目{named(project)}已经验收合格并决算。",
        f"预算 {format_yuan(project.budget_fen)} 元，实际支出 {format_yuan(settlement.spent)} 元"
        + (f"，其中{paid}。" if paid else "。"),
        f"结余去向：{left}。" if left else "没有结余。",
        f"{warranty}现在请居民评价。",
    ]


def settlement_snapshot(project: Project, settlement: Settlement) -> dict[str, Any]:
    """Return the figures of a settlement notice: who bore what was spent, and where the rest goes."""
    spent = [list(row) for row in _spent_by_source(settlement)]
    left = [[label, format_yuan(fen)] for label, fen in left_over(settlement)]
    tables = [
        {"caption": "实际支出（各资金来源承担多少）", "columns": ["资金来源", "承担（元）#"], "rows": spent},
        {"caption": "结余去向", "columns": ["退给谁、转到哪里", "金额（元）#"], "rows": left},
    ]
    return {
        "facts": [["项目编号", project.number], ["预算", f"{format_yuan(project.budget_fen)} 元"]],
        "tables": [table for table in tables if table["rows"]],
        "totals": [
            ["预算", project.budget_fen],
            ["实际支出", settlement.spent],
            ["退回居民", settlement.refundable],
            ["退回街道", settlement.returnable],
        ],
    }


def _spent_by_source(settlement: Settlement) -> list[tuple[str, str]]:
    return [
        (str(Source(source).label), format_yuan(fen)) for source, fen in settlement.by_source.items() if fen
    ]


def left_over(settlement: Settlement) -> list[tuple[str, int]]:
    """Return where what was not spent goes, in words, with fen; ways without money are left out."""
    ways = [
        ("居民自筹结余，按出资比例退回居民", settlement.refundable),
        ("街道激励资金结余，退回街道", settlement.returnable),
        ("街道已批准没有拨付、不再拨付", settlement.grant_left),
        ("其他来源结余，转入小区公共资金", settlement.carried),
    ]
    return [(label, fen) for label, fen in ways if fen]


def _matter_table(matter: MatterOutcome, ballot: Ballot) -> dict[str, Any]:
    lines = [line for line in matter.lines if line.code != VOID or line.sums.heads]
    counted = f"{ballot.get_electorate_display()}数#" if not ballot.counts_area else "人数#"
    columns = ["选择", counted, *(["面积（㎡）#"] if ballot.counts_area else [])]
    rows = [
        [line.label, str(line.sums.heads), *([_area(line.sums.area_centi)] if ballot.counts_area else [])]
        for line in lines
    ]
    return {"caption": matter.text, "columns": columns, "rows": rows}


def _area(centi: int) -> str:
    return f"{centi // 100:,}.{centi % 100:02d}"


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "未定"


def _moment(moment: datetime) -> str:
    at = local(moment)
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
