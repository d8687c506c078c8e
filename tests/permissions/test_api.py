"""The API × the whole cast: who may, what is behind the wall, what is never stored."""

import json
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tenancy.models import IdempotencyKey
from tenancy.scope import scope
from tests.cast import Cast
from tests.permissions.api_table import API_TABLE
from tests.permissions.asking import address
from tests.permissions.rows import changes, everything
from tests.permissions.test_requests import _missing
from tests.permissions.world import World

SENT = [row for row in API_TABLE if row.post != 405]
WITH_IDS = [row for row in API_TABLE if row.keys and "month" not in row.keys]


def call(
    world: World, asker: str, method: str, url: str, body: object = None, *, keep: bool = False, key: str = ""
) -> HttpResponse:
    """Return the answer; what the request wrote is rolled back unless kept."""
    client = world.as_(asker)
    headers = {"Idempotency-Key": key or uuid4().hex} if method == "POST" else {}
    with transaction.atomic():
        data = json.dumps({} if body is None else body) if method == "POST" else ""
        response = client.generic(method, url, data, content_type="application/json", headers=headers)
        transaction.set_rollback(not keep)
    return response


@pytest.mark.parametrize("asker", Cast.names())
def test_every_address_of_the_api_answers_everybody_as_the_table_says(world: World, asker: str):
    wrong = []
    for row in API_TABLE:
        url = address(world, row)
        for method, expected in zip(("GET", "POST"), row.expected(asker), strict=True):
            response = call(world, asker, method, url)
            if response.status_code != expected:
                wrong.append(f"{row.label} {method}: {response.status_code}, not {expected}")
            if response.status_code >= 400 and row.name not in ("api:about", "api:schema"):
                assert set(response.json()) >= {"code", "message", "hint"}

    assert not wrong, "\n".join(wrong)


def test_a_refusal_names_the_office_it_takes(world: World):
    answer = call(world, "owner", "GET", address(world, SENT[-1]).removesuffix("decide/"))
    assert answer.status_code == 404

    answer = call(world, "owner", "GET", "/api/v1/estates/a1/expenses/")

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert "财务委员" in answer.json()["message"]


@pytest.mark.parametrize("asker", ["chair", "owner", "street_officer", "visitor"])
def test_reading_the_api_changes_no_row(world: World, asker: str):
    before = everything()

    for row in API_TABLE:
        call(world, asker, "GET", address(world, row), keep=True)

    assert everything() == before


@pytest.mark.parametrize("asker", ["chair", "street_finance", "stranger", "visitor"])
def test_every_answer_of_the_api_carries_the_headers(world: World, asker: str):
    wrong = []
    for row in API_TABLE:
        for method in ("GET", "POST"):
            response = call(world, asker, method, address(world, row))
            private = asker != "visitor" and row.name != "api:schema"
            if lacking := _missing(response, private=private):
                wrong.append(f"{row.label} {method} {response.status_code}: {lacking}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("row", SENT, ids=lambda row: row.label)
def test_a_session_needs_its_token_to_send(world: World, row):
    asker = next(name for name in Cast.names() if row.expected(name)[1] in (200, 201, 409, 422))
    browser, before = Client(enforce_csrf_checks=True), everything()
    browser.cookies["sessionid"] = world.sessions[asker]

    headers = {"Idempotency-Key": uuid4().hex}
    answer = browser.post(address(world, row), "{}", content_type="application/json", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "origin_unproven")
    assert everything() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_reach_nothing_of_the_api(world: World, method: str):
    before = everything()

    statuses = {call(world, "chair", method, address(world, row), keep=True).status_code for row in API_TABLE}

    assert statuses == {405} and everything() == before


@pytest.mark.parametrize(("place", "street"), [("a2", "street-a"), ("b1", "street-b")])
def test_an_id_of_another_place_leads_nowhere_in_the_api(world: World, place: str, street: str):
    wrong = []
    desk = {"a2": "a2_community_officer", "b1": "b_street_officer"}[place]
    for row in WITH_IDS:
        where = {"estate": place} if row.place == "estate" else {"street": street}
        roles = ("chair", "treasurer", "cashier", "supervisor")
        askers = [f"{place}_{role}" for role in roles] if row.place == "estate" else [desk]
        for asker in (*askers, "owner", "visitor"):
            for method, own in zip(("GET", "POST"), (row.get, row.post), strict=True):
                status = call(world, asker, method, address(world, row, **where)).status_code
                allowed = (405,) if own == 405 else (404, 401) if asker == "visitor" else (404, 403)
                if status not in allowed:
                    wrong.append(f"{row.label} {method} by {asker}: {status}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_a_number_that_nothing_has_is_not_found_by_the_api(world: World, number: int):
    wrong = []
    for row in WITH_IDS:
        numbers = World(world.cast, dict.fromkeys(row.keys.values(), number), world.sessions, world.browser)
        asker = next(name for name in Cast.names() if set(row.expected(name)) & {200, 201, 409, 422, 404})
        for method, own in zip(("GET", "POST"), (row.get, row.post), strict=True):
            answer = call(world, asker, method, address(numbers, row)).status_code
            if answer not in ((405,) if own == 405 else (404, 422)):
                wrong.append(f"{row.label} {method}: {answer}")

    assert not wrong, "\n".join(wrong)


BODIES = {
    "api:support": ("tenant", {}),
    "api:approve": ("chair", {"photos_fit": True}),
    "api:pay": ("cashier", {"bank_reference": "P-77", "paid_on": "2026-06-01"}),
    "api:decide": ("street_officer", {"decision": "approved", "granted_fen": 100, "reason": "按七成核定。"}),
    "api:concerns": ("owner", {"place": "2楼平台", "words": "雨棚漏水"}),
}
PRIVILEGED = {
    "id": 1,
    "street_id": 2,
    "estate": 12,
    "estate_id": 12,
    "by": 1,
    "person_id": 1,
    "state": "closed",
    "photo_shown": True,
    "filed_at": "2020-01-01T00:00:00+08:00",
    "approved_by": 1,
    "user_id": 1,
    "is_superuser": True,
    "signatures": 1,
}


@pytest.mark.parametrize("name", BODIES)
def test_a_field_that_is_not_the_senders_to_set_is_refused_and_changes_nothing(world: World, name: str):
    row = next(row for row in SENT if row.name == name)
    asker, body = BODIES[name]
    honest = changes(lambda: call(world, asker, "POST", address(world, row), body, keep=True))
    before = everything()

    for field, value in PRIVILEGED.items():
        answer = call(world, asker, "POST", address(world, row), {**body, field: value}, keep=True)
        assert (answer.status_code, answer.json()["field"]) == (422, field)

    assert honest and everything() == before


def test_a_post_is_taken_once_and_answered_twice(world: World):
    url, key = f"/api/v1/estates/a1/concerns/{world.rows['concern']}/support/", "one-time"

    first = call(world, "tenant", "POST", url, {}, key=key, keep=True)
    after = everything()
    again = call(world, "tenant", "POST", url, {}, key=key, keep=True)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() and everything() == after


def test_a_key_is_not_taken_for_another_body_place_or_sender(world: World):
    urls = [f"/api/v1/estates/a1/concerns/{world.rows['concern']}/support/", "/api/v1/estates/a1/concerns/"]
    call(world, "tenant", "POST", urls[0], {}, key="one-time", keep=True)
    before = everything()

    answers = [
        call(
            world, "tenant", "POST", urls[1], {"place": "东门", "words": "灯坏了"}, key="one-time", keep=True
        ),
        call(world, "neighbour", "POST", urls[0], {}, key="one-time", keep=True),
        call(world, "a2_chair", "POST", urls[1].replace("a1", "a2"), {}, key="one-time", keep=True),
    ]

    assert {(a.status_code, a.json()["code"]) for a in answers} == {(409, "idempotency_key_reused")}
    assert everything() == before


@pytest.mark.parametrize("key", ["", "k" * 65, "a b", "钥匙"])
def test_a_post_without_a_key_that_can_be_read_is_refused(world: World, key: str):
    client, before = world.as_("tenant"), everything()
    headers = {"Idempotency-Key": key.encode().decode("latin-1")} if key else {}
    url = f"/api/v1/estates/a1/concerns/{world.rows['concern']}/support/"

    answer = client.post(url, "{}", content_type="application/json", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert everything() == before


def test_a_refusal_keeps_no_key(world: World):
    url = f"/api/v1/estates/a1/concerns/{world.rows['concern']}/support/"

    answer = call(world, "owner", "POST", url, {}, key="refused-once", keep=True)

    with scope(1, 11):
        assert (answer.status_code, answer.json()["code"]) == (409, "own_concern")
        assert not IdempotencyKey.objects.filter(key="refused-once").exists()
