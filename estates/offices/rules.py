"""Who may give and end which office, and which offices must be in different hands (domain.md §3.9)."""

from collections.abc import Iterable

from core.errors import NotAllowed
from estates.models import Person, Post
from tenancy.audit import Actor
from tenancy.models import Community

Role = Post.Role

# Whoever pays neither files nor approves. The supervisors watch those who sign.
PAYERS = (Role.CASHIER, Role.STREET_FINANCE)
DECIDERS = (*Post.COMMITTEE, Role.SUPERVISOR, Role.STREET_OFFICER, Role.STREET_LEADER)
WATCHERS, WATCHED = (Role.SUPERVISOR,), (Role.CHAIR, Role.TREASURER)
# Whoever audits, or runs the portal itself, does nothing else, in the whole street.
ALONE = (Role.AUDITOR, *Post.ADMINISTRATORS)

STAFF_ROLES = tuple(role for role in Role if role not in Post.ESTATE_ROLES)
ESTATE_APPOINTERS = (*Post.COMMUNITY, Role.STREET_OFFICER)
STAFF_APPOINTERS = (Role.SECURITY_ADMIN,)
ACCOUNT_KEEPERS = (Role.SYSTEM_ADMIN,)
OFFICE_READERS = (*Post.ADMINISTRATORS, Role.AUDITOR, *ESTATE_APPOINTERS, Role.STREET_LEADER)
ACCOUNT_READERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
LOG_READERS = (Role.AUDIT_ADMIN, Role.AUDITOR)

APPOINTER_IN_WORDS = "本小区所在社区的社区工作者、社区书记，或街道经办"


def are_apart(one: Post, other: Post) -> bool:
    """Say whether two offices, held at one time, must be in different hands."""
    if one.role in ALONE or other.role in ALONE:
        return True
    if one.estate_id is not None and other.estate_id is not None and one.estate_id != other.estate_id:
        return False
    for left, right in ((PAYERS, DECIDERS), (WATCHERS, WATCHED)):
        if (one.role in left and other.role in right) or (one.role in right and other.role in left):
            return True
    return False


def are_one_office(one: Post, other: Post) -> bool:
    """Say whether two posts are the same office of one person."""
    return (one.person_id, one.role, one.community_id) == (other.person_id, other.role, other.community_id)


def overlap(one: Post, other: Post) -> bool:
    """Say whether two posts have a day in common."""
    begins = max(one.starts_on, other.starts_on)
    return all(post.ends_on is None or begins < post.ends_on for post in (one, other))


def conflict_of(post: Post, held: Iterable[Post]) -> Post | None:
    """Return the first of the offices ``held`` by the same hands that ``post`` can't stand beside."""
    together = (other for other in held if other.pk != post.pk and overlap(post, other))
    return next((other for other in together if are_apart(post, other) or are_one_office(post, other)), None)


def may_appoint(by: Actor, role: str, estate_id: int | None, community: Community | None) -> bool:
    """Say whether ``by`` gives and ends the offices of ``role``.

    Of an estate: its ``community``, or the street. Of the street and administrators: 安全管理员.
    """
    if not isinstance(by, Post) or by.estate_id is not None:
        return False
    if estate_id is None:
        return by.role in STAFF_APPOINTERS
    if by.is_community:
        return by.community_id is not None and community is not None and by.community_id == community.pk
    return role in Post.ESTATE_ROLES and by.role == Role.STREET_OFFICER


def appointer_in_words(estate_id: int | None) -> str:
    """Return who gives and ends offices of a place."""
    return "安全管理员" if estate_id is None else APPOINTER_IN_WORDS


def is_same_human(one: Person, other: Person) -> bool:
    """Say whether two persons are one: the same row, or the same sign-in."""
    return one.pk == other.pk or (one.user_id is not None and one.user_id == other.user_id)


def refuse_unless_keeper(by: Actor | None) -> None:
    """Raise NotAllowed unless ``by`` (None is the command line) keeps the street's sign-ins."""
    if by is not None and not (isinstance(by, Post) and by.role in ACCOUNT_KEEPERS):
        raise NotAllowed(needed="系统管理员")
