"""Lists of people in office."""

from django.db.models import F, Prefetch, Q, QuerySet

from core import clock
from estates.models import Ownership, Person, Post, Residency
from tenancy.models import Estate, Street

MATCHES = 20  # more of one beginning: type more of the name


def staff_of(street: Street) -> QuerySet[Person]:
    """Return the street's people with their sign-ins and offices, those of today first."""
    posts = Post.objects.filter(street=street).select_related("community").order_by("-starts_on", "-id")
    people = Person.objects.filter(street=street, estate=None, erased_at=None).select_related("user")
    return people.prefetch_related(Prefetch("posts", posts)).order_by("id")


def offices_in_reach(by: Post) -> QuerySet[Post]:
    """Return the posts that ``by`` may read, the newest first: community staff those of their estates."""
    posts = Post.objects.filter(street_id=by.street_id)
    if by.is_community:
        posts = posts.filter(Q(estate=None) | Q(estate__community_id=by.community_id))
    return posts.select_related("person", "community", "estate__community").order_by("-starts_on", "-id")


def estates_in_reach(by: Post) -> QuerySet[Estate]:
    """Return the estates whose posts ``by`` may read."""
    estates = Estate.objects.filter(street_id=by.street_id).select_related("community")
    if by.is_community:
        estates = estates.filter(community_id=by.community_id)
    return estates.order_by("sort_key", "id")


def narrowed(posts: QuerySet[Post], *, place: str = "", held: str = "") -> QuerySet[Post]:
    """Return the posts of a place (``street``, ``c11``, ``e11``) held ``now``, ``later`` or no more."""
    if place == "street":
        posts = posts.filter(estate=None)
    elif place.startswith("c"):
        posts = posts.filter(Q(community_id=int(place[1:])) | Q(estate__community_id=int(place[1:])))
    elif place:
        posts = posts.filter(estate_id=int(place[1:]))
    today = clock.today()
    if held == "now":
        return posts.filter(starts_on__lte=today).filter(Q(ends_on=None) | Q(ends_on__gt=today))
    if held == "later":
        return posts.filter(starts_on__gt=today).filter(Q(ends_on=None) | Q(ends_on__gt=F("starts_on")))
    return posts.filter(ends_on__lte=today) if held == "ended" else posts


def people_called(estate: Estate, beginning: str) -> list[Person]:
    """Return living people of an estate whose name begins so, with where they live or own; nobody of none."""
    if not beginning:
        return []
    called = Person.objects.filter(estate=estate, name__startswith=beginning, kind=Person.Kind.NATURAL)
    here = {"estate": estate}
    homes = Residency.objects.in_force().filter(**here).select_related("unit__building").order_by("id")
    titles = Ownership.objects.in_force().filter(**here).select_related("unit__building").order_by("id")
    found = called.filter(deceased_on=None, erased_at=None).order_by("name", "id")
    return list(
        found.prefetch_related(Prefetch("residencies", homes), Prefetch("ownerships", titles))[:MATCHES]
    )
