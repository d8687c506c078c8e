"""Which parts of a receipt's photo the public does not see: rectangles in thousandths of its sides.

On a page the photo is a grid of ``COLUMNS`` × ``ROWS`` cells to tick; a line of print on a receipt is about a
cell high.
"""

from typing import Any

from django.core.exceptions import ValidationError

# Left, top, right, bottom.
Cover = tuple[int, int, int, int]
COLUMNS, ROWS = 4, 12


def _cell(row: int, column: int) -> Cover:
    left, right = (1000 * line // COLUMNS for line in (column - 1, column))
    top, bottom = (1000 * line // ROWS for line in (row - 1, row))
    return left, top, right, bottom


_SPOTS = [(row, column) for row in range(1, ROWS + 1) for column in range(1, COLUMNS + 1)]
CELLS = {f"{row}-{column}": _cell(row, column) for row, column in _SPOTS}
CELL_LABELS = [(f"{row}-{column}", f"第 {row} 行第 {column} 列") for row, column in _SPOTS]


def validate_covers(covers: Any) -> None:
    """Raise ValidationError unless ``covers`` are rectangles with a surface inside the photo."""
    if not isinstance(covers, list) or not all(_is_cover(cover) for cover in covers):
        raise ValidationError("A cover is left < right and top < bottom, in thousandths.")


def _is_cover(cover: Any) -> bool:
    if not isinstance(cover, list | tuple) or len(cover) != 4 or any(type(side) is not int for side in cover):
        return False
    left, top, right, bottom = cover
    return 0 <= left < right <= 1000 and 0 <= top < bottom <= 1000
