"""众人评: homes say how content they are; then the project is closed and its concern resolved."""

from django.db import transaction

from core import clock, periods
from core.errors import NotAllowed
from estates.models import Post, Residency
from funds.models import Refund
from notices.rules import is_clear
from projects import errors, rules
from projects.models import Concern, Project, Rating
from projects.reports.satisfaction import satisfaction
from projects.rulebook import RATING_DAYS
from projects.services.concerns import mark_resolved
from projects.services.drafts import need_committee
from projects.services.steps import lock, public_text, require, take_step
from tenancy.audit import record
from tenancy.rules import rules_in_force

State = Project.State


@transaction.atomic
def rate_project(project: Project, *, level: Rating.Level, words: str = "", by: Residency) -> Rating:
    """Return how content the home of ``by`` is, once per unit, while the time to rate runs.

    The audit log keeps that the home rated, never how. Raises NotAllowed, RatingClosed, AlreadyRated,
    NumbersInText. Source: issue C7.
    """
    project = lock(project)
    if not rules.may_report(by, project.estate):
        raise NotAllowed(needed="本小区居民")
    if not project.is_rating_open:
        raise errors.RatingClosed
    rating, made = Rating.objects.get_or_create(
        street_id=project.street_id,
        estate_id=project.estate_id,
        project=project,
        unit_id=by.unit_id,
        defaults={
            "person_id": by.person_id,
            "level": Rating.Level(level),
            "words": public_text(words, "words"),
        },
    )
    if not made:
        raise errors.AlreadyRated
    record("projects.rated", project, by=by, unit=by.unit_id)
    return rating


@transaction.atomic
def extend_ratings(project: Project, *, by: Post) -> Project:
    """Return the project with the time to rate begun anew, because too few homes rated in it.

    Raises NotAllowed, StateRefused, RatingStillOpen.
    """
    project = lock(project)
    need_committee(by, project.estate)
    require(project, State.SETTLED, "延长评价时间")
    if project.is_rating_open:
        raise errors.RatingStillOpen
    days = rules_in_force(project.street_id, project.estate_id).integer(RATING_DAYS)
    project.rating_closes_at = periods.Period(clock.today(), days).ends_at
    project.save(update_fields=["rating_closes_at"])
    record("projects.ratings_extended", project, by=by)
    return project


@transaction.atomic
def close_project(project: Project, *, proof: str, photo: bytes | None = None, by: Post) -> Project:
    """Return the project, closed, and its concern resolved with ``proof`` in words and picture.

    The time to rate is over (or every household has rated), enough homes rated, refunds are paid, the
    settlement notice stands. Raises NotAllowed, StateRefused, RatingStillOpen, RatingsMissing,
    RefundsUnpaid, SettlementNotClear, ReasonRequired (field ``words``), NumbersInText, ImageRefused.
    Source: issue C7; domain.md §6 case 44.
    """
    project = lock(project)
    need_committee(by, project.estate)
    require(project, State.SETTLED, "结项")
    _refuse_unrated(project)
    unpaid = Refund.objects.filter(fund_id=project.fund_id, state=Refund.State.PLANNED).count()
    if unpaid:
        raise errors.RefundsUnpaid(count=unpaid)
    if project.settlement_notice is None or not is_clear(project.settlement_notice):
        raise errors.SettlementNotClear
    concern = (
        Concern.objects.select_for_update(of=("self",)).select_related("estate").get(pk=project.concern_id)
    )
    mark_resolved(concern, words=proof, photo=photo, by=by)
    project.ended_at = clock.now()
    words = satisfaction(project).sentence
    return take_step(project, State.CLOSED, by=by, words=words, update_fields=("ended_at",))


def _refuse_unrated(project: Project) -> None:
    given = project.ratings.count()
    if project.is_rating_open and given < project.households:
        raise errors.RatingStillOpen
    if given < project.ratings_needed:
        raise errors.RatingsMissing(given=given, needed=project.ratings_needed)
