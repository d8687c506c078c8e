"""The grid over a photo, and what counts as a rectangle."""

import pytest
from django.core.exceptions import ValidationError

from funds.covers import CELL_LABELS, CELLS, validate_covers


def test_cells_leave_no_gap_and_overlap_nowhere():
    assert len(CELLS) == len(CELL_LABELS) == 48
    assert sum((right - left) * (bottom - top) for left, top, right, bottom in CELLS.values()) == 1000 * 1000
    assert CELLS["1-1"] == (0, 0, 250, 83) and CELLS["12-4"] == (750, 916, 1000, 1000)
    assert CELL_LABELS[5] == ("2-2", "第 2 行第 2 列")
    validate_covers(list(CELLS.values()))


@pytest.mark.parametrize(
    "covers",
    [
        "0-0",
        {},
        [[0, 0, 1000]],
        [[0, 0, 1001, 10]],
        [[-1, 0, 10, 10]],
        [[10, 0, 10, 10]],
        [[0, 20, 10, 10]],
        [[0, 0, 1.5, 10]],
        [[0, 0, True, 10]],
        [None],
    ],
)
def test_validate_covers_refuses_what_is_no_rectangle(covers):
    with pytest.raises(ValidationError):
        validate_covers(covers)
