"""A copy of everything about somebody: each app says what it has, a job puts it into one file (PIPL 45).

``./portal`` apps above this one declare their own in ``<app>/copying.py``; nothing here knows them.
"""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string

from core import clock, pdf
from estates.models import Person
from estates.privacy.mine import Place, places_of

Row = dict[str, str | int | None]
PRINTED_ROWS = 300  # of a section; the file of data has all of them (core.pdf.ROWS_PER_FILE in all)


@dataclass(frozen=True)
class Collector:
    """What one app has about somebody; ``rows`` runs in the scope of the person's place.

    The keys of the rows are the heads of the table, in Chinese; all rows have the same.
    """

    title: str
    rows: Callable[[Person], list[Row]]


@dataclass(frozen=True)
class Section:
    """What was found under a title."""

    title: str
    rows: list[Row]

    @property
    def heads(self) -> list[str]:
        """The heads of the table."""
        return list(self.rows[0]) if self.rows else []

    @property
    def printed(self) -> list[list[str]]:
        """The first rows as they are printed."""
        return [
            ["" if cell is None else str(cell) for cell in row.values()] for row in self.rows[:PRINTED_ROWS]
        ]

    @property
    def left_out(self) -> int:
        """How many rows are in the file of data only."""
        return max(0, len(self.rows) - PRINTED_ROWS)


_collectors: list[Collector] = []


def declare(*collectors: Collector) -> None:
    """Make known what an app has about people, in the order of the copy; two of one title are an error."""
    for collector in collectors:
        if any(known.title == collector.title for known in _collectors):
            raise ValueError(f"{collector.title} is declared twice")
        _collectors.append(collector)


def collect(user_id: int) -> dict[str, list[Section]]:
    """Return what there is about a sign-in, place by place; opens the scope of each."""
    return {place.name: _sections(place) for place in places_of(user_id)}


def _sections(place: Place) -> list[Section]:
    with place.opened():
        return [Section(each.title, each.rows(place.person)) for each in _collectors]


def packed(found: dict[str, list[Section]]) -> bytes:
    """Return the copy as a zip of ``我的资料.json`` and ``我的资料.pdf``."""
    made_at = clock.local(clock.now())
    places = {name: {part.title: part.rows for part in parts} for name, parts in found.items()}
    data = {"生成时间": made_at.isoformat(timespec="seconds"), "资料": places}
    sheet = render_to_string("pdf/estates/my_data.html", {"found": found, "made_at": made_at})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("我的资料.json", json.dumps(data, ensure_ascii=False, indent=1))
        archive.writestr("我的资料.pdf", pdf.render(sheet))
    return file.getvalue()
