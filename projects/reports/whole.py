"""A project and all that its page tells, read with one question to the database."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, CharField, ForeignKey, IntegerField, JSONField, Model

from ballots.models import Ballot
from estates.models import Person, Post
from funds.models import Fund
from notices.models import Notice
from projects.models import (
    Acceptance,
    BudgetLine,
    Concern,
    Document,
    FundingLine,
    PartyOpinion,
    Project,
    Review,
    Step,
)
from tenancy.models import StoredFile

Row = TypeVar("Row", bound=Model)
# Written by hand: built by the ORM, the statement took longer than its answer. Row security holds as ever.
STATEMENT = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
BESIDE: dict[str, type[Model]] = {
    "concern": Concern,
    "ballot": Ballot,
    "result_notice": Notice,
    "fund": Fund,
    "responsible": Post,
}


@dataclass(frozen=True)
class Whole:
    """A project as ``with_plan`` gives it, and the rows below it in the order in which they were made.

    All of it only to be read. Reviews have who made them, acceptances their photo; notices lack their text.
    """

    project: Project
    steps: Sequence[Step]
    opinions: Sequence[PartyOpinion]
    budget: Sequence[BudgetLine]
    sources: Sequence[FundingLine]
    documents: Sequence[Document]
    reviews: Sequence[Review]
    acceptances: Sequence[Acceptance]
    notices: Sequence[Notice]


def read_whole(pk: int) -> Whole | None:
    """Return the project of that key in the open scope, None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [pk])
        found = cursor.fetchone()
    if found is None:
        return None
    steps, opinions, budget, sources, documents, reviews, acceptances, notices = found[7:]
    return Whole(
        project=_project(*found[:7]),
        steps=_rows(Step, steps),
        opinions=_rows(PartyOpinion, opinions),
        budget=_rows(BudgetLine, budget),
        sources=_rows(FundingLine, sources),
        documents=_rows(Document, documents),
        reviews=[_review(json.loads(text)) for text in reviews],
        acceptances=[_acceptance(json.loads(text)) for text in acceptances],
        notices=_rows(Notice, notices),
    )


def _project(own: str, *others: str | None) -> Project:
    *beside, facts = others
    project = _row(Project, json.loads(own))
    for (name, model), text in zip(BESIDE.items(), beside, strict=True):
        setattr(project, name, _row(model, json.loads(text)) if text else None)
    for name, value in json.loads(facts or "{}").items():
        setattr(project, name, value)
    return project


def _rows(model: type[Row], packed: Iterable[str]) -> list[Row]:
    return [_row(model, json.loads(text)) for text in packed]


def _row(model: type[Row], values: dict[str, Any]) -> Row:
    """Return the row of a model that was packed under the names of its columns."""
    fields = _fields(model)
    return model.from_db(
        "default",
        [name for name, _ in fields if name in values],
        [
            to_python(values[name]) if to_python else values[name]
            for name, to_python in fields
            if name in values
        ],
    )


@cache
def _fields(model: type[Model]) -> list[tuple[str, Any]]:
    """Return the fields with what turns their JSON into Python, None where they are the same."""
    same = (JSONField, CharField, IntegerField, BooleanField, ForeignKey)
    return [
        (field.attname, None if isinstance(field, same) else field.to_python)
        for field in model._meta.concrete_fields
    ]


def _review(values: dict[str, Any]) -> Review:
    review = _row(Review, values)
    review.by = Post(pk=review.by_id, role=values["role"], person=Person(name=values["name"]))
    return review


def _acceptance(values: dict[str, Any]) -> Acceptance:
    row = _row(Acceptance, values)
    row.photo = StoredFile(pk=row.photo_id, width=values["width"], height=values["height"])
    return row
