"""Committee and community look concerns over before the neighbours see them, and settle small ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.paging import numbered_page
from core.web import form_page, sent, taken
from estates.access import post_required
from projects import rules, services
from projects.forms.concerns import DeclineForm, PublishForm, ResolveForm
from projects.models import Concern
from projects.views.finding import concern_here, need_looker

looker_required = post_required(*rules.LOOKERS)


@require_safe
@looker_required
def review_concerns(request: HttpRequest, estate: str) -> HttpResponse:
    """Show what waits to be looked over, the oldest first."""
    need_looker(request)
    waiting = Concern.objects.filter(estate=request.estate).to_look_over()
    rows = numbered_page(request, waiting.select_related("person", "unit__building", "building"))
    return render(request, "projects/review_concerns.html", {"concerns": rows})


@looker_required
def review_concern(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Publish a concern in public words, or decline it with a reason."""
    by, concern = need_looker(request), concern_here(request, pk)
    declines = "decline" in request.POST
    publish = PublishForm(None if declines else request.POST or None, concern=concern)
    decline = DeclineForm(request.POST if declines else None)
    form = decline if declines else publish
    decide = services.decline_concern if declines else services.publish_concern
    if sent(request, form) and taken(form, decide, concern, **form.arguments, by=by):
        messages.success(request, "已经告诉反映人原因。" if declines else "已经公开给邻居。")
        return redirect("projects:review_concerns", estate)
    context = {"publish": publish, "decline": decline, "concern": concern}
    return form_page(request, "projects/review_concern.html", form, context)


@looker_required
def resolve_concern(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Settle a small matter, with proof."""
    by, concern = need_looker(request), concern_here(request, pk)
    form = ResolveForm(request.POST or None, request.FILES or None)
    if sent(request, form) and taken(form, services.resolve_concern, concern, **form.arguments, by=by):
        messages.success(request, "已记为解决，反映人和邻居都能看到。")
        return redirect("projects:concern", estate, pk)
    return form_page(request, "projects/resolve_concern.html", form, {"concern": concern})
