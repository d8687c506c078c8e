"""Every pair of states; stages; what the database holds."""

import itertools

import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import StateRefused
from core.states import move, unreachable
from estates.models import Building
from projects.models import STAGE_OF, Acceptance, Concern, CoSign, Document, Project, Rating, Review, Step
from tests.cast import Cast
from tests.projects import road

State = Project.State


def _walk_all_pairs(row, states, moves) -> None:
    rows = type(row).objects.filter(pk=row.pk)
    for old, new in itertools.product(states, states):
        rows.update(state=old)
        row.state = old
        if new in moves[old]:
            move(row, new)
            assert rows.get().state == new
        else:
            with pytest.raises(StateRefused):
                move(row, new)
            assert rows.get().state == old


def test_a_project_moves_exactly_where_the_table_says(cast: Cast):
    project = road.bring_to(cast, State.CLOSED)
    with road.at_home():
        _walk_all_pairs(road.fresh(project), list(State), Project.MOVES)


def test_a_concern_moves_exactly_where_the_table_says(cast: Cast):
    project = road.bring_to(cast, State.CLOSED)
    with road.at_home():
        Concern.objects.update(decline_reason="重复")
        _walk_all_pairs(Concern.objects.get(pk=project.concern_id), list(Concern.State), Concern.MOVES)


def test_every_state_can_be_reached_and_none_is_forgotten():
    assert unreachable(Project) == set()
    assert unreachable(Concern) == set()
    assert set(Project.MOVES) == set(State)
    assert set(STAGE_OF) == set(State) - {State.CANCELLED}


def test_no_move_goes_back_a_stage_but_for_repairs_and_papers():
    back = {
        (old, new)
        for old, targets in Project.MOVES.items()
        for new in targets
        if new != State.CANCELLED and STAGE_OF[new] < STAGE_OF[old]
    }

    assert back == set()


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        (State.PROPOSED, "众人提"),
        (State.VOTING, "众人议"),
        (State.SETTLED, "众人评"),
        (State.CLOSED, "已结项"),
    ],
)
def test_stage_label_names_the_stage(state, stage):
    assert Project(state=state).stage_label == stage


def test_a_cancelled_project_stays_in_the_stage_it_had_come_to():
    assert [
        Project(state=State.CANCELLED).stage,
        Project(state=State.CANCELLED, ballot_id=1).stage,
        Project(state=State.CANCELLED, ballot_id=1, fund_id=1).stage,
    ] == [1, 2, 3]


@pytest.mark.parametrize("model", [Step, CoSign, Review, Rating, Document])
def test_records_cannot_be_changed_or_deleted(cast: Cast, model):
    project = road.bring_to(cast, State.SETTLED)
    road.rate(cast, project, "v")
    table = model._meta.db_table
    with road.at_home():
        for statement in (f"UPDATE {table} SET project_id = project_id", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)


def test_what_a_committee_member_accepted_cannot_be_rewritten(cast: Cast):
    road.bring_to(cast, State.ACCEPTED)
    with road.at_home(), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Acceptance.objects.update(words="都好")


def test_a_project_past_voting_keeps_its_ballot(cast: Cast):
    project = road.bring_to(cast, State.RESULT_NOTICE)
    with road.at_home():
        with pytest.raises(IntegrityError, match="past_voting_has_its_ballot"), transaction.atomic():
            Project.objects.filter(pk=project.pk).update(ballot=None)
        with pytest.raises(IntegrityError, match="approved_project_has_fund"), transaction.atomic():
            Project.objects.filter(pk=project.pk).update(state=State.APPROVED)


def test_reporter_label_hides_name_and_door(cast: Cast):
    concern = road.make_concern(cast)
    with road.at_home():
        row = Concern.objects.select_related("person", "unit__building").get(pk=concern.pk)

        assert row.reporter_label == "1栋1单元*** 钱**"


@pytest.mark.parametrize(
    ("building", "place", "whole"),
    [
        ("2栋", "2栋1单元二楼", "2栋1单元二楼"),
        ("2栋", "2 栋1单元二楼", "2 栋1单元二楼"),
        ("2栋", "1单元二楼", "2栋1单元二楼"),
        ("2栋", "12栋旁", "2栋12栋旁"),
        ("", "大门口", "大门口"),
    ],
)
def test_a_concern_names_its_building_once(building, place, whole):
    concern = Concern(building=Building(name=building) if building else None, place=place)

    assert concern.whole_place == whole
