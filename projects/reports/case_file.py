"""A project as one case file: everything that was written down about it, stage by stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ballots.models import Ballot
from ballots.outcomes import Outcome
from ballots.reports import outcome
from core.templatetags.tongxin import day
from estates.models import Residency
from funds.reports import FundPosition, fund_position
from notices.models import Notice
from projects import rules
from projects.models import (
    STAGE_OF,
    STAGES,
    Acceptance,
    BudgetLine,
    Document,
    FundingLine,
    PartyOpinion,
    Project,
    Review,
    Step,
)
from projects.reports.next_act import NextAct, next_act
from projects.reports.satisfaction import Satisfaction, satisfaction
from projects.reports.whole import Whole, read_whole


@dataclass(frozen=True)
class Told:
    """One line of the history: a move, or what the Party branch said."""

    title: str
    at: datetime
    actor: str
    words: str


@dataclass(frozen=True)
class CaseFile:
    """What the page of a project shows; masked where it speaks of people."""

    project: Project
    next: NextAct
    steps: Sequence[Step]
    opinions: Sequence[PartyOpinion]
    budget: Sequence[BudgetLine]
    sources: Sequence[FundingLine]
    documents: Sequence[Document]
    notices: Sequence[Notice]
    reviews: Sequence[Review]
    acceptances: Sequence[Acceptance]
    outcome: Outcome | None
    money: FundPosition | None
    satisfaction: Satisfaction | None

    @property
    def accepted(self) -> Acceptance | None:
        """The acceptance that stood."""
        passed = Acceptance.Conclusion.PASSED
        return next((row for row in self.acceptances if row.resident_conclusion == passed), None)

    @property
    def history(self) -> list[Told]:
        """Moves and opinions in the order of time; who gave an opinion is told by the office alone."""
        said = [Told(f"党组织意见：{row.conclusion}", row.at, row.office, row.words) for row in self.opinions]
        moves = [Told(row.get_state_display(), row.at, row.actor, row.words) for row in self.steps]
        return sorted([*said, *moves], key=lambda line: line.at)

    @property
    def gap_fen(self) -> int:
        """What of the budget no source covers since the street granted less. Source: issue C4."""
        return self.project.budget_fen - sum(line.amount_fen for line in self.sources)

    @property
    def stage_days(self) -> list[str]:
        """The day on which each of the five stages began, where it has."""
        first = {0: self.project.concern.filed_at}
        for step in self.steps:
            stage = STAGE_OF.get(Project.State(step.state))
            if stage is not None and stage < len(STAGES):
                first.setdefault(stage, step.at)
        return [day(first.get(stage)) if first.get(stage) else "" for stage in range(len(STAGES))]


def case_file(project: Project, whole: Whole | None = None) -> CaseFile:
    """Return the file of a project that was read ``with_progress``, or as this ``whole``."""
    whole = whole or read_whole(project.pk)
    assert whole is not None
    ballot: Ballot | None = project.ballot
    rated = project.state in (Project.State.SETTLED, Project.State.CLOSED)
    return CaseFile(
        project=project,
        next=next_act(project),
        steps=whole.steps,
        opinions=whole.opinions,
        budget=whole.budget,
        sources=whole.sources,
        documents=whole.documents,
        notices=whole.notices,
        reviews=whole.reviews,
        acceptances=whole.acceptances,
        outcome=outcome(ballot) if ballot and ballot.is_closed else None,
        money=fund_position(project.fund) if project.fund else None,
        satisfaction=satisfaction(project) if rated else None,
    )


@dataclass(frozen=True)
class OwnPart:
    """What the home of the reader has done about a project, and can still do."""

    may_cosign: bool = False
    has_cosigned: bool = False
    may_rate: bool = False
    has_rated: bool = False
    may_accept: bool = False


def own_part(project: Project, residency: Residency | None) -> OwnPart:
    """Return what the reader's home can do; a home does each once, whoever of it does."""
    if residency is None or not rules.may_report(residency, project.estate):
        return OwnPart()
    open_to_cosign = project.state in (Project.State.PROPOSED, Project.State.COSIGNED)
    cosigned = project.cosigns.filter(unit_id=residency.unit_id).exists() if open_to_cosign else False
    in_ratings = project.state == Project.State.SETTLED
    rated = project.ratings.filter(unit_id=residency.unit_id).exists() if in_ratings else False
    return OwnPart(
        may_cosign=open_to_cosign and not cosigned,
        has_cosigned=cosigned,
        may_rate=project.is_rating_open and not rated,
        has_rated=rated,
        may_accept=project.state == Project.State.COMPLETED and _may_accept(project, residency),
    )


def _may_accept(project: Project, residency: Residency) -> bool:
    waits = project.acceptances.filter(conclusion=Acceptance.Conclusion.PASSED, resident_conclusion="")
    return any(rules.may_confirm(residency, acceptance) for acceptance in waits)
