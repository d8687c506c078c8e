"""Parts of a whole: bars against a limit, money by source, turnout against what the law asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import money
from core.charts.canvas import Canvas, Chart, Table, percent, scaled
from core.tokens import COLOURS

_BAR = 18


@dataclass(frozen=True)
class Bar:
    """One row of ``bar``: ``value`` against ``limit`` (or the largest value), told by ``text``."""

    label: str
    value: int
    text: str
    limit: int | None = None


@dataclass(frozen=True)
class Part:
    """One part of ``stack``: ``value`` in any unit, told by ``text``."""

    label: str
    value: int
    text: str


@dataclass(frozen=True)
class Limb:
    """One condition of ``quorum``: ``have`` of ``total`` in one unit, told by ``text`` (214 / 368 户).

    ``needs`` is the share asked for as (numerator, denominator), by default told as 2/3; ``strictly`` when
    the share itself is not enough (民法典 1259: 超过 excludes, 达到 includes). The drawing adds the words.
    """

    label: str
    have: int
    total: int
    text: str
    needs: tuple[int, int] | None = None
    needs_text: str = ""
    strictly: bool = False

    @property
    def is_reached(self) -> bool:
        """Say whether the condition is met; without one it is."""
        if self.needs is None:
            return True
        num, den = self.needs
        return self.total > 0 and money.ratio_reached(self.have, self.total, num, den, strict=self.strictly)

    @property
    def state(self) -> str:
        """Return the condition and whether it is met in words; without one a dash."""
        if self.needs is None:
            return "—"
        share = self.needs_text or "{}/{}".format(*self.needs)
        if self.strictly:
            words = _("✓ 已超过 {share}") if self.is_reached else _("需超过 {share}")
        else:
            words = _("✓ 已达到 {share}") if self.is_reached else _("需达到 {share}")
        return words.format(share=share)


def bar(rows: Sequence[Bar], *, caption: str, label: str = "", size: str = "") -> Chart:
    """Return bars under each other, each over the track of its limit; over the limit is hatched and said."""
    canvas = Canvas(size)
    longest = max((max(row.value, row.limit or 0) for row in rows), default=0)
    for row in rows:
        over = row.limit is not None and row.value > row.limit
        told = _("{text}，超出").format(text=row.text) if over else row.text
        canvas.pair(row.label, told, ink="err" if over else "ink2")
        canvas.y += 3
        track = scaled(longest if row.limit is None else row.limit, longest, canvas.width)
        canvas.rect(0, canvas.y, track, _BAR, "track", radius=4)
        canvas.rect(0, canvas.y, scaled(row.value, longest, canvas.width), _BAR, "blue", radius=4)
        if over:
            rest = scaled(row.value, longest, canvas.width) - track
            canvas.rect(track, canvas.y, rest, _BAR, canvas.hatched(5))
        canvas.y += _BAR
        canvas.gap(14)
    headers = (label or _("项目"), _("数字"))
    table = Table(caption, headers, tuple((row.label, row.text) for row in rows))
    return _finished(canvas, table)


def stack(parts: Sequence[Part], *, caption: str, label: str = "", size: str = "") -> Chart:
    """Return one bar made of parts, each with its own pattern, and a legend with figures and shares.

    Shares are whole percents that add up to 100 (largest remainder). Nothing yet: an empty bar.
    Raises ValueError for a negative part.
    """
    return _stacked(tuple(parts), caption, label, size, get_language())


@lru_cache(maxsize=512)
def _stacked(parts: tuple[Part, ...], caption: str, label: str, size: str, _language: str) -> Chart:
    """Return the bar; it depends on nothing but what it is told, and the same page tells it again."""
    if any(part.value < 0 for part in parts):
        raise ValueError("a part of a whole can't be negative")
    canvas = Canvas(size)
    whole = sum(part.value for part in parts)
    shares = money.split(100, [part.value for part in parts]) if whole else []
    told = [f"{share}%" for share in shares] or ["—"] * len(parts)
    _draw_parts(canvas, [part.value for part in parts], whole)
    column = canvas.measure("100%") + 8
    for number, (part, share) in enumerate(zip(parts, told, strict=True)):
        canvas.rect(0, canvas.y + 2, 16, 16, canvas.hatched(number), radius=2)
        canvas.pair(part.label, part.text, x=24, bold=False, ink="ink", edge=column)
        canvas.text(canvas.width, canvas.y - canvas.line + canvas.text_size, share, ink="ink2", anchor="end")
        canvas.gap(3)
    headers = (label or _("来源"), _("金额"), _("占比"))
    rows = tuple((part.label, part.text, share) for part, share in zip(parts, told, strict=True))
    return _finished(canvas, Table(caption, headers, rows))


def _draw_parts(canvas: Canvas, values: Sequence[int], whole: int) -> None:
    height, start = 30, 0
    canvas.rect(0, canvas.y, canvas.width, height, "track", radius=4)
    for number, so_far in enumerate(accumulate(values)):
        # Ends are rounded from the running sum, so that the last part ends at the edge.
        end = so_far * canvas.width // whole if whole else 0
        if end > start:
            canvas.rect(start, canvas.y, end - start, height, canvas.hatched(number))
            if start:
                canvas.rect(start - 1, canvas.y, 2, height, "paper")
            start = end
    canvas.y += height + 12


def quorum(limbs: Sequence[Limb], *, caption: str, size: str = "") -> Chart:
    """Return a bar per condition with a mark where the asked share lies, and 已达到 where it is met.

    民法典 278; domain.md §2.2. It shows who took part or agreed as given; it decides nothing.
    """
    canvas = Canvas(size)
    for limb in limbs:
        _draw_limb(canvas, limb)
    rows = tuple((limb.label, limb.text, percent(limb.have, limb.total), limb.state) for limb in limbs)
    return _finished(canvas, Table(caption, (_("按什么算"), _("参加 / 全部"), _("比例"), _("要求")), rows))


def _draw_limb(canvas: Canvas, limb: Limb) -> None:
    canvas.pair(f"{limb.label} {percent(limb.have, limb.total)}", limb.text)
    met = limb.needs is not None and limb.is_reached
    top = canvas.y + 4
    filled = scaled(limb.have, limb.total, canvas.width)
    canvas.rect(0, top, canvas.width, _BAR, "track", radius=4)
    canvas.rect(0, top, filled, _BAR, "green" if met else "blue", radius=4)
    canvas.y = top + _BAR + 4
    if limb.needs is not None:
        _draw_mark(canvas, limb, top, limb.needs[0] * canvas.width // limb.needs[1])
    canvas.gap(12)


def _draw_mark(canvas: Canvas, limb: Limb, top: int, x: int) -> None:
    x = min(x, canvas.width - 2)
    mark = f"M{x} {top - 4}V{top + _BAR + 5}"
    canvas.add("path", d=mark, stroke=COLOURS["paper"], stroke_width=7)
    canvas.add("path", d=mark, stroke=COLOURS["red-dk"], stroke_width=3)
    for line in canvas.fitted(limb.state, canvas.width, bold=True):
        half = canvas.measure(line, bold=True) // 2
        middle = max(half, min(x, canvas.width - half))
        ink = "green" if limb.is_reached else "red-dk"
        canvas.text(middle, canvas.y + canvas.text_size, line, ink=ink, bold=True, anchor="middle")
        canvas.y += canvas.line


def _finished(canvas: Canvas, table: Table) -> Chart:
    return canvas.finish([" ".join(cell for cell in row if cell != "—") for row in table.rows], table)
