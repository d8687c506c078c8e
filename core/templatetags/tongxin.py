"""The words and building blocks of every page; ``templates/README.md`` lists them with examples."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.template.base import Template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core import clock, icons, masking, money
from core.addresses import url_tag
from core.forms import error_links
from core.way_back import way_back as address_back

if TYPE_CHECKING:
    from core.charts import Chart

register = template.Library()
register.tag("url", url_tag)

NOTHING = "—"
TAG_ICONS = {"green": "check", "blue": "clock", "amber": "warn", "red": "cross", "": ""}
NOTE_ICONS = {"blue": "info", "green": "done", "amber": "warn", "red": "warn"}


@cache
def _template(component: str) -> Template:
    found = get_template(f"components/{component}.html")
    return found.template  # type: ignore[attr-defined,no-any-return]  # Django's own, not Jinja's


def _component(component: str, /, **values: Any) -> SafeString:
    return _template(component).render(template.Context(values))


# Words


@register.filter
def yuan(fen: int | None) -> str:
    """Return fen as ``18,600.00 元``."""
    return NOTHING if fen is None else f"{money.format_yuan(fen)} 元"


@register.filter
def area(hundredths: int | None) -> str:
    """Return 0.01 m² as ``89.50 ㎡``."""
    if hundredths is None:
        return NOTHING
    return f"{hundredths // 100:,}.{hundredths % 100:02d} ㎡"


@register.filter
def day(moment: date | datetime | None) -> str:
    """Return the Shanghai day as ``11月30日``, with its year when that is not this year."""
    if moment is None:
        return NOTHING
    at = clock.local(moment).date() if isinstance(moment, datetime) else moment
    year = "" if at.year == clock.today().year else f"{at.year}年"
    return f"{year}{at.month}月{at.day}日"


@register.filter
def when(moment: datetime | None) -> str:
    """Return the Shanghai time as ``11月30日 18:00``, with its year when that is not this year."""
    return NOTHING if moment is None else f"{day(moment)} {clock.local(moment):%H:%M}"


@register.filter
def deadline(moment: datetime | None) -> str:
    """Return the end of a term as ``when`` does, midnight as 24:00 of the day before, as notices have it."""
    if moment is None or clock.local(moment).time() != time.min:
        return when(moment)
    return f"{day(moment - timedelta(days=1))} 24:00"


@register.filter
def month(first: date | None) -> str:
    """Return a day's month as ``2026年11月``."""
    return NOTHING if first is None else f"{first.year}年{first.month}月"


@register.filter
def left(moment: datetime | None) -> str:
    """Return how long is left until ``moment``: ``还剩 7 天``, hours below two days, ``已截止`` after."""
    if moment is None:
        return NOTHING
    seconds = int((moment - clock.now()).total_seconds())
    for size, unit, least in ((86400, "天", 2), (3600, "小时", 1), (60, "分钟", 1)):
        if seconds >= size * least:
            return f"还剩 {seconds // size} {unit}"
    return "马上截止" if seconds > 0 else "已截止"


@register.filter
def masked_name(name: str | None) -> str:
    """Return a person's name as the public sees it: ``张**``."""
    return masking.mask_name(name) if name else NOTHING


@register.filter
def tel(number: str) -> str:
    """Return the address behind a dialling link."""
    return "tel:" + "".join(c for c in str(number) if c in "+0123456789")


# Small marks


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Return one of ``core.icons``."""
    return icons.icon(name, label)


@register.simple_tag
def tag(words: str, kind: str = "", icon: str | None = None) -> SafeString:
    """Return a status label: grey, or green, blue, amber, red with an icon, so colour is never alone."""
    return _tag(words, kind, icon)


@lru_cache(maxsize=512, typed=True)
def _tag(words: str, kind: str, icon: str | None) -> SafeString:
    name = TAG_ICONS[kind] if icon is None else icon
    mark = icons.icon(name) if name else ""
    kinds = f"tag tag--{kind}" if kind else "tag"
    return format_html('<span class="{}">{}{}</span>', kinds, mark, words)


@register.simple_tag
def back(url: str, label: str = "返回") -> SafeString:
    """Return the link to the list this page belongs to."""
    return format_html('<a class="back" href="{}">{}{}</a>', url, icons.icon("back"), label)


@register.simple_tag
def button(label: str, url: str, kind: str = "", icon: str = "", wide: bool = False) -> SafeString:
    """Return a link that looks like a button; ``kind`` is empty or ``line``."""
    classes = "btn" + (f" btn--{kind}" if kind else "") + (" btn--wide" if wide else "")
    return format_html(
        '<a class="{}" href="{}">{}{}</a>', classes, url, icons.icon(icon) if icon else "", label
    )


@register.simple_tag
def submit(label: str, kind: str = "", name: str = "", value: str = "", wide: bool = True) -> SafeString:
    """Return the button that sends a form; its words name the act."""
    return _component("submit", label=label, kind=kind, name=name, value=value, wide=wide)


@register.simple_tag
def money_line(fen: int, words: bool = True) -> SafeString:
    """Return a movement as ``收入 +18,600.00 元`` or ``支出 −18,600.00 元``: sign and word, no colour."""
    word, sign = ("收入", "+") if fen > 0 else ("支出", "−") if fen < 0 else ("", "")
    label = format_html('<span class="money__word">{}</span> ', word) if words and word else ""
    return format_html('<span class="money num">{}{}{}</span>', label, sign, yuan(abs(fen)))


@register.simple_tag
def steps(*labels: str, current: int = 1, label: str = "步骤") -> SafeString:
    """Return the numbered steps of a flow; ``current`` counts from 1."""
    stages = [{"number": n, "label": words} for n, words in enumerate(labels, 1)]
    return _component("steps", stages=stages, current=current, label=label)


@register.simple_tag
def nothing_yet(sentence: str, next_step: str = "", url: str = "", label: str = "") -> SafeString:
    """Return the empty state: what is not there yet, and the one next act."""
    return _component("nothing_yet", sentence=sentence, next_step=next_step, url=url, label=label)


@register.simple_tag
def done(title: str, words: str = "") -> SafeString:
    """Return the green panel of a confirmation page; it holds the page's h1."""
    return _component("done", title=title, words=words)


@register.simple_tag
def help_card(title: str, words: str, phone: str = "", label: str = "") -> SafeString:
    """Return the card for those who would rather ring."""
    return _component("help_card", title=title, words=words, phone=phone, label=label)


@register.simple_tag
def pager(page: Any, what: str = "条") -> SafeString:
    """Return the links of a ``core.paging.Page``."""
    return _component("pager", page=page, what=what)


@register.simple_tag
def chart(
    drawing: Chart, title: str = "", note: str = "", open: bool = False, tabled: bool = False
) -> SafeString:
    """Return a drawing with its title and, folded beneath, the table of its figures.

    ``tabled`` says that the page has the same figures in a table of its own.
    """
    return _chart(drawing, title, note, open, tabled)


# Told apart by type: words that are safe already must not be taken for the same words that are not.
@lru_cache(maxsize=512, typed=True)
def _chart(drawing: Chart, title: str, note: str, open: bool, tabled: bool) -> SafeString:
    return _component("chart", drawing=drawing, title=title, note=note, open=open, tabled=tabled)


# Blocks: {% card "标题" %} … {% endcard %}


@register.simple_block_tag
def card(content: str, title: str = "", id: str = "", icon: str = "", kind: str = "") -> SafeString:
    """Wrap a section of a resident's page."""
    return _component("card", content=content, title=title, id=id or _id(title), icon=icon, kind=kind)


@register.simple_block_tag
def panel(
    content: str, title: str, note: str = "", url: str = "", link: str = "", flush: bool = False
) -> SafeString:
    """Wrap a section of a desk page; ``flush`` lets a table reach the edges."""
    values = {"title": title, "id": _id(title), "note": note, "url": url, "link": link, "flush": flush}
    return _component("panel", content=content, **values)


@register.simple_block_tag
def note(content: str, kind: str = "blue", title: str = "") -> SafeString:
    """Wrap a remark: blue says, green is done, amber warns, red went wrong."""
    return _component("note", content=content, kind=kind, title=title, icon=NOTE_ICONS[kind])


@register.simple_block_tag
def more(content: str, summary: str, open: bool = False) -> SafeString:
    """Fold what not everybody reads; ``open`` shows it, as where a form inside has errors."""
    return _component("more", content=content, summary=summary, open=open)


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """Wrap ``fact`` blocks into one list."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, label: str, sub: str = "", big: bool = False) -> SafeString:
    """Wrap one answer under its label; ``sub`` is the small line beneath, ``big`` is for the main figure."""
    return _component("fact", content=content, label=label, sub=sub, big=big)


@register.simple_block_tag
def items(content: str, label: str = "") -> SafeString:
    """Wrap ``item`` blocks into one list."""
    return format_html('<ul class="items"{}>{}</ul>', _aria(label), content)


@register.simple_block_tag
def item(
    content: str, title: str, url: str = "", meta: str = "", tag: str = "", kind: str = ""
) -> SafeString:
    """Wrap one thing of a list; the whole row is its link."""
    values = {"title": title, "url": url, "meta": meta, "tag": tag, "kind": kind}
    return _component("item", content=_stripped(content), **values)


@register.simple_block_tag
def tiles(content: str, label: str = "常用") -> SafeString:
    """Wrap ``tile`` tags into the grid of a home page."""
    return format_html('<ul class="tiles"{}>{}</ul>', _aria(label), content)


@register.simple_tag(takes_context=True)
def way_back(context: dict[str, Any]) -> str:
    """Return the address that a page of refusal leads back to, if there is one."""
    request = context.get("request")
    return address_back(request) if request is not None else ""


@register.simple_tag
def tile(
    label: str, url: str, icon: str, note: str = "", count: int = 0, of: str = "项", waiting: int = 0
) -> SafeString:
    """Return one way in from a home page; six of them, four in large text.

    How many there are is said in words in place of the note (``3 项正在公示``); the badge is for what waits
    for this reader.
    """
    words = f"{count} {of}" if count else note
    return _component("tile", label=label, url=url, icon=icon, note=words, waiting=waiting)


@register.simple_block_tag
def kpis(content: str, label: str = "主要数字") -> SafeString:
    """Wrap ``kpi`` tags into one row."""
    return format_html('<ul class="kpis"{}>{}</ul>', _aria(label), content)


@register.simple_tag
def kpi(label: str, value: Any, unit: str = "", note: str = "", url: str = "", kind: str = "") -> SafeString:
    """Return one key figure."""
    return _component("kpi", label=label, value=value, unit=unit, note=note, url=url, kind=kind)


@register.simple_block_tag
def table(
    content: str, caption: str, *columns: str, empty: str = "还没有记录。", show: bool = False
) -> SafeString:
    """Wrap rows of ``cell`` blocks; a column that ends in ``#`` holds numbers.

    On a phone every row becomes a card. Without a row the sentence ``empty`` stands instead.
    """
    heads = [{"label": c.rstrip("#"), "number": c.endswith("#")} for c in columns]
    values = {"caption": caption, "heads": heads, "empty": empty, "show": show}
    return _component("table_block", content=_stripped(content), **values)


@register.simple_block_tag
def cell(content: str, label: str, number: bool = False, sub: str = "", kind: str = "") -> SafeString:
    """Wrap one cell with the label it carries on a phone; ``kind`` is empty, ``late`` or ``soon``."""
    return _component("cell", content=content, label=label, number=number, sub=sub, kind=kind)


# Forms


@register.simple_block_tag(takes_context=True)
def post_form(
    context: template.Context,
    content: str,
    action: str = "",
    upload: bool = False,
    kind: str = "",
    id: str = "",
) -> SafeString:
    """Wrap a form that changes something: csrf token and a fresh idempotency key are inside."""
    key = uuid.uuid4().hex
    token = context.get("csrf_token")
    values = {"action": action, "upload": upload, "kind": kind, "id": id, "key": key, "token": token}
    return _component("post_form", content=content, **values)


@register.simple_tag
def field(bound: Any) -> SafeString:
    """Return one field with label, help and error."""
    return bound.as_field_group()


@register.simple_tag
def error_summary(*forms: Any) -> SafeString:
    """Return the list of all errors with a link to each input; nothing where there is none."""
    links = error_links(*(form for form in forms if form))
    return _component("error_summary", links=links) if links else mark_safe("")


@register.simple_tag
def filters(form: Any, label: str = "筛选") -> SafeString:
    """Return a form that narrows a list by its address."""
    return _component("filters", form=form, label=label)


def _stripped(content: str) -> SafeString:
    # A block's content is already rendered and escaped; strip() alone would forget that.
    return mark_safe(content.strip())  # noqa: S308


def _aria(label: str) -> SafeString:
    return format_html(' aria-label="{}"', label) if label else mark_safe("")


def _id(title: str) -> str:
    return f"s{uuid.uuid5(uuid.NAMESPACE_OID, title).hex[:8]}" if title else ""
