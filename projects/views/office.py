"""Community and street: the queue by deadline, a file with its checks, the decision, the next one."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core import clock, unconfirmed
from core.paging import numbered_page
from core.way_back import is_about
from core.web import stored_file, taken
from estates.access import post_required
from estates.models import Post
from projects import rules, services
from projects.forms.office import DecisionForm, QueueForm
from projects.models import Document, Project, Review
from projects.reports import case_file, checks_of
from projects.reports.queue import desk_figures, estates_of

reviewer_required = post_required(*rules.REVIEWERS)


@require_safe
@reviewer_required
def reviews(request: HttpRequest, street: str) -> HttpResponse:
    """Show what waits for the reader's decision, what is due first at the top, each with its checks."""
    by = request.capacities.need_post(*rules.REVIEWERS)
    form = QueueForm(request.GET, estates=estates_of(by))
    queue = _narrowed(Project.objects.for_reviewer(by), form)
    rows = numbered_page(request, queue.with_asked().select_related("estate", "ballot", "result_notice"))
    checks = checks_of(rows.rows)
    for project in rows.rows:
        project.checks = checks[project.pk]
        project.all_fine = all(check.is_fine for check in project.checks)
        project.days_left = (project.review_due_on - clock.today()).days
        project.days_over = -project.days_left
    context = {"form_filter": form, "projects": rows, "figures": desk_figures(by), "today": clock.today()}
    return render(request, "projects/reviews.html", context)


def _narrowed(rows: Any, form: QueueForm) -> Any:
    asked = form.cleaned_data if form.is_valid() else {}
    if asked.get("estate"):
        rows = rows.filter(estate=asked["estate"])
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("q"):
        rows = rows.filter(Q(title__icontains=asked["q"]) | Q(number__icontains=asked["q"]))
    return rows


def _in_reach(request: HttpRequest, pk: int) -> tuple[Project, Post]:
    """Return a project the reader's post reaches, decided or not, and the post. Raises Http404."""
    by = request.capacities.need_post(*rules.REVIEWERS)  # type: ignore[attr-defined]
    rows = Project.objects.exclude(result_notice=None).filter(estate__in=estates_of(by))
    project = rows.with_progress().filter(pk=pk).first()
    if project is None:
        raise Http404
    is_about(request, "projects:review", request.street.slug, pk)  # type: ignore[attr-defined]
    return project, by


def _form(project: Project, by: Post, data: Any = None) -> DecisionForm:
    with_amount = by.role in rules.STREET_REVIEWERS and project.asked_fen > 0
    return DecisionForm(data, asked_fen=project.asked_fen, with_amount=with_amount)


def _file(request: HttpRequest, project: Project, by: Post, form: DecisionForm, status: int) -> HttpResponse:
    context = {
        "project": project,
        "file": case_file(project),
        "papers": project.documents.select_related("photo"),
        "checks": checks_of([project])[project.pk],
        "form": form,
        "may_decide": rules.may_review(by, project),
    }
    return render(request, "projects/review.html", context, status=status)


@require_safe
@reviewer_required
def review(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Show the file of a project: papers left, checks and the decision right."""
    project, by = _in_reach(request, pk)
    return _file(request, project, by, _form(project, by), 200)


@reviewer_required
def decide(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Keep the decision that was sent and restate it with the amount in words; ``confirm`` takes it."""
    project, by = _in_reach(request, pk)
    if "confirm" in request.POST:
        return _confirm(request, project, by)
    if request.method == "POST":
        return _keep_decision(request, project, by)
    typed = unconfirmed.kept(request, project)
    if typed is None or not rules.may_review(by, project):
        return _nothing_to_check(request, project, by)
    form = _form(project, by, typed.fields)
    if not form.is_valid():
        return _file(request, project, by, form, 422)
    return render(request, "projects/decide.html", {"project": project, "form": form, "typed": typed})


def _keep_decision(request: HttpRequest, project: Project, by: Post) -> HttpResponse:
    """Keep it as it was sent, whole or not: the page that says what is missing is a GET as well."""
    unconfirmed.keep(request, project, _form(project, by).fields)
    return redirect("projects:decide", request.street.slug, project.pk)


def _confirm(request: HttpRequest, project: Project, by: Post) -> HttpResponse:
    typed = unconfirmed.confirmed(request, project)
    form = _form(project, by, typed and typed.fields)
    if not form.is_valid():
        return unconfirmed.check_again(request, project, "projects:decide", request.street.slug, project.pk)
    if not taken(form, services.review_project, project, level=_level(by), **form.arguments, by=by):
        return _file(request, project, by, form, 422)
    unconfirmed.forget(request, project)
    return redirect("projects:decided", request.street.slug, project.pk)


def _nothing_to_check(request: HttpRequest, project: Project, by: Post) -> HttpResponse:
    """Lead on from a check page without a decision: to the own one that was taken, else to the file."""
    if rules.may_review(by, project):
        messages.warning(request, "还没有提交。请先选好决定，再核对。")
    elif project.reviews.filter(by__person_id=by.person_id).exists():
        messages.info(request, "这一项您已经办好了，不用再提交。")
        return redirect("projects:decided", request.street.slug, project.pk)
    else:
        messages.warning(request, "没有提交：这一项现在不由您办理。下面是最新进展。")
    return redirect("projects:review", request.street.slug, project.pk)


def _level(by: Post) -> Review.Level:
    return Review.Level.COMMUNITY if by.is_community else Review.Level.STREET


@require_safe
@reviewer_required
def decided(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Show the decision and the way to the next one in the queue."""
    project, by = _in_reach(request, pk)
    own = project.reviews.filter(by__person_id=by.person_id).last()
    if own is None:
        raise Http404
    following = Project.objects.for_reviewer(by).select_related("estate").first()
    return render(
        request, "projects/decided.html", {"project": project, "review": own, "following": following}
    )


@require_safe
@reviewer_required
def review_document(request: HttpRequest, street: str, pk: int, document_pk: int) -> HttpResponse:
    """Hand out a paper of the file to who decides on it."""
    project, _ = _in_reach(request, pk)
    row = get_object_or_404(Document.objects.select_related("photo"), pk=document_pk, project=project)
    return stored_file(row.photo.sha256, row.photo.mime)
