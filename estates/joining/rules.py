"""Who may print slips, decide who belongs, register people on a visit; pages hide buttons by the same."""

from estates.models import Post
from estates.rules import KEEPERS, KEEPERS_IN_WORDS, may_keep_register
from tenancy.models import Estate

SLIP_MAKERS = (*Post.COMMITTEE, *KEEPERS)
SLIP_MAKERS_IN_WORDS = f"物管委委员，{KEEPERS_IN_WORDS}"
DECIDERS = (Post.Role.CHAIR, *KEEPERS)
DECIDERS_IN_WORDS = f"物管委主任，{KEEPERS_IN_WORDS}"
VISITORS = (*KEEPERS, Post.Role.SOCIAL_WORKER)
VISITORS_IN_WORDS = "本小区所在社区的社区工作者、社区书记，街道经办或社工"


def may_make_slips(by: Post, estate: Estate) -> bool:
    """Say whether ``by`` prints claim slips: the committee, or who keeps the register."""
    return _is_of_estate(by, estate, Post.COMMITTEE) or may_keep_register(by, estate)


def may_decide(by: Post, estate: Estate) -> bool:
    """Say whether ``by`` decides who belongs here: the committee's chair, or who keeps the register."""
    return _is_of_estate(by, estate, (Post.Role.CHAIR,)) or may_keep_register(by, estate)


def may_visit(by: Post, estate: Estate) -> bool:
    """Say whether ``by`` registers people at their door: who keeps the register, or a social worker."""
    if by.role == Post.Role.SOCIAL_WORKER:
        reached = by.community_id in (None, estate.community_id)
        return reached and by.street_id == estate.street_id and by.estate_id in (None, estate.pk)
    return may_keep_register(by, estate)


def _is_of_estate(by: Post, estate: Estate, roles: tuple[Post.Role, ...]) -> bool:
    return by.role in roles and by.estate_id == estate.pk
