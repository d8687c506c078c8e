"""What a vote would freeze if it were announced now: shown above the button that does it."""

from dataclasses import dataclass

from ballots.models import Ballot
from projects import wording
from projects.models import Project
from projects.services.votes import electorate_of, electors_of


@dataclass(frozen=True)
class Freezing:
    """What cannot be changed any more once the vote is announced."""

    question: str
    matter: str
    deciders: str
    homes: int
    heads: int
    owners: bool


def freezing(project: Project) -> Freezing:
    """Return what announcing the vote on ``project`` would freeze now."""
    electorate, electors = electorate_of(project), electors_of(project)
    return Freezing(
        question=wording.question(project),
        matter=wording.main_matter(project),
        deciders=wording.deciders(electorate),
        homes=len(electors),
        heads=len({elector.head for elector in electors}),
        owners=electorate == Ballot.Electorate.OWNERS,
    )
