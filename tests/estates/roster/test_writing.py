"""Rosters as files: what we write is what we read, and nothing in it computes."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from estates.roster.comparing import compare
from estates.roster.lines import read_lines
from estates.roster.services import import_roster
from estates.roster.sheet import COLUMNS, read_sheet
from estates.roster.writing import mended, roster_of, template
from tenancy.models import Estate
from tenancy.scope import scope
from tests.cast import Cast
from tests.estates.roster.sheets import flat, text

ROWS = (
    flat(),
    flat(房号="502", 产权人="示例乙、示例丙", 共有情况="按份共有 1/4、3/4", 证件类型="护照、身份证"),
    flat(房号="503", 产权人="示例丁、示例戊", 共有情况="共同共有", 联系电话="0838-5000000"),
    flat(房号="504", 产权人="示例己", 共有情况="待继承", 居住情况="空置"),
    flat(单元="", 房号="商铺2", 产权人="示例开发有限公司", 证件类型="统一社会信用代码", 居住情况="出租"),
    flat(房号="505", 产权人="", 共有情况="", 证件类型="", 联系电话="", 居住情况="", 面积来源=""),
)


@pytest.fixture
def estate(cast: Cast) -> Estate:
    """Return estate a2 with a register that has every kind of unit."""
    estate = Estate.objects.select_related("street", "community").get(pk=12)
    with scope(1, 12):
        import_roster(estate, text(ROWS), file_name="名册.csv", by=None)
    return estate


def _told(data: bytes) -> list[list[str]]:
    return [[row.cells[column] for column in COLUMNS] for row in read_sheet(data).rows]


def test_the_template_can_be_read_and_is_right():
    lines, faults = read_lines(read_sheet(template()))

    assert (len(lines), faults) == (1, [])
    assert [owner.name for owner in lines[0].owners] == ["示例甲", "示例乙"]


def test_the_register_as_a_sheet_changes_nothing_of_itself(estate: Estate):
    with scope(1, 12):
        found = compare(estate, roster_of(estate))

    assert (found.new, found.changed, found.gone, found.faults, found.unchanged) == ((), (), (), (), 6)


def test_the_register_is_written_as_people_write_it(estate: Estate):
    with scope(1, 12):
        told = _told(roster_of(estate))

    assert sorted(told) == sorted(
        [
            list(ROWS[0]),
            [*ROWS[1][:6], "护照、居民身份证", *ROWS[1][7:]],
            [*ROWS[2][:6], "居民身份证、居民身份证", *ROWS[2][7:]],
            list(ROWS[3]),
            list(ROWS[4]),
            list(ROWS[5]),
        ]
    )


def test_nothing_in_a_sheet_of_ours_computes(estate: Estate):
    with scope(1, 12):
        rows = flat(房号="601", 产权人="=HYPERLINK(1)", 共有情况="")
        import_roster(estate, text([*ROWS, [*rows[:5], "@示例", *rows[6:]]]), file_name="x.csv", by=None)
        sheet = load_workbook(io.BytesIO(roster_of(estate))).active

    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert any(cell.value == "@示例" for cell in cells)


def test_rows_with_faults_come_back_with_what_to_mend(estate: Estate):
    sheet = read_sheet(text([flat(), flat(房号="502", 专有部分面积="九十", 联系电话="1")]))
    _lines, faults = read_lines(sheet)

    book = load_workbook(io.BytesIO(mended(sheet, faults))).active
    heads, *rows = [[cell.value or "" for cell in row] for row in book.iter_rows()]

    assert heads == [*COLUMNS, "要改的地方"]
    assert [row[:4] for row in rows] == [["3栋", "1", "502", "九十"]]
    assert rows[0][-1] == (
        "专有部分面积：面积只写数字，单位平方米，最多两位小数。例如：89.50。\n"
        "联系电话：电话不对。请填 11 位手机号，或带区号的座机。"
    )


def test_the_command_writes_register_and_template(estate: Estate, tmp_path: Path):
    register, empty = tmp_path / "名册.xlsx", tmp_path / "模板.xlsx"

    call_command("export_roster", "--estate", "a2", str(register))
    call_command("export_roster", "--template", str(empty))

    assert len(_told(register.read_bytes())) == 6
    assert _told(empty.read_bytes()) == _told(template())


@pytest.mark.parametrize(
    "arguments", [("x.xlsx",), ("--estate", "nowhere", "x.xlsx"), ("--template", "/no/x")]
)
def test_the_command_says_what_is_not_there(estate: Estate, arguments: tuple[str, ...]):
    with pytest.raises(CommandError):
        call_command("export_roster", *arguments)
