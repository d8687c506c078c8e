"""The street's desk: its estates, and what is said of each."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.addresses import address
from core.web import form_page, sent, taken
from estates.access import may_open, post_required
from estates.models import Post
from estates.register.directory import directory, estates_of
from estates.register.forms import EstateForm
from estates.register.services.profile import Facts, set_estate_facts
from estates.register.views.changing import FORMS
from estates.rules import KEEPERS

# Where those who keep an estate's register go on from its profile.
DOORS = (
    ("住户和房屋", "estates:people", "查人、查门牌，办过户、拆并、迁入迁出"),
    ("名册", "estates:roster", "导入、下载、同名核对"),
    ("名册公示", "estates:roll", "表决前贴出的房屋和面积"),
    ("加入申请", "estates:joining", "核实谁住这里"),
    ("认领码", "estates:slips", "给住户印纸条"),
    ("上门登记", "estates:visits", "替没有手机的人登记"),
    ("职务", "estates:estate_posts", "谁担任什么，任免"),
    ("资料请求", "estates:data_requests", "居民要求更正或删除自己的资料"),
    ("特殊关照", "estates:care", "独居、残疾等，只有社区能看"),
    ("保全锁定", "estates:holds", "有争议时不许删改"),
)
READERS = (*KEEPERS, Post.Role.STREET_LEADER)


@require_safe
@post_required(*READERS)
def estates(request: HttpRequest, street: str) -> HttpResponse:
    """Show the estates in the reader's reach with their figures."""
    by = request.capacities.need_post(*READERS)
    context = {"directory": directory(by), "keeps": request.capacities.post(*KEEPERS) is not None}
    return render(request, "estates/register/estates.html", context)


@require_http_methods(FORMS)
@post_required(*KEEPERS)
def estate(request: HttpRequest, street: str, slug: str) -> HttpResponse:
    """Show and change what is said of an estate."""
    by = request.capacities.need_post(*KEEPERS)
    found = get_object_or_404(estates_of(by), slug=slug)
    form = EstateForm(request.POST or None, initial=asdict(Facts.of(found)))
    if sent(request, form) and taken(form, set_estate_facts, found, form.facts, by=by):
        messages.success(request, f"{found.name}的情况已经保存。")
        return redirect("estates:estates", street)
    doors = [(label, address(name, slug), words) for label, name, words in DOORS]
    context = {"found": found, "doors": [door for door in doors if may_open(request.capacities, door[1])]}
    return form_page(request, "estates/register/estate.html", form, context)
