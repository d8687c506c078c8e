"""What every chart draws on: a width, a text size, fitted text, patterns, and the finished SVG."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from core.tokens import CHART_FONTS, COLOURS

# Width of the drawing and size of its text, in drawing units. A phone shows every drawing 324 px wide,
# so a narrower one has larger text: 16, 23 and 28 px, the smallest sizes of ui.md §4.
SIZES = {"": (340, 17), "l": (255, 18), "xl": (232, 20), "wide": (640, 17)}

# Colour and hatching of the n-th part. Neighbours differ in both, so they stay apart in grey print.
FILLS = [
    ("blue", ""),
    ("green", "M-2 10L10 -2M2 14L14 2"),
    ("amber", "M2 0V8M6 0V8"),
    ("blue-dk", "M0 2H8M0 6H8"),
    ("line-strong", "M-2 -2L10 10M-2 6L2 10M6 -2L10 2"),
    ("red-dk", "M0 4H8M4 0V8"),
    ("ink2", "M3 4H5"),
]

_ID = "<id>"  # can't occur in escaped text
_UNBROKEN = re.compile(r"[0-9A-Za-z.,:/%+\-−–~]+|.", re.DOTALL)
_NO_LINE_START = "，。、；：？！）》」』”’…％"


@dataclass(frozen=True)
class Table:
    """The figures of a chart as text: what the drawing shows, cell by cell."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A drawing and the table that says the same."""

    svg: SafeString
    rows: Table


class Canvas:
    """A drawing that grows downwards; ``y`` is the next free line. Raises KeyError for an unknown size."""

    def __init__(self, size: str) -> None:
        self.width, self.text_size = SIZES[size]
        self.line = self.text_size + 7
        self.y = 3
        self._trailing = 0
        self._parts: list[str] = []
        self._patterns: dict[int, str] = {}

    def add(self, tag: str, content: str = "", /, **attributes: object) -> None:
        """Add an element; ``content`` must be escaped already, attributes are escaped here."""
        self._trailing = 0
        named = ((name.replace("_", "-"), _attribute(value)) for name, value in attributes.items())
        written = "".join(f' {name}="{value}"' for name, value in named)
        self._parts.append(f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>")

    def gap(self, height: int) -> None:
        """Leave room below; the room below the last element is cut off."""
        self.y += height
        self._trailing = height

    def text(self, x, y, content: str, *, ink="ink", bold=False, anchor="start", text_size=0) -> None:
        """Write one line with its baseline at ``y``."""
        extra: dict[str, object] = {"font_weight": "700"} if bold else {}
        if anchor != "start":
            extra["text_anchor"] = anchor
        if text_size:
            extra["font_size"] = text_size
        self.add("text", escape(content), x=x, y=y, fill=COLOURS[ink], **extra)

    def rect(self, x, y, width, height, fill: str, *, radius=0, edge: str = "") -> None:
        """Draw a rectangle; ``fill`` is a colour's name or what ``hatched`` returned."""
        extra: dict[str, object] = {"rx": radius} if radius else {}
        if edge:
            extra |= {"stroke": COLOURS[edge], "stroke_width": 1}
        self.add("rect", x=x, y=y, width=width, height=height, fill=COLOURS.get(fill, fill), **extra)

    def hatched(self, number: int) -> str:
        """Return the fill of the n-th part: a colour and, except for the first, a white hatching."""
        number %= len(FILLS)
        colour, hatching = FILLS[number]
        if not hatching:
            return COLOURS[colour]
        if number not in self._patterns:
            self._patterns[number] = (
                f'<pattern id="{_ID}-{number}" width="8" height="8" patternUnits="userSpaceOnUse">'
                f'<rect width="8" height="8" fill="{COLOURS[colour]}"/>'
                f'<path d="{hatching}" fill="none" stroke="{COLOURS["paper"]}" stroke-width="1.6"/></pattern>'
            )
        return f"url(#{_ID}-{number})"

    def measure(self, content: str, *, bold: bool = False) -> int:
        """Return how wide the text is at most in any face of the list: Chinese is a square."""
        ems = sum(_advance(character) for character in content)
        return -(-ems * self.text_size * (105 if bold else 100) // 10_000)

    def fitted(self, content: str, width: int, *, bold: bool = False) -> list[str]:
        """Return the text as lines no wider than ``width``, numbers unbroken, no line beginning with 。"""
        lines: list[list[str]] = [[]]
        for piece in _UNBROKEN.findall(content):
            if lines[-1] and self.measure("".join(lines[-1]) + piece, bold=bold) > width:
                # What may not begin a line takes the piece before it along.
                carried = [lines[-1].pop()] if piece in _NO_LINE_START and len(lines[-1]) > 1 else []
                lines.append(carried)
            lines[-1].append(piece)
        return ["".join(line).strip() for line in lines]

    def pair(
        self, left: str, right: str, *, x: int = 0, ink: str = "ink2", bold: bool = True, edge: int = 0
    ) -> None:
        """Write ``left`` and, ``edge`` before the far edge, ``right``: on one line where both fit."""
        end = self.width - edge
        if self.measure(left, bold=bold) + self.measure(right) + self.text_size // 2 <= end - x:
            self.text(x, self.y + self.text_size, left, bold=bold)
            self.text(end, self.y + self.text_size, right, ink=ink, anchor="end")
            self.y += self.line
            return
        self.lines(left, x=x, bold=bold)
        for line in self.fitted(right, end - x):
            self.text(end, self.y + self.text_size, line, ink=ink, anchor="end")
            self.y += self.line

    def lines(self, content: str, *, x: int = 0, ink: str = "ink", bold: bool = False) -> None:
        """Write a text over as many lines as it needs."""
        for line in self.fitted(content, self.width - x, bold=bold):
            self.text(x, self.y + self.text_size, line, ink=ink, bold=bold)
            self.y += self.line

    def finish(self, figures: Sequence[str], table: Table) -> Chart:
        """Return the chart; its name for those who can't see it is the caption with the figures."""
        name = f"{table.caption}：{'；'.join(figures)}" if figures else table.caption
        height = self.y - self._trailing + 2
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height}" '
            f'width="{self.width}" height="{height}" role="img" aria-label="{escape(name)}" '
            f'font-family="{CHART_FONTS}" font-size="{self.text_size}">'
        )
        defs = "".join(self._patterns[number] for number in sorted(self._patterns))
        svg = head + (f"<defs>{defs}</defs>" if defs else "") + "".join(self._parts) + "</svg>"
        if defs:
            svg = svg.replace(_ID, "c" + hashlib.sha256(svg.encode()).hexdigest()[:10])
        # Every text and attribute above went through escape().
        return Chart(mark_safe(svg), table)  # noqa: S308


def scaled(value: int, whole: int, width: int) -> int:
    """Return ``value`` of ``whole`` as a length of ``width``, rounded down but visible when not zero."""
    if value <= 0 or whole <= 0:
        return 0
    return max(2, min(width, value * width // whole))


def percent(part: int, whole: int) -> str:
    """Return the share rounded down, so that 100% is said only of the whole."""
    return f"{part * 100 // whole}%" if whole > 0 else "—"


def _advance(character: str) -> int:
    """Return the width in hundredths of the text size."""
    if unicodedata.east_asian_width(character) in "WFA":
        return 100
    if character in " .,:;'|!il1()/":
        return 58 if character == "1" else 34 if character != "/" else 42
    return 90 if character in "mwMW%@" else 68 if character.isupper() else 58


def _attribute(value: object) -> str:
    # Fills refer to patterns by the placeholder, which must stay as it is until the hash is known.
    return value if isinstance(value, str) and value.startswith("url(#") else escape(str(value))
