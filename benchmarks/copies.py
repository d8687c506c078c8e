"""Many rows from one: a row that the services made, copied in bulk with new numbers; wants an open scope.

Lists of hundreds are made in seconds this way. What the services keep apart stays apart: each copy of a
project has its own concern, ballot, notice, fund, lines, co-signs and steps.
"""

import itertools
import secrets
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any, TypeVar

from django.db.models import Model

from ballots.models import Ballot
from notices.models import Notice
from projects.models import Concern, Project

Row = TypeVar("Row", bound=Model)
_numbers = itertools.count(10_001)


def copies(row: Row, count: int, changes: Callable[[int], dict[str, Any]]) -> list[Row]:
    """Return ``count`` new rows like ``row``; ``changes`` gives what differs by a number never reused."""
    made = []
    for _ in range(count):
        twin = copy(row)
        twin._state = copy(row._state)
        twin._state.fields_cache = {}
        twin.pk = None
        for name, value in changes(next(_numbers)).items():
            setattr(twin, name, value)
        made.append(twin)
    return list(type(row)._default_manager.bulk_create(made))


def copy_concerns(concern: Concern, count: int) -> list[Concern]:
    """Return concerns like this one."""
    return copies(concern, count, lambda number: {"public_words": f"{concern.public_words} {number}"})


def copy_notices(notice: Notice, count: int) -> list[Notice]:
    """Return notices like this one, numbered on."""
    place = notice.code.split("-")[0]
    return copies(
        notice,
        count,
        lambda number: {
            "sequence": number,
            "number": f"{notice.number}-{number}",
            "code": f"{place}-{secrets.token_hex(12)}",
            "subject": f"copy:{number}",
        },
    )


def copy_ballots(ballot: Ballot, count: int) -> list[Ballot]:
    """Return ballots like this one with its matters; their rolls are empty."""
    drafts = copies(ballot, count, lambda number: {"title": f"车棚 {number}", "state": Ballot.State.DRAFT})
    for matter in ballot.matters.all():
        _lines(matter, "ballot", drafts)
    _move(Ballot, drafts, [Ballot.State.OPEN, Ballot.State.CLOSED], until=ballot.state)
    return drafts


def copy_projects(project: Project, count: int) -> list[Project]:
    """Return projects like this one, as far as it came."""
    changes: dict[str, list[Any]] = {"concern": copy_concerns(project.concern, count)}
    if project.ballot is not None:
        changes["ballot"] = copy_ballots(project.ballot, count)
    if project.result_notice is not None:
        changes["result_notice"] = copy_notices(project.result_notice, count)
    if project.fund is not None:
        changes["fund"] = copies(project.fund, count, lambda number: {"label": f"{project.title} {number}"})
    made = copies(project, count, lambda number: _numbered(project, number, changes))
    for row in (*project.budget_lines.all(), *project.funding_lines.all(), *project.cosigns.all()):
        _lines(row, "project", made)
    for step in project.steps.all():
        _lines(step, "project", made)
    Project.objects.filter(pk__in=[row.pk for row in made]).update(state=project.state)
    return made


def _numbered(project: Project, number: int, changes: dict[str, list[Any]]) -> dict[str, Any]:
    own = {name: rows.pop() for name, rows in changes.items()}
    # As a draft: what was put before the neighbours takes no lines any more.
    numbers = {"sequence": number, "number": f"{project.number[:-4]}{number}", "state": Project.State.DRAFT}
    return {**own, **numbers, "title": f"{project.title} {number}"}


def _lines(row: Model, name: str, owners: Sequence[Model]) -> None:
    left = list(owners)
    copies(row, len(left), lambda _number: {name: left.pop()})


def _move(model: type[Ballot], rows: Sequence[Ballot], states: Sequence[str], *, until: str) -> None:
    for state in states[: states.index(until) + 1]:
        model.objects.filter(pk__in=[row.pk for row in rows]).update(state=state)
