"""Pages of projects that everybody may read, and what residents do there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.paging import numbered_page
from core.web import form_page, sent, stored_file, taken
from estates.access import resident_required
from projects import rules, services
from projects.forms.residents import ConfirmForm, RateForm
from projects.models import STAGES, Acceptance, Document, Project
from projects.reports import case_file, next_act, own_part
from projects.reports.listed import ListedProjects
from projects.views.finding import project_here, project_to_show

# The parts of the list: the stage in the address, its words; 众人事 has no projects yet.
PARTS = (("", "全部"), *((str(stage), STAGES[stage]) for stage in range(1, 5)), ("5", "已结项"))


@require_safe
def list_projects(request: HttpRequest, estate: str) -> HttpResponse:
    """Show the projects of the estate, of one stage if asked."""
    part = request.GET.get("stage", "")
    stage = int(part) if part and part in dict(PARTS) else None
    page_of_rows = numbered_page(request, ListedProjects(request.estate.pk, stage))
    for project in page_of_rows.rows:
        project.next = next_act(project)
    context = {"projects": page_of_rows, "parts": PARTS, "part": part}
    return render(request, "projects/list.html", context)


@require_safe
def show(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show the case file of a project, stage by stage, and what the reader's home can do."""
    whole = project_to_show(request, pk)
    context = {
        "project": whole.project,
        "file": case_file(whole.project, whole),
        "own": own_part(whole.project, request.capacities.residency),
        "committee": request.capacities.post(*rules.COMMITTEE),
    }
    return render(request, "projects/show.html", context)


@require_POST
@resident_required
def co_sign(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Put the reader's home under a proposal."""
    services.co_sign(project_here(request, pk), by=request.capacities.need_residency())
    messages.success(request, "联名成功，您家已经算上。")
    return redirect("projects:show", estate, pk)


@resident_required
def accept(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Let a resident who is not of the committee accept the work, or ask for repairs."""
    project, by = project_here(request, pk), request.capacities.need_residency()
    acceptance = services.waiting_acceptance(project)
    if acceptance is None:
        raise Http404
    form = ConfirmForm(request.POST or None)
    if sent(request, form) and taken(
        form, services.confirm_acceptance, acceptance, **form.cleaned_data, by=by
    ):
        messages.success(request, "谢谢，您的验收意见已经记下。")
        return redirect("projects:show", estate, pk)
    context = {"project": project, "acceptance": acceptance}
    return form_page(request, "projects/accept.html", form, context)


@resident_required
def rate(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Let a home say how content it is, once."""
    project, by = project_here(request, pk), request.capacities.need_residency()
    form = RateForm(request.POST or None)
    if sent(request, form) and taken(form, services.rate_project, project, **form.arguments, by=by):
        messages.success(request, "谢谢，您家的评价已经记下。")
        return redirect("projects:show", estate, pk)
    return form_page(request, "projects/rate.html", form, {"project": project})


@require_safe
def document(request: HttpRequest, estate: str, pk: int, document_pk: int) -> HttpResponse:
    """Hand out a paper of the file: to everybody where it is harmless, else to committee and staff."""
    rows = Document.objects.filter(project_id=pk, estate=request.estate).select_related(
        "photo", "project__estate"
    )
    row = get_object_or_404(rows, pk=document_pk)
    public = row.is_shown and row.project.is_public
    if not public and not _reads_files(request, row.project):
        raise Http404
    return stored_file(row.photo.sha256, row.photo.mime, private=not public)


@require_safe
def acceptance_photo(request: HttpRequest, estate: str, pk: int, acceptance_pk: int) -> HttpResponse:
    """Hand out the photo of an acceptance: to everybody where it is harmless, else to those concerned."""
    rows = Acceptance.objects.filter(project_id=pk, estate=request.estate)
    row = get_object_or_404(rows.select_related("photo", "project__estate"), pk=acceptance_pk)
    is_resident = request.capacities.residency is not None
    if not (row.photo_shown or is_resident or _reads_files(request, row.project)):
        raise Http404
    return stored_file(row.photo.sha256, row.photo.mime, private=not row.photo_shown)


def _reads_files(request: HttpRequest, project: Project) -> bool:
    return any(rules.may_read_file(post, project) for post in request.capacities.posts)
