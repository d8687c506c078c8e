"""All figures of a span together: what screen, print, snapshot and API read alike.

Nothing here formats for one reader. Amounts in fen; days are those of Asia/Shanghai.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import JSONObject

from overview.statistics import matters, money, places
from overview.statistics.definitions import Definition, Figure, Group, Register, Section, figure_of
from overview.statistics.spans import Span

DEFINITIONS = {row.key: row for row in (*places.DEFINITIONS, *matters.DEFINITIONS, *money.DEFINITIONS)}
# What machines and the page of definitions list; bands and needs are parts of 落地小微项目.
LISTED = (Section.HEAD, Section.SOURCES, Section.BESIDE)

Tallies = Mapping[Register, list[Group]]


@dataclass(frozen=True)
class EstateLine:
    """An estate beside its neighbours."""

    name: str
    slug: str
    members: int
    concerns_collected: int
    concerns_resolved: int
    projects_landed: int
    invested_fen: int
    street_incentive_fen: int


@dataclass(frozen=True)
class MonthLine:
    """What one month of the year brought."""

    month: date
    projects_landed: int
    invested_fen: int


@dataclass(frozen=True)
class StatisticsReport:
    """The figures of a street, or of one community of it, in a year up to a day."""

    place: str
    street: str
    city: str
    is_demo: bool
    year: int
    as_of: date
    head: tuple[Figure, ...]
    sources: tuple[Figure, ...]
    bands: tuple[Figure, ...]
    needs: tuple[Figure, ...]
    beside: tuple[Figure, ...]
    months: tuple[MonthLine, ...]
    estates: tuple[EstateLine, ...]

    def figure(self, key: str) -> Figure:
        """Return one figure. Raises KeyError."""
        return {figure.key: figure for figure in self.figures}[key]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure with a key of its own, in the order of the page."""
        return (*self.head, *self.sources, *self.bands, *self.needs, *self.beside)

    @property
    def listed(self) -> tuple[Figure, ...]:
        """The figures that machines read."""
        return (*self.head, *self.sources, *self.beside)

    @property
    def invested_fen(self) -> int:
        """Cash paid on projects."""
        return self.figure("invested_fen").value or 0

    @property
    def unexplained_fen(self) -> int:
        """By how much the sources do not add up to what was paid; 0 where they do."""
        return self.invested_fen - sum(figure.value or 0 for figure in self.sources)

    @property
    def unbanded(self) -> int:
        """By how many projects the bands do not add up to those that landed; 0 where they do."""
        return (self.figure("projects_landed").value or 0) - sum(figure.value or 0 for figure in self.bands)

    @property
    def sha256(self) -> str:
        """The hash of the figures: two reports that say the same have the same."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Return the values as JSON holds them; ``from_json`` gives the same report back."""
        values = asdict(self) | {"as_of": self.as_of.isoformat()}
        for part in ("head", "sources", "bands", "needs", "beside"):
            values[part] = [figure.as_json() for figure in getattr(self, part)]
        values["months"] = [row | {"month": row["month"].isoformat()} for row in values["months"]]
        values["estates"] = list(values["estates"])
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "StatisticsReport":
        """Return the report that ``as_json`` wrote."""
        parts: dict[str, Any] = {
            part: tuple(Figure.from_json(figure) for figure in values[part])
            for part in ("head", "sources", "bands", "needs", "beside")
        }
        parts["months"] = tuple(
            MonthLine(**row | {"month": date.fromisoformat(row["month"])}) for row in values["months"]
        )
        parts["estates"] = tuple(EstateLine(**row) for row in values["estates"])
        return cls(**{**values, **parts, "as_of": date.fromisoformat(values["as_of"])})


def statistics(span: Span) -> StatisticsReport:
    """Return every figure of the span; one query, and one for the street's rules."""
    tallies = _tallies(span, DEFINITIONS.values())
    values = {
        key: row.value(tallies[row.register]) for key, row in DEFINITIONS.items() if row.register is not None
    }
    figures: dict[Section, list[Figure]] = {section: [] for section in Section}
    for row in DEFINITIONS.values():
        figures[row.section].append(figure_of(row, values, span))
    return StatisticsReport(
        place=span.place,
        street=span.street.name,
        city=span.street.city,
        is_demo=span.street.is_demo,
        year=span.year,
        as_of=span.as_of,
        head=tuple(figures[Section.HEAD]),
        sources=tuple(figures[Section.SOURCES]),
        bands=tuple(figures[Section.BANDS]),
        needs=tuple(figures[Section.NEEDS]),
        beside=tuple(figures[Section.BESIDE]),
        months=_months(span, tallies),
        estates=_estates(tallies),
    )


def _tallies(span: Span, definitions: Iterable[Definition]) -> dict[Register, list[Group]]:
    """Return what each register counted, group by group; one query, in which every register is a part."""
    members: dict[Register, list[Definition]] = {}
    for row in definitions:
        if row.register is not None:
            members.setdefault(row.register, []).append(row)
    registers = list(members)
    first, *others = (_counted(number, span, *part) for number, part in enumerate(members.items()))
    tallies: dict[Register, list[Group]] = {register: [] for register in registers}
    for number, month, group in first.union(*others, all=True):
        tallies[registers[number]].append({**group, "month": int(month)})
    return tallies


def _counted(
    number: int, span: Span, register: Register, definitions: Iterable[Definition]
) -> QuerySet[Any, tuple[int, int, Group]]:
    """Return the query of one register: its number, the month (0 where it has none), and each group with its
    measures as one JSON object.

    The month is no part of the object: it is computed with a parameter, and in a second place PostgreSQL
    would not know it for what the rows are grouped by.
    """
    measures = {row.key: row.measure(span) for row in definitions}
    rows = register.rows(span).select_related(None).order_by().annotate(part=Value(number))
    if not register.by_month:
        rows = rows.annotate(month=Value(0))
    grouped = rows.values("part", "month", *register.groups).annotate(**measures)
    told = JSONObject(**{name: name for name in (*register.groups, *measures)})
    return grouped.values_list("part", "month", told)


def _months(span: Span, tallies: Tallies) -> tuple[MonthLine, ...]:
    """Return the months of the year up to the day, those without anything too."""
    landed = _sums(tallies[matters.LANDED], "month", "projects_landed")
    source_keys = [row.key for row in money.DEFINITIONS if row.section is Section.SOURCES]
    paid = [_sums(tallies[money.SHARES], "month", key) for key in source_keys]
    return tuple(
        MonthLine(
            month=date(span.year, number, 1),
            projects_landed=landed.get(number, 0),
            invested_fen=sum(sums.get(number, 0) for sums in paid),
        )
        for number in range(1, span.as_of.month + 1)
    )


def _estates(tallies: Tallies) -> tuple[EstateLine, ...]:
    """Return the estates, those with most landed projects first."""
    columns = {
        "members": _sums(tallies[places.MEMBERS], "estate_id", "committee_members"),
        "concerns_collected": _sums(tallies[matters.CONCERNS], "estate_id", "concerns_collected"),
        "concerns_resolved": _sums(tallies[matters.CONCERNS], "estate_id", "concerns_resolved"),
        "projects_landed": _sums(tallies[matters.LANDED], "estate_id", "projects_landed"),
        "invested_fen": _sums(tallies[money.PAID], "estate_id", "invested_fen"),
        "street_incentive_fen": _sums(tallies[money.SHARES], "estate_id", "street_incentive_fen"),
    }
    lines = [
        EstateLine(
            name=row["name"],
            slug=row["slug"],
            **{name: sums.get(row["id"], 0) for name, sums in columns.items()},
        )
        for row in tallies[places.ESTATES]
    ]
    return tuple(sorted(lines, key=lambda line: (-line.projects_landed, -line.invested_fen, line.slug)))


def _sums(groups: Iterable[Group], by: str, key: str) -> dict[Any, int]:
    """Return the sum of a measure by the values of a group."""
    sums: dict[Any, int] = {}
    for group in groups:
        sums[group[by]] = sums.get(group[by], 0) + group[key]
    return sums
