"""众人事: residents read concerns, report one in three steps, say 我家也有."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.paging import newest_page
from core.web import form_page, sent, stored_file, taken
from estates.access import home_required, member_required, resident_required
from projects import services
from projects.forms.concerns import PhotoForm, WordsForm
from projects.models import Concern
from projects.views.finding import concern_here, looker, may_read_original, own_concern


@require_safe
@member_required
def concerns(request: HttpRequest, estate: str) -> HttpResponse:
    """Show what troubles the estate, and the reader's own concerns that are not public."""
    public = Concern.objects.filter(estate=request.estate).public().annotate(homes=Count("supports"))
    residency = request.capacities.helping or request.capacities.residency
    own = Concern.objects.of_reporter(residency).exclude(state__in=Concern.PUBLIC) if residency else []
    waiting = Concern.objects.filter(estate=request.estate).to_look_over().count() if looker(request) else 0
    context = {
        "concerns": newest_page(request, public),
        "own": own,
        "waiting": waiting,
        "residency": residency,
    }
    return render(request, "projects/concerns.html", context)


@require_safe
@member_required
def concern(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show one concern: masked to neighbours, as written to its reporter and those who look it over."""
    row = concern_here(request, pk)
    residency = request.capacities.residency
    supports = list(row.supports.values_list("unit_id", flat=True))
    context = {
        "concern": row,
        "homes": len(supports),
        "is_own": bool(residency) and residency.unit_id == row.unit_id,
        "supported": bool(residency) and residency.unit_id in supports,
        "residency": residency,
        "original": may_read_original(request, row),
        "looker": looker(request),
        "project": row.projects.exclude(proposed_at=None).order_by("-id").first(),
    }
    return render(request, "projects/concern.html", context)


@home_required
def new_concern(request: HttpRequest, estate: str) -> HttpResponse:
    """Take the photo first and keep it, so that no later step can lose it."""
    residency = request.capacities.need_home(helped=True)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if sent(request, form):
        row = taken(form, services.start_concern, request.estate, photo=form.bytes, by=residency)
        if row is not None:
            return redirect("projects:concern_words", estate, row.pk)
    drafts = Concern.objects.of_reporter(residency).filter(state=Concern.State.DRAFT).order_by("-id")[:1]
    return form_page(request, "projects/new_concern.html", form, {"drafts": drafts})


@home_required
def concern_words(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Take where and what."""
    row, by = own_concern(request, pk), request.capacities.need_home(helped=True)
    if row.state != Concern.State.DRAFT:
        return _filed_already(request, row)
    initial = {"building": row.building_id, "place": row.place, "words": row.words}
    form = WordsForm(request.POST or None, estate=request.estate, initial=initial)
    if sent(request, form) and taken(form, services.describe_concern, row, **form.cleaned_data, by=by):
        return redirect("projects:concern_check", estate, pk)
    return form_page(request, "projects/concern_words.html", form, {"concern": row})


@home_required
def concern_check(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show the concern once more; sending it puts it before committee and community."""
    row = own_concern(request, pk)
    if row.state != Concern.State.DRAFT:
        return _filed_already(request, row)
    if request.method == "POST":
        services.file_concern(row, by=request.capacities.need_home(helped=True))
        messages.success(request, "已经提交。物管委或社区看过后，会隐去姓名、房号和电话再公开给邻居。")
        return redirect("projects:concern", estate, pk)
    if not (row.place and row.words):
        return redirect("projects:concern_words", estate, pk)
    return render(request, "projects/concern_check.html", {"concern": row})


def _filed_already(request: HttpRequest, row: Concern) -> HttpResponse:
    """Lead who goes back after filing to what was filed."""
    messages.info(request, "这条诉求已经提交过了，不用再提交。")
    return redirect("projects:concern", request.estate.slug, row.pk)


@require_POST
@resident_required
def support(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Say 我家也有."""
    services.support_concern(concern_here(request, pk), by=request.capacities.need_residency())
    messages.success(request, "已记下：您家也有这个情况。")
    return redirect("projects:concern", estate, pk)


@require_POST
@resident_required
def withdraw_support(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Take 我家也有 back."""
    services.withdraw_support(concern_here(request, pk), by=request.capacities.need_residency())
    messages.success(request, "已经撤回。")
    return redirect("projects:concern", estate, pk)


@require_safe
@member_required
def concern_photo(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Hand out the photo: to neighbours only where somebody found it harmless."""
    row = concern_here(request, pk)
    shown = row.is_public and row.photo_shown
    if row.photo is None or not (shown or may_read_original(request, row)):
        raise Http404
    return stored_file(row.photo.sha256, row.photo.mime)


@require_safe
@member_required
def concern_proof(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Hand out the photo that shows how the concern was resolved."""
    row = concern_here(request, pk)
    if row.proof is None:
        raise Http404
    return stored_file(row.proof.sha256, row.proof.mime)
