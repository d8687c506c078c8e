"""What no template may hold, and what every template must."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from core import icons
from core.templatetags import tongxin

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
WEB = [path for path in TEMPLATES if path.relative_to(ROOT / "templates").parts[0] not in ("pdf", "email")]

BANNED = {
    "inline style": r"<[^>]*\sstyle\s*=",
    "style element": r"<style\b",
    "event attribute": r"<[a-z][^>]*\son[a-z]+\s*=",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "script address": r"(href|src|action)\s*=\s*[\"']\s*javascript:",
    "hx-on": r"\bhx-on\b|hx-on:",
    "hx-vals by script": r"hx-vals\s*=\s*[\"']\s*js:|hx-headers\s*=\s*[\"']\s*js:",
    "hx-trigger filter": r"hx-trigger\s*=\s*(\"[^\"]*\[|'[^']*\[)",
    "address elsewhere": r"(src|href)\s*=\s*[\"'](https?:)?//",
    "unsafe text": r"\|\s*safe\b|autoescape off",
    "comment over several lines": r"\{#[^#]*\n",
}


def name(path):
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", WEB, ids=name)
def test_pages_hold_nothing_that_the_csp_or_the_reader_forbids(path):
    found = {what: re.findall(pattern, path.read_text()) for what, pattern in BANNED.items()}

    assert {what: hits for what, hits in found.items() if hits} == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_compile(path):
    assert get_template(name(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_are_short(path):
    limit = 40 if path.parent.name in ("components", "forms") else 150

    assert len(path.read_text().splitlines()) <= limit


@pytest.mark.parametrize("path", WEB, ids=name)
def test_forms_that_change_something_carry_the_idempotency_key(path):
    for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL):
        if re.search(r"method\s*=\s*[\"']?post", form, re.IGNORECASE):
            assert 'name="idempotency_key"' in form
            assert "csrf_token" in form or 'name="csrfmiddlewaretoken"' in form


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_icons_that_are_named_are_drawn(path):
    named = re.findall(r"\{%\s*icon\s+\"([\w-]+)\"|\bicon=\"([\w-]+)\"", path.read_text())
    named += re.findall(r"\{%\s*tile\s+(?:\S+|\"[^\"]*\")\s+(?:\S+)\s+\"([\w-]+)\"()", path.read_text())

    assert {first or second for first, second in named} - set(icons.PATHS) == set()


def test_icons_behind_tags_and_notes_are_drawn():
    assert {*tongxin.TAG_ICONS.values(), *tongxin.NOTE_ICONS.values()} - set(icons.PATHS) == {""}


def test_every_component_is_used_or_explained():
    readme = (ROOT / "templates" / "README.md").read_text()
    code = Path(tongxin.__file__).read_text() + "".join(path.read_text() for path in TEMPLATES)

    unknown = [
        path.stem
        for path in (ROOT / "templates" / "components").glob("*.html")
        if f'_component("{path.stem}"' not in code
        and f"components/{path.name}" not in code
        and f"`{path.stem}`" not in readme
    ]

    assert unknown == []


def test_every_tag_is_explained_in_the_readme():
    readme = (ROOT / "templates" / "README.md").read_text()
    words = {*tongxin.register.tags, *tongxin.register.filters}

    assert sorted(word for word in words if f"`{word}`" not in readme and f"|{word}" not in readme) == []
