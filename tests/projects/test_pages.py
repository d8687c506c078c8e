"""Every page of every state renders, for everybody it is for."""

import pytest

from projects.models import Project
from projects.rulebook import PARTY_OPINION
from projects.views.acts import ACTS
from tenancy.models import Street
from tenancy.rules import set_rules
from tests.cast import Cast
from tests.projects import road

State = Project.State


@pytest.mark.parametrize("state", list(road.STEPS), ids=str)
def test_the_pages_of_a_project_render_in_every_state(cast: Cast, state: State):
    project = road.bring_to(cast, state)
    chair, visitor = cast.client("chair"), cast.client("visitor")

    assert visitor.get(f"/e/a1/projects/{project.pk}/").status_code == 200
    assert visitor.get("/e/a1/projects/").status_code == 200
    assert chair.get(f"/e/a1/work/projects/{project.pk}/").status_code == 200
    assert chair.get("/e/a1/work/projects/").status_code == 200


def test_every_act_has_a_page(cast: Cast):
    project = road.make_draft(cast)
    with road.at_home():
        set_rules(Street.objects.get(pk=1), {PARTY_OPINION: True}, estate_id=11, note="示例", by=None)
    chair = cast.client("chair")

    for slug in ACTS:
        response = chair.get(f"/e/a1/work/projects/{project.pk}/{slug.replace('_', '-')}/")
        assert response.status_code == 200, slug
    assert chair.get(f"/e/a1/work/projects/{project.pk}/budget/").status_code == 200
