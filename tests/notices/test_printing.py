"""The sheet of a notice: words escaped, nothing fetched, the same bytes each time."""

import io
import re
from html.parser import HTMLParser

import pikepdf
import pytest

from core import clock, pdf
from notices.models import Notice
from notices.printing import closing_words, html_of, title_lines
from notices.services import withdraw
from tests.notices.conftest import POSTED


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于聚福园车棚的公示", ["关于聚福园车棚的公示"]),
        (
            "关于聚福园小区新建非机动车车棚及充电设施表决结果的公示",
            ["关于聚福园小区新建非机动车车", "棚及充电设施表决结果的公示"],
        ),
        (
            "关于示例小区二〇二六年十月维修资金使用情况的公示",
            ["关于示例小区二〇二六年十", "月维修资金使用情况的公示"],
        ),
        (
            "关于第123456789号楼顶维修工程项目验收的公示",
            ["关于第123456789号", "楼顶维修工程项目验收的公示"],
        ),
        ("二十个字正好一行不用分成两行来写的公示", ["二十个字正好一行不用分成两行来写的公示"]),
    ],
)
def test_title_lines_are_nearly_equal_and_leave_no_end_alone(title, lines):
    assert title_lines(title) == lines


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("result", "特此公示。"),
        ("information", "特此通知。"),
        ("correction", "特此公告。"),
        ("announcement", "特此公告。"),
    ],
)
def test_closing_words_follow_the_kind(kind, words):
    assert closing_words(Notice(kind=kind)) == words


def test_html_of_says_everything_a_paper_must_say(make_notice):
    with clock.travel(POSTED):
        notice = make_notice(
            snapshot={
                "conclusion": "同意的户数过半，通过。",
                "facts": [["范围", "全体住户"]],
                "tables": [{"caption": "各事项", "columns": ["事项", "同意#"], "rows": [["建车棚", 12]]}],
            }
        )
    html = " ".join(re.sub(r"<[^>]+>", " ", html_of(notice)).split())

    for words in (
        "A1小区物管委",
        "关于示例车棚表决结果的公示",
        "A1结果公示〔2026〕1号",
        "表决已经结束。",
        "同意的户数过半，通过。",
        "范围 全体住户",
        "各事项 事项 同意 建车棚 12",
        "公示期7天：自2026年11月14日起，至2026年11月20日24时止。",
        "或致电0838-0000001",
        "A街道监督电话：0838-0000000",
        "特此公示。",
        "2026年11月13日",
        notice.code_in_fours,
        "张贴人",
    ):
        assert words in html


def test_html_of_marks_a_demonstration_and_nothing_else(make_notice, in_estate):
    plain = make_notice()
    in_estate.is_demo = True
    demo = make_notice()

    assert '<body class="demo">' in html_of(demo)
    assert "<body>" in html_of(plain)


def test_html_of_repeats_itself_on_another_day_and_after_withdrawal(make_notice, cast):
    with clock.travel(POSTED):
        notice = make_notice()
        first = html_of(notice)
    with clock.travel_to(2028, 2, 3):
        assert html_of(Notice.objects.get()) == first
        withdraw(notice, reason="示例", by=cast.chair)
        assert html_of(Notice.objects.get()) == first


ATTACKS = [
    '<img src="http://127.0.0.1:1/x">',
    '<link rel="attachment" href="file:///etc/passwd">',
    "<style>@import url(http://127.0.0.1:1/x.css);</style>",
    '<iframe src="file:///etc/passwd"></iframe>',
    '<svg><image href="http://127.0.0.1:1/x"/></svg>',
    '<a rel="attachment" href="file:///etc/hostname">x</a>',
    '"><object data="file:///etc/passwd"></object>',
    '<base href="http://127.0.0.1:1/">',
    "{% include 'core/404.html' %}{{ settings.SECRET_KEY }}",
    "<script>alert(1)</script>",
    '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:1/">',
    "&lt;img src=http://127.0.0.1:1/x&gt;",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_html_of_escapes_whatever_somebody_wrote(make_notice, in_estate, attack):
    in_estate.committee_name = attack
    table = {"caption": attack, "columns": [attack], "rows": [[attack]]}
    snapshot = {"conclusion": attack, "facts": [[attack, attack]], "tables": [table]}
    attacked = html_of(make_notice(title=attack, paragraphs=[attack], snapshot=snapshot))
    in_estate.committee_name = "x"
    table = {"caption": "x", "columns": ["x"], "rows": [["x"]]}
    snapshot = {"conclusion": "x", "facts": [["x", "x"]], "tables": [table]}
    harmless = html_of(make_notice(title="x", paragraphs=["x"], snapshot=snapshot))

    assert _tags(attacked) == _tags(harmless)


def test_render_prints_one_tagged_page_with_the_same_bytes_each_time(notice):
    first, second = pdf.render(html_of(notice)), pdf.render(html_of(notice))

    assert first == second
    assert pdf.page_count(first) == 1
    with pikepdf.open(_as_file(first)) as document:
        assert str(document.Root.Lang) == "zh-CN"
        assert str(document.docinfo["/Title"]) == "关于示例车棚表决结果的公示"


class _Tags(HTMLParser):
    """Collects elements with the names of their attributes; the breaks in a long title aside."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []

    def handle_starttag(self, tag, attrs):
        if tag != "br":
            self.found.append((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag):
        self.found.append((f"/{tag}",))


def _tags(html: str) -> list[tuple[str, ...]]:
    tags = _Tags()
    tags.feed(html)
    return tags.found


def _as_file(data: bytes):
    return io.BytesIO(data)
