from pathlib import Path

import pytest

from core.tokens import COLOURS, css

STYLESHEET = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_css_is_what_the_stylesheet_holds():
    assert STYLESHEET.read_text(encoding="utf-8") == css()


def test_css_names_every_colour_once_in_root():
    root = css().split("}")[0]

    assert [root.count(f"--{name}:{value};") for name, value in COLOURS.items()] == [1] * len(COLOURS)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"), ("ink", "bg"), ("ink2", "paper"), ("ink2", "bg"), ("ink2", "grey-bg"),
        ("paper", "red"), ("paper", "red-dk"), ("paper", "blue"), ("paper", "blue-dk"), ("paper", "green"),
        ("blue", "paper"), ("blue", "bg"), ("blue-dk", "blue-bg"), ("green", "paper"), ("green", "green-bg"),
        ("amber", "paper"), ("amber", "amber-bg"), ("err", "paper"), ("err", "err-bg"), ("red-dk", "paper"),
    ],
)  # fmt: skip
def test_colours_for_text_have_a_contrast_of_four_and_a_half(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), [("line-strong", "paper"), ("blue", "track"), ("focus", "ink")])
def test_colours_for_marks_have_a_contrast_of_three(mark, ground):
    assert contrast(mark, ground) >= 3
