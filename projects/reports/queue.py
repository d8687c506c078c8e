"""What waits at the desk for whoever decides on projects or looks concerns over, and the figures above it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.urls import reverse

from core import clock
from core.templatetags.tongxin import day
from core.work import SHOWN, Queue, Waiting
from estates.capacities import Capacities
from estates.models import Post
from projects import rules
from projects.models import Concern, Project, Review
from projects.models.projects import asked_of_street
from tenancy.models import Estate, Street

REVIEWS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class DeskFigures:
    """What waits for a reviewer: counts, and fen asked and granted."""

    waiting: int
    asked_fen: int
    late: int
    returned: int
    granted_fen: int


def estates_of(post: Post) -> QuerySet[Estate]:
    """Return the estates whose projects ``post`` decides on: a community's, or the street's."""
    estates = Estate.objects.filter(street_id=post.street_id).order_by("sort_key", "id")
    if post.is_community:
        return estates.filter(community_id=post.community_id)
    return estates if post.role in rules.STREET_REVIEWERS else estates.none()


def desk_queues(held: Capacities, street: Street) -> list[Queue]:
    """Return the reviews and concerns that wait for the reader, nothing for others; two queries at most."""
    reviewer, looker = held.post(*rules.REVIEWERS), held.post(*rules.LOOKERS)
    return [
        *([_reviews(reviewer, street)] if reviewer else []),
        *([_concerns(looker, street)] if looker else []),
    ]


def _reviews(post: Post, street: Street) -> Queue:
    """Return what ``ProjectQuerySet.for_reviewer`` gives, by hand: it is asked with the figures of all."""
    by_community = post.is_community
    values: dict[str, int | str | date | None] = {
        "street": street.pk,
        "state": Project.State.COMMUNITY_REVIEW.value if by_community else Project.State.STREET_REVIEW.value,
        "community": post.community_id if by_community else None,
        "today": clock.today(),
        "shown": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(REVIEWS, values)
        found = cursor.fetchall()
    rows = [
        Waiting(title, estate, reverse("projects:review", args=[street.slug, pk]), number, fen, due_on)
        for pk, title, number, estate, due_on, fen, *_ in found
    ]
    count, late, asked = found[0][-3:] if found else (0, 0, 0)
    url = reverse("projects:reviews", args=[street.slug])
    return Queue("待我审核", "眼下没有要您审核的项目。", rows, count, late, asked, url)


def _concerns(post: Post, street: Street) -> Queue:
    """Return the concerns of the community's estates; each estate has its own page for looking them over."""
    waiting = Concern.objects.filter(street=street, estate__community_id=post.community_id).to_look_over()
    by_estate = (
        waiting.order_by("estate__sort_key", "estate_id")
        .values("estate__name", "estate__slug")
        .annotate(count=Count("pk"), oldest=Min("filed_at"))
    )
    rows = [
        Waiting(
            title=f"{group['count']} 条诉求",
            estate=group["estate__name"],
            url=reverse("projects:review_concerns", args=[group["estate__slug"]]),
            note=f"最早的一条 {day(group['oldest'])}提交",
        )
        for group in by_estate
    ]
    count = sum(group["count"] for group in by_estate)
    return Queue("待查看的诉求", "没有等您查看的诉求。", rows, count)


def desk_figures(post: Post) -> DeskFigures:
    """Return the figures of ``post``'s queue; granted is what the street approved this month."""
    in_reach = Project.objects.filter(estate__in=estates_of(post))
    first, _ = clock.month_of(clock.today())
    granted = Review.objects.filter(
        project__in=in_reach, level=Review.Level.STREET, at__gte=clock.midnight(first)
    ).aggregate(fen=Sum("granted_fen"))
    waits = Q(pk__in=Project.objects.for_reviewer(post).order_by().values("pk"))
    figures = _figures(in_reach, waits)
    return DeskFigures(
        waiting=figures["waiting"],
        asked_fen=figures["asked"] or 0,
        late=figures["late"],
        returned=figures["returned"],
        granted_fen=granted["fen"] or 0,
    )


def _figures(rows: QuerySet[Project], waits: Q | None = None) -> dict[str, int]:
    """Return counts and fen of the ``rows`` that wait (all), besides the returned ones, with one query."""
    waits = waits or Q()
    return rows.order_by().aggregate(
        waiting=Count("pk", filter=waits),
        late=Count("pk", filter=waits & Q(review_due_on__lt=clock.today())),
        asked=Sum(asked_of_street(), filter=waits),
        returned=Count("pk", filter=Q(state=Project.State.RETURNED)),
    )
