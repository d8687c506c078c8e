"""Figures of places and of the people who hold office there."""

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from estates.models import Person, Post
from overview.statistics.definitions import Definition, Line, Register
from overview.statistics.spans import Span
from tenancy.models import Community, Estate


def _estates(span: Span) -> QuerySet[Estate]:
    return span.of(Estate.objects.all(), "")


def _communities(span: Span) -> QuerySet[Community]:
    return Community.objects.filter(Exists(_estates(span).filter(community=OuterRef("pk"))))


def _seats(span: Span, **of: OuterRef) -> QuerySet[Post]:
    return Post.objects.in_force(span.as_of).filter(role__in=Post.COMMITTEE, **of)


def _members(span: Span) -> QuerySet[Person]:
    seats = _seats(span, person=OuterRef("pk"), estate=OuterRef("estate"))
    return span.of(Person.objects.filter(Exists(seats))).select_related("estate")


def _with_committee(span: Span) -> QuerySet[Estate]:
    return _estates(span).filter(Exists(_seats(span, estate=OuterRef("pk"))))


def _estate_line(estate: Estate) -> Line:
    return Line(estate.name, estate=estate.name, url=reverse("overview:home", args=[estate.slug]))


def _community_line(community: Community) -> Line:
    return Line(community.name)


def _member_line(person: Person) -> Line:
    assert person.estate is not None  # a seat belongs to an estate, and so does who sits on it
    home = reverse("overview:home", args=[person.estate.slug])
    # Who holds an office is public (domain.md §0.9).
    return Line(person.name, estate=person.estate.name, url=home)


ESTATES = Register(_estates, _estate_line, groups=("id", "name", "slug", "community_id"))
COMMUNITIES = Register(_communities, _community_line)
MEMBERS = Register(_members, _member_line, groups=("estate_id",))
WITH_COMMITTEE = Register(_with_committee, _estate_line)

DEFINITIONS = (
    Definition(
        key="estates",
        label="小区",
        unit="个",
        counts="参加“同心筑家”项目的小区，按本街道的小区名录计数；其他各项也只统计这些小区。",
        register=ESTATES,
    ),
    Definition(
        key="communities",
        label="社区",
        unit="个",
        counts="上述小区所在的社区，同一个社区只算一次。",
        register=ESTATES,
        distinct="community_id",
        listed=COMMUNITIES,
    ),
    Definition(
        key="committees",
        label="已组建物管委的小区",
        unit="个",
        counts="截止日当天有物管委主任、财务委员或委员在任的小区；占全部小区的比例另列。",
        register=MEMBERS,
        distinct="estate_id",
        whole="estates",
        listed=WITH_COMMITTEE,
    ),
    Definition(
        key="committee_members",
        label="物管委委员",
        unit="人",
        counts="截止日当天在任的物管委主任、财务委员和委员，一人兼几职只算一人。",
        register=MEMBERS,
    ),
)
