"""What figures are about: a street (or one community of it), a year, and the day up to which they count."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from django.db.models import Model, QuerySet

from core import clock
from overview import errors, rulebook
from tenancy.models import Community, Street
from tenancy.rules import rules_in_force

FIRST_YEAR = 2000

Kind = TypeVar("Kind", bound=Model)


@dataclass(frozen=True)
class Limits:
    """What the street has chosen: the largest cost in fen of each band (included), smallest first; up to how
    many fen a project is a small one; how many answers there must be before a share of them is told."""

    bands: tuple[int, ...]
    small: int
    small_cell: int


@dataclass(frozen=True)
class Span:
    """The rows of ``street`` from 1 January of ``year`` to the end of ``as_of`` (Asia/Shanghai).

    A past day gives what was so at its end: definitions look at the dates on the rows, never at what they
    have become since. ``community`` narrows to its estates.
    """

    street: Street
    year: int
    as_of: date
    community: Community | None = None

    @property
    def since(self) -> datetime:
        """The first moment that counts."""
        return clock.midnight(self.first_day)

    @property
    def until(self) -> datetime:
        """The first moment that does not count any more."""
        return clock.midnight(self.as_of + timedelta(days=1))

    @property
    def first_day(self) -> date:
        """The first day that counts."""
        return date(self.year, 1, 1)

    @property
    def place(self) -> str:
        """Whose figures these are, in words."""
        return f"{self.street.name}{self.community.name}" if self.community else self.street.name

    @property
    def query(self) -> str:
        """The part of an address that leads here again."""
        return f"year={self.year}&as_of={self.as_of.isoformat()}"

    @cached_property
    def limits(self) -> Limits:
        """The numbers the street has chosen; one query, once."""
        rules = rules_in_force(self.street.pk, None)
        bands = (rulebook.SMALLEST_BAND, rulebook.SMALL_BAND, rulebook.MIDDLE_BAND)
        return Limits(
            bands=tuple(sorted(rules.integer(key) for key in bands)),
            small=rules.integer(rulebook.SMALL_BAND),
            small_cell=rules.integer(rulebook.SMALL_CELL),
        )

    def of(self, rows: QuerySet[Kind], way: str = "estate__") -> QuerySet[Kind]:
        """Return the ``rows`` of the place's estates that take part in the programme.

        ``way`` leads from a row to its estate. Source: domain.md §1.4.
        """
        rows = rows.filter(street_id=self.street.pk, **{f"{way}in_programme": True})
        return rows.filter(**{f"{way}community": self.community}) if self.community else rows


def span_of(
    street: Street,
    *,
    year: int | None = None,
    as_of: date | None = None,
    community: Community | None = None,
) -> Span:
    """Return the span of a year up to a day; each left out follows from the other, both from today.

    Raises YearUnknown, AsOfInFuture and AsOfOutsideYear, at the fields ``year`` and ``as_of``.
    """
    today = clock.today()
    if year is None:
        year = as_of.year if as_of else today.year
    if as_of is not None and as_of > today:
        raise errors.AsOfInFuture(field="as_of")
    if not FIRST_YEAR <= year <= today.year:
        raise errors.YearUnknown(field="year", year=year, first=FIRST_YEAR, last=today.year)
    if as_of is not None and as_of.year != year:
        raise errors.AsOfOutsideYear(field="as_of", year=year)
    return Span(street, year, as_of or min(today, date(year, 12, 31)), community)
