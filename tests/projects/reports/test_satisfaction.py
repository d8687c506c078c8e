"""Satisfaction: (很满意 + 满意) of n, never without n, hidden where so few rated that one could guess."""

import pytest

from projects.models import Project
from projects.reports import Satisfaction, satisfaction
from tests.cast import Cast
from tests.projects import road


@pytest.mark.parametrize(
    ("n", "satisfied", "percent"),
    [(20, 19, "95%"), (60, 57, "95%"), (3, 2, "66.6%"), (7, 7, "100%"), (8, 0, "0%"), (1000, 999, "99.9%")],
)
def test_percent_rounds_down_so_that_all_means_all(n, satisfied, percent):
    assert Satisfaction(n, satisfied, 100, {}).percent == percent


def test_satisfaction_counts_levels_and_names_n(cast: Cast):
    project = road.bring_to(cast, Project.State.SETTLED)
    road.rate(cast, project, "vvsfd")
    with road.at_home():
        told = satisfaction(project)

        assert (told.n, told.satisfied, told.households) == (5, 3, 7)
        assert told.levels == {"very_satisfied": 2, "satisfied": 1, "fair": 1, "dissatisfied": 1}
        assert told.sentence == "5 户评价，3 户满意或很满意，满意度 60%。"


def test_satisfaction_hides_small_cells(cast: Cast):
    project = road.bring_to(cast, Project.State.SETTLED)
    with road.at_home():
        assert satisfaction(project).sentence == "还没有住户评价。"
    road.rate(cast, project, "vvvd")
    with road.at_home():
        told = satisfaction(project)

        assert (told.n, told.levels, told.percent) == (4, None, "")
        assert told.sentence == "4 户评价；户数太少，不公布比例。"
