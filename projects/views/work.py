"""The committee at work: a project's task list, its parts, and every act on the road."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core.paging import numbered_page
from core.web import form_page, sent, taken
from estates.access import committee_required
from projects import rules, services
from projects.forms.work import LineForm, LineFormSet, NeedForm
from projects.models import Concern, Project
from projects.reports import next_act
from projects.reports.freezing import freezing
from projects.reports.tasks import task_list
from projects.views.acts import act_at, acts_aside, acts_open
from projects.views.finding import project_at_work


@require_safe
@committee_required
def work_projects(request: HttpRequest, estate: str) -> HttpResponse:
    """Show the committee's projects, drafts too, and the concerns that could become one."""
    request.capacities.need_post(*rules.COMMITTEE)
    rows = Project.objects.filter(estate=request.estate).with_next_act().order_by("-id")
    projects = numbered_page(request, rows)
    for project in projects.rows:
        project.next = next_act(project)
    open_concerns = Concern.objects.filter(estate=request.estate, state=Concern.State.PUBLISHED).order_by(
        "-id"
    )
    return render(
        request, "projects/work_projects.html", {"projects": projects, "concerns": open_concerns[:20]}
    )


@require_safe
@committee_required
def work_project(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show where a project stands, what is still missing, and what the committee can do now."""
    request.capacities.need_post(*rules.COMMITTEE)
    project = project_at_work(request, pk)
    context = {
        "project": project,
        "next": next_act(project),
        "tasks": task_list(project),
        "acts": acts_open(project),
        "asides": acts_aside(project),
        "documents": project.documents.select_related("photo"),
        "opinion": project.opinions.last() if project.opinion_round else None,
        "returned": project.reviews.last() if project.state == Project.State.RETURNED else None,
        # In the order of the words, not of time, so that nobody is guessed from when they came by.
        "said": project.ratings.exclude(words="").order_by("words"),
    }
    return render(request, "projects/work_project.html", context)


@committee_required
def new_project(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Make a concern a project: its name and what it is for; the rest follows on the task list."""
    by = request.capacities.need_post(*rules.COMMITTEE)
    concern = get_object_or_404(Concern.objects.public(), pk=pk, estate=request.estate)
    form = NeedForm(request.POST or None)
    if sent(request, form) and (
        project := taken(form, services.draft_project, concern, **form.arguments, by=by)
    ):
        return redirect("projects:work_project", estate, project.pk)
    return form_page(request, "projects/new_project.html", form, {"concern": concern})


@committee_required
def budget(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Take the budget line by line; 保存并加几行 comes back with empty ones."""
    by, project = request.capacities.need_post(*rules.COMMITTEE), project_at_work(request, pk)
    initial = list(project.budget_lines.values(*LineForm.base_fields))
    lines = LineFormSet(request.POST or None, initial=initial, prefix="lines")
    if sent(request, lines) and taken(lines, services.set_budget, project, lines.drafts, by=by):
        following = "budget" if "more" in request.POST else "work_project"
        return redirect(f"projects:{following}", estate, pk)
    context = {"project": project, "lines": lines, "form": lines}
    return render(request, "projects/budget.html", context, status=422 if lines.is_bound else 200)


@committee_required
def act(request: HttpRequest, estate: str, pk: int, slug: str) -> HttpResponse:
    """Show one act with its form; sending it does it."""
    by, project, wanted = (
        request.capacities.need_post(*rules.COMMITTEE),
        project_at_work(request, pk),
        act_at(slug, request.estate),
    )
    form = wanted.form(request.POST or None, request.FILES or None, project=project)
    if sent(request, form) and taken(form, wanted.service, project, **form.arguments, by=by):
        messages.success(request, wanted.done)
        return redirect("projects:work_project", estate, pk)
    frozen = freezing(project) if slug == "open_vote" and project.state in wanted.states else None
    context = {"project": project, "act": wanted, "frozen": frozen}
    return form_page(request, "projects/act.html", form, context)
