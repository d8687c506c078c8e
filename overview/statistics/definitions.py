"""What a statistic is: which rows it counts, in which words, out of what; and the figure that comes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Aggregate, Count, Q, QuerySet, Sum

from core.figures import percent, tenths
from core.money import format_yuan
from overview.statistics.spans import Span

FEN, PER_MILLE = "分", "‰"

Group = Mapping[str, Any]


class Section(StrEnum):
    """Where on a report a figure stands; figures of INNER only make up others."""

    HEAD = "head"
    SOURCES = "sources"
    BANDS = "bands"
    NEEDS = "needs"
    BESIDE = "beside"
    INNER = "inner"


@dataclass(frozen=True)
class Line:
    """A row that was counted, as the list behind a figure shows it; ``amount_fen`` where money is summed."""

    label: str
    estate: str = ""
    on: date | None = None
    amount_fen: int | None = None
    url: str = ""


@dataclass(frozen=True)
class Register:
    """Rows of one kind, that figures are counted from, grouped by the columns ``groups``.

    ``rows`` are exactly those that count in a span, with a growing ``pk`` and, where they are counted
    ``by_month``, their ``month`` (1–12); ``line`` tells of one of them. Before their month is published, the
    pages of rows ``of_vouchers`` open only to who reads vouchers.
    """

    rows: Callable[[Span], QuerySet[Any]]
    line: Callable[[Any], Line]
    groups: tuple[str, ...] = ()
    by_month: bool = False
    of_vouchers: bool = False


def everything(span: Span) -> Q:
    """Narrow nothing."""
    return Q()


@dataclass(frozen=True)
class Definition:
    """One statistic. Adding one is adding one of these to ``register.DEFINITIONS``.

    It counts the rows of ``register`` that pass ``where``; ``sums`` adds up that column instead, ``distinct``
    counts the different values of that group. A share has ``part``, the key of another statistic, for its
    numerator, and ``whole`` for its denominator; a count with a ``whole`` is told as a part of that.
    ``listed`` is what its rows are, where they are not those of ``register`` that pass; a share opens the
    rows of the statistic ``opens``. ``label`` and ``counts`` may hold ``{small}`` and ``{bands[0]}``, which
    the street's limits fill in yuan. ``parts_unit`` is
    what a share's parts count in. ``of_people`` withholds a share of too few answers (trust.md V9).
    """

    key: str
    label: str
    unit: str
    counts: str
    register: Register | None = None
    where: Callable[[Span], Q] = everything
    sums: str = ""
    distinct: str = ""
    part: str = ""
    whole: str = ""
    opens: str = ""
    parts_unit: str = ""
    listed: Register | None = None
    section: Section = Section.HEAD
    of_people: bool = False

    def measure(self, span: Span) -> Aggregate:
        """Return what the one query of the register computes for this statistic."""
        if self.sums:
            return Sum(self.sums, filter=self.where(span), default=0)
        return Count("pk", filter=self.where(span))

    def value(self, groups: Sequence[Group]) -> int:
        """Return the figure from the groups the query gave."""
        if self.distinct:
            return len({group[self.distinct] for group in groups if group[self.key]})
        return sum(group[self.key] for group in groups)

    def rows(self, span: Span) -> QuerySet[Any]:
        """Return the rows behind the figure; not of a share."""
        if self.listed is not None:
            return self.listed.rows(span)
        assert self.register is not None
        return self.register.rows(span).filter(self.where(span))

    def line(self, row: Any) -> Line:
        """Return what the list says about one of ``rows``."""
        return self._shown.line(row)

    @property
    def of_vouchers(self) -> bool:
        """Whether the pages of its rows open only to who reads vouchers."""
        return self._shown.of_vouchers

    @property
    def _shown(self) -> Register:
        register = self.listed or self.register
        assert register is not None
        return register

    def words(self, text: str, span: Span) -> str:
        """Return ``text`` with the street's limits in it."""
        bands = [f"{fen // 100:,}" for fen in span.limits.bands]
        return text.format(small=f"{span.limits.small // 100:,}", bands=bands)


@dataclass(frozen=True)
class Figure:
    """A statistic of a span as every reader gets it: screen, print, snapshot and API.

    ``value`` counts in ``unit``: fen of money, ‰ (rounded down) of a share, else things. It is None where
    there is nothing to have a share in, or where it is withheld because too few people answered. Numerator
    and denominator count in ``parts_unit``.
    """

    key: str
    label: str
    value: int | None
    unit: str
    numerator: int | None
    denominator: int | None
    definition: str
    as_of: date
    parts_unit: str = ""

    @property
    def shown(self) -> str:
        """The figure as a person reads it: 686,000.00 元, 194 个, 67.0%."""
        if self.value is None:
            return "不公布" if self.denominator else "—"
        if self.unit == FEN:
            return f"{format_yuan(self.value)} 元"
        if self.unit == PER_MILLE:
            return f"{self.value // 10}.{self.value % 10}%"
        return f"{self.value:,} {self.unit}"

    @property
    def fraction(self) -> str:
        """Numerator and denominator as a person reads them, with the share: 130 / 194（67.0%）."""
        if self.denominator is None:
            return ""
        if self.numerator is None:
            return f"{self._amount(self.denominator)} {self.parts_unit}，太少"
        told = f"{self._amount(self.numerator)} / {self._amount(self.denominator)}"
        if not self.denominator or self.unit == PER_MILLE:
            return told
        return f"{told}（{percent(self.numerator, self.denominator)}）"

    def _amount(self, number: int) -> str:
        return f"{format_yuan(number)} 元" if self.parts_unit == FEN else f"{number:,}"

    def as_json(self) -> dict[str, Any]:
        """Return the values as JSON holds them."""
        return asdict(self) | {"as_of": self.as_of.isoformat()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Figure":
        """Return the figure that ``as_json`` wrote."""
        return cls(**{**values, "as_of": date.fromisoformat(values["as_of"])})


def figure_of(definition: Definition, values: Mapping[str, int], span: Span) -> Figure:
    """Return the figure of a definition, given the values of those it is made of."""
    numerator = denominator = None
    value: int | None = None
    if definition.whole:
        numerator = values[definition.part or definition.key]
        denominator = values[definition.whole]
    if not definition.part:
        value = values[definition.key]
    elif definition.of_people and (denominator or 0) < span.limits.small_cell:
        numerator = None
    elif denominator:
        value = tenths(numerator or 0, denominator)
    return Figure(
        key=definition.key,
        label=definition.words(definition.label, span),
        value=value,
        unit=definition.unit,
        numerator=numerator,
        denominator=denominator,
        definition=definition.words(definition.counts, span),
        as_of=span.as_of,
        parts_unit=definition.parts_unit or definition.unit,
    )
