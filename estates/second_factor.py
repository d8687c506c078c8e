"""Whose offices can't be without a second factor."""

from collections.abc import Iterator

from estates.models import Post
from tenancy.models import Membership
from tenancy.scope import identity, scope


def demanding(user_id: int) -> list[str]:
    """Return the offices held today that demand a second factor, in words; asked by the user only."""
    with identity(user_id):
        places = set(Membership.objects.filter(user_id=user_id).values_list("street_id", "estate_id"))
    return sorted({label for place in places for label in _demanding(user_id, *place)})


def _demanding(user_id: int, street_id: int, estate_id: int | None) -> Iterator[str]:
    with scope(street_id, estate_id):
        posts = Post.objects.in_force().filter(person__user_id=user_id, role__in=Post.NEEDS_SECOND_FACTOR)
        for post in posts:
            yield post.label
