"""How far something has come: the five stages of a project, drawn."""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.charts.canvas import Canvas, Chart, Table
from core.tokens import COLOURS

_RADIUS = 14


def progress(
    stages: Sequence[str], current: int, *, caption: str, notes: Sequence[str] = (), size: str = ""
) -> Chart:
    """Return the stages in a row, or under each other where they don't fit.

    ``current`` counts from 0; ``len(stages)`` means all are done. ``notes`` (a date, say) stand under the
    names. Done has a tick, the current one its number on blue, the rest a number in a grey ring.
    """
    notes = (*notes, *[""] * (len(stages) - len(notes)))
    return _drawn(tuple(stages), notes, current, caption, size, get_language())


@lru_cache(maxsize=512)
def _drawn(
    stages: tuple[str, ...], notes: tuple[str, ...], current: int, caption: str, size: str, _language: str
) -> Chart:
    """Return the chart; a drawing depends on nothing but what it is told, and lists tell the same again."""
    canvas, figures, rows = _undescribed(stages, notes, current, size, _language)
    return canvas.finish(figures, Table(caption, (_("阶段"), _("进展"), _("时间")), rows))


@lru_cache(maxsize=128)
def _undescribed(
    stages: tuple[str, ...], notes: tuple[str, ...], current: int, size: str, _language: str
) -> tuple[Canvas, list[str], tuple[tuple[str, ...], ...]]:
    """Return all but the caption: a list has many rows and they stand at few places."""
    canvas = Canvas(size)
    column = canvas.width // max(1, len(stages))
    widest = max((canvas.measure(text, bold=True) for text in (*stages, *notes)), default=0)
    if widest + 4 <= column:
        _draw_row(canvas, stages, notes, current, column)
    else:
        _draw_column(canvas, stages, notes, current)
    rows = tuple(
        (stage, _state(number, current), note)
        for number, (stage, note) in enumerate(zip(stages, notes, strict=True))
    )
    return canvas, [f"{number}. {' '.join(filter(None, row))}" for number, row in enumerate(rows, 1)], rows


def _state(number: int, current: int) -> str:
    if number < current:
        return _("已完成")
    return _("正在进行") if number == current else _("还没开始")


def _draw_row(canvas: Canvas, stages: Sequence[str], notes: Sequence[str], current: int, column: int) -> None:
    middle = _RADIUS + 2
    for number in range(1, len(stages)):
        x = number * column - column // 2
        _draw_link(canvas, f"M{x + _RADIUS} {middle}H{x + column - _RADIUS}", done=number <= current)
    for number, (stage, note) in enumerate(zip(stages, notes, strict=True)):
        x = number * column + column // 2
        _draw_mark(canvas, x, middle, number, current)
        ink = "blue-dk" if number == current else "ink" if number < current else "ink2"
        baseline = 2 * middle + canvas.text_size + 2
        canvas.text(x, baseline, stage, ink=ink, bold=number == current, anchor="middle")
        if note:
            canvas.text(x, baseline + canvas.line, note, ink="ink2", anchor="middle")
    canvas.y = 2 * middle + canvas.line * (2 if any(notes) else 1) + 2


def _draw_column(canvas: Canvas, stages: Sequence[str], notes: Sequence[str], current: int) -> None:
    x, indent = _RADIUS + 2, 2 * _RADIUS + 14
    for number, (stage, note) in enumerate(zip(stages, notes, strict=True)):
        top = canvas.y
        middle = top + _RADIUS + 2
        canvas.y = middle - canvas.text_size * 6 // 10
        ink = "blue-dk" if number == current else "ink" if number < current else "ink2"
        canvas.lines(stage, x=indent, ink=ink, bold=number == current)
        if note:
            canvas.lines(note, x=indent, ink="ink2")
        canvas.y = max(canvas.y, middle + _RADIUS) + 8
        if number < len(stages) - 1:
            _draw_link(canvas, f"M{x} {middle + _RADIUS}V{canvas.y + 2}", done=number < current)
        _draw_mark(canvas, x, middle, number, current)


def _draw_link(canvas: Canvas, path: str, *, done: bool) -> None:
    look = {} if done else {"stroke_dasharray": "2 4"}
    canvas.add("path", d=path, stroke=COLOURS["blue" if done else "line-strong"], stroke_width=3, **look)


def _draw_mark(canvas: Canvas, x: int, y: int, number: int, current: int) -> None:
    blue, paper = COLOURS["blue"], COLOURS["paper"]
    if number < current:
        canvas.add("circle", cx=x, cy=y, r=_RADIUS, fill=blue)
        tick = f"M{x - 6} {y + 1}L{x - 2} {y + 5}L{x + 6} {y - 5}"
        canvas.add("path", d=tick, fill="none", stroke=paper, stroke_width=3)
        return
    if number == current:
        canvas.add("circle", cx=x, cy=y, r=_RADIUS, fill=blue, stroke=blue, stroke_width=2)
        canvas.add("circle", cx=x, cy=y, r=_RADIUS - 2, fill="none", stroke=paper, stroke_width=2)
    else:
        canvas.add(
            "circle", cx=x, cy=y, r=_RADIUS - 1, fill=paper, stroke=COLOURS["line-strong"], stroke_width=2
        )
    ink = "paper" if number == current else "ink2"
    canvas.text(x, y + 5, str(number + 1), ink=ink, bold=True, anchor="middle", text_size=15)
