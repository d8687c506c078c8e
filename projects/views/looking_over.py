"""Committee and community look concerns over before the neighbours see them, and settle small ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from core.errors import Invalid
from core.images import ImageRefused
from core.paging import numbered_page
from estates.access import post_required
from estates.models import Post
from projects import rules, services
from projects.forms.concerns import DeclineForm, PublishForm, ResolveForm
from projects.models import Concern
from projects.views.finding import concern_here, need_looker

looker_required = post_required(*rules.LOOKERS)


@require_GET
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
    if request.method == "POST" and form.is_valid() and _decided(form, concern, by):
        messages.success(request, "已经告诉反映人原因。" if declines else "已经公开给邻居。")
        return redirect("projects:review_concerns", estate)
    context = {"form": form, "publish": publish, "decline": decline, "concern": concern}
    return render(request, "projects/review_concern.html", context, status=422 if form.is_bound else 200)


def _decided(form: PublishForm | DeclineForm, concern: Concern, by: Post) -> bool:
    try:
        if isinstance(form, DeclineForm):
            services.decline_concern(concern, reason=form.cleaned_data["reason"], by=by)
        else:
            services.publish_concern(concern, **form.arguments, by=by)
    except Invalid as refusal:
        form.refuse(refusal)
    return not form.errors


@looker_required
def resolve_concern(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Settle a small matter, with proof."""
    by, concern = need_looker(request), concern_here(request, pk)
    form = ResolveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.resolve_concern(concern, **form.arguments, by=by)
            messages.success(request, "已记为解决，反映人和邻居都能看到。")
            return redirect("projects:concern", estate, pk)
        except Invalid as refusal:
            form.refuse(refusal)
        except ImageRefused as refusal:
            form.add_error("photo", f"{refusal.message}{refusal.hint}")
    context = {"form": form, "concern": concern}
    return render(request, "projects/resolve_concern.html", context, status=422 if form.is_bound else 200)
