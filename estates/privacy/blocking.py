"""What keeps somebody's data from being deleted: each app names its own, said before anything is asked."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from estates.models import LegalHold, Ownership, Person, Post


@dataclass(frozen=True)
class Block:
    """One reason, in words for whom it is about."""

    words: str


_blocks: list[Callable[[Person], list[Block]]] = []


def declare_blocks(*found: Callable[[Person], list[Block]]) -> None:
    """Make known what keeps data; each is asked in the scope of the person's place."""
    _blocks.extend(found)


def blocks_of(person: Person) -> list[Block]:
    """Return every reason why the person's data can't be deleted now; none where they can."""
    return [block for find in _blocks for block in find(person)]


def is_held(person: Person) -> bool:
    """Say whether a dispute locks the data of the person, of their estate or of the street."""
    return holds_on(person).exists()


def holds_on(person: Person):
    """Return the holds in force on a person: their own, their estate's, the street's."""
    whole = Q(person=None, estate_id=person.estate_id) | Q(person=None, estate=None)
    return LegalHold.objects.filter(Q(person=person) | whole, lifted_at=None)


def _held(person: Person) -> list[Block]:
    return [Block("有争议，资料已经保全锁定")] if is_held(person) else []


def _in_office(person: Person) -> list[Block]:
    posts = Post.objects.in_force().filter(person=person)
    return [Block(f"您还担任{post.label}，任职资料要公开") for post in posts.order_by("id")]


def _owner(person: Person) -> list[Block]:
    owns = Ownership.objects.in_force().filter(person=person).exists()
    return [Block("您是业主，法律要求保留业主名册")] if owns else []


def _guardian(person: Person) -> list[Block]:
    return [Block("您是孩子的监护人，请先换监护人")] if person.wards.exists() else []


declare_blocks(_held, _in_office, _owner, _guardian)
