"""Areas: whole 0.01 m², read as people write square metres."""

import re

AREA = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")


def parse_area(text: str) -> int:
    """Return 0.01 m² of square metres with at most two decimals (89.5, 1,024.25). Raises ValueError."""
    found = AREA.fullmatch(text.replace(",", "").replace("，", ""))
    if found is None:
        raise ValueError(text)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def plain_area(area_centi: int) -> str:
    """Return square metres as a figure of two decimals: 89.50."""
    metres, hundredths = divmod(area_centi, 100)
    return f"{metres}.{hundredths:02}"
