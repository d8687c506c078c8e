"""What a settlement would come to, shown before anybody makes it."""

from dataclasses import dataclass

from core.errors import Refused
from funds.models import Contribution
from funds.services import preview_settlement
from projects import wording
from projects.models import Project


@dataclass(frozen=True)
class Settling:
    """What was paid and by which source, where the rest goes, and what each giver gets back, in fen."""

    spent: int
    by_source: list[tuple[str, int]]
    left_over: list[tuple[str, int]]
    refunds: tuple[tuple[Contribution, int], ...]
    obstacle: Refused | None


def settling(project: Project) -> Settling | None:
    """Return what ``settle_project`` would come to now; None where the project is not to be settled."""
    if project.state != Project.State.ACCEPTED or project.fund is None:
        return None
    preview = preview_settlement(project.fund)
    settlement = preview.settlement
    return Settling(
        spent=settlement.spent,
        by_source=[(f"{source.label}承担", fen) for source, fen in settlement.by_source.items() if fen],
        left_over=wording.left_over(settlement),
        refunds=preview.refunds,
        obstacle=preview.obstacle,
    )
