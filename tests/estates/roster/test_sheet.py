"""Reading a roster's file: what is taken, and what is refused in which words."""

from datetime import date

import pytest
from openpyxl import Workbook

from estates import errors
from estates.roster.sheet import Fault, read_sheet
from tests.estates.roster.sheets import HEADS, flat, saved, text, with_part, xlsx


@pytest.mark.parametrize(
    "data",
    [
        xlsx([flat()]),
        xlsx([flat()], above=["聚福园小区住户名册（示例）", "请不要改表头"]),
        text([flat()]),
        text([flat()], encoding="utf-8"),
        text([flat()], encoding="gb18030"),
        text([flat()], encoding="utf-16"),
    ],
    ids=["xlsx", "title-above", "utf-8-sig", "utf-8", "gb18030", "utf-16"],
)
def test_a_sheet_is_read_whatever_it_was_saved_as(data: bytes):
    sheet = read_sheet(data)

    assert [dict(row.cells) for row in sheet.rows] == [dict(zip(HEADS, flat(), strict=True))]
    assert sheet.faults == ()


def test_rows_keep_the_number_the_spreadsheet_shows_and_empty_ones_are_left_out():
    data = xlsx([flat(), [None] * 10, flat(房号="502")], above=["名册"])

    assert [(row.number, row.cells["房号"]) for row in read_sheet(data).rows] == [(3, "501"), (5, "502")]


def test_columns_are_found_by_their_other_names_in_any_order():
    heads = ["业主姓名", "建筑面积（㎡）", "房间号", "楼号", "备注"]

    (row,) = read_sheet(xlsx([["示例甲", 89.5, 501, 3, "不看"]], heads=heads)).rows

    assert dict(row.cells) == {"产权人": "示例甲", "专有部分面积": "89.5", "房号": "501", "楼栋": "3"}


def test_numbers_are_read_as_they_were_typed():
    rows = [flat(专有部分面积=number) for number in (89.5, 100, 0.1, 75.25)]  # type: ignore[arg-type]

    found = [row.cells["专有部分面积"] for row in read_sheet(xlsx(rows)).rows]

    assert found == ["89.5", "100", "0.1", "75.25"]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("=SUM(1,2)", "这一格是公式。请复制后“选择性粘贴 → 数值”。"),
        (date(2026, 5, 1), "这一格被存成了日期。请把格式改成“文本”再填一次。"),
        (True, "这一格是“真/假”。请改成文字。"),
    ],
)
def test_a_cell_that_is_no_text_is_named_with_its_row_and_column(cell, words: str):
    sheet = read_sheet(xlsx([flat(), flat(房号=cell)]))

    assert sheet.faults == (Fault(3, "房号", words),)


def _merged() -> bytes:
    book = Workbook()
    book.active.append(HEADS)
    book.active.append(flat())
    book.active.append(flat(楼栋="", 房号="502"))
    book.active.merge_cells("A2:A3")
    return saved(book)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"0" * (10 * 1024 * 1024 + 1), errors.SheetTooLarge),
        (with_part(xlsx([flat()]), "xl/bomb.bin", b"\0" * (101 * 1024 * 1024)), errors.SheetTooLarge),
        (with_part(xlsx([flat()]), "xl/vbaProject.bin", b"macro"), errors.SheetHasMacros),
        (_merged(), errors.SheetHasMergedCells),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", errors.SheetOutdated),
        (b"PK\x03\x04 broken", errors.SheetUnreadable),
        (xlsx([flat()])[:-200], errors.SheetUnreadable),
        (b"\x89PNG\r\n\x1a\n\0\0", errors.SheetUnreadable),
        (b"", errors.ColumnsMissing),
        (text([flat()], encoding="utf-8")[:40].replace("楼".encode(), b"x"), errors.ColumnsMissing),
        (xlsx([["示例甲", "501"]], heads=["产权人", "房号"]), errors.ColumnsMissing),
        (xlsx([flat()], heads=[*HEADS[:9], "联系方式"]), errors.ColumnsTwice),
    ],
    ids=[
        *("large", "bomb", "macros", "merged", "xls", "broken", "cut", "picture", "empty"),
        *("heads-unknown", "heads-few", "heads-twice"),
    ],
)
def test_a_file_that_can_not_be_taken_is_refused(data: bytes, error: type[errors.SheetRefused]):
    with pytest.raises(error):
        read_sheet(data)


def test_columns_that_are_missing_are_named():
    with pytest.raises(errors.ColumnsMissing) as caught:
        read_sheet(xlsx([["示例甲", "501"]], heads=["产权人", "房号"]))

    assert caught.value.message == "没有找到这几列：楼栋、专有部分面积。"


def test_more_rows_than_an_estate_has_are_refused(monkeypatch):
    monkeypatch.setattr("estates.roster.sheet.MOST_ROWS", 2)

    assert len(read_sheet(text([flat(房号=str(n)) for n in range(2)])).rows) == 2
    with pytest.raises(errors.TooManyRows):
        read_sheet(text([flat(房号=str(n)) for n in range(3)]))
