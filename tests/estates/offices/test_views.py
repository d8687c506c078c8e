"""Pages of people in office, walked as they are used."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from core import clock
from estates.models import Person, Post
from tenancy.scope import scope
from tests.cast import Cast, phone

PAPER = "示例公告〔2026〕3号"


def _post(client: Client, url: str, **data: object) -> HttpResponse:
    return client.post(url, {"idempotency_key": uuid4().hex} | data)


def _shown(client: Client, url: str) -> str:
    return re.search(r'name="shown" value="(\w+)"', client.get(url).content.decode())[1]


def _typed(**changes: object) -> dict:
    return {"role": "building_lead", "starts_on": "2026-05-01", "authority": PAPER} | changes


def test_an_official_is_found_appointed_after_a_check_and_ended(cast: Cast):
    client = cast.client("community_officer")
    page = client.get("/e/a1/work/posts/appoint/?q=郑示例").content.decode()
    url = f"/e/a1/work/posts/appoint/{cast.landlord.person_id}/"
    assert f'href="{url}"' in page

    assert _post(client, url, **_typed()).url == url
    check = client.get(url).content.decode()
    assert all(words in check for words in ("郑示例房东", "楼栋长", PAPER, "还没有登录账号"))
    with scope(1, 11):
        assert Post.objects.filter(person=cast.landlord.person).count() == 0
    answer = _post(client, url, confirm="1", shown=_shown(client, url))

    assert answer.url == "/e/a1/work/posts/"
    with scope(1, 11):
        post = Post.objects.get(person=cast.landlord.person)
    assert (post.role, post.authority) == ("building_lead", PAPER)
    url = f"/e/a1/work/posts/{post.pk}/end/"
    on = clock.today() + timedelta(3)
    _post(client, url, on=on.isoformat(), ending=PAPER)
    _post(client, url, confirm="1", shown=_shown(client, url))
    with scope(1, 11):
        post.refresh_from_db()
    assert (post.ends_on, post.ending) == (on, PAPER)


def test_a_conflict_comes_back_to_the_form_with_everything_typed(cast: Cast):
    client, url = cast.client("street_officer"), f"/e/a1/work/posts/appoint/{cast.cashier.person_id}/"
    _post(client, url, **_typed(role="chair"))

    answer = _post(client, url, confirm="1", shown=_shown(client, url))

    page = answer.content.decode()
    assert (answer.status_code, PAPER in page) == (422, True)
    assert "这个人是“代管出纳”，同一时间不能再担任“物管委主任”。" in page
    with scope(1, 11):
        assert Post.objects.filter(person=cast.cashier.person).count() == 1


def test_an_appointment_that_another_window_changed_is_checked_again(cast: Cast):
    client, url = cast.client("street_officer"), f"/e/a1/work/posts/appoint/{cast.landlord.person_id}/"
    _post(client, url, **_typed())
    old = _shown(client, url)
    _post(client, url, **_typed(role="member"))

    assert _post(client, url, confirm="1", shown=old).url == url

    with scope(1, 11):
        assert not Post.objects.filter(person=cast.landlord.person).exists()


def test_a_person_of_the_street_is_added_by_one_administrator_and_appointed_by_another(cast: Cast):
    system, security = cast.client("system_admin"), cast.client("security_admin")

    answer = _post(system, "/office/street-a/people/new/", name="许示例新人", phone="13800000080")

    with scope(1):
        person = Person.objects.get(name="许示例新人")
    assert (answer.url, person.user.phone) == (f"/office/street-a/people/{person.pk}/", phone(80))
    url = f"/office/street-a/people/{person.pk}/appoint/"
    assert system.get(url).status_code == 403
    _post(security, url, **_typed(role="community_secretary", community=""))
    answer = _post(security, url, confirm="1", shown=_shown(security, url))
    assert "还没有写是哪个社区的“社区书记”。" in answer.content.decode()
    _post(security, url, **_typed(role="community_secretary", community="11"))
    _post(security, url, confirm="1", shown=_shown(security, url))
    with scope(1):
        assert Post.objects.get(person=person).community_id == 11


def test_a_community_of_another_street_is_no_choice(cast: Cast):
    url = f"/office/street-a/people/{cast.social_worker.person_id}/appoint/"

    answer = _post(cast.client("security_admin"), url, **_typed(role="community_officer", community="21"))

    assert answer.status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_offices_asks_as_often_for_many_as_for_few(
    cast: Cast, count: int, django_assert_num_queries
):
    client = cast.client("street_officer")
    with scope(1, 11):
        others = Post.objects.exclude(pk=cast.chair.pk).filter(estate=11).values_list("pk", flat=True)
        Post.objects.filter(pk__in=list(others)[: len(others) + 1 - count]).delete()
    client.get("/office/street-a/posts/?place=e11")

    with django_assert_num_queries(QUERIES):
        page = client.get("/office/street-a/posts/?place=e11").content.decode()

    assert page.count("<tr>") == count + 1


QUERIES = 14


@pytest.mark.parametrize(
    ("query", "words"),
    [("place=e12", "没有符合条件的任职"), ("held=ended", "没有符合条件的任职"), ("place=x", "任职记录")],
)
def test_an_empty_list_of_offices_says_what_to_do(cast: Cast, query: str, words: str):
    page = cast.client("security_admin").get(f"/office/street-a/posts/?{query}")

    assert (page.status_code, words in page.content.decode()) == (200, True)


def test_community_staff_read_the_offices_of_their_own_estates(cast: Cast):
    with scope(1, 12):
        person = Person.objects.create(name="许示例邻区")
        Post.objects.create(person=person, role="chair")

    pages = {who: cast.client(who).get("/office/street-a/posts/") for who in ("community_officer", "auditor")}

    told = {who: "许示例邻区" in page.content.decode() for who, page in pages.items()}
    assert told == {"community_officer": False, "auditor": True}
