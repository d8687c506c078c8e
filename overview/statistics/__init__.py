"""The street's statistics: definitions, each counted from rows, and the report that every reader gets."""

from overview.statistics.definitions import Definition, Figure, Line, Section
from overview.statistics.report import (
    DEFINITIONS,
    LISTED,
    EstateLine,
    MonthLine,
    StatisticsReport,
    statistics,
)
from overview.statistics.spans import Span, span_of

__all__ = [
    "DEFINITIONS",
    "LISTED",
    "Definition",
    "EstateLine",
    "Figure",
    "Line",
    "MonthLine",
    "Section",
    "Span",
    "StatisticsReport",
    "span_of",
    "statistics",
]
