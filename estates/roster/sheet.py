"""Reading a roster's file: an Excel workbook or a CSV, into rows of text. Nothing here knows the register."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from estates import errors

# The columns of the template, each with the other names that sheets give it.
COLUMNS: dict[str, tuple[str, ...]] = {
    "楼栋": ("楼号", "栋号", "幢号", "楼幢"),
    "单元": ("单元号",),
    "房号": ("房间号", "室号", "门牌号"),
    "专有部分面积": ("面积", "建筑面积", "产权面积", "专有面积"),
    "面积来源": (),
    "产权人": ("业主", "业主姓名", "产权人姓名", "所有权人"),
    "证件类型": ("证件种类",),
    "共有情况": ("共有方式",),
    "联系电话": ("电话", "手机", "手机号", "联系方式"),
    "居住情况": ("使用情况",),
}
# What a sheet may tell besides; the template does without.
EXTRAS: dict[str, tuple[str, ...]] = {
    "证件号码": ("证件号", "身份证号", "身份证号码"),
    "用途": ("房屋用途", "规划用途"),
    "房屋性质": ("产权性质",),
}
KNOWN: Mapping[str, str] = {
    name: column for column, others in (COLUMNS | EXTRAS).items() for name in (column, *others)
}
NEEDED = ("楼栋", "房号", "专有部分面积", "产权人")
NOTHING: Mapping[str, str] = {}
MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 20_000
HEAD_WITHIN = 10  # rows above which the heads must stand: a title and a line of explanations fit
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class SheetRow:
    """One row: its number as the spreadsheet shows it, and its cells as text by the template's column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, in words that say how to mend it; an empty column: the whole row."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Sheet:
    """The rows of a file that are not empty, and what can't be read of it."""

    rows: tuple[SheetRow, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Heads:
    """The row of a file that looks like its heads: what they say, by place, and what is known of them."""

    texts: tuple[str, ...]
    meanings: Mapping[str, str]


def read_sheet(data: bytes, names: Mapping[str, str] = NOTHING) -> Sheet:
    """Return the rows of an XLSX or CSV file (UTF-8, UTF-16 or GB18030).

    ``names`` say what other heads mean than the template's own, which mean what they say.

    Raises SheetTooLarge, SheetOutdated, SheetHasMacros, SheetHasMergedCells, SheetUnreadable, ColumnsMissing,
    TooManyRows.
    """
    return _read(_table(data), {**names, **KNOWN})


def read_heads(data: bytes, names: Mapping[str, str] = NOTHING) -> Heads | None:
    """Return the heads of a file, known or not: the first of the upper rows that could be a row of heads.

    Raises what ``read_sheet`` raises of a file that is no table.
    """
    known = {**names, **KNOWN}
    for number, cells in _table(data):
        if number > HEAD_WITHIN:
            break
        texts = dict.fromkeys(plain_head(text) for text, _fault in cells if plain_head(text))
        if len(texts) >= len(NEEDED):
            return Heads(tuple(texts), {text: known[text] for text in texts if known.get(text)})
    return None


def plain_head(text: str) -> str:
    """Return a head without blanks and without what stands in brackets: 建筑面积（㎡） is 建筑面积."""
    return "".join(text.split()).split("（")[0].split("(")[0]


def _table(data: bytes) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Return numbered rows whose cells are (text, fault)."""
    if len(data) > MOST_BYTES:
        raise errors.SheetTooLarge(most=MOST_BYTES // 1024 // 1024)
    if data.startswith(OLD_OFFICE):
        raise errors.SheetOutdated
    return _workbook(data) if data.startswith(b"PK") else _csv(data)


def _read(table: Iterable[tuple[int, list[tuple[str, str]]]], names: Mapping[str, str]) -> Sheet:
    """Return the sheet of numbered rows whose cells are (text, fault)."""
    rows: list[SheetRow] = []
    faults: list[Fault] = []
    heads: dict[int, str] | None = None
    for number, cells in table:
        if not any(text or fault for text, fault in cells):
            continue
        if heads is None:
            heads = _heads([text for text, _fault in cells], names)
            if heads is None and number >= HEAD_WITHIN:
                break
            continue
        if len(rows) == MOST_ROWS:
            raise errors.TooManyRows(most=MOST_ROWS)
        named = {heads[place]: cell for place, cell in enumerate(cells) if place in heads}
        faults += [Fault(number, column, fault) for column, (_text, fault) in named.items() if fault]
        rows.append(SheetRow(number, {column: text for column, (text, _fault) in named.items()}))
    if heads is None:
        raise errors.ColumnsMissing(columns="、".join(NEEDED))
    return Sheet(tuple(rows), tuple(faults))


def _heads(texts: list[str], names: Mapping[str, str]) -> dict[int, str] | None:
    """Return the column by its place; None where this is not yet the row of heads."""
    plain = [plain_head(text) for text in texts]
    heads = {place: names[text] for place, text in enumerate(plain) if names.get(text)}
    if not set(NEEDED) & set(heads.values()):
        return None
    missing = [column for column in NEEDED if column not in heads.values()]
    if missing:
        raise errors.ColumnsMissing(columns="、".join(missing))
    twice = [column for column in COLUMNS | EXTRAS if list(heads.values()).count(column) > 1]
    if twice:
        raise errors.ColumnsTwice(columns="、".join(twice))
    return heads


def _workbook(data: bytes) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    try:
        _refuse_package(data)
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(), 1):
            yield number, [_cell(cell) for cell in row]
    except errors.SheetRefused:
        raise
    except Exception as error:
        # A broken package breaks in many ways, and nothing has been stored.
        raise errors.SheetUnreadable from error


def _refuse_package(data: bytes) -> None:
    """Refuse what is no plain workbook before any of it is unpacked whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise errors.SheetTooLarge(most=MOST_BYTES // 1024 // 1024)
        if any(part.filename.endswith("vbaProject.bin") for part in parts):
            raise errors.SheetHasMacros
        for part in parts:
            if part.filename.startswith("xl/worksheets/") and b"<mergeCell " in package.read(part):
                raise errors.SheetHasMergedCells


def _cell(cell: Any) -> tuple[str, str]:
    value = cell.value
    if cell.data_type == "f":
        return "", "这一格是公式。请复制后“选择性粘贴 → 数值”。"
    if cell.data_type == "e":
        return "", "这一格的公式出错了。请改成文字或数字。"
    if value is None:
        return "", ""
    if isinstance(value, (datetime, date)):
        return "", "这一格被存成了日期。请把格式改成“文本”再填一次。"
    if isinstance(value, bool):
        return "", "这一格是“真/假”。请改成文字。"
    if isinstance(value, (int, float)):
        return _number(value), ""
    return str(value).strip(), ""


def _number(value: float) -> str:
    """Return a number as it was typed: 501, 89.5."""
    exact = Decimal(repr(value))
    return f"{exact:f}".rstrip("0").rstrip(".") if exact != exact.to_integral() else f"{exact:.0f}"


def _csv(data: bytes) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    try:
        reader = csv.reader(io.StringIO(_text(data), newline=""), strict=True)
        for row in reader:
            yield reader.line_num, [_csv_cell(text) for text in row]
    except csv.Error as error:
        raise errors.SheetUnreadable from error


def _csv_cell(text: str) -> tuple[str, str]:
    # What we export has a ' before words that a spreadsheet would compute.
    plain = text.strip().removeprefix("'")
    if plain.startswith("=") or text.strip().startswith("="):
        return "", "这一格是公式。请改成文字或数字。"
    return plain, ""


def _text(data: bytes) -> str:
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    for encoding in (marks.get(data[:2]), "utf-8-sig", "gb18030"):
        if encoding is None:
            continue
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise errors.SheetUnreadable
