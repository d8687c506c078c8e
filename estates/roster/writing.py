"""Rosters as files: the empty template, the register as a sheet, rows with what is to be mended."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from estates.roster.comparing import standing_units
from estates.roster.lines import TOGETHER
from estates.roster.sheet import COLUMNS, EXTRAS, Fault, Sheet
from estates.roster.telling import cells_of
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
    cells = (cells_of(standing.line) for standing in standing_units(estate))
    return _workbook(list(COLUMNS), ([cell[column] for column in COLUMNS] for cell in cells))


def mended(sheet: Sheet, faults: Iterable[Fault]) -> bytes:
    """Return the rows that have faults, as they were sent, with a column that says what to mend."""
    columns = [*COLUMNS, *(extra for extra in EXTRAS if any(extra in row.cells for row in sheet.rows))]
    told: dict[int, list[str]] = {}
    for fault in faults:
        told.setdefault(fault.row, []).append(
            f"{fault.column}：{fault.message}" if fault.column else fault.message
        )
    rows = [
        (*(row.cells.get(column, "") for column in columns), "\n".join(told[row.number]))
        for row in sheet.rows
        if row.number in told
    ]
    return _workbook([*columns, FAULTS], rows)


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
