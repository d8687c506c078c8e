"""The whole road, from a concern to a closed project, through the services."""

from projects.models import Concern, Project
from tests.cast import Cast
from tests.projects import road


def test_a_concern_becomes_a_closed_project(cast: Cast):
    project = road.bring_to(cast, Project.State.CLOSED)

    with road.at_home():
        assert [step.state for step in project.steps.all()] == [state.value for state in road.STEPS]
        concern = Concern.objects.get(pk=project.concern_id)
        assert (concern.state, concern.resolution) == (Concern.State.RESOLVED, "车棚已换新，不再漏雨。")
