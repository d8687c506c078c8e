"""How much there is now: by source of a fund, by year of a street."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from funds.models import Fund, Source
from ledger.models import Balance
from tenancy.models import Street

# Written by hand: three statements of the ORM's took longer to build than this one to answer.
STATEMENT = Path(__file__).with_name("positions.sql").read_text(encoding="utf-8")
BUDGET = Path(__file__).with_name("budget.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class SourcePosition:
    """One source of a fund, in fen. ``available`` is what is there and not held for an approved expense.

    ``taken`` is what approved expenses were to have of it, paid or not.
    """

    source: Source
    planned: int
    received: int
    spent: int
    refunded: int
    held: int
    available: int
    taken: int

    @property
    def label(self) -> str:
        """The source in words."""
        return str(self.source.label)

    @property
    def balance(self) -> int:
        """What is there, held or not."""
        return self.held + self.available

    @property
    def missing(self) -> int:
        """What was planned and has not come yet."""
        return max(self.planned - self.received, 0)


@dataclass(frozen=True)
class FundPosition:
    """A fund with its sources; the sums are over them."""

    fund_id: int
    label: str
    lines: tuple[SourcePosition, ...]

    @property
    def planned(self) -> int:
        """Fen planned from all sources."""
        return sum(line.planned for line in self.lines)

    @property
    def received(self) -> int:
        """Fen that came in, without what moved between funds."""
        return sum(line.received for line in self.lines)

    @property
    def spent(self) -> int:
        """Fen paid out for expenses."""
        return sum(line.spent for line in self.lines)

    @property
    def refunded(self) -> int:
        """Fen given back."""
        return sum(line.refunded for line in self.lines)

    @property
    def held(self) -> int:
        """Fen kept for expenses that are approved and not yet paid."""
        return sum(line.held for line in self.lines)

    @property
    def available(self) -> int:
        """Fen that can still be spent."""
        return sum(line.available for line in self.lines)

    @property
    def balance(self) -> int:
        """Fen that are there, held or not."""
        return self.available + self.held

    def line(self, source: str) -> SourcePosition:
        """Return the position of one source; all nothing where the fund has none of it."""
        for line in self.lines:
            if line.source == source:
                return line
        return SourcePosition(Source(source), 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class EstateUse:
    """What one estate was promised of a year's budget, and how much of that was paid, in fen."""

    estate_id: int
    estate: str
    promised: int
    disbursed: int


@dataclass(frozen=True)
class BudgetPosition:
    """A year's incentive money of a street, in fen: the budget is what is held, paid and left together."""

    year: int
    budget: int
    held: int
    paid: int
    available: int
    by_estate: tuple[EstateUse, ...]


def fund_position(fund: Fund) -> FundPosition:
    """Return what the fund was to get, got, spent, holds and has."""
    return fund_positions([fund])[0]


def fund_positions(funds: Iterable[Fund]) -> list[FundPosition]:
    """Return the positions of several funds of one estate, in their order, with one query."""
    chosen = list(funds)
    if not chosen:
        return []
    lines: dict[int, list[SourcePosition]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [[fund.pk for fund in chosen]])
        for fund_id, source, *figures in cursor.fetchall():
            lines[fund_id].append(SourcePosition(Source(source), *figures))
    return [FundPosition(fund.pk, fund.label, tuple(lines[fund.pk])) for fund in chosen]


def street_budget_left(street_id: int, year: int) -> int:
    """Return what of a year's budget can still be given, in fen, in the street's scope; one query."""
    rows = Balance.objects.filter(street_id=street_id, estate_id=None, account__code=f"budget:{year}")
    return sum(posted - held for posted, held in rows.values_list("posted", "held"))


def street_budget_position(street: Street, year: int) -> BudgetPosition:
    """Return how the year's budget stands, in the street's scope; nothing where none is set. One query."""
    values: dict[str, int | str]
    values = {"street": street.pk, "year": year, "budget": f"budget:{year}", "paid": f"paid:{year}"}
    with connection.cursor() as cursor:
        cursor.execute(BUDGET, values)
        budget, held, paid, available, estates = cursor.fetchone()
    by_estate = tuple(EstateUse(*row) for row in json.loads(estates or "[]"))
    return BudgetPosition(year, budget, held, paid, available, by_estate)
