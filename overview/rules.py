"""Who may put statistics on paper, and who may publish them."""

from estates.models import Post
from overview.models import PrintedReport
from overview.statistics import Span

STAFF = (
    *Post.COMMUNITY,
    Post.Role.STREET_OFFICER,
    Post.Role.STREET_LEADER,
    Post.Role.STREET_FINANCE,
    Post.Role.SOCIAL_WORKER,
    Post.Role.AUDITOR,
)
PUBLISHERS = (Post.Role.STREET_OFFICER, Post.Role.STREET_LEADER)


def may_print(by: Post, span: Span) -> bool:
    """Say whether ``by`` works for the place that the figures are about."""
    place = span.community.pk if span.community else None
    return by.role in STAFF and by.street_id == span.street.pk and by.community_id in (None, place)


def may_read(by: Post, printed: PrintedReport) -> bool:
    """Say whether ``by`` may open a printed report: the street all, a community its own."""
    return by.street_id == printed.street_id and by.community_id in (None, printed.community_id)


def may_publish(by: Post, printed: PrintedReport) -> bool:
    """Say whether ``by`` speaks for the street."""
    return by.role in PUBLISHERS and by.street_id == printed.street_id
