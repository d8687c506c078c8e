"""What one pair of hands holds, and why an office can't be given to it."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import User
from core.errors import NotAllowed
from estates.models import Person, Post
from estates.offices import errors, rules
from tenancy.audit import Actor
from tenancy.models import Estate


def held_with(person: Person, user: User | None = None) -> list[Post]:
    """Return the offices of ``person`` and of whoever else signs in as they do (or as ``user``).

    Nobody gives this sign-in another office, or to another person, before the transaction ends. The scope of
    an estate shows those of the estate and of the street, never those of a neighbouring estate; offices in
    another street lie behind the wall.
    """
    user_id = user.pk if user is not None else person.user_id
    same = Q(person=person)
    if user_id is not None:
        User.objects.select_for_update(no_key=True).get(pk=user_id)
        same |= Q(person__user_id=user_id)
    return list(Post.objects.filter(same, street_id=person.street_id).select_related("person").order_by("id"))


def refuse_conflict(posts: Iterable[Post], held: Iterable[Post]) -> None:
    """Raise PostConflict or AlreadyInOffice where one of ``posts`` can't stand beside what is ``held``."""
    held = list(held)
    for post in posts:
        other = rules.conflict_of(post, held)
        if other is not None and rules.are_one_office(post, other):
            raise errors.AlreadyInOffice(held=other.label)
        if other is not None:
            raise errors.PostConflict(held=other.label, wanted=post.label)


def refuse_appointer(post: Post, by: Actor) -> None:
    """Raise unless ``by`` gives and ends such an office, and to somebody else; the authority is written."""
    community = None
    if post.estate_id is not None:
        community = Estate.objects.select_related("community").get(pk=post.estate_id).community
    if not rules.may_appoint(by, post.role, post.estate_id, community):
        raise NotAllowed(needed=rules.appointer_in_words(post.estate_id))
    assert isinstance(by, Post)
    if rules.is_same_human(by.person, post.person):
        raise errors.OwnOffice
    if not post.authority:
        raise errors.AuthorityMissing


def refuse_post(post: Post) -> None:
    """Raise where the office does not belong to the place, its community is missing, or its term is none."""
    role = Post.Role(post.role)
    if (role in Post.ESTATE_ROLES) != (post.estate_id is not None):
        raise errors.WrongPlace(role=role.label)
    if post.is_community and post.community_id is None:
        raise errors.CommunityMissing(role=role.label)
    if post.ends_on is not None and post.ends_on <= post.starts_on:
        raise errors.EndsBeforeItStarts
    if post.person.deceased_on or post.person.erased_at:
        raise errors.NotAPersonAnyMore
