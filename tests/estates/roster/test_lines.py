"""What a row of a roster means, and how each mistake is told."""

import pytest

from estates.roster.lines import OwnerLine, RosterLine, read_lines
from estates.roster.sheet import read_sheet
from tests.estates.roster.sheets import flat, text


def _read(*rows):
    return read_lines(read_sheet(text(rows)))


def test_a_row_is_a_unit_with_its_owner():
    lines, faults = _read(flat())

    assert faults == []
    assert lines == [
        RosterLine(
            row=2,
            building="3栋",
            entrance="1",
            door="501",
            area_centi=8950,
            area_source="title",
            owners=(OwnerLine("示例甲", "id_card"),),
            phone="+8613800000901",
            occupancy="owner",
        )
    ]


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"楼栋": "3", "单元": "1单元", "房号": "501室"}, ("3栋", "1", "501")),
        ({"楼栋": "３号楼", "单元": "", "房号": " 商铺 2 "}, ("3栋", "", "商铺2")),
        ({"楼栋": "A幢", "单元": "二", "房号": "501号"}, ("A栋", "二", "501")),
    ],
)
def test_places_are_written_one_way(cells: dict[str, str], place: tuple[str, str, str]):
    ((line,), faults) = _read(flat(**cells))

    assert (line.place, faults) == (place, [])


@pytest.mark.parametrize(
    ("written", "area"), [("89.5", 8950), ("８９．５㎡", 8950), ("1,024.25", 102425), ("100 平方米", 10000)]
)
def test_areas_are_taken_to_the_hundredth(written: str, area: int):
    ((line,), faults) = _read(flat(专有部分面积=written))

    assert (line.area_centi, faults) == (area, [])


@pytest.mark.parametrize(
    ("cells", "owners", "heirs"),
    [
        ({"产权人": ""}, (), False),
        (
            {"产权人": "示例甲、示例乙", "共有情况": "共同共有"},
            (OwnerLine("示例甲", "id_card"), OwnerLine("示例乙", "id_card")),
            False,
        ),
        (
            {"产权人": "示例甲；示例乙", "共有情况": "按份共有 1/3、2/3", "证件类型": "护照、身份证"},
            (OwnerLine("示例甲", "passport", (1, 3)), OwnerLine("示例乙", "id_card", (2, 3))),
            False,
        ),
        ({"共有情况": "待继承"}, (OwnerLine("示例甲", "id_card"),), True),
        (
            {"产权人": "示例房产开发有限公司", "证件类型": "统一社会信用代码"},
            (OwnerLine("示例房产开发有限公司", "credit_code"),),
            False,
        ),
    ],
    ids=["nobody", "together", "by-shares", "heirs", "organisation"],
)
def test_owners_are_read_with_their_shares(cells: dict[str, str], owners: tuple, heirs: bool):
    ((line,), faults) = _read(flat(**({"共有情况": ""} | cells)))

    assert (faults, line.owners, line.heirs_pending) == ([], owners, heirs)


def test_an_organisation_is_known_by_its_document():
    assert [OwnerLine("示例", document).kind for document in ("credit_code", "id_card", "")] == [
        "organisation",
        "natural",
        "natural",
    ]


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"楼栋": ""}, "楼栋", "没有填楼栋。例如：3栋。"),
        ({"楼栋": "一" * 21}, "楼栋", "楼栋最多 20 个字。"),
        ({"单元": "一" * 11}, "单元", "单元最多 10 个字。"),
        ({"房号": ""}, "房号", "没有填房号。例如：501。"),
        ({"专有部分面积": ""}, "专有部分面积", "没有填面积。没有产权面积的，请填测绘或合同面积。"),
        ({"专有部分面积": "-89.5"}, "专有部分面积", "面积不能是负数。"),
        ({"专有部分面积": "0.00"}, "专有部分面积", "面积要大于 0，不超过 999,999.99 平方米。"),
        (
            {"专有部分面积": "约九十"},
            "专有部分面积",
            "面积只写数字，单位平方米，最多两位小数。例如：89.50。",
        ),
        (
            {"专有部分面积": "89.555"},
            "专有部分面积",
            "面积只写数字，单位平方米，最多两位小数。例如：89.50。",
        ),
        ({"面积来源": "估计"}, "面积来源", "“估计”不认识。请填：产权登记、测绘、买卖合同。"),
        ({"产权人": "510681199001011234"}, "产权人", "姓名里有一长串数字。请只写姓名或单位名称。"),
        ({"产权人": "示例甲 13800000901"}, "产权人", "这里像是手机号。请只写姓名或单位名称。"),
        ({"产权人": "示" * 61}, "产权人", "名称最多 60 个字；几个人请用顿号分开。"),
        ({"产权人": "示例甲、示例甲", "共有情况": ""}, "产权人", "同一个名字写了两次。请每人只写一次。"),
        ({"产权人": "示例甲、示例乙"}, "共有情况", "写了 2 位产权人，不能是“单独所有”。"),
        ({"共有情况": "一人一半"}, "共有情况", None),
        ({"产权人": "示例甲、示例乙", "共有情况": "按份共有"}, "共有情况", None),
        (
            {"产权人": "示例甲、示例乙", "共有情况": "按份共有 1/2、1/3"},
            "共有情况",
            "几份加起来不等于 1。",
        ),
        (
            {"产权人": "示例甲、示例乙", "共有情况": "按份共有 0/2、2/2"},
            "共有情况",
            "每份要大于 0，不超过 1。例如：1/2。",
        ),
        ({"产权人": "", "共有情况": "共同共有"}, "产权人", "“共同共有”要写明产权人。"),
        ({"证件类型": "510681199001011234"}, "证件类型", None),
        ({"证件类型": "身份证、护照"}, "证件类型", "有 1 位产权人，证件类型写了 2 个。"),
        ({"联系电话": "1380000"}, "联系电话", "电话不对。请填 11 位手机号，或带区号的座机。"),
        ({"居住情况": "有人"}, "居住情况", "“有人”不认识。请填：自住、亲属居住、出租、空置。"),
    ],
)
def test_what_is_wrong_is_told_with_row_and_column(cells: dict[str, str], column: str, message: str | None):
    _lines, faults = _read(flat(房号="500"), flat(**cells))

    assert [(fault.row, fault.column) for fault in faults] == [(3, column)]
    assert message is None or faults[0].message == message


def test_a_unit_that_stands_there_twice_is_told_at_the_second():
    _lines, faults = _read(flat(), flat(楼栋="3", 房号="501室"))

    assert [(fault.row, fault.column, fault.message) for fault in faults] == [
        (3, "房号", "和第 2 行是同一户。请只留一行。")
    ]


def test_a_landline_is_kept_as_it_is():
    ((line,), faults) = _read(flat(联系电话="0838-5000000"))

    assert (line.phone, faults) == ("0838-5000000", [])


def test_all_faults_of_a_sheet_are_told_in_the_order_of_its_rows():
    _lines, faults = _read(flat(专有部分面积="", 联系电话="1"), flat(房号="502"), flat(楼栋="", 房号="503"))

    assert [(fault.row, fault.column) for fault in faults] == [
        (2, "专有部分面积"),
        (2, "联系电话"),
        (4, "楼栋"),
    ]
