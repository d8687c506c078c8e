"""The public projects of an estate as their list shows them, read by hand: everybody opens that page."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from ballots.models import Ballot
from core.rows import columns, row_of
from notices.models import Notice
from projects.models import Project
from projects.models.projects import BALLOT, COSIGNS, LINES, LISTED, NOTICE, OBJECTIONS, WAITING, states_in

PUBLIC = "FROM projects_project WHERE estate_id = %s AND proposed_at IS NOT NULL"
IN_STATES = f"{PUBLIC} AND state = ANY(%s)"
COUNT = "SELECT count(*) {shown}"
# What ``ProjectQuerySet.with_next_act`` gives, of the rows of one page only.
PAGE = f"""
SELECT {columns(Project, "projects_project", *LISTED)},
  {columns(Ballot, "b", *BALLOT)}, {columns(Notice, "n", *NOTICE)},
  (SELECT count(*) {COSIGNS}), (SELECT sum(r.amount_fen)::bigint {LINES}), EXISTS(SELECT {WAITING}),
  EXISTS(SELECT {OBJECTIONS} AND r.state = 'open'), EXISTS(SELECT {OBJECTIONS} AND r.outcome = 'upheld')
FROM (SELECT * {{shown}} ORDER BY id DESC LIMIT %s OFFSET %s) projects_project
LEFT JOIN ballots_ballot b ON b.estate_id = projects_project.estate_id AND b.id = projects_project.ballot_id
LEFT JOIN notices_notice n
  ON n.estate_id = projects_project.estate_id AND n.id = projects_project.result_notice_id
ORDER BY projects_project.id DESC
"""  # noqa: S608
FACTS = ("cosigns_given", "covered_fen", "awaits_resident", "has_open_objection", "has_upheld_objection")


class ListedProjects(Sequence[Project]):
    """The newest first; ``stage``: only those of one of the five stages (1–4), or those closed (5)."""

    def __init__(self, estate_id: int, stage: int | None = None) -> None:
        self.shown = PUBLIC if stage is None else IN_STATES
        self.values: list[Any] = [estate_id] if stage is None else [estate_id, states_in(stage)]

    def __len__(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(COUNT.format(shown=self.shown), self.values)
            return int(cursor.fetchone()[0])

    def __getitem__(self, part: Any) -> Any:
        """Return the rows of a slice from one place to another; nothing else is asked of a page."""
        with connection.cursor() as cursor:
            cursor.execute(PAGE.format(shown=self.shown), [*self.values, part.stop - part.start, part.start])
            return [_project(found) for found in cursor.fetchall()]


def _project(found: Sequence[Any]) -> Project:
    of_ballot, of_notice, facts = len(LISTED) + 1, len(BALLOT) + 1, found[-len(FACTS) :]
    beside = found[of_ballot : -len(FACTS)]
    project = row_of(Project, found[:of_ballot], *LISTED)
    if project.ballot_id is not None:
        project.ballot = row_of(Ballot, beside[:of_notice], *BALLOT)
    if project.result_notice_id is not None:
        project.result_notice = row_of(Notice, beside[of_notice:], *NOTICE)
    for name, value in zip(FACTS, facts, strict=True):
        setattr(project, name, value)
    return project
