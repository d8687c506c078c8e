"""The street's desk, walked by every role: no link that refuses, no page without a link."""

import re

import pytest
from django.urls import Resolver404, resolve, reverse

from tests.permissions.asking import ask
from tests.permissions.table import TABLE
from tests.permissions.world import World

HOME = "/office/street-a/"
ROLES = ("community_officer", "street_officer", "street_leader", "street_finance", "auditor", "social_worker")
# Pages that an act leads to, and papers of projects: not every file in the queue has one.
BY_ACTING = {"projects:decided", "projects:review_document"}


def _links(page: str) -> set[str]:
    return {url for url in re.findall(r'<a [^>]*href="(/[^"#?]*)', page) if not url.startswith("/static/")}


def _walk(world: World, who: str) -> dict[str, int]:
    """Return every address linked from a page of the desk, with the answer; follows those of the desk."""
    answers: dict[str, int] = {}
    waiting = {HOME}
    while waiting:
        url = waiting.pop()
        response = ask(world, who, "GET", url)
        answers[url] = response.status_code
        if url.startswith("/office/") and "html" in response.headers["Content-Type"]:
            waiting |= _links(response.content.decode()) - answers.keys()
    return answers


def _name(url: str) -> str:
    try:
        return resolve(url).view_name
    except Resolver404:
        return ""


@pytest.mark.parametrize("who", ROLES)
def test_every_link_of_the_desk_opens_to_whom_it_is_shown(world: World, who: str):
    answers = _walk(world, who)

    assert {url: status for url, status in answers.items() if status != 200} == {}
    assert len(answers) > 5


@pytest.mark.parametrize("who", ROLES)
def test_every_page_of_the_desk_that_opens_to_somebody_is_linked(world: World, who: str):
    reached = {_name(url) for url in _walk(world, who)}
    lists = {
        row.name: reverse(row.name, args=["street-a"])
        for row in TABLE
        if row.place == "office" and not row.keys and row.name != "overview:office"
    }
    known = {row.name for row in TABLE if row.place == "office" and row.expected(who) == (200, row.post)}
    opens = {name for name, url in lists.items() if ask(world, who, "GET", url).status_code == 200}

    assert (known | opens) - BY_ACTING - reached == set()
    assert lists.keys() & reached == opens
