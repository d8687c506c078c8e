import re
import xml.etree.ElementTree as ElementTree

import pytest

from core import charts, pdf
from core.charts import Bar, Limb, Part, Point, Table
from core.tokens import COLOURS
from tongxin.dev import fonts

STAGES = ["众人事", "众人提", "众人议", "众人办", "众人评"]
PARTS = [
    Part("街道激励资金", 1_488_000, "14,880.00 元"),
    Part("居民自筹", 372_000, "3,720.00 元"),
    Part("公共收益", 1, "0.01 元"),
]
LIMBS = [
    Limb("按人数", 214, 368, "214 / 368 人", (2, 3)),
    Limb("按面积", 2_510_034, 3_290_011, "2.51 / 3.29 万㎡", (2, 3)),
]
MONTHS = [Point(f"2026年{month}月", value, f"{value} 件") for month, value in enumerate([3, 0, 7, 5], 1)]
LONG = "向阳里12号小区（北院）自行车棚及充电设施改造项目2026年第一批"

BARS = [Bar(LONG, 88, "8.8 / 8 万元", 80), Bar("永安里", 0, "0 元")]


def every_chart(size: str) -> dict[str, charts.Chart]:
    return {
        "bar": charts.bar(
            [Bar(LONG, 88, "8.8 / 8 万元", 80), Bar("永安里", 0, "0 元")], caption="额度", size=size
        ),
        "stack": charts.stack(PARTS, caption="钱从哪里来", size=size),
        "quorum": charts.quorum(LIMBS, caption="现在有多少人参加", size=size),
        "progress": charts.progress(STAGES, 2, caption="进展", notes=["3月2日"], size=size),
        "spark": charts.spark(MONTHS, caption="每月诉求", size=size),
        "in_out": charts.in_out(12_643_000, 860_000, 1_860_000, 11_643_000, caption="11月收支", size=size),
    }


EVERY = [(size, name) for size in charts.SIZES for name in every_chart(size)]


def parsed(chart: charts.Chart) -> ElementTree.Element:
    return ElementTree.fromstring(str(chart.svg))


def texts(chart: charts.Chart) -> list[str]:
    return [element.text for element in parsed(chart).iter("{http://www.w3.org/2000/svg}text")]


def rects(chart: charts.Chart) -> list[dict[str, str]]:
    found = parsed(chart).findall("{http://www.w3.org/2000/svg}rect")
    return [element.attrib for element in found]


@pytest.mark.parametrize(("size", "name"), EVERY)
def test_every_chart_uses_presentation_attributes_and_literal_colours_only(size, name):
    svg = every_chart(size)[name].svg

    assert re.findall(r"\b(?:class|style|on\w+|href)=|<style|<script|currentColor|var\(|<id>", svg) == []
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
    assert {colour for colour in colours if not colour.startswith("url(#c")} <= {*COLOURS.values(), "none"}


@pytest.mark.parametrize(("size", "name"), EVERY)
def test_every_chart_refers_only_to_its_own_patterns(size, name):
    svg = every_chart(size)[name].svg

    defined = re.findall(r'<pattern id="([^"]+)"', svg)
    assert sorted(set(re.findall(r"url\(#([^)]+)\)", svg))) == sorted(defined)
    assert len(set(defined)) == len(defined)


@pytest.mark.parametrize(("size", "name"), EVERY)
def test_every_chart_is_an_image_with_a_name_that_holds_the_figures(size, name):
    chart = every_chart(size)[name]
    root = parsed(chart)

    assert (root.get("role"), root.get("viewBox").split()[2]) == ("img", str(charts.SIZES[size][0]))
    assert root.get("aria-label").startswith(chart.rows.caption + "：")
    figures = [cell for row in chart.rows.rows for cell in row if re.search(r"\d", cell)]
    assert [figure for figure in figures if figure not in root.get("aria-label")] == []


@pytest.mark.parametrize(("size", "name"), EVERY)
def test_every_chart_stays_inside_its_frame(size, name):
    root = parsed(every_chart(size)[name])
    _x, _y, width, height = map(int, root.get("viewBox").split())

    for rect in root.findall("{http://www.w3.org/2000/svg}rect"):
        x, y, w, h = (int(rect.get(key)) for key in ("x", "y", "width", "height"))
        assert 0 <= x <= x + w <= width and 0 <= y <= y + h <= height
    canvas = charts.canvas.Canvas(size)
    for text in root.findall("{http://www.w3.org/2000/svg}text"):
        long, x = canvas.measure(text.text, bold=bool(text.get("font-weight"))), int(text.get("x"))
        left = {"end": x - long, "middle": x - long // 2}.get(text.get("text-anchor"), x)
        assert left >= 0 and left + long <= width + 1
        assert 0 < int(text.get("y")) < height


@pytest.mark.parametrize("name", every_chart(""))
def test_every_chart_is_the_same_string_each_time_and_another_for_each_size(name):
    drawn = [every_chart(size)[name].svg for size in charts.SIZES]

    assert drawn == [every_chart(size)[name].svg for size in charts.SIZES]
    assert len(set(drawn)) == len(charts.SIZES)


@pytest.mark.parametrize("name", every_chart(""))
def test_every_chart_escapes_what_people_typed(name):
    evil = '<script>alert("1")</script>&\''
    drawn = {
        "bar": charts.bar([Bar(evil, 1, evil)], caption=evil),
        "stack": charts.stack([Part(evil, 1, evil)], caption=evil),
        "quorum": charts.quorum([Limb(evil, 1, 2, evil, (1, 2), evil)], caption=evil),
        "progress": charts.progress([evil], 0, caption=evil, notes=[evil]),
        "spark": charts.spark([Point(evil, 1, evil)], caption=evil),
        "in_out": charts.in_out(0, 0, 0, 0, caption=evil),
    }[name]

    assert "<script" not in drawn.svg
    assert parsed(drawn).get("aria-label").startswith(evil)
    assert drawn.svg.__html__() == str(drawn.svg)


@pytest.mark.parametrize("name", every_chart(""))
def test_every_chart_prints_in_a_pdf(name, caplog):
    fonts.derive(pdf.FONTS)
    drawing = every_chart("wide")[name].svg
    caplog.clear()

    data = pdf.render(f'<!doctype html><html lang="zh-Hans"><title>图</title><body>{drawing}</body></html>')

    assert pdf.page_count(data) == 1
    assert [record.message for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


def test_every_chart_refuses_an_unknown_size():
    with pytest.raises(KeyError):
        charts.stack(PARTS, caption="钱", size="xxl")


def test_stack_shows_shares_that_add_up_to_a_hundred():
    thirds = [Part("甲", 1, "1 元"), Part("乙", 1, "1 元"), Part("丙", 1, "1 元")]

    chart = charts.stack(thirds, caption="钱从哪里来")

    assert chart.rows == Table(
        "钱从哪里来",
        ("来源", "金额", "占比"),
        (("甲", "1 元", "34%"), ("乙", "1 元", "33%"), ("丙", "1 元", "33%")),
    )


def test_stack_fills_the_whole_bar_and_gives_each_part_its_own_pattern():
    chart = charts.stack(PARTS, caption="钱从哪里来")

    bars = [rect for rect in rects(chart) if rect["height"] == "30" and rect["width"] != "2"]
    track, first, second = bars[:3]
    assert (track["x"], track["width"]) == ("0", "340")
    assert int(first["width"]) + int(second["width"]) in (339, 340)
    swatches = [rect["fill"] for rect in rects(chart) if rect["width"] == "16"]
    assert len(set(swatches)) == 3


def test_stack_of_nothing_is_an_empty_bar_and_no_share():
    nothing = charts.stack([Part("居民自筹", 0, "0.00 元")], caption="钱从哪里来")

    assert nothing.rows.rows == (("居民自筹", "0.00 元", "—"),)
    assert [rect["fill"] for rect in rects(nothing) if rect["height"] == "30"] == [COLOURS["track"]]
    assert charts.stack([], caption="钱从哪里来").rows.rows == ()


def test_stack_refuses_a_negative_part():
    with pytest.raises(ValueError, match="negative"):
        charts.stack([Part("甲", 5, "5"), Part("乙", -1, "-1")], caption="钱")


@pytest.mark.parametrize(
    ("have", "total", "needs", "strictly", "told"),
    [
        (2, 3, (2, 3), False, "✓ 已达到 2/3"),
        (1, 3, (2, 3), False, "需达到 2/3"),
        (66_666, 100_000, (2, 3), False, "需达到 2/3"),
        (66_667, 100_000, (2, 3), False, "✓ 已达到 2/3"),
        (1, 2, (1, 2), True, "需超过 1/2"),
        (2, 3, (1, 2), True, "✓ 已超过 1/2"),
        (0, 0, (2, 3), False, "需达到 2/3"),
    ],
)
def test_quorum_says_reached_exactly_when_the_share_is(have, total, needs, strictly, told):
    limb = Limb("按人数", have, total, "x", needs, strictly=strictly)

    chart = charts.quorum([limb], caption="参加")

    assert (texts(chart)[-1], chart.rows.rows[0][3]) == (told, told)
    assert limb.is_reached is told.startswith("✓")
    assert (COLOURS["green"] in [rect["fill"] for rect in rects(chart)]) is limb.is_reached


def test_quorum_marks_the_threshold_where_it_lies():
    chart = charts.quorum([Limb("按户", 1, 4, "1 / 4 户", (1, 2))], caption="参加")

    assert re.findall(r'd="M(\d+) ', chart.svg) == ["170", "170"]
    assert [rect["width"] for rect in rects(chart)] == ["340", "85"]


def test_quorum_rounds_its_percent_down():
    chart = charts.quorum([Limb("按户", 367, 368, "367 / 368 户")], caption="参加")

    assert chart.rows.rows == (("按户", "367 / 368 户", "99%", "—"),)


def test_quorum_takes_other_words_for_the_share():
    chart = charts.quorum([Limb("按户", 1, 4, "1 / 4 户", (1, 2), "半数")], caption="参加")

    assert chart.rows.rows[0][3] == "需达到 半数"


def test_bar_says_and_hatches_what_is_over_the_limit():
    chart = charts.bar(
        [Bar("锦绣苑", 88, "8.8 / 8 万元", 80), Bar("永安里", 40, "4 / 8 万元", 80)], caption="额度"
    )

    assert texts(chart) == ["锦绣苑", "8.8 / 8 万元，超出", "永安里", "4 / 8 万元"]
    hatched = [rect for rect in rects(chart) if rect["fill"].startswith("url(")]
    assert [(rect["x"], rect["width"]) for rect in hatched] == [("309", "31")]


def test_bar_shows_a_small_value_and_draws_nothing_for_zero():
    chart = charts.bar([Bar("甲", 1_000_000, "x"), Bar("乙", 1, "y"), Bar("丙", 0, "z")], caption="数")

    blue = [rect["width"] for rect in rects(chart) if rect["fill"] == COLOURS["blue"]]
    assert blue == ["340", "2", "0"]


def test_bar_of_nothing_has_an_empty_table():
    assert charts.bar([], caption="额度").rows == Table("额度", ("项目", "数字"), ())


def test_in_out_refuses_a_month_that_does_not_add_up():
    with pytest.raises(ValueError, match="100 \\+ 20 - 30 is not 91"):
        charts.in_out(100, 20, 30, 91, caption="11月")


def test_in_out_tables_signs_words_and_yuan():
    chart = charts.in_out(12_643_000, 860_000, 1_860_000, 11_643_000, caption="11月收支")

    assert chart.rows == Table(
        "11月收支",
        ("项目", "金额（元）"),
        (
            ("上月结余", "126,430.00"),
            ("本月收入", "+ 8,600.00"),
            ("本月支出", "− 18,600.00"),
            ("本月结余", "= 116,430.00"),
        ),
    )


def test_in_out_begins_each_bar_where_the_one_before_ended():
    chart = charts.in_out(100, 100, 50, 150, caption="11月")

    bars = [rect for rect in rects(chart) if rect["fill"] != COLOURS["track"]]
    assert [(bar["x"], bar["width"]) for bar in bars] == [
        ("0", "170"),
        ("170", "170"),
        ("255", "85"),
        ("0", "255"),
    ]


@pytest.mark.parametrize(
    "month", [(0, 0, 0, 0), (1, 10**13, 10**13, 1), (-500, 200, 0, -300), (0, 0, 700, -700)]
)
def test_in_out_draws_every_month_inside_its_frame(month):
    for rect in rects(charts.in_out(*month, caption="11月")):
        assert 0 <= int(rect["x"]) <= int(rect["x"]) + int(rect["width"]) <= 340


@pytest.mark.parametrize(
    ("current", "states"),
    [
        (0, ["正在进行"] + ["还没开始"] * 4),
        (3, ["已完成"] * 3 + ["正在进行", "还没开始"]),
        (5, ["已完成"] * 5),
    ],
)
def test_progress_tells_the_state_of_each_stage(current, states):
    chart = charts.progress(STAGES, current, caption="进展")

    assert [row[1] for row in chart.rows.rows] == states
    assert chart.svg.count("L") == states.count("已完成") * 2


def test_progress_stands_in_a_row_where_it_fits_and_in_a_column_where_not():
    row = parsed(charts.progress(STAGES, 2, caption="进展"))
    column = parsed(charts.progress(STAGES, 2, caption="进展", size="xl"))

    names = "{http://www.w3.org/2000/svg}text"
    assert len({text.get("y") for text in row.findall(names) if text.text in STAGES}) == 1
    assert len({text.get("x") for text in column.findall(names) if text.text in STAGES}) == 1


def test_progress_keeps_a_note_beside_its_stage():
    chart = charts.progress(STAGES, 1, caption="进展", notes=["3月2日"])

    assert [row[2] for row in chart.rows.rows] == ["3月2日", "", "", "", ""]


@pytest.mark.parametrize("values", [[5], [0, 0, 0], [-3, 4], [7, 7], list(range(24))])
def test_spark_draws_any_series_inside_its_frame(values):
    chart = charts.spark([Point(f"{n}月", value, str(value)) for n, value in enumerate(values)], caption="数")

    height = int(parsed(chart).get("height"))
    line = re.search(r'd="M([^"]+)" fill="none"', chart.svg)[1]
    spots = [tuple(map(int, spot.split())) for spot in line.split("L")]
    assert len(spots) == len(values)
    assert all(0 <= x <= 340 and 0 <= y <= height for x, y in spots)


def test_spark_without_points_says_so():
    chart = charts.spark([], caption="每月诉求")

    assert texts(chart) == ["还没有数字"]
    assert chart.rows.rows == ()


def test_fitted_breaks_neither_numbers_nor_before_a_full_stop():
    canvas = charts.canvas.Canvas("xl")

    lines = canvas.fitted("街道补贴一共12,345,678.00元。", 150)

    assert "".join(lines) == "街道补贴一共12,345,678.00元。"
    assert [line for line in lines if line.startswith("。")] == []
    assert "12,345,678.00" in " ".join(lines)
