"""What holds for every request: reading writes nothing, forms need their token, every answer its headers."""

from contextlib import closing
from http.cookies import SimpleCookie
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from tests.cast import Cast
from tests.permissions.asking import TAKEN, address, ask
from tests.permissions.audiences import Row
from tests.permissions.rows import Table, everything
from tests.permissions.table import TABLE
from tests.permissions.world import World
from tongxin.urls import urlpatterns as all_patterns

SENT = [row for row in TABLE if any(row.expected(name)[1] in TAKEN for name in Cast.names())]


def fail(request: HttpRequest, estate: str) -> HttpResponse:
    """Fail as a mistake of ours would."""
    raise ZeroDivisionError


urlpatterns = [*all_patterns, path("e/<slug:estate>/fail/", fail)]
handler404 = "core.web.not_found"
handler500 = "core.web.failed"


def _missing(response: HttpResponse, *, private: bool) -> list[str]:
    """Return which headers of trust.md S12 an answer lacks."""
    headers = response.headers
    lacking = []
    if headers.get("X-Content-Type-Options") != "nosniff":
        lacking.append("nosniff")
    if headers.get("Referrer-Policy") != "same-origin":
        lacking.append("referrer")
    if "frame-ancestors 'none'" not in headers.get("Content-Security-Policy", ""):
        lacking.append("frame-ancestors")
    if private and not {"no-store", "private"} <= set(headers.get("Cache-Control", "").split(", ")):
        lacking.append("no-store")
    return lacking


def _is_private(row: Row, asker: str, response: HttpResponse) -> bool:
    """Say whether an answer is one person's: all of a sign-in's but files that everybody may have."""
    is_file = "sandbox" in response.headers.get("Content-Security-Policy", "")
    return asker != "visitor" and not (is_file and row.expected("visitor")[0] == 200)


def _without_looks(tables: dict[str, Table]) -> dict[str, Table]:
    """Return the tables but the log of who looked at whose data, which reading writes (trust.md S5)."""
    return {name: rows for name, rows in tables.items() if name != "estates_look"}


@pytest.mark.parametrize("asker", ["chair", "owner", "street_officer", "visitor"])
def test_reading_every_page_changes_no_row(world: World, asker: str):
    before = _without_looks(everything())

    for row in TABLE:
        ask(world, asker, "GET", address(world, row), keep=True)

    assert _without_looks(everything()) == before


def test_a_change_would_be_seen(world: World):
    before = everything()

    ask(world, "tenant", "POST", f"/e/a1/concerns/{world.rows['concern']}/support/", keep=True)

    assert everything() != before


@pytest.mark.parametrize("token", ["", "x" * 64])
def test_every_form_needs_its_token(world: World, token: str):
    browser, before, wrong = Client(enforce_csrf_checks=True), everything(), []
    for row in SENT:
        asker = next(name for name in Cast.names() if row.expected(name)[1] in TAKEN)
        cookies = {"sessionid": world.sessions[asker], "csrftoken": token and "y" * 32}
        browser.cookies = SimpleCookie({name: value for name, value in cookies.items() if value})
        body = {"idempotency_key": uuid4().hex, "csrfmiddlewaretoken": token}
        response = browser.post(address(world, row), body)
        if (response.status_code, "这一页放得太久了" in response.content.decode()) != (403, True):
            wrong.append(f"{row.label} by {asker}: {response.status_code}")

    assert len(SENT) > 50 and not wrong, "\n".join(wrong)
    assert everything() == before


@pytest.mark.parametrize("asker", ["chair", "street_finance", "stranger", "visitor"])
def test_every_answer_carries_the_headers(world: World, asker: str):
    wrong = []
    for row in TABLE:
        for method in ("GET", "POST"):
            response = ask(world, asker, method, address(world, row))
            if lacking := _missing(response, private=_is_private(row, asker, response)):
                wrong.append(f"{row.label} {method} {response.status_code}: {lacking}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.urls(__name__)
def test_answers_that_come_from_no_page_carry_the_headers_too(world: World):
    client = world.as_("chair")
    key = {"idempotency_key": "k" * 65}
    answers = {
        404: client.get("/nothing/"),
        500: client.get("/e/a1/fail/"),
        400: client.post("/e/a1/fail/", key),
        405: client.put("/e/a1/"),
        301: client.get("/help"),
        413: client.post("/e/a1/fail/", key, CONTENT_LENGTH=str(settings.BODY_LIMIT + 1)),
    }

    assert {status: answer.status_code for status, answer in answers.items()} == {s: s for s in answers}
    # A redirect to the address with its last stroke says nothing about who asked.
    lacking = {status: _missing(answer, private=status != 301) for status, answer in answers.items()}
    assert lacking == {status: [] for status in answers}


def test_an_unknown_estate_and_a_static_file_carry_the_headers(world: World):
    visitor = world.as_("visitor")

    assert _missing(visitor.get("/e/nowhere/"), private=False) == []
    with closing(visitor.get("/static/css/components.css")) as static:
        assert (static.status_code, _missing(static, private=False)) == (200, [])


@pytest.mark.parametrize("asker", ["chair", "owner", "street_finance", "visitor"])
def test_a_probe_is_answered_as_a_page_is_but_without_a_body(world: World, asker: str):
    wrong = []
    for row in TABLE:
        url = address(world, row)
        page, probe = (ask(world, asker, method, url) for method in ("GET", "HEAD"))
        if (probe.status_code, probe.content) != (page.status_code, b""):
            wrong.append(f"{row.label}: HEAD {probe.status_code}, GET {page.status_code}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("asker", Cast.names())
def test_other_methods_reach_nothing(world: World, asker: str):
    before = everything()
    statuses = {
        ask(world, asker, method, address(world, row), keep=True).status_code
        for row in TABLE
        for method in ("PUT", "PATCH", "DELETE")
    }

    assert statuses == {405}
    assert everything() == before
