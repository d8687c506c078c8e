"""Who may read and keep the register of an estate."""

from estates.models import Post
from tenancy.models import Estate

KEEPERS = (*Post.COMMUNITY, Post.Role.STREET_OFFICER)
KEEPERS_IN_WORDS = "本小区所在社区的社区工作者、社区书记，或街道经办"


def may_keep_register(by: Post, estate: Estate) -> bool:
    """Say whether ``by`` keeps the register of ``estate``: its community, or the street."""
    if by.role in Post.COMMUNITY:
        return by.community_id is not None and by.community_id == estate.community_id
    return by.role == Post.Role.STREET_OFFICER and by.street_id == estate.street_id
