"""Asking to join and deciding about it on the pages."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from estates.models import JoinRequest, Residency
from tests.cast import Cast
from tests.estates.joining.conftest import at_home
from tests.estates.joining.test_claim_pages import PHONE, _send, _sign_in
from tests.projects.road import photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMONSTRATION = True
    cache.clear()


def _file(cast: Cast, client: Client):
    said = {"name": "朱示例新", "building": cast.units[1].building_id, "entrance": "1", "door": "201"}
    typed = _send(client, "/e/a1/join/", **said, tenure="tenant")
    assert (typed.status_code, typed.url) == (302, "/e/a1/join/proof/")
    upload = SimpleUploadedFile("proof.jpg", photo("blue"), "image/jpeg")
    return client.post(typed.url, {"idempotency_key": uuid4().hex, "photo": upload})


def test_somebody_nobody_knew_asks_and_is_let_in(cast: Cast, client: Client):
    first = client.get("/e/a1/join/")
    login = _send(client, "/e/a1/join/")
    arrived = _sign_in(client, login.url, PHONE)
    filed = _file(cast, client)

    assert (first.status_code, arrived.url) == (200, "/e/a1/join/")
    assert "待核实" in client.get(filed.url).content.decode()
    assert client.get("/e/a1/join/").url == filed.url
    with at_home():
        asked = JoinRequest.objects.get()
    chair = cast.client("chair")
    page = f"/e/a1/work/joining/{asked.pk}/"
    assert "朱示例新" in chair.get("/e/a1/work/joining/").content.decode()
    assert (chair.get(page).status_code, chair.get(f"{page}photo/").status_code) == (200, 200)
    assert client.get(f"{page}photo/").status_code == 404
    assert _send(chair, f"{page}accept/").url == "/e/a1/work/joining/"
    with at_home():
        assert Residency.objects.get(person__user__phone=PHONE).source == "request"
    assert chair.get(f"{page}photo/").status_code == 404
    assert "已通过" in client.get(filed.url).content.decode()


def test_a_request_is_refused_with_a_reason_and_made_again(cast: Cast, client: Client):
    client.force_login(cast.user("stranger"), backend="accounts.backend.Backend")
    filed = _file(cast, client)
    with at_home():
        page = f"/e/a1/work/joining/{JoinRequest.objects.get().pk}/"
    chair = cast.client("chair")

    assert _send(chair, f"{page}refuse/").status_code == 422
    assert _send(chair, f"{page}refuse/", reason="看不清，请重拍。").status_code == 302
    assert "看不清，请重拍。" in client.get(filed.url).content.decode()
    assert _file(cast, client).status_code == 302


def test_a_request_is_taken_back(cast: Cast, client: Client):
    client.force_login(cast.user("stranger"), backend="accounts.backend.Backend")
    filed = _file(cast, client)

    assert _send(client, f"{filed.url}withdraw/").url == "/e/a1/join/"
    with at_home():
        assert JoinRequest.objects.get().state == "withdrawn"


def test_an_address_that_is_not_there_is_said_at_the_door(cast: Cast, client: Client):
    client.force_login(cast.user("stranger"), backend="accounts.backend.Backend")
    said = {"name": "朱示例新", "building": cast.units[1].building_id, "entrance": "9", "door": "201"}

    answer = _send(client, "/e/a1/join/", **said, tenure="tenant")

    assert (answer.status_code, "名册里没有这套房" in answer.content.decode()) == (422, True)
    assert client.get("/e/a1/join/proof/").url == "/e/a1/join/"


def test_a_photo_that_is_none_keeps_what_was_typed(cast: Cast, client: Client):
    client.force_login(cast.user("stranger"), backend="accounts.backend.Backend")
    said = {"name": "朱示例新", "building": cast.units[1].building_id, "entrance": "1", "door": "201"}
    _send(client, "/e/a1/join/", **said, tenure="tenant")
    upload = SimpleUploadedFile("proof.jpg", b"no photo", "image/jpeg")

    answer = client.post("/e/a1/join/proof/", {"idempotency_key": uuid4().hex, "photo": upload})

    assert (answer.status_code, "这个文件不是照片" in answer.content.decode()) == (422, True)
    assert client.get("/e/a1/join/proof/").status_code == 200


def test_a_request_is_shown_to_its_maker_only(cast: Cast, client: Client):
    client.force_login(cast.user("stranger"), backend="accounts.backend.Backend")
    filed = _file(cast, client)

    assert [cast.client(name).get(filed.url).status_code for name in ("owner", "chair")] == [404, 404]
    assert User.objects.filter(phone=PHONE).count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_claim_desk_asks_as_often_for_one_as_for_three(
    cast: Cast, client: Client, count: int, django_assert_num_queries
):
    for name in ("stranger", "foreigner", "owner")[:count]:
        other = cast.client(name)
        name_here = "钱示例一" if name == "owner" else "朱示例新"
        said = {"name": name_here, "building": cast.units[1].building_id, "entrance": "1", "door": "201"}
        _send(other, "/e/a1/join/", **said, tenure="tenant")
        upload = SimpleUploadedFile("proof.jpg", photo("blue"), "image/jpeg")
        other.post("/e/a1/join/proof/", {"idempotency_key": uuid4().hex, "photo": upload})
    chair = cast.client("chair")

    with django_assert_num_queries(QUERIES):
        page = chair.get("/e/a1/work/joining/")

    assert page.content.decode().count('class="item"') == count


QUERIES = 14
