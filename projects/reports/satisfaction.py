"""How content homes are with a finished project, always told with how many said so."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from projects.models import Project, Rating
from projects.rulebook import SMALL_CELL
from tenancy.rules import rules_in_force

# By hand: every page of a project asks for it.
LEVELS = """
SELECT level, count(*) FROM projects_rating WHERE estate_id = %s AND project_id = %s GROUP BY level
"""


@dataclass(frozen=True)
class Satisfaction:
    """Ratings of a project: ``n`` homes of ``households``, ``satisfied`` of them content or very content.

    ``levels`` is None where so few rated that one could guess who said what.
    """

    n: int
    satisfied: int
    households: int
    levels: Mapping[str, int] | None

    @property
    def percent(self) -> str:
        """The share rounded down to a tenth: 95%, 66.6%; nothing where nobody rated or too few did."""
        if not self.n or self.levels is None:
            return ""
        tenths = self.satisfied * 1000 // self.n
        return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"

    @property
    def sentence(self) -> str:
        """The figures in one sentence, never without n."""
        if not self.n:
            return "还没有住户评价。"
        if self.levels is None:
            return f"{self.n} 户评价；户数太少，不公布比例。"
        return f"{self.n} 户评价，{self.satisfied} 户满意或很满意，满意度 {self.percent}。"


def satisfaction(project: Project) -> Satisfaction:
    """Return how content homes are: (很满意 + 满意) of all that rated. Source: domain.md §1.4."""
    with connection.cursor() as cursor:
        cursor.execute(LEVELS, [project.estate_id, project.pk])
        rows = cursor.fetchall()
    smallest = rules_in_force(project.street_id, project.estate_id).integer(SMALL_CELL)
    return satisfaction_of(dict(rows), households=project.households, smallest=smallest)


def satisfaction_of(counted: Mapping[str, int], *, households: int, smallest: int) -> Satisfaction:
    """Return the figures of so many ratings by level; ``smallest`` is the rule SMALL_CELL."""
    n = sum(counted.values())
    return Satisfaction(
        n=n,
        satisfied=sum(counted.get(level, 0) for level in Rating.SATISFIED_LEVELS),
        households=households,
        levels={level.value: counted.get(level, 0) for level in Rating.Level} if n >= smallest else None,
    )
