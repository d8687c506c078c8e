"""Requests through the real middleware: the scope of the URL, nothing left by a failure, each form once."""

import threading
from uuid import uuid4

import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import path

from core.errors import Refused
from estates.models import Building
from tenancy.models import IdempotencyKey
from tenancy.scope import scope
from tongxin import urls as portal


def list_buildings(request: HttpRequest, place: str) -> HttpResponse:
    """Say what is in sight."""
    return HttpResponse(",".join(Building.objects.order_by("name").values_list("name", flat=True)))


def add_building(request: HttpRequest, place: str) -> HttpResponse:
    """Write a row, then answer, refuse or fail as asked."""
    Building.objects.create(name=request.POST["name"])
    how = request.POST.get("how", "")
    if how == "refuse":
        raise Refused
    if how == "fail":
        raise ZeroDivisionError
    if how == "invalid":
        return HttpResponse("x", status=422)
    return HttpResponseRedirect(f"/done/{request.POST['name']}")


urlpatterns = [path("e/<slug:place>/b/", list_buildings), path("e/<slug:place>/add/", add_building)]
urlpatterns += [path("office/<slug:place>/b/", list_buildings), path("v/<slug:place>/", list_buildings)]
urlpatterns += portal.urlpatterns  # what a refusal page links to
handler404 = "core.web.not_found"
handler500 = "core.web.failed"

pytestmark = pytest.mark.urls(__name__)


def _post(
    client: Client, name: str, how: str = "", key: str | None = None, place: str = "a1"
) -> HttpResponse:
    data = {"name": name, "how": how, "idempotency_key": uuid4().hex if key is None else key}
    return client.post(f"/e/{place}/add/", data, headers={"accept": "application/json"})


def _names(street_id: int = 1, estate_id: int | None = 11) -> list[str]:
    with scope(street_id, estate_id):
        return list(Building.objects.order_by("name").values_list("name", flat=True))


@pytest.mark.django_db
def test_scope_middleware_shows_the_place_of_the_url(client):
    for place, name in (((1, 11), "甲"), ((1, 12), "乙"), ((2, 21), "丙")):
        with scope(*place):
            Building.objects.create(name=name)

    assert client.get("/e/a1/b/").content.decode() == "甲"
    assert client.get("/e/b1/b/").content.decode() == "丙"
    assert set(client.get("/office/street-a/b/").content.decode().split(",")) == {"甲", "乙"}
    assert client.get("/v/1012-ABCD/").content.decode() == "乙"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    ["/e/none/b/", "/e/a1_/b/", "/e/a%001/b/", "/office/_/b/", "/office/none/b/"],
)
def test_scope_middleware_answers_404_for_an_unknown_place(client, url):
    assert client.get(url).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["9999-A", "x-A", "1_1-A", "9" * 40 + "-A", "0-A"])
def test_scope_middleware_shows_nothing_to_a_code_of_nowhere(client, code):
    for place in ((1, 11), (2, 21)):
        with scope(*place):
            Building.objects.create(name="甲")

    answer = client.get(f"/v/{code}/")

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.django_db
@pytest.mark.parametrize(("how", "status"), [("refuse", 409), ("fail", 500), ("invalid", 422)])
def test_a_failed_request_leaves_nothing(how, status):
    client = Client(raise_request_exception=False)

    response = _post(client, "甲", how)

    assert response.status_code == status
    assert _names() == []
    with scope(1, 11):
        assert IdempotencyKey.objects.count() == 0


@pytest.mark.django_db
def test_refusal_is_json_for_machines_and_a_page_for_people(client):
    json = _post(client, "甲", "refuse")
    page = client.post("/e/a1/add/", {"name": "甲", "how": "refuse", "idempotency_key": "k"})

    assert json.json() == {"code": "refused", "message": "这一步现在不能办。", "hint": ""}
    assert (page.status_code, "这一步现在不能办。" in page.content.decode()) == (409, True)


@pytest.mark.django_db
def test_once_middleware_takes_a_form_once_and_leads_to_the_same_answer(client):
    first, again = _post(client, "甲", key="k1"), _post(client, "甲", key="k1")

    assert [(r.status_code, r.headers["Location"]) for r in (first, again)] == [(302, "/done/%E7%94%B2")] * 2
    assert _names() == ["甲"]


@pytest.mark.django_db
def test_once_middleware_refuses_a_key_with_other_content(client):
    _post(client, "甲", key="k1")

    again = _post(client, "乙", key="k1")

    assert (again.status_code, again.json()["code"]) == (409, "key_reused")
    assert _names() == ["甲"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k" * 65, "\0", "钥匙", "a b"])
def test_once_middleware_refuses_a_form_without_a_key_of_ours(client, key):
    response = _post(client, "甲", key=key)

    assert (response.status_code, response.json()["code"]) == (400, "key_missing")
    assert _names() == []


@pytest.mark.django_db
def test_once_middleware_lets_a_refused_form_be_sent_again(client):
    refused = _post(client, "甲", "refuse", key="k1")

    again = _post(client, "甲", key="k1")

    assert (refused.status_code, again.status_code) == (409, 302)
    assert _names() == ["甲"]


@pytest.mark.django_db
def test_a_key_of_one_street_is_free_in_another(client):
    assert _post(client, "甲", key="k1").status_code == 302
    assert _post(client, "甲", key="k1", place="b1").status_code == 302
    assert (_names(), _names(2, 21)) == (["甲"], ["甲"])


@pytest.mark.django_db
def test_a_key_that_was_used_in_the_next_estate_is_refused(client):
    assert _post(client, "甲", key="k1").status_code == 302

    next_door = _post(client, "甲", key="k1", place="a2")

    assert (next_door.status_code, next_door.json()["code"]) == (409, "key_reused")
    assert _names(1, 12) == []


@pytest.mark.committed
def test_twenty_presses_at_once_write_one_row():
    barrier, statuses = threading.Barrier(20), []

    def press() -> None:
        barrier.wait()
        statuses.append(_post(Client(), "甲", key="k1").status_code)
        connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [302] * 20
    assert _names() == ["甲"]
