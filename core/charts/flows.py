"""Amounts over time: a month's money from opening to closing, and a line over months."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.charts.canvas import Canvas, Chart, Table
from core.money import format_yuan
from core.tokens import COLOURS

_BAR = 20
_LINE_HEIGHT = 72


@dataclass(frozen=True)
class Point:
    """One moment of ``spark``: ``value`` in any unit, told by ``text``."""

    label: str
    value: int
    text: str


def in_out(
    opening_fen: int, in_fen: int, out_fen: int, closing_fen: int, *, caption: str, size: str = ""
) -> Chart:
    """Return a month as four bars: what was there, what came, what went, what is left.

    The bars of 收入 and 支出 begin where the one before ended. Signs and words, no red and green.
    Raises ValueError when opening + in − out is not closing: such a month must not be drawn.
    """
    if opening_fen + in_fen - out_fen != closing_fen:
        raise ValueError(f"{opening_fen} + {in_fen} - {out_fen} is not {closing_fen}")
    peak = opening_fen + in_fen
    steps = [
        (_("上月结余"), "", opening_fen, 0, opening_fen, 3),
        (_("本月收入"), "+", in_fen, opening_fen, peak, 1),
        (_("本月支出"), "−", out_fen, closing_fen, peak, 2),
        (_("本月结余"), "=", closing_fen, 0, closing_fen, 0),
    ]
    canvas = Canvas(size)
    low, high = min(0, opening_fen, closing_fen), max(0, opening_fen, closing_fen, peak)
    yuan = _("元")
    for label, sign, amount, start, end, fill in steps:
        canvas.pair(label, f"{sign} {format_yuan(amount)} {yuan}".strip(), ink="ink")
        _draw_step(canvas, low, high, start, end, canvas.hatched(fill))
    rows = tuple((label, f"{sign} {format_yuan(amount)}".strip()) for label, sign, amount, *_rest in steps)
    figures = [f"{label} {cell} {yuan}" for label, cell in rows]
    return canvas.finish(figures, Table(caption, (_("项目"), _("金额（元）")), rows))


def _draw_step(canvas: Canvas, low: int, high: int, start: int, end: int, fill: str) -> None:
    span = max(1, high - low)
    left, right = ((value - low) * canvas.width // span for value in sorted((start, end)))
    canvas.y += 3
    canvas.rect(0, canvas.y, canvas.width, _BAR, "track", radius=4)
    if start != end:
        # A fen in a million still shows as a line.
        left = min(left, canvas.width - 2)
        canvas.rect(left, canvas.y, max(2, right - left), _BAR, fill, radius=4)
    canvas.y += _BAR
    canvas.gap(12)


def spark(points: Sequence[Point], *, caption: str, label: str = "", size: str = "") -> Chart:
    """Return a line through the points, the last one marked and told; the ends named beneath."""
    canvas = Canvas(size)
    if points:
        canvas.pair(points[-1].label, points[-1].text)
        _draw_line(canvas, [point.value for point in points])
        _name_ends(canvas, points)
    else:
        canvas.lines(_("还没有数字"), ink="ink2")
    rows = tuple((point.label, point.text) for point in points)
    return canvas.finish(
        [" ".join(row) for row in rows], Table(caption, (label or _("月份"), _("数字")), rows)
    )


def _draw_line(canvas: Canvas, values: Sequence[int]) -> None:
    low, high = min(0, *values), max(0, *values)
    span, edge = max(1, high - low), 7
    step = (canvas.width - 2 * edge) * 100 // max(1, len(values) - 1)
    bottom = canvas.y + _LINE_HEIGHT + edge
    spots = [
        (edge + number * step // 100, bottom - (value - low) * _LINE_HEIGHT // span)
        for number, value in enumerate(values)
    ]
    ground = bottom - (0 - low) * _LINE_HEIGHT // span
    line = "L".join(f"{x} {y}" for x, y in spots)
    first, last = spots[0], spots[-1]
    canvas.add("path", d=f"M{line}L{last[0]} {ground}L{first[0]} {ground}Z", fill=COLOURS["blue-bg"])
    canvas.add("path", d=f"M0 {ground}H{canvas.width}", stroke=COLOURS["line-strong"], stroke_width=1)
    canvas.add(
        "path", d=f"M{line}", fill="none", stroke=COLOURS["blue"], stroke_width=3, stroke_linejoin="round"
    )
    canvas.add("circle", cx=last[0], cy=last[1], r=6, fill=COLOURS["blue"], stroke="#ffffff", stroke_width=2)
    canvas.y = bottom + 6


def _name_ends(canvas: Canvas, points: Sequence[Point]) -> None:
    if len(points) > 1:
        canvas.pair(points[0].label, points[-1].label, bold=False)
