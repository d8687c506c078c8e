"""A project read as a whole is what its rows say one by one."""

import pytest
from django.db.models import Model

from projects import services
from projects.models import Document, Project
from projects.reports.whole import read_whole
from tests.cast import Cast
from tests.projects import road

State = Project.State


def _values(row: Model, *without: str) -> dict[str, object]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in without}


@pytest.mark.parametrize("state", [State.PROPOSED, State.VOTING, State.COMPLETED, State.CLOSED], ids=str)
def test_read_whole_is_the_rows_one_by_one(cast: Cast, state: State):
    draft = road.make_draft(cast)
    with road.at_home():
        paper = {"kind": Document.Kind.BEFORE, "note": "施工前", "photo": road.photo()}
        for shown in (True, False):
            services.add_document(draft, **paper, is_shown=shown, by=cast.member)
    key = road.carry_on(cast, draft, state).pk
    with road.at_home():
        project = Project.objects.with_progress().get(pk=key)

        whole = read_whole(key)

        assert _values(whole.project) == _values(project)
        facts = (
            "cosigns_given",
            "covered_fen",
            "awaits_resident",
            "has_open_objection",
            "has_upheld_objection",
        )
        assert [getattr(whole.project, name) for name in facts] == [getattr(project, name) for name in facts]
        for name in ("concern", "ballot", "fund", "responsible"):
            beside = getattr(project, name)
            assert (beside and _values(beside)) == (beside and _values(getattr(whole.project, name)))
        for rows, below in (
            (whole.steps, project.steps.all()),
            (whole.opinions, project.opinions.all()),
            (whole.budget, project.budget_lines.all()),
            (whole.sources, project.funding_lines.all()),
            (whole.documents, project.documents.filter(is_shown=True)),
            (whole.acceptances, project.acceptances.all()),
        ):
            assert [_values(row) for row in rows] == [_values(row) for row in below]
        assert [_values(row, "checks") for row in whole.reviews] == [
            _values(row, "checks") for row in project.reviews.all()
        ]
        assert [row.by.actor_label for row in whole.reviews] == [
            row.by.actor_label for row in project.reviews.select_related("by__person")
        ]


def test_read_whole_knows_nothing_beyond_the_wall(cast: Cast):
    key = road.bring_to(cast, State.PROPOSED).pk

    with road.at_home():
        assert read_whole(key + 1) is None
        inside = read_whole(key)
    with road.scope(1, 12):
        outside = read_whole(key)

    assert (inside.project.pk, outside) == (key, None)
