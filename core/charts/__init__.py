"""Charts as SVG text: one string for the screen under our CSP and for print in WeasyPrint (ui.md §1.4).

Every function returns a ``Chart``: the drawing and the table of the same figures that stands beneath it.
Drawings use presentation attributes and literal colours only, a pattern beside every colour, and lay
themselves out again for each text size: "" and "l" and "xl" of ``page.size``, "wide" for A4 and the desk.
"""

from core.charts.canvas import SIZES, Chart, Table
from core.charts.flows import Point, in_out, spark
from core.charts.shares import Bar, Limb, Part, bar, quorum, stack
from core.charts.stages import progress

__all__ = [
    "SIZES",
    "Bar",
    "Chart",
    "Limb",
    "Part",
    "Point",
    "Table",
    "bar",
    "in_out",
    "progress",
    "quorum",
    "spark",
    "stack",
]
