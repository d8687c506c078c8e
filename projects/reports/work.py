"""What committee and Party branch have to do about concerns and projects, for its list of work."""

from datetime import timedelta

from django.db.models import F, Q
from django.urls import reverse

from core import clock
from core.work import When, WorkItem
from estates.models import Post
from projects import rules
from projects.models import Concern, Project
from projects.reports.next_act import Who, next_act, next_page
from tenancy.models import Estate

RECENT = timedelta(days=14)  # how long a closed project stays on the list
SHOWN = 20  # entries of one kind: what a phone scrolls through


def work_items(post: Post, estate: Estate) -> list[WorkItem]:
    """Return what ``post`` has to do about concerns and projects, waits for, and has lately done."""
    if rules.may_give_opinion(post, estate):
        return _opinions(estate)
    if not rules.may_run(post, estate):
        return []
    return [*_concerns(estate), *_projects(estate)]


def _opinions(estate: Estate) -> list[WorkItem]:
    """Return what waits for the Party branch."""
    waiting = Project.objects.filter(estate=estate).for_party()[:SHOWN]
    return [
        WorkItem(
            title=f"提党组织意见：{project.title}",
            url=reverse("projects:give_opinion", args=[estate.slug, project.pk]),
            note="提了意见，物管委才能往下办",
        )
        for project in waiting
    ]


def _concerns(estate: Estate) -> list[WorkItem]:
    waiting = Concern.objects.filter(estate=estate).to_look_over()[:SHOWN]
    return [
        WorkItem(
            title=f"查看诉求：{concern.place}",
            url=reverse("projects:review_concern", args=[estate.slug, concern.pk]),
            note="看过再让邻居看到",
        )
        for concern in waiting
    ]


def _projects(estate: Estate) -> list[WorkItem]:
    """Return what runs, the oldest first, then what was closed lately; one query for both."""
    own = Project.objects.filter(estate=estate)
    running = own.under_way().order_by("id")[:SHOWN]
    recent = own.filter(state=Project.State.CLOSED, ended_at__gt=clock.now() - RECENT).order_by("-ended_at")
    shown = own.filter(Q(pk__in=running.values("pk")) | Q(pk__in=recent.values("pk")[:3]))
    rows = list(
        shown.with_next_act()
        .select_related("ballot", "result_notice", "estate")
        .order_by(F("ended_at").desc(nulls_first=True), "id")
    )
    return [
        *(_item(project) for project in rows if project.state != Project.State.CLOSED),
        *(_done(project) for project in rows if project.state == Project.State.CLOSED),
    ]


def _item(project: Project) -> WorkItem:
    act = next_act(project)
    ours = act.who is Who.COMMITTEE
    return WorkItem(
        title=project.title,
        url=next_page(project, act),
        note=act.words if ours else f"等{act.who}：{act.words}",
        due_at=act.due_at,
        group=When.TODAY if ours else When.OTHERS,
    )


def _done(project: Project) -> WorkItem:
    url = reverse("projects:show", args=[project.estate.slug, project.pk])
    return WorkItem(title=project.title, url=url, note="已结项", group=When.DONE)
