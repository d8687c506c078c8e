"""众人评: homes rate, then the project is closed and its concern resolved."""

import pytest

from core import clock
from core.errors import NotAllowed, StateRefused
from notices.services import file_objection
from projects import errors, services
from projects.models import Concern, Project, Rating
from tenancy.models import AuditEntry
from tests.cast import Cast
from tests.projects import road
from tests.projects.unchanged import audited, refused

State, Level = Project.State, Rating.Level


@pytest.fixture
def settled(cast: Cast) -> Project:
    return road.bring_to(cast, State.SETTLED)


def _close(project: Project, by, proof: str = "已修好"):
    return services.close_project(project, proof=proof, by=by)


def test_rate_project_counts_a_home_once_and_never_tells_the_log_how(cast: Cast, settled: Project):
    with clock.travel_to(2026, 4, 28), road.at_home():
        rating = services.rate_project(settled, level=Level.SATISFIED, words=" 好 ", by=cast.owner)

        assert (rating.level, rating.words, rating.unit_id) == (Level.SATISFIED, "好", cast.owner.unit_id)
        entry = AuditEntry.objects.get(action="projects.rated")
        assert (entry.actor, entry.details) == (cast.owner.actor_label, {"unit": cast.owner.unit_id})


def test_rate_project_refuses_the_same_home_twice(cast: Cast, settled: Project):
    road.rate(cast, settled, "v")
    for by in (cast.owner, cast.spouse):
        with clock.travel_to(2026, 4, 29), refused(errors.AlreadyRated):
            services.rate_project(settled, level=Level.DISSATISFIED, by=by)


@pytest.mark.parametrize("name", ["chair", "landlord", "community_officer", "stranger"])
def test_rate_project_refuses_who_does_not_live_here(cast: Cast, settled: Project, name: str):
    with clock.travel_to(2026, 4, 28), refused(NotAllowed):
        services.rate_project(settled, level=Level.SATISFIED, by=getattr(cast, name))


def test_rate_project_refuses_after_the_window_and_in_other_states(cast: Cast, settled: Project):
    with clock.travel_to(2026, 5, 11, 23, 59), road.at_home():
        services.rate_project(settled, level=Level.SATISFIED, by=cast.owner)
    with clock.travel_to(2026, 5, 12, 0, 0), refused(errors.RatingClosed):
        services.rate_project(settled, level=Level.SATISFIED, by=cast.tenant)
    accepted = road.bring_to(cast, State.ACCEPTED)
    with refused(errors.RatingClosed):
        services.rate_project(accepted, level=Level.SATISFIED, by=cast.owner)


def test_rate_project_refuses_numbers_of_people(cast: Cast, settled: Project):
    with clock.travel_to(2026, 4, 28), refused(errors.NumbersInText):
        services.rate_project(settled, level=Level.FAIR, words="打 13800001234", by=cast.owner)


def test_close_project_resolves_the_concern_and_tells_the_satisfaction(cast: Cast, settled: Project):
    road.rate(cast, settled)
    road.refund(cast, settled)
    project = road.close(cast, settled)

    with road.at_home():
        concern = Concern.objects.get()
        assert (project.state, concern.state) == (State.CLOSED, Concern.State.RESOLVED)
        assert (concern.resolution, concern.proof is not None) == ("车棚已换新，不再漏雨。", True)
        assert project.steps.last().words == "7 户评价，5 户满意或很满意，满意度 71.4%。"
        assert audited("projects.closed") == [(cast.chair.actor_label, project.pk)]


def test_close_project_waits_for_the_window_unless_every_home_has_rated(cast: Cast, settled: Project):
    road.refund(cast, settled)
    road.rate(cast, settled, "vvvvvv")
    with clock.travel_to(2026, 5, 11), refused(errors.RatingStillOpen):
        _close(settled, cast.chair)

    road.rate(cast, settled, "      v")
    with clock.travel_to(2026, 5, 11), road.at_home():
        assert _close(settled, cast.chair).state == State.CLOSED


def test_close_project_refuses_with_too_few_ratings_until_the_time_is_extended(cast: Cast, settled: Project):
    road.refund(cast, settled)
    with refused(errors.RatingsMissing) as caught:
        _close(settled, cast.chair)
    assert caught.value.details == {"given": 0, "needed": 1}

    with road.at_home():
        services.extend_ratings(settled, by=cast.chair)
        services.rate_project(settled, level=Level.SATISFIED, by=cast.owner)
    with clock.travel_to(2026, 6, 20), road.at_home():
        assert _close(settled, cast.chair).steps.last().words == "1 户评价；户数太少，不公布比例。"


def test_extend_ratings_refuses_while_the_window_is_open_outsiders_and_other_states(
    cast: Cast, settled: Project
):
    with clock.travel_to(2026, 5, 1), refused(errors.RatingStillOpen):
        services.extend_ratings(settled, by=cast.chair)
    with refused(NotAllowed):
        services.extend_ratings(settled, by=cast.owner)
    accepted = road.bring_to(cast, State.ACCEPTED)
    with refused(StateRefused):
        services.extend_ratings(accepted, by=cast.chair)


def test_close_project_refuses_before_refunds_are_paid(cast: Cast, settled: Project):
    road.rate(cast, settled)
    with refused(errors.RefundsUnpaid):
        _close(settled, cast.chair)


def test_close_project_refuses_while_the_settlement_notice_does_not_stand(cast: Cast, settled: Project):
    road.rate(cast, settled)
    road.refund(cast, settled)
    with clock.travel_to(2026, 5, 4), refused(errors.SettlementNotClear):
        _close(settled, cast.chair)
    with clock.travel_to(2026, 5, 3), road.at_home():
        file_objection(road.fresh(settled).settlement_notice, text="账不对", by=cast.tenant)
    with refused(errors.SettlementNotClear):
        _close(settled, cast.chair)


def test_close_project_refuses_without_proof_outsiders_and_other_states(cast: Cast, settled: Project):
    accepted = road.bring_to(cast, State.ACCEPTED)
    with refused(StateRefused):
        _close(accepted, cast.chair)
    road.rate(cast, settled)
    road.refund(cast, settled)
    with refused(NotAllowed):
        _close(settled, cast.supervisor)
    with refused(errors.ReasonRequired):
        _close(settled, cast.chair, proof=" ")
