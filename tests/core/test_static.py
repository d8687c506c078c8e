"""The style sheets and the script: small, readable by old phones, nothing fetched from elsewhere."""

import gzip
import json
import re
from pathlib import Path

import pytest
import tinycss2

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEETS = sorted((STATIC / "css").glob("*.css"))
SCRIPT = STATIC / "js" / "app.js"

# Chrome 79 and iOS 13 drop what they cannot read (ui.md §1.1).
BANNED = {
    "@layer": r"@layer\b",
    "@property": r"@property\b",
    ":has()": r":has\(",
    ":is()": r":is\(",
    ":where()": r":where\(",
    "oklch()": r"\boklch\(",
    "color-mix()": r"\bcolor-mix\(",
    "inset": r"(?<![-\w])inset\s*:",
    "dvh": r"\d[dsl]v[hw]\b",
    "overflow-wrap:anywhere": r"overflow-wrap\s*:\s*anywhere",
    "sticky or fixed bars": r"position\s*:\s*(sticky|fixed)",
    "addresses": r"url\(|@import",
}


def declared(sheet):
    """Return (selector, [(property, value)]) of every rule, those inside media queries too."""
    return list(
        _rules(tinycss2.parse_stylesheet(sheet.read_text(), skip_comments=True, skip_whitespace=True))
    )


def _rules(nodes):
    for node in nodes:
        assert node.type != "error", node.message
        if node.type == "at-rule":
            if node.at_keyword == "page":
                yield "@page", list(_declarations(node))
                continue
            assert node.at_keyword == "media"
            yield from _rules(
                tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            )
            continue
        assert node.type == "qualified-rule"
        yield tinycss2.serialize(node.prelude).strip(), list(_declarations(node))


def _declarations(rule):
    for node in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        assert node.type == "declaration", f"nested or broken: {tinycss2.serialize(rule.prelude)}"
        yield node.lower_name, tinycss2.serialize(node.value).strip()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_sheets_parse_without_nesting(sheet):
    assert declared(sheet)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("name", BANNED)
def test_sheets_use_nothing_that_old_phones_drop(sheet, name):
    assert re.findall(BANNED[name], sheet.read_text()) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_sheets_space_flex_boxes_by_margins(sheet):
    gapped = [
        selector
        for selector, rules in declared(sheet)
        if any(name in ("gap", "row-gap", "column-gap") for name, _ in rules)
        and ("display", "grid") not in rules
    ]

    assert gapped == []


def test_sheets_name_only_tokens_that_exist():
    text = "".join(sheet.read_text() for sheet in SHEETS)

    assert set(re.findall(r"var\((--[\w-]+)", text)) - set(re.findall(r"(--[\w-]+)\s*:", text)) == set()


def test_sheets_take_colours_from_the_tokens():
    colours = {
        sheet.name: sorted(set(re.findall(r"#[0-9a-f]{3,6}\b", sheet.read_text())))
        for sheet in SHEETS
        if sheet.name != "tokens.css"
    }

    # White on a dark ground, black in print, and the one dark green that is not a token.
    assert colours == {
        "base.css": ["#000", "#0d4a2d", "#fff"],
        "components.css": ["#000", "#fff"],
        "desk.css": [],
    }


def test_sheets_stay_under_twelve_kilobytes_packed():
    assert len(gzip.compress(b"".join(sheet.read_bytes() for sheet in SHEETS), 9)) <= 12 * 1024


def test_script_stays_under_two_kilobytes_packed():
    assert len(gzip.compress(SCRIPT.read_bytes(), 9)) <= 2 * 1024


def test_script_evaluates_nothing_and_styles_nothing():
    assert re.findall(r"\beval\(|new Function|innerHTML|\.style\b|https?:", SCRIPT.read_text()) == []


def test_manifest_names_icons_that_exist():
    manifest = json.loads((STATIC / "manifest.webmanifest").read_text())

    assert manifest["lang"] == "zh-Hans"
    assert [icon["src"] for icon in manifest["icons"] if not (STATIC / icon["src"]).is_file()] == []


def test_pictures_carry_no_script_and_no_style():
    for picture in (STATIC / "img").glob("*.svg"):
        assert re.findall(r"<script|<style|style=|\bon\w+=|href=", picture.read_text()) == []
