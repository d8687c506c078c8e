"""What exists on the road from a neighbour's concern to a rated project."""

from projects.models.concerns import Concern, ConcernSupport
from projects.models.plan import BudgetLine, Document, FundingLine
from projects.models.projects import STAGE_OF, STAGES, Project
from projects.models.records import Acceptance, CoSign, PartyOpinion, Rating, Review, Step

__all__ = [
    "STAGES",
    "STAGE_OF",
    "Acceptance",
    "BudgetLine",
    "CoSign",
    "Concern",
    "ConcernSupport",
    "Document",
    "FundingLine",
    "PartyOpinion",
    "Project",
    "Rating",
    "Review",
    "Step",
]
