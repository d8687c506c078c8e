"""Who may do what on the road of a project; pages ask the same functions to hide buttons."""

from core import clock
from core.money import ratio_reached
from estates.models import Ownership, Post, Residency
from projects.models import Acceptance, Concern, Project, Review
from projects.rulebook import PARTY_OPINION
from tenancy.models import Estate
from tenancy.rules import rules_in_force

Role = Post.Role
Actor = Post | Residency | Ownership

COMMITTEE = Post.COMMITTEE
LOOKERS = (*COMMITTEE, *Post.COMMUNITY)
STREET_REVIEWERS = (Role.STREET_OFFICER, Role.STREET_LEADER)
REVIEWERS = (*Post.COMMUNITY, *STREET_REVIEWERS)
LEVELS = {
    Project.State.COMMUNITY_REVIEW: Review.Level.COMMUNITY,
    Project.State.STREET_REVIEW: Review.Level.STREET,
}


def is_in_force(capacity: Actor) -> bool:
    """Say whether a dated capacity holds today (Asia/Shanghai)."""
    today = clock.today()
    return capacity.starts_on <= today and (capacity.ends_on is None or capacity.ends_on > today)


def holds(by: object, roles: tuple[str, ...], estate: Estate) -> bool:
    """Say whether ``by`` holds one of ``roles`` today and the post reaches the estate.

    A post of an estate reaches that estate, community staff's the estates of the community, a street
    officer's those of the street.
    """
    if not isinstance(by, Post) or by.role not in roles or not is_in_force(by):
        return False
    if by.estate_id is not None:
        return by.estate_id == estate.pk
    if by.is_community:
        return by.community_id == estate.community_id
    return by.street_id == estate.street_id and by.role not in Post.ESTATE_ROLES


def may_report(by: object, estate: Estate) -> bool:
    """Say whether ``by`` lives in the estate, verified: whoever does may report, co-sign and rate."""
    return (
        isinstance(by, Residency)
        and by.estate_id == estate.pk
        and by.verified_at is not None
        and is_in_force(by)
    )


def is_reporter(by: object, concern: Concern) -> bool:
    """Say whether ``by`` is the person who reported the concern."""
    return isinstance(by, Residency) and by.person_id == concern.person_id


def may_look_over(by: object, estate: Estate) -> bool:
    """Say whether ``by`` reads concerns before the neighbours do: committee and community."""
    return holds(by, LOOKERS, estate)


def may_run(by: object, estate: Estate) -> bool:
    """Say whether ``by`` sits on the committee that carries the estate's projects."""
    return holds(by, COMMITTEE, estate)


def wants_opinion(estate: Estate) -> bool:
    """Say whether projects of the estate need the opinion of its Party branch before they are voted on."""
    return rules_in_force(estate.street_id, estate.pk)[PARTY_OPINION] is True


def may_give_opinion(by: object, estate: Estate) -> bool:
    """Say whether ``by`` speaks for the estate's Party branch."""
    return holds(by, (Role.PARTY_SECRETARY,), estate)


def may_review(by: object, project: Project) -> bool:
    """Say whether ``by`` decides on the project in the state it is in."""
    if project.state == Project.State.COMMUNITY_REVIEW:
        return holds(by, Post.COMMUNITY, project.estate)
    return project.state == Project.State.STREET_REVIEW and holds(by, STREET_REVIEWERS, project.estate)


def may_read_file(by: object, project: Project) -> bool:
    """Say whether ``by`` may open papers that are not public: committee, community, street."""
    return holds(by, (*COMMITTEE, *REVIEWERS, Role.STREET_FINANCE, Role.AUDITOR), project.estate)


def may_confirm(by: object, acceptance: Acceptance) -> bool:
    """Say whether ``by`` lives here, looks for the residents and is not who accepted for the committee."""
    return may_report(by, acceptance.project.estate) and by.person_id != acceptance.person_id  # type: ignore[attr-defined]


def share_in_units(units: int, ratio: tuple[int, int]) -> int:
    """Return how many of ``units`` reach ``ratio`` (以上, 民法典 1259), at least one."""
    numerator, denominator = ratio
    return max(1, -(-units * numerator // denominator))


def has_come(received_fen: int, planned_fen: int, ratio: tuple[int, int]) -> bool:
    """Say whether so much of what was planned has come in; nothing planned has always come."""
    return planned_fen == 0 or ratio_reached(max(received_fen, 0), planned_fen, *ratio, strict=False)
