"""The Party branch's secretary reads the text of a project and says what the branch thinks of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.paging import numbered_page
from core.web import form_page, sent, taken
from estates.access import post_required
from estates.models import Post
from projects import rules, services, wording
from projects.forms.opinions import OpinionForm
from projects.models import Project
from projects.views.finding import project_for_party

SECRETARY = Post.Role.PARTY_SECRETARY


@require_safe
@post_required(SECRETARY)
def opinions(request: HttpRequest, estate: str) -> HttpResponse:
    """Show what waits for an opinion; nothing is here where the street doesn't want one."""
    request.capacities.need_post(SECRETARY)
    rows = numbered_page(request, Project.objects.filter(estate=request.estate).for_party())
    if not rows.rows and not rules.wants_opinion(request.estate):
        raise Http404
    return render(request, "projects/opinions.html", {"projects": rows})


@post_required(SECRETARY)
def give_opinion(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show the text that was sent; sending the form gives the opinion of it."""
    by, project = request.capacities.need_post(SECRETARY), project_for_party(request, pk)
    form = OpinionForm(request.POST or None, initial={"read_round": project.opinion_round})
    if sent(request, form) and taken(form, services.give_opinion, project, **form.arguments, by=by):
        messages.success(request, "您的意见已经记下，物管委能看到了。")
        return redirect("projects:opinions", estate)
    context = {
        "project": project,
        "facts": wording.facts(project, list(project.funding_lines.all())),
        "said": project.opinions.all(),
    }
    return form_page(request, "projects/give_opinion.html", form, context)
