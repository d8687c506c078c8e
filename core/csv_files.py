"""CSV files that spreadsheets open as they are meant: UTF-8 with its mark, and no cell that computes."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

Cell = str | int | None
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a file with one line of heads; ends of lines are those that spreadsheets write (CRLF)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def safe_cell(cell: Cell) -> str:
    """Return a cell as text; words that a spreadsheet would take for a formula get a ' in front.

    Full-width ＝＋－＠ count too, as does what stands behind blanks; NUL is left out (trust.md S10).
    """
    if cell is None or isinstance(cell, int):
        return "" if cell is None else str(cell)
    words = cell.replace("\0", "")
    begins = unicodedata.normalize("NFKC", words).lstrip(" \u200b\ufeff")[:1]
    return f"'{words}" if begins in STARTERS and begins else words
