"""What a story is told from: the trouble, the plan, the days, the bills of a case, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from funds.models import Contribution, Expense, Source
from projects.models import Project, Review
from projects.services import BudgetDraft, SubDecision


@dataclass(frozen=True)
class Trouble:
    """What a resident reports, with a scene of ``drawing.SCENES``; unpublished where nobody looked yet.

    ``is_draft`` is not sent off; ``settled`` is how a small matter was put right without a project.
    """

    place: str
    words: str
    scene: str
    filed_on: date
    published_on: date | None = None
    declined_because: str = ""
    supports: int = 0
    is_draft: bool = False
    settled: "Settled | None" = None


@dataclass(frozen=True)
class Settled:
    """When and how the committee put a small matter right, with a scene of ``drawing.SCENES`` as proof."""

    on: date
    words: str
    scene: str


@dataclass(frozen=True)
class Votes:
    """How the homes of the crowd answer: so many for, against, abstaining; options by turns."""

    agree: int
    disagree: int = 0
    abstain: int = 0
    asked_besides: Sequence[SubDecision] = ()

    @property
    def cast(self) -> int:
        """How many homes vote."""
        return self.agree + self.disagree + self.abstain


@dataclass(frozen=True)
class Bill:
    """An expense: as far as its days go it is filed, approved, paid."""

    payee: str
    purpose: str
    category: Expense.Category
    amount_fen: int
    filed_on: date
    approved_on: date | None = None
    paid_on: date | None = None
    filed_by_member: int | None = None


@dataclass(frozen=True)
class Gifts:
    """What homes give: ``each_fen`` from so many flats, between two days; None from every flat."""

    each_fen: int
    first: date
    last: date
    flats: int | None = None


@dataclass(frozen=True)
class Present:
    """Something that is given to the project on a day: by a flat (its place in the register), or by a name.

    Labour and goods have a stated value (fen) and stay outside the cash.
    """

    on: date
    amount_fen: int
    flat: int | None = None
    giver: str = ""
    kind: Contribution.Kind = Contribution.Kind.CASH
    source: Source = Source.SELF


@dataclass(frozen=True)
class Decided:
    """A review that did not agree: sent back with what is to be put right, or refused."""

    level: Review.Level
    decision: Review.Decision
    reason: str
    items: Sequence[str] = ()


@dataclass(frozen=True)
class Diary:
    """The days of a case; where one is missing, the case has come as far as the day before it."""

    drafted: date | None = None
    proposed: date | None = None
    cosigned: date | None = None
    vote_opens: date | None = None
    votes_until: date | None = None
    vote_closes: date | None = None
    counted: date | None = None
    submitted: date | None = None
    community: date | None = None
    street: date | None = None
    started: date | None = None
    completed: date | None = None
    accepted: date | None = None
    settled: date | None = None
    rated: date | None = None
    closed: date | None = None


@dataclass(frozen=True)
class Plan:
    """What is to be done, what it costs line by line, who pays, and why no common part changes its use."""

    title: str
    how: str
    lines: Sequence[BudgetDraft]
    sources: Mapping[Source, int]
    common_part: str
    beneficiaries: int
    need: Project.Need = Project.Need.CONVENIENCE
    kind: Project.Kind = Project.Kind.FACILITY
    warranty_months: int = 24
    quotes: Sequence[tuple[str, Sequence[str]]] = ()


@dataclass(frozen=True)
class Case:
    """A case from the trouble to the rating, as far as its diary goes; ``member`` carries it."""

    trouble: Trouble
    plan: Plan | None = None
    diary: Diary = field(default_factory=Diary)
    works: tuple[date, date] = (date.min, date.min)
    member: int = 0
    cosigns: int = 0
    votes: Votes = field(default_factory=lambda: Votes(0))
    objection: tuple[str, str] | None = None
    decided: Decided | None = None
    given_up: tuple[date, str] | None = None
    gifts: Gifts | None = None
    presents: Sequence[Present] = ()
    payments: Sequence[tuple[date, int]] = ()
    bills: Sequence[Bill] = ()
    after: str = ""
    acceptance: tuple[str, str] = ("", "")
    ratings: Sequence[int] = ()
    proof: str = ""
