"""The list of public projects, read by hand, is what the query of projects gives."""

import pytest

from projects.models import Project
from projects.models.projects import BALLOT, LISTED, NOTICE
from projects.reports import next_act
from projects.reports.listed import FACTS, ListedProjects
from tenancy.scope import scope
from tests.cast import Cast
from tests.projects import road

State = Project.State
STATES = (State.DRAFT, State.PROPOSED, State.VOTING, State.COMPLETED, State.CLOSED)


def _told(project: Project) -> dict[str, object]:
    told = {name: getattr(project, name) for name in (*FACTS, "pk", "street_id", "estate_id", "fund_id")}
    told |= {name: getattr(project, name) for name in LISTED if name not in ("street", "estate", "fund")}
    for beside, names in (("ballot", BALLOT), ("result_notice", NOTICE)):
        row = getattr(project, beside)
        told[beside] = row and {name: getattr(row, name) for name in names if name != "estate"}
    return told


@pytest.fixture
def projects(cast: Cast) -> list[Project]:
    """Return a project in each of five states, the oldest first."""
    return [road.bring_to(cast, state, title=f"示例{number}") for number, state in enumerate(STATES)]


def test_listed_projects_are_what_the_query_gives(projects, django_assert_num_queries):
    with road.at_home():
        rows = list(Project.objects.filter(estate=11).public().with_next_act().order_by("-id"))
        told, acts = [_told(row) for row in rows], [next_act(row) for row in rows]

        with django_assert_num_queries(2):
            listed = ListedProjects(11)
            assert len(listed) == 4
            found = listed[0:20]
            assert [_told(row) for row in found] == told
            assert [next_act(row) for row in found] == acts
        assert [row.title for row in found] == ["示例4", "示例3", "示例2", "示例1"]


@pytest.mark.parametrize(
    ("stage", "titles"), [(1, ["示例1"]), (2, ["示例2"]), (3, ["示例3"]), (4, []), (5, ["示例4"])]
)
def test_a_stage_has_its_projects_only(projects, stage: int, titles: list[str]):
    with road.at_home():
        listed = ListedProjects(11, stage)
        assert (len(listed), [row.title for row in listed[0:20]]) == (len(titles), titles)


def test_a_page_begins_where_the_one_before_ends(projects):
    with road.at_home():
        listed = ListedProjects(11)
        assert [row.title for row in listed[0:3]] == ["示例4", "示例3", "示例2"]
        assert [row.title for row in listed[3:4]] == ["示例1"]


def test_nothing_is_listed_beyond_the_wall(projects):
    with scope(2, 21):
        listed = ListedProjects(11)
        assert (len(listed), listed[0:20]) == (0, [])
