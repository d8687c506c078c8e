"""Rosters as files: the empty template, the register as a sheet, rows with what is to be mended."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from core.areas import plain_area
from estates.models import Ownership, Person, Unit
from estates.roster.comparing import Standing, standing_units
from estates.roster.lines import ALONE, BY_SHARES, HEIRS, TOGETHER
from estates.roster.sheet import COLUMNS, Fault, Sheet
from tenancy.models import Estate

EXAMPLE = (
    "1栋",
    "1",
    "101",
    "89.50",
    "产权登记",
    "示例甲、示例乙",
    "居民身份证",
    TOGETHER,
    "13800000000",
    "自住",
)
FAULTS = "要改的地方"
WIDTHS = (10, 8, 10, 14, 12, 26, 18, 20, 16, 12)


def template() -> bytes:
    """Return the workbook that people fill in: the heads and one row that shows how."""
    return _workbook(list(COLUMNS), [EXAMPLE])


def roster_of(estate: Estate) -> bytes:
    """Return the register of ``estate`` as it stands today, as the sheet that would change nothing of it."""
    return _workbook(list(COLUMNS), (_cells(standing) for standing in standing_units(estate)))


def mended(sheet: Sheet, faults: Iterable[Fault]) -> bytes:
    """Return the rows that have faults, as they were sent, with a column that says what to mend."""
    told: dict[int, list[str]] = {}
    for fault in faults:
        told.setdefault(fault.row, []).append(
            f"{fault.column}：{fault.message}" if fault.column else fault.message
        )
    rows = [
        (*(row.cells.get(column, "") for column in COLUMNS), "\n".join(told[row.number]))
        for row in sheet.rows
        if row.number in told
    ]
    return _workbook([*COLUMNS, FAULTS], rows)


def _cells(standing: Standing) -> tuple[str, ...]:
    unit, titles = standing.unit, standing.titles
    return (
        unit.building.name,
        unit.entrance,
        unit.door,
        plain_area(unit.area_centi),
        str(Unit.AreaSource(unit.area_source).label) if unit.area_source else "",
        "、".join(title.person.name for title in titles),
        _documents([title.person.document for title in titles]),
        _held(unit, titles),
        _phone(titles[0].person.phone) if titles else "",
        str(Unit.Occupancy(unit.occupancy).label) if unit.occupancy else "",
    )


def _documents(kinds: Sequence[str]) -> str:
    """Return what each owner proved who they are with; nothing where that is not known of all."""
    return "、".join(str(Person.Document(kind).label) for kind in kinds) if all(kinds) else ""


def _held(unit: Unit, titles: Sequence[Ownership]) -> str:
    """Return how the owners own: 单独所有, 共同共有, 按份共有 with the shares, or 待继承."""
    if unit.heirs_pending:
        return HEIRS
    if any(title.share_denominator > 1 for title in titles):
        shares = (f"{title.share_numerator}/{title.share_denominator}" for title in titles)
        return f"{BY_SHARES} {'、'.join(shares)}"
    return ("", ALONE)[len(titles)] if len(titles) < 2 else TOGETHER


def _phone(phone: str) -> str:
    return phone.removeprefix("+86")


def _workbook(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook of text: nothing in it computes, and numbers keep their zeros."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_text(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_text(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: WriteOnlyWorksheet, words: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=words.replace("\0", ""))
    cell.data_type, cell.number_format = "s", "@"  # text, whatever it begins with
    if bold:
        cell.font = Font(bold=True)
    return cell
