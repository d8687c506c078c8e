"""The open data of a street: a zip of CSV files with a data dictionary, made when something has changed.

Only what everybody may read is in it, masked as on the pages; counts of people below ``SMALLEST`` are left
out, and with them the counts they could be computed from (trust.md V9).
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ballots.models import Ballot
from ballots.reports import outcome
from core.clock import local
from core.csv_files import Cell, csv_bytes
from funds.reports.now import readable_disclosures
from funds.reports.statements import MonthlyStatement
from projects.models import Project
from projects.reports import satisfaction
from tenancy.models import Estate, StoredFile, Street

SMALLEST = 10  # homes: how content fewer of them are could be somebody's answer
PREFIX = "open-data-"
MIME = "application/zip"
Row = Sequence[Cell]


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its unit and what it says."""

    head: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """A file of the zip: ``rows`` reads them in the street's scope."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Callable[[Street], Iterator[Row]]


def latest(street: Street) -> StoredFile | None:
    """Return the file that was made last, in the street's scope; None before the first."""
    rows = StoredFile.objects.filter(street_id=street.pk, estate=None, name__startswith=PREFIX, mime=MIME)
    return rows.order_by("-id").first()


def as_of(file: StoredFile) -> date:
    """Return the day on which the file's rows were read."""
    return local(file.made_at).date()


def read(street: Street) -> dict[str, bytes]:
    """Return the CSV files by name, with the dictionary; in the street's scope."""
    heads = ("文件", "内容", "列", "单位", "说明")
    dictionary = [
        (f"{table.name}.csv", table.title, column.head, column.unit, column.meaning)
        for table in TABLES
        for column in table.columns
    ]
    files = {"data-dictionary.csv": csv_bytes(heads, dictionary)}
    for table in TABLES:
        columns = [column.head for column in table.columns]
        files[f"{table.name}.csv"] = csv_bytes(columns, table.rows(street))
    return files


def fingerprint(files: dict[str, bytes]) -> str:
    """Return the sha256 of what the files say, whatever day it is."""
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def zipped(files: dict[str, bytes], *, street: str, day: date) -> bytes:
    """Return the archive; the same files on the same day give the same bytes."""
    readme = README.format(street=street, day=day.isoformat(), smallest=SMALLEST).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"README.txt": b"\xef\xbb\xbf" + readme, **files}.items():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


README = """{street} 开放数据
截至 {day}。

每个 CSV 文件是一张表，UTF-8 编码，第一行是列名。各列的单位和含义见 data-dictionary.csv。
金额以分为单位的整数，面积以 0.01 平方米为单位的整数，日期是北京时间。
姓名只留姓，房号只到楼栋。投票结果和公示上的一样，只有全体的合计，不按楼栋或单元分。
评价少于 {smallest} 户的，满意度不公布，那两格是空的。
以单引号开头的格子，引号是为了不让表格软件把它当公式，不是内容。
"""


def _estates(street: Street) -> Iterator[Row]:
    for estate in _places(street):
        place = (estate.community.name, estate.address, estate.year_built, estate.committee_name)
        yield (estate.slug, estate.name, *place)


def _projects(street: Street) -> Iterator[Row]:
    rows = Project.objects.filter(street_id=street.pk).public().select_related("estate").order_by("id")
    for project in rows:
        words = (project.get_need_display(), project.get_kind_display(), project.get_state_display())
        days = [_day(moment) for moment in (project.proposed_at, project.ended_at)]
        paid = project.settlement.get("spent_fen") if project.settlement else None
        names = (project.estate.slug, project.number, project.title)
        yield (*names, *words, project.budget_fen, paid, *days, *_content(project))


def _content(project: Project) -> Row:
    """Return how many homes rated and how content they are; nothing where too few did."""
    if project.state not in (Project.State.SETTLED, Project.State.CLOSED):
        return ("", "")
    told = satisfaction(project)
    return (told.n, told.percent) if told.n >= SMALLEST else ("", "")


def _disclosures(street: Street) -> Iterator[Row]:
    for estate, month in _months(street):
        moved = (month.opening_fen, month.income_fen, month.expense_fen, month.closing_fen)
        yield (estate.slug, f"{month.month:%Y-%m}", *moved, month.through_seq, month.head_hash)


def _entries(street: Street) -> Iterator[Row]:
    for estate, month in _months(street):
        for entry in month.entries:
            where = (estate.slug, f"{month.month:%Y-%m}", entry.seq, entry.on.isoformat())
            what = (entry.words, entry.party, entry.voucher, entry.fund, entry.category)
            yield (*where, *what, entry.amount_fen)


def _results(street: Street) -> Iterator[Row]:
    rows = Ballot.objects.filter(street_id=street.pk, state=Ballot.State.CLOSED).select_related("estate")
    for ballot in rows.order_by("id"):
        told = outcome(ballot)
        for matter in told.matters:
            about = (ballot.estate.slug, ballot.pk, ballot.title, ballot.get_electorate_display())
            day = _day(ballot.closed_at)
            decided = (matter.no, matter.text, "通过" if matter.passed else "没有通过", told.roll.heads)
            for line in matter.lines:
                yield (*about, day, *decided, told.taking_part.heads, line.label, line.sums.heads)


def _day(moment: datetime | None) -> str:
    return local(moment).date().isoformat() if moment else ""


def _places(street: Street) -> list[Estate]:
    return list(Estate.objects.filter(street_id=street.pk).select_related("community").order_by("id"))


def _months(street: Street) -> Iterator[tuple[Estate, MonthlyStatement]]:
    for estate in _places(street):
        for row in readable_disclosures(estate).select_related("notice").order_by("month"):
            yield estate, MonthlyStatement.from_json(row.notice.snapshot["statement"])


ESTATE = Column("estate", "", "小区的网址名，各表用它对应")
MONTH = Column("month", "年-月", "公示的月份")
TABLES: list[Table] = [
    Table(
        "estates",
        "小区",
        [
            ESTATE,
            Column("name", "", "小区名称"),
            Column("community", "", "所属社区"),
            Column("address", "", "地址"),
            Column("year_built", "年", "建成年份，不知道的是空"),
            Column("committee", "", "自治组织名称"),
        ],
        _estates,
    ),
    Table(
        "projects",
        "小微项目（提出联名以后的）",
        [
            ESTATE,
            Column("number", "", "项目编号"),
            Column("title", "", "项目名称"),
            Column("need", "", "需求：安全、便民、环境"),
            Column("kind", "", "类型"),
            Column("state", "", "现在的状态"),
            Column("budget_fen", "分", "预算"),
            Column("settled_fen", "分", "决算支出，还没决算的是空"),
            Column("proposed_on", "日期", "提出的日期"),
            Column("ended_on", "日期", "结束的日期，没结束的是空"),
            Column("ratings", "户", "评价的户数，少于 10 户不公布"),
            Column(
                "satisfied", "%", "满意度＝很满意和满意的户数÷评价的户数，向下取到 0.1%；少于 10 户不公布"
            ),
        ],
        _projects,
    ),
    Table(
        "disclosures",
        "每月资金公示",
        [
            ESTATE,
            MONTH,
            Column("opening_fen", "分", "月初余额"),
            Column("income_fen", "分", "本月收入"),
            Column("expense_fen", "分", "本月支出"),
            Column("closing_fen", "分", "月末余额＝月初＋收入－支出"),
            Column("through_seq", "", "算到账本第几笔"),
            Column("head_hash", "", "账本校验值"),
        ],
        _disclosures,
    ),
    Table(
        "entries",
        "公示过的每一笔",
        [
            ESTATE,
            MONTH,
            Column("seq", "", "账本序号"),
            Column("on", "日期", "发生日期"),
            Column("words", "", "用途或来源"),
            Column("party", "", "对方：单位全称；个人只留姓，住户只到楼栋"),
            Column("voucher", "", "凭证号"),
            Column("fund", "", "用在哪项资金"),
            Column("category", "", "支出类别"),
            Column("amount_fen", "分", "收入为正，支出为负"),
        ],
        _entries,
    ),
    Table(
        "results",
        "投票结果",
        [
            ESTATE,
            Column("ballot", "", "投票编号"),
            Column("title", "", "投票标题"),
            Column("electorate", "", "按户还是按业主表决"),
            Column("closed_on", "日期", "计票日期"),
            Column("matter", "", "第几个事项"),
            Column("text", "", "事项"),
            Column("decided", "", "通过没有"),
            Column("roll", "户或人", "名册上的户数或人数"),
            Column("taking_part", "户或人", "参加的户数或人数"),
            Column("choice", "", "选项，和结果公示上的一样"),
            Column("heads", "户或人", "选这一项的户数或人数"),
        ],
        _results,
    ),
]
