"""What no template may hold, and what every template must."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import include, path

from core import icons
from core.templatetags import tongxin

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
WEB = [path for path in TEMPLATES if path.relative_to(ROOT / "templates").parts[0] not in ("pdf", "email")]

BANNED = {
    "inline style": r"<[^>]*\sstyle\s*=",
    "style element": r"<style\b",
    "event attribute": r"<[a-z][^>]*\son[a-z]+\s*=",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "script address": r"(href|src|action)\s*=\s*[\"']\s*javascript:",
    "hx-on": r"\bhx-on\b|hx-on:",
    "hx-vals by script": r"hx-vals\s*=\s*[\"']\s*js:|hx-headers\s*=\s*[\"']\s*js:",
    "hx-trigger filter": r"hx-trigger\s*=\s*(\"[^\"]*\[|'[^']*\[)",
    "address elsewhere": r"(src|href)\s*=\s*[\"'](https?:)?//",
    "unsafe text": r"\|\s*safe\b|autoescape off",
    "comment over several lines": r"\{#[^#]*\n",
}


def name(page):
    return str(page.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("page", WEB, ids=name)
def test_pages_hold_nothing_that_the_csp_or_the_reader_forbids(page):
    found = {what: re.findall(pattern, page.read_text()) for what, pattern in BANNED.items()}

    assert {what: hits for what, hits in found.items() if hits} == {}


@pytest.mark.parametrize("page", TEMPLATES, ids=name)
def test_templates_compile(page):
    assert get_template(name(page))


@pytest.mark.parametrize("page", TEMPLATES, ids=name)
def test_templates_are_short(page):
    limit = 40 if page.parent.name in ("components", "forms") else 150

    assert len(page.read_text().splitlines()) <= limit


@pytest.mark.parametrize("page", WEB, ids=name)
def test_forms_that_change_something_carry_the_idempotency_key(page):
    for form in re.findall(r"<form\b.*?</form>", page.read_text(), re.DOTALL):
        if re.search(r"method\s*=\s*[\"']?post", form, re.IGNORECASE):
            assert 'name="idempotency_key"' in form
            assert "csrf_token" in form or 'name="csrfmiddlewaretoken"' in form


@pytest.mark.parametrize("page", TEMPLATES, ids=name)
def test_icons_that_are_named_are_drawn(page):
    named = re.findall(r"\{%\s*icon\s+\"([\w-]+)\"|\bicon=\"([\w-]+)\"", page.read_text())
    named += re.findall(r"\{%\s*tile\s+(?:\S+|\"[^\"]*\")\s+(?:\S+)\s+\"([\w-]+)\"()", page.read_text())

    assert {first or second for first, second in named} - set(icons.PATHS) == set()


def test_icons_behind_tags_and_notes_are_drawn():
    assert {*tongxin.TAG_ICONS.values(), *tongxin.NOTE_ICONS.values()} - set(icons.PATHS) == {""}


def test_every_component_is_used_or_explained():
    readme = (ROOT / "templates" / "README.md").read_text()
    code = Path(tongxin.__file__).read_text() + "".join(page.read_text() for page in TEMPLATES)

    unknown = [
        path.stem
        for path in (ROOT / "templates" / "components").glob("*.html")
        if f'_component("{path.stem}"' not in code
        and f"components/{path.name}" not in code
        and f"`{path.stem}`" not in readme
    ]

    assert unknown == []


def test_every_tag_is_explained_in_the_readme():
    readme = (ROOT / "templates" / "README.md").read_text()
    words = {*tongxin.register.tags, *tongxin.register.filters}

    assert sorted(word for word in words if f"`{word}`" not in readme and f"|{word}" not in readme) == []


def draw(template, **values):
    return get_template(template).render(values)


@pytest.mark.parametrize(
    "page", sorted(path.stem for path in (ROOT / "templates" / "core").glob("[!_]*.html"))
)
def test_error_pages_stand_without_a_place_and_say_what_to_do(page):
    drawn = draw(f"core/{page}.html")

    assert drawn.count("<h1>") == 1
    assert drawn.count("<main") == 1
    assert re.search(r'<a class="btn[^>]*href="', drawn)


def test_refused_page_says_the_reason_and_the_way_on():
    refusal = {"status": 403, "message": "此操作需要：<主任>", "hint": "请找主任办理。"}

    drawn = draw("core/refused.html", refusal=refusal, back_url="/votes/1/")

    assert "<h1>您还不能办这件事</h1>" in drawn
    assert "<p>此操作需要：&lt;主任&gt;</p><p>请找主任办理。</p>" in drawn
    assert 'href="/votes/1/"' in drawn


def test_timeline_says_in_words_what_is_done_and_what_is_now():
    entries = [
        {"title": "众人事", "state": "done", "url": "/c/1/"},
        {"title": "众人议", "state": "now", "when": "11月30日截止"},
        {"title": "众人评", "state": "todo", "text": "验收后"},
    ]

    drawn = draw("components/timeline.html", entries=entries)

    assert drawn.count('aria-label="已完成"') == 1
    assert drawn.count('aria-current="step"') == 1
    assert "正在进行" in drawn
    assert '<a href="/c/1/">众人事</a>' in drawn


def test_balance_adds_up_before_the_reader():
    drawn = draw("components/balance.html", opening=12643000, income=250000, expense=186050, closing=12706950)

    figures = re.findall(r'<dd class="num">([^<]+)</dd>', drawn)
    assert figures == ["126,430.00 元", "+2,500.00 元", "−1,860.50 元", "127,069.50 元"]


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ({"state": "queued", "position": 3}, "在排队，第 3 位"),
        ({"state": "running", "done": 11, "total": 27, "now": "聚福园小区"}, "11 / 27"),
        ({"state": "done", "url": "/f.pdf", "size": "320 KB"}, "打开（320 KB）"),
        ({"state": "failed", "reason": "有一张票据打不开。", "retry_url": "/again/"}, "有一张票据打不开。"),
    ],
)
def test_job_tells_each_state(job, words):
    assert words in draw("components/job.html", job={"what": "11月资金公示", **job})


def test_job_asks_again_only_while_there_is_something_to_ask():
    job = {"what": "11月资金公示", "state": "queued"}

    assert 'hx-get="/jobs/1/" hx-trigger="every 2s"' in draw(
        "components/job.html", job=job, poll_url="/jobs/1/"
    )
    assert "hx-" not in draw("components/job.html", job=job)


def test_objections_show_the_reply_beside_the_question_and_escape_both():
    entries = [
        {"who": "张**", "text": "为什么<b>", "reply": "因为\n旧了", "replied_by": "物管委"},
        {"who": "李**", "text": "能否分期？"},
    ]

    drawn = draw("components/objections.html", entries=entries)

    assert "为什么&lt;b&gt;" in drawn
    assert "因为<br>旧了" in drawn
    assert (drawn.count("已答复"), drawn.count("等待答复")) == (1, 1)
    assert "还没有人提出疑问。" in draw("components/objections.html", entries=[])


def test_estates_say_their_state_in_words():
    estates = [{"name": "甲", "url": "/1", "state": state} for state in ("ok", "watch", "late")]

    drawn = draw("components/estates.html", estates=estates)

    assert re.findall(r'aria-label="([^"]+)"', drawn) == ["正常", "需关注", "有逾期"]


def test_photos_carry_their_words():
    drawn = draw(
        "components/photos.html",
        photos=[{"url": "/p/1", "alt": "旧车棚", "caption": "9月3日", "full": "/p/1/full"}],
    )

    assert '<a href="/p/1/full"><img src="/p/1" alt="旧车棚" loading="lazy"></a>' in drawn
    assert "<figcaption>9月3日</figcaption>" in drawn


@pytest.mark.parametrize(
    ("level", "kind"), [("success", "green"), ("info", "green"), ("warning", "amber"), ("error", "amber")]
)
def test_messages_are_announced_in_their_colour(level, kind):
    class Message(str):
        level_tag = level

    drawn = draw("components/messages.html", messages=[Message("已保存。")])

    assert drawn.startswith('<div role="status">')
    assert f"note--{kind}" in drawn


@pytest.mark.parametrize(("size", "words"), [("", "大字版"), ("l", "特大字"), ("xl", "标准字")])
def test_size_button_names_the_next_size(size, words, settings):
    settings.ROOT_URLCONF = __name__

    drawn = draw("components/size.html", page={"size": size}, request={"get_full_path": "/votes/?a=1&b=2"})

    assert f">{words}</button>" in drawn
    assert 'name="next" value="/votes/?a=1&amp;b=2"' in drawn


def _size(request):
    raise NotImplementedError


urlpatterns = [path("", include(([path("size/", _size, name="size")], "core")))]
