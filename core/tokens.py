"""The colours, sizes and type faces of every page and print: one table, two readers.

``static/css/tokens.css`` is this table written as CSS custom properties
(``python -m core.tokens > static/css/tokens.css``; a test compares), and ``core.charts`` draws
with the same literal values, because neither ``var()`` nor a class reaches an SVG in print.
Contrast ratios are those of WCAG on the named ground; none may fall below 4.5 for text.
"""

import sys

COLOURS = {
    "ink": "#1a1d21",  # text; 16.9 on paper
    "ink2": "#4a5159",  # secondary text; 8.0 on paper, 6.7 on grey-bg
    "paper": "#ffffff",
    "bg": "#f5f3ef",
    "grey-bg": "#eceae5",
    "red": "#a61b1b",  # identity: masthead, never a button; white on it 7.5
    "red-dk": "#7f1414",
    "gold": "#ffd166",  # the mark in the masthead only
    "blue": "#0b57a4",  # actions; 7.2 on paper
    "blue-dk": "#083f78",
    "blue-bg": "#e9f2fb",
    "green": "#146c43",
    "green-bg": "#e6f4ec",
    "amber": "#8a4b00",
    "amber-bg": "#fff3df",
    "err": "#b42318",
    "err-bg": "#fdecea",
    "line-strong": "#6b747f",  # borders of inputs; 4.7 on paper
    "line": "#dcd8d0",  # decoration only
    "focus": "#ffbf00",
    "track": "#e4e1da",  # the empty part of a bar; blue on it 5.5
}

SIZES = {
    "tap": "3rem",
    "r": "10px",
    "r-btn": "8px",
    "r-tag": "6px",
    "gut": "16px",  # px on purpose: large text keeps the width of the page
    "fs": "1.125rem",
    "fs-s": "1rem",
    "fs-l": "1.25rem",
    "h1": "1.625rem",
    "h2": "1.25rem",
}

SIZES_LARGE = {"h1": "1.4375rem", "h2": "1.1875rem", "fs-s": "1.0625rem", "fs-l": "1.1875rem"}

SIZES_DESK = {"fs": "1rem", "fs-s": ".875rem", "tap": "2.75rem", "h1": "1.5rem", "h2": "1.0625rem"}

# The three sizes of ui.md §4 as the root font size; 标准 leaves the browser's own.
ROOT_SIZES = {"": "100%", "l": "133.333%", "xl": "166.667%"}

SCREEN_FONTS = (
    '-apple-system,BlinkMacSystemFont,"PingFang SC","HarmonyOS Sans SC","MiSans",'
    '"Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif'
)
TRADITIONAL_FONTS = '-apple-system,"PingFang TC","Microsoft JhengHei","Noto Sans CJK TC",sans-serif'

# One list for screen and print: the faces of phones first, then the only one the print folder has.
CHART_FONTS = "PingFang SC, HarmonyOS Sans SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"

TOKENS = {**COLOURS, **SIZES, "sans": SCREEN_FONTS}


def css() -> str:
    """Return the whole of ``static/css/tokens.css``."""
    return "\n".join(
        [
            "/* Written by `python -m core.tokens`. Change core/tokens.py, not this file. */",
            _rule(":root", TOKENS),
            *(f'html[data-size="{size}"]{{font-size:{root}}}' for size, root in ROOT_SIZES.items() if size),
            _rule('html[data-size="l"],html[data-size="xl"]', SIZES_LARGE),
            _rule("html:lang(zh-Hant)", {"sans": TRADITIONAL_FONTS}),
            _rule(".desk", SIZES_DESK),
            "",
        ]
    )


def _rule(selector: str, tokens: dict[str, str]) -> str:
    lines = "".join(f"  --{name}:{value};\n" for name, value in tokens.items())
    return f"{selector}{{\n{lines}}}"


if __name__ == "__main__":
    sys.stdout.write(css())
