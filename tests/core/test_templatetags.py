from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.template import engines
from django.utils.safestring import mark_safe

from core import charts, clock, icons
from core.forms import PlainForm
from core.paging import Page
from core.templatetags import tongxin

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


@pytest.fixture(autouse=True)
def _noon():
    with clock.travel(NOON):
        yield


def draw(source, **values):
    return engines["django"].from_string("{% load tongxin %}" + source).render(values)


@pytest.mark.parametrize(
    ("fen", "words"),
    [(1860000, "18,600.00 元"), (5, "0.05 元"), (0, "0.00 元"), (-100, "-1.00 元"), (None, "—")],
)
def test_yuan_writes_fen_as_yuan(fen, words):
    assert tongxin.yuan(fen) == words


@pytest.mark.parametrize(
    ("hundredths", "words"), [(8950, "89.50 ㎡"), (329000001, "3,290,000.01 ㎡"), (None, "—")]
)
def test_area_writes_hundredths_as_square_metres(hundredths, words):
    assert tongxin.area(hundredths) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 30, 10, 0, tzinfo=UTC), "11月30日 18:00"),
        (datetime(2026, 12, 31, 16, 5, tzinfo=UTC), "2027年1月1日 00:05"),
        (None, "—"),
    ],
)
def test_when_tells_shanghai_time_and_names_another_year(moment, words):
    assert tongxin.when(moment) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 12, 2, 16, 0, tzinfo=UTC), "12月2日 24:00"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "12月31日 24:00"),
        (datetime(2026, 12, 2, 10, 0, tzinfo=UTC), "12月2日 18:00"),
        (None, "—"),
    ],
)
def test_deadline_says_24_00_of_the_day_before_at_midnight(moment, words):
    assert tongxin.deadline(moment) == words


def test_day_takes_days_and_moments():
    assert tongxin.day(date(2026, 3, 1)) == "3月1日"
    assert tongxin.day(date(2025, 3, 1)) == "2025年3月1日"
    assert tongxin.day(datetime(2026, 2, 28, 17, 0, tzinfo=UTC)) == "3月1日"
    assert tongxin.day(None) == "—"


def test_month_names_year_and_month():
    assert tongxin.month(date(2026, 11, 1)) == "2026年11月"
    assert tongxin.month(None) == "—"


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(days=7), "还剩 7 天"),
        (timedelta(days=2), "还剩 2 天"),
        (timedelta(days=2, seconds=-1), "还剩 47 小时"),
        (timedelta(hours=1), "还剩 1 小时"),
        (timedelta(minutes=59, seconds=59), "还剩 59 分钟"),
        (timedelta(seconds=59), "马上截止"),
        (timedelta(0), "已截止"),
        (timedelta(days=-3), "已截止"),
    ],
)
def test_left_counts_down_in_the_unit_that_matters(ahead, words):
    assert tongxin.left(NOON + ahead) == words


def test_left_of_nothing_is_a_dash():
    assert tongxin.left(None) == "—"


def test_masked_name_hides_all_but_the_surname():
    assert tongxin.masked_name("张三明") == "张**"
    assert tongxin.masked_name("") == "—"


def test_tel_keeps_only_what_is_dialled():
    assert tongxin.tel("0838-555 0123") == "tel:08385550123"


def test_icon_is_silent_unless_named():
    assert 'aria-hidden="true"' in icons.icon("check")
    assert 'role="img" aria-label="已完成"' in icons.icon("check", "已完成")


def test_icon_refuses_a_name_that_is_not_drawn():
    with pytest.raises(KeyError):
        icons.icon("unicorn")


@pytest.mark.parametrize("kind", ["green", "blue", "amber", "red"])
def test_tag_never_says_it_by_colour_alone(kind):
    label = draw("{% tag words kind %}", words="<b>", kind=kind)

    assert f'class="tag tag--{kind}"' in label
    assert "<svg" in label
    assert "&lt;b&gt;</span>" in label


def test_tag_in_grey_has_no_icon_unless_asked():
    assert draw('{% tag "草稿" %}') == '<span class="tag">草稿</span>'
    assert "<svg" in draw('{% tag "草稿" icon="edit" %}')


def test_back_and_button_escape_and_link():
    assert draw("{% back url %}", url="/votes/?a=1&b=2").startswith(
        '<a class="back" href="/votes/?a=1&amp;b=2">'
    )
    assert (
        draw('{% button "看" "/x" kind="line" wide=True %}')
        == '<a class="btn btn--line btn--wide" href="/x">看</a>'
    )
    assert "<svg" in draw('{% button "看" "/x" icon="eye" %}')


@pytest.mark.parametrize(
    ("fen", "words"), [(250000, "收入 +2,500.00 元"), (-186050, "支出 −1,860.50 元"), (0, "0.00 元")]
)
def test_money_line_says_the_direction_in_words_and_sign(fen, words):
    line = draw("{% money_line fen %}", fen=fen)

    assert strip_tags(line) == words


def test_money_line_can_leave_the_word_out():
    assert strip_tags(draw("{% money_line 5 words=False %}")) == "+0.05 元"


def test_steps_marks_the_current_one_and_those_done():
    drawn = draw('{% steps "选择" "核对" "完成" current=2 label="投票步骤" %}')

    assert drawn.count("<li") == 3
    assert drawn.count('aria-current="step"') == 1
    assert '<li class="done">1 选择<span class="vh">（已完成）</span></li>' in drawn
    assert '<li aria-current="step">2 核对</li>' in drawn


def test_nothing_yet_shows_one_next_act_where_there_is_one():
    assert "<a" not in draw('{% nothing_yet "还没有公示。" %}')
    assert '<a class="btn btn--line" href="/n">写一条</a>' in draw(
        '{% nothing_yet "还没有。" "下一步" "/n" "写一条" %}'
    )


def test_done_holds_the_heading():
    assert "<h1>投票成功</h1>" in draw('{% done "投票成功" "您选择了 同意" %}')


def test_help_card_dials():
    assert 'href="tel:08385550123"' in draw('{% help_card "不方便？" "请打电话。" phone="0838-5550123" %}')
    assert "tel:" not in draw('{% help_card "不方便？" "请到议事亭。" %}')


def test_chart_puts_the_figures_under_the_drawing():
    rows = charts.Table("参加人数", ("", "已参加"), (("按人数", "214"),))
    drawing = charts.Chart(mark_safe("<svg></svg>"), rows)

    drawn = draw('{% chart drawing title="现在有多少人参加" %}', drawing=drawing)

    assert "<figcaption>现在有多少人参加</figcaption>" in drawn
    assert '<th scope="row">按人数</th><td class="num">214</td>' in drawn


@pytest.mark.parametrize("order", [1, -1])
def test_what_was_drawn_before_keeps_nothing_unescaped(order: int):
    words = f"<b>{order}</b>"
    drawing = charts.progress(["事"], 0, caption="进展")
    pages = [words, mark_safe(words)][::order]

    tags, titles = [tongxin.tag(each) for each in pages], [tongxin.chart(drawing, each) for each in pages]

    assert [words in each for each in tags] == [False, True][::order]
    assert [words in each for each in titles] == [False, True][::order]


def test_card_is_named_by_its_title():
    drawn = draw("{% card title %}<p>a</p>{% endcard %}", title="这件事<b>")
    name = drawn.split('aria-labelledby="')[1].split('"')[0]

    assert f'<h2 id="{name}">这件事&lt;b&gt;</h2>' in drawn
    assert "<p>a</p>" in drawn


def test_card_without_a_title_names_nothing():
    assert "aria-labelledby" not in draw("{% card %}a{% endcard %}")


def test_blocks_keep_their_content_as_markup_and_escape_values_inside():
    inner = '{% note "amber" title="乙" %}{% more "丙" %}{{ bad }}{% endmore %}{% endnote %}'
    source = '{% panel "甲" flush=True %}' + inner + "{% endpanel %}"

    drawn = draw(source, bad="<script>")

    assert "&lt;script&gt;" in drawn
    assert "<script>" not in drawn
    assert '<details class="more">' in drawn


def test_facts_pair_label_and_answer():
    drawn = draw(
        '{% facts %}{% fact "要花多少钱" sub="含税" big=True %}{{ 1|yuan }}{% endfact %}{% endfacts %}'
    )

    assert drawn == (
        '<dl class="facts"><div><dt>要花多少钱</dt><dd><span class="big num">0.01 元</span>'
        '<span class="muted">含税</span></dd></div>\n</dl>'
    )


def test_items_link_the_title_and_label_the_state():
    drawn = draw(
        '{% items %}{% item "车棚" "/p/1" meta="昨天" tag="在办" kind="blue" %}\n{% enditem %}{% enditems %}'
    )

    assert '<a href="/p/1">车棚</a>' in drawn
    assert "tag--blue" in drawn
    assert "item__more" not in drawn


def test_item_without_an_address_is_plain_text():
    assert "<a" not in draw('{% item "车棚" %}说明{% enditem %}')


def test_tiles_and_kpis_are_lists_with_counts_in_words():
    tiles = draw('{% tiles %}{% tile "投票" "/v" "vote" "大家定" count=2 of="项正在投票" %}{% endtiles %}')
    badge = draw('{% tile "投票" "/v" "vote" "大家定" waiting=1 %}')
    kpis = draw('{% kpis %}{% kpi "待我审核" 12 "项" url="/q" kind="blue" %}{% endkpis %}')

    assert '<span class="muted">2 项正在投票</span>' in tiles
    assert ("count" in tiles, "大家定" in tiles, "大家定" in badge) == (False, False, True)
    assert '<span class="count">1<span class="vh">项等您办</span></span>' in badge
    assert '<b class="num">12<small>项</small></b>' in kpis


def test_table_labels_each_cell_for_the_phone():
    drawn = draw(
        '{% table "账目" "日期" "金额#" %}<tr>{% cell "日期" %}1日{% endcell %}'
        '{% cell "金额" number=True sub="a" kind="late" %}{{ 5|yuan }}{% endcell %}</tr>{% endtable %}'
    )

    assert '<caption class="vh">账目</caption>' in drawn
    assert '<th scope="col">日期</th><th scope="col" class="r">金额</th>' in drawn
    assert '<td data-th="日期"><div>1日</div></td>' in drawn
    assert (
        '<td data-th="金额" class="r num"><div class="late">0.05 元<span class="sub">a</span></div></td>'
        in drawn
    )


def test_table_without_rows_says_so():
    drawn = draw(
        '{% table "账目" "日期" empty="还没有账目。" %}{% for r in rows %}<tr></tr>{% endfor %}{% endtable %}'
    )

    assert "<table" not in drawn
    assert "还没有账目。" in drawn


def test_post_form_carries_the_token_and_a_fresh_key():
    source = '{% post_form action="/x/" upload=True kind="card" id="f" %}a{% endpost_form %}'

    first, second = draw(source, csrf_token="t0k"), draw(source, csrf_token="t0k")

    assert first.startswith(
        '<form method="post" id="f" action="/x/" class="card" novalidate enctype="multipart/form-data">'
    )
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="t0k">' in first
    keys = [drawn.split('name="idempotency_key" value="')[1][:32] for drawn in (first, second)]
    assert [len(key.strip('"')) for key in keys] == [32, 32]
    assert keys[0] != keys[1]


def test_post_form_without_a_request_has_no_token():
    assert "csrfmiddlewaretoken" not in draw("{% post_form %}{% endpost_form %}")


def test_submit_names_the_act_and_says_when_it_is_busy():
    assert draw('{% submit "确认投票：同意" name="go" value="1" %}').strip() == (
        '<button class="btn btn--wide" type="submit" name="go" value="1" data-busy="正在提交…">'
        "确认投票：同意</button>"
    )


class Search(PlainForm):
    state = forms.ChoiceField(label="状态", choices=[("", "全部")], required=False)
    only = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_draws_label_and_input():
    assert '<label for="id_state">状态<span class="fld__opt">（选填）</span></label>' in draw(
        "{% field form.state %}", form=Search()
    )


def test_filters_ask_by_address_and_label_only_what_is_seen():
    drawn = draw("{% filters form %}", form=Search())

    assert '<form class="filters" method="get" role="search">' in drawn
    assert drawn.count("<label") == 1
    assert "idempotency_key" not in drawn


def test_error_summary_of_a_clean_form_is_nothing():
    assert draw("{% error_summary form missing %}", form=PlainForm()) == ""


def test_pager_hides_where_there_is_one_uncounted_page():
    assert draw("{% pager rows %}", rows=Page(rows=[])).strip() == ""


def test_pager_counts_pages_or_says_older():
    counted = draw('{% pager rows "项" %}', rows=Page([], "?page=1", "?page=3", 2, 4, 67))
    growing = draw("{% pager rows %}", rows=Page([], "/x", "?before=9"))

    assert "第 2 页，共 4 页 · 共 67 项" in counted
    assert "上一页" in counted and "下一页" in counted
    assert "回到最新" in growing and "更早的" in growing


def strip_tags(markup):
    return "".join(part.split(">")[-1] for part in markup.split("<"))
