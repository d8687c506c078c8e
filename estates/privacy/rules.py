"""Who may read sealed facts, answer requests, place holds; pages hide buttons by the same."""

from estates.models import Post, SensitiveFact
from estates.rules import KEEPERS, KEEPERS_IN_WORDS, may_keep_register
from tenancy.models import Estate

Kind = SensitiveFact.Kind
READERS = {
    Kind.CARE: (*Post.COMMUNITY, Post.Role.SOCIAL_WORKER),
    Kind.POLITICAL: (Post.Role.PARTY_SECRETARY, Post.Role.COMMUNITY_SECRETARY),
}
CARERS = (*Post.COMMUNITY, Post.Role.SOCIAL_WORKER, Post.Role.PARTY_SECRETARY)
CARERS_IN_WORDS = "本小区所在社区的社区工作者、社区书记、社工，或小区党支部书记"
ANSWERERS, ANSWERERS_IN_WORDS = KEEPERS, KEEPERS_IN_WORDS
HOLDERS = (Post.Role.STREET_OFFICER,)
HOLDERS_IN_WORDS = "街道经办"


def may_read(by: Post, kind: str, estate: Estate) -> bool:
    """Say whether ``by`` is one of the few who read sealed facts of a kind in ``estate`` (PIPL 28)."""
    return by.role in READERS[Kind(kind)] and _serves(by, estate)


def may_answer(by: Post, estate: Estate) -> bool:
    """Say whether ``by`` answers requests about data and enters signed consents."""
    return may_keep_register(by, estate)


def may_hold(by: Post, estate: Estate) -> bool:
    """Say whether ``by`` places and lifts holds: the street's officer."""
    return by.role in HOLDERS and by.street_id == estate.street_id


def _serves(by: Post, estate: Estate) -> bool:
    """Say whether an office reaches this estate: its own, its community's, or the street's."""
    if by.estate_id is not None:
        return by.estate_id == estate.pk
    in_community = by.community_id == estate.community_id
    needs_one = by.role in Post.COMMUNITY
    return by.street_id == estate.street_id and (in_community or (by.community_id is None and not needs_one))
