"""The figures above the queue of reviews, for whoever decides."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from core import clock
from estates.models import Post
from funds.models import Source
from projects import rules
from projects.models import FundingLine, Project, Review
from tenancy.models import Estate


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
    if post.role == Post.Role.COMMUNITY_OFFICER:
        return estates.filter(community_id=post.community_id)
    return estates if post.role in rules.STREET_REVIEWERS else estates.none()


def desk_figures(post: Post) -> DeskFigures:
    """Return the figures of ``post``'s queue; granted is what the street approved this month."""
    queue = Project.objects.for_reviewer(post).order_by()
    late = Count("pk", filter=Q(review_due_on__lt=clock.today()))
    counts = queue.aggregate(waiting=Count("pk"), late=late)
    asked = FundingLine.objects.filter(project__in=queue, source=Source.STREET).aggregate(
        fen=Sum("asked_fen")
    )
    in_reach = Project.objects.filter(estate__in=estates_of(post))
    first, _ = clock.month_of(clock.today())
    granted = Review.objects.filter(
        project__in=in_reach, level=Review.Level.STREET, at__gte=clock.midnight(first)
    ).aggregate(fen=Sum("granted_fen"))
    return DeskFigures(
        waiting=counts["waiting"],
        asked_fen=asked["fen"] or 0,
        late=counts["late"],
        returned=in_reach.filter(state=Project.State.RETURNED).count(),
        granted_fen=granted["fen"] or 0,
    )
