"""The street's desk: its estates, and what is said of each."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.web import form_page, sent, taken
from estates.access import post_required
from estates.models import Post
from estates.register.directory import directory, estates_of
from estates.register.forms import EstateForm
from estates.register.services.profile import Facts, set_estate_facts
from estates.register.views.changing import FORMS
from estates.rules import KEEPERS

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
    return form_page(request, "estates/register/estate.html", form, {"found": found})
