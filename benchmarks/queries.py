"""How many statements a page sends with 1, 100 and 1,000 rows behind it: BEGIN and COMMIT too."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.copies import copy_projects
from benchmarks.data import ESTATE, STREET
from core import clock
from projects.models import Project
from tenancy.scope import scope
from tests.cast import Cast
from tests.projects import road

HERE = {"Host": "127.0.0.1"}  # what the portal is called
ROWS = (1, 100, 1_000)
PUBLIC, STAFF = 12, 15
# Who asks for what, and how many statements that may take.
PAGES = (
    ("visitor", "/e/a1/", PUBLIC),
    ("visitor", "/e/a1/projects/", PUBLIC),
    ("visitor", "/e/a1/projects/{project}/", PUBLIC),
    ("visitor", "/e/a1/notices/", PUBLIC),
    ("visitor", "/e/a1/notices/{notice}/", PUBLIC),
    ("visitor", "/e/a1/votes/", PUBLIC),
    ("visitor", "/e/a1/votes/{ballot}/", PUBLIC),
    ("visitor", "/e/a1/votes/{ballot}/results/", PUBLIC),
    ("visitor", "/e/a1/funds/", PUBLIC),
    ("visitor", "/", PUBLIC),
    ("visitor", "/city/510681/", PUBLIC),
    ("owner", "/e/a1/concerns/", STAFF),
    ("chair", "/e/a1/work/", STAFF),
    ("chair", "/e/a1/work/projects/", STAFF),
    ("chair", "/e/a1/work/projects/{project}/", STAFF),
    ("chair", "/e/a1/work/expenses/", STAFF),
    ("chair", "/e/a1/work/months/", STAFF),
    ("community_officer", "/office/street-a/", STAFF),
    ("community_officer", "/office/street-a/reviews/", STAFF),
    ("community_officer", "/office/street-a/reviews/?estate=11&kind=facility&q=车棚", STAFF),
    ("community_officer", "/office/street-a/reviews/{project}/", STAFF),
    ("street_finance", "/office/street-a/", STAFF),
    ("street_officer", "/office/street-a/statistics/", STAFF),
    ("street_finance", "/office/street-a/grants/", STAFF),
)


@dataclass(frozen=True)
class Count:
    """A page with the statements it sent, by how many projects, concerns, ballots and notices there are."""

    page: str
    who: str
    statements: dict[int, int]
    bound: int

    @property
    def ok(self) -> bool:
        """Whether it is as many for every number of rows, and within the bound."""
        return len(set(self.statements.values())) == 1 and max(self.statements.values()) <= self.bound

    def as_json(self) -> dict[str, Any]:
        """Return the count as it is printed."""
        return {**asdict(self), "ok": self.ok}


def counted(cast: Cast, *, rows: Sequence[int] = ROWS) -> list[Count]:
    """Return the counts of all pages, on rows that are made as the counting goes on."""
    project = road.bring_to(cast, Project.State.COMMUNITY_REVIEW)
    with scope(STREET, ESTATE):
        project = road.fresh(project)
    ids = {"project": project.pk, "notice": project.result_notice_id, "ballot": project.ballot_id}
    sent: dict[tuple[str, str], dict[int, int]] = {}
    for number in _grown(project, rows):
        for who, path, _ in PAGES:
            sent.setdefault((who, path), {})[number] = statements(cast, who, path.format(**ids))
    return [Count(path, who, sent[who, path], bound) for who, path, bound in PAGES]


def statements(cast: Cast, who: str, path: str) -> int:
    """Return how many statements a page sends once the session is in the cache."""
    client = cast.client(who)
    with clock.travel_to(2026, 3, 25):
        client.get(path, headers=HERE)
        with CaptureQueriesContext(connection) as sent:
            response = client.get(path, headers=HERE)
    if response.status_code != 200:
        raise RuntimeError(f"{who} {path}: {response.status_code}")
    return len(sent)


def _grown(project: Project, rows: Sequence[int]) -> Iterator[int]:
    there = 1
    for number in rows:
        with scope(STREET, ESTATE):
            copy_projects(project, number - there)
        there = number
        yield number
