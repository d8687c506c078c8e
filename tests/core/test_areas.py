"""Areas: whole 0.01 m², taken to the hundredth and nothing finer."""

import re

import pytest

from core.areas import parse_area, plain_area


@pytest.mark.parametrize(
    ("text", "area"), [("89.5", 8950), ("89.50", 8950), ("1,024.25", 102425), ("1，024", 102400), ("0", 0)]
)
def test_parse_area_takes_what_people_write(text: str, area: int):
    assert parse_area(text) == area


@pytest.mark.parametrize("text", ["", "89.555", "-1", "八十", "1e3", "89.5 ", "1" * 10, "."])
def test_parse_area_refuses_what_is_no_area(text: str):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_area(text)


def test_plain_area_has_two_decimals():
    assert [plain_area(area) for area in (8950, 100, 5)] == ["89.50", "1.00", "0.05"]
