"""core.drf: what every answer of the API has in common, asked through the real middleware."""

import json
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.services import give_token
from core import clock
from core.drf import JSON_LIMIT
from projects.models import Concern
from tenancy.scope import scope
from tests.api_client import Api
from tests.cast import Cast

SUPPORT = "/api/v1/estates/a1/concerns/1/support/"
CONCERNS = "/api/v1/estates/a1/concerns/"


def _post(cast: Cast, body: bytes, kind: str = "application/json", url: str = CONCERNS):
    headers = {"Idempotency-Key": uuid4().hex}
    return cast.client("owner").generic("POST", url, body, content_type=kind, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff",
        b'{"place": NaN}',
        b"[" * 20_000,
        b'{"place": ' + b"9" * 5_000 + b"}",
        b'"' + b"a" * JSON_LIMIT + b'"',
    ],
    ids=["cut", "no utf-8", "nan", "deep", "long number", "large"],
)
def test_a_body_that_cannot_be_read_is_400(cast: Cast, body: bytes):
    answer = _post(cast, body)

    assert (answer.status_code, answer.json()["code"]) == (400, "body_unreadable")


def test_a_body_nested_beyond_what_can_be_gone_through_is_refused_in_words(cast: Cast):
    answer = _post(cast, b'{"place": ' + b"[" * 700 + b"]" * 700 + b', "words": "b"}')

    assert (answer.status_code, answer.json()["code"]) == (400, "body_unreadable")


def test_characters_that_cannot_be_seen_are_taken_out_of_what_is_kept(cast: Cast):
    words = {"place": "楼道\u202e", "words": "灯\x07坏了\n两天"}

    answer = _post(cast, json.dumps(words).encode())

    with scope(1, 11):
        concern = Concern.objects.get()
    assert answer.status_code == 201
    assert (concern.place, concern.words) == ("楼道", "灯坏了\n两天")


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        (b"[]", {""}),
        (b"null", {""}),
        (b"7", {""}),
        (b"{}", {"place", "words"}),
        (b'{"place": "a\\u0000", "words": "b"}', {"place"}),
        (b'{"place": "\\ud800", "words": "b"}', {"place"}),
        (b'{"place": {}, "words": []}', {"place", "words"}),
        (b'{"place": "a", "words": "b", "is_own": true}', {"is_own"}),
    ],
)
def test_fields_that_are_wrong_are_422_and_named(cast: Cast, body: bytes, errors: set[str]):
    answer = _post(cast, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "fields_invalid")
    assert set(answer.json()["errors"]) == errors


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_a_body_of_another_kind_is_415(cast: Cast, kind: str):
    answer = _post(cast, b"a=b", kind)

    assert (answer.status_code, answer.json()["code"]) == (415, "format_unknown")


def test_a_form_without_its_boundary_is_400(cast: Cast):
    answer = _post(cast, b"a=b", "multipart/form-data")

    assert (answer.status_code, answer.json()["code"]) == (400, "body_unreadable")


@pytest.mark.parametrize("path", ["nothing/", "estates/nowhere/", "estates/a1/nothing/", "streets/a_/", "x"])
def test_an_address_that_leads_nowhere_says_so_in_json(cast: Cast, path: str):
    answer = Api(cast, "visitor").get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found_here")
    assert answer.headers["Content-Type"] == "application/json"


def test_a_method_that_is_not_there_names_those_that_are(cast: Cast):
    answer = cast.client("owner").delete("/api/v1/estates/a1/concerns/")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_unknown")
    assert answer.json()["message"] == "这个地址不能用 DELETE。" and "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("value", ["Bearer", "Bearer x", "Basic dTpw", "tongxin_x", "Bearer " + "x" * 5_000])
def test_a_token_that_counts_for_nothing_is_401_even_where_none_is_needed(cast: Cast, value: str):
    answer = Client().get("/api/v1/estates/", headers={"Authorization": value})

    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Token"])
def test_a_token_signs_in_without_a_session_or_its_token(cast: Cast, scheme: str):
    token = give_token(cast.user("owner"), name="试验", days=1)
    client, headers = Client(enforce_csrf_checks=True), {"Authorization": f"{scheme} {token}"}

    places = client.get("/api/v1/me/", headers=headers)
    refused = client.post(SUPPORT, "{}", content_type="application/json", headers=headers)

    assert [place["name"] for place in places.json()] == ["A1小区"]
    assert "sessionid" not in client.cookies and places.headers["Cache-Control"] == "no-store, private"
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_missing")


def test_another_capacity_can_be_chosen_but_only_one_that_is_held(cast: Cast):
    chair, path = Api(cast, "chair"), "estates/a1/expenses/"
    key = f"post:{cast.chair.pk}"

    assert chair.get(path, **{"X-Capacity": key}).status_code == 200
    refused = chair.get(path, **{"X-Capacity": f"post:{cast.cashier.pk}"})
    assert (refused.status_code, refused.json()["code"]) == (403, "capacity_not_held")


def test_more_requests_than_the_limit_are_429_until_the_minute_is_over(cast: Cast, settings):
    settings.API_REQUESTS_PER_MINUTE = {"user": 2, "address": 3}
    cache.clear()
    visitor, owner = Api(cast, "visitor"), Api(cast, "owner")

    with clock.travel_to(2026, 6, 1, 9, 30):
        seen = [visitor.get("estates/").status_code for _ in range(4)]
        own = [owner.get("estates/") for _ in range(3)]
    with clock.travel_to(2026, 6, 1, 9, 31):
        later = visitor.get("estates/").status_code

    assert (seen, [answer.status_code for answer in own], later) == (
        [200, 200, 200, 429],
        [200, 200, 429],
        200,
    )
    assert (own[-1].json()["code"], own[-1].headers["Retry-After"]) == ("too_many_requests", "60")


def test_reading_goes_on_where_the_cache_is_away(cast: Cast, settings):
    settings.API_REQUESTS_PER_MINUTE = {"user": 0, "address": 0}
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away}

    assert Client().get("/api/v1/estates/").status_code == 200


def test_the_api_answers_json_in_utf8_with_shanghai_time_and_no_other_site(cast: Cast):
    answer = Client().get(
        "/api/v1/estates/", headers={"Accept": "text/html", "Origin": "https://other.example"}
    )

    assert answer.headers["Content-Type"] == "application/json" and "小区" in answer.content.decode()
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert json.loads(answer.content)["next"] is None
