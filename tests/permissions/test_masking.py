"""Nobody's name, telephone or door on any page, file or answer that a visitor or a neighbour can open.

The world's people are invented and marked: every name holds 示例, every telephone is of one range. Who holds
an office is named on purpose (domain.md §4.4); one's own data are one's own.
"""

import json
import re
import subprocess
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.urls import reverse

from core.masking import Kind, scan
from estates.models import Person, Post, Unit
from tenancy.scope import scope
from tests.permissions.api_table import API_TABLE
from tests.permissions.asking import address, ask
from tests.permissions.audiences import Row
from tests.permissions.table import TABLE
from tests.permissions.test_api import call
from tests.permissions.world import World

HASH = re.compile(r"\b[0-9a-f]{32,64}\b")  # a form's key may hold as many digits in a row by chance
MOBILE = re.compile(r"1380000[0-9]{4}")
# What this reader alone is shown of themselves is told apart by whom it names.
NEIGHBOUR = "neighbour"


def _marks(world: World, reader: str) -> list[str]:
    """Return every name, telephone and door that ``reader`` is not to see."""
    own = getattr(world.cast, reader).person_id if reader != "visitor" else None
    marks: set[str] = set()
    for street in (1, 2):
        with scope(street):
            officials = set(Post.objects.values_list("person__name", flat=True))
            people = Person.objects.exclude(pk=own).exclude(kind=Person.Kind.ORGANISATION)
            names = set(people.values_list("name", flat=True)) - officials
            mine = set(Person.objects.filter(pk=own).values_list("name", flat=True))
            marks |= {name for name in names - mine if len(name) > 2}
            homes = Unit.objects.exclude(residencies__person=own).exclude(ownerships__person=own)
            marks |= {unit.label for unit in homes.select_related("building")}
    return sorted(marks)


def _words(response: HttpResponse) -> str:
    """Return what a reader, or a program that reads the file, is told; pictures say nothing."""
    kind = response.headers.get("Content-Type", "")
    if kind.startswith(("text/", "application/json")):
        return response.content.decode()
    if kind == "application/pdf":
        text = ["pdftotext", "-raw", "-", "-"]
        done = subprocess.run(text, input=response.content, capture_output=True, check=True)
        return done.stdout.decode()
    return ""


def _answers(world: World, reader: str) -> Iterator[tuple[Row, HttpResponse]]:
    for row in TABLE:
        yield row, ask(world, reader, "GET", address(world, row))
    for row in API_TABLE:
        yield row, call(world, reader, "GET", address(world, row))


def _leaks(words: str, marks: list[str]) -> list[str]:
    found = [mark for mark in marks if mark in words]
    cards = [each for each in scan(HASH.sub("", words)) if each.kind is Kind.ID]
    return found + [each.masked for each in cards] + MOBILE.findall(words)


@pytest.mark.parametrize("reader", ["visitor", NEIGHBOUR])
def test_no_page_and_no_file_shows_a_stranger_who_somebody_is(world: World, reader: str):
    marks, wrong, read = _marks(world, reader), [], 0
    for row, response in _answers(world, reader):
        words = _words(response)
        read += response.status_code == 200 and bool(words)
        if leaks := _leaks(words, marks):
            wrong.append(f"{row.label}: {leaks[:4]}")

    assert len(marks) > 15 and read > 50
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("mark", ["钱示例一", "13800000002", "+8613800000003", "1栋1单元101"])
def test_a_leak_would_be_seen(world: World, mark: str):
    response = HttpResponse(
        json.dumps({"x": f"（{mark}）"}, ensure_ascii=False), content_type="application/json"
    )

    assert _leaks(_words(response), _marks(world, "visitor"))


def test_who_holds_an_office_is_named_and_nobody_else(world: World):
    page = ask(world, "visitor", "GET", reverse("overview:home", args=["a1"])).content.decode()

    assert world.cast.chair.person.name in page
