"""The pages of a place as a whole, for everybody who may open them."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tenancy.models import Street
from tests.cast import Cast
from tongxin.context import DESK


def _tabs(client: Client, url: str = "/e/a1/") -> list[str]:
    page = client.get(url).content.decode()
    nav = page.split('aria-label="主导航"')[1].split("</nav>")[0]
    return [part.split(">")[-1] for part in nav.split("</a>")[:-1]]


def _side(client: Client, url: str = "/office/street-a/") -> list[str]:
    page = client.get(url).content.decode()
    nav = page.split('aria-label="工作台导航"')[1].split("</nav>")[0]
    return [part.split(">")[-1] for part in nav.split("</a>")[:-1]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["A1小区", "A2小区", "B1小区"]),
        ("A1", ["A1小区"]),
        ("b1", ["B1小区"]),
        ("A2社区", ["A2小区"]),
        ("没有", []),
    ],
)
def test_find_lists_the_estates_that_the_words_name(client, words, found):
    page = client.get("/", {"q": words}).content.decode()

    assert [name for name in ("A1小区", "A2小区", "B1小区") if f">{name}<" in page] == found
    assert ("没有找到这个小区" in page) is not found


@pytest.mark.django_db
def test_find_asks_for_the_estates_and_for_whom_to_ring(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/")


def test_home_names_the_committee_and_nobody_else(client, cast: Cast):
    page = client.get("/e/a1/").content.decode()

    assert "冯示例chair" in page
    assert "陈示例出纳" in page
    assert "钱示例一" not in page


def test_home_needs_the_same_queries_however_many_people_there_are(
    client, cast: Cast, django_assert_num_queries
):
    with django_assert_num_queries(11):
        client.get("/e/a1/")


def test_tabs_show_work_to_officials_only(client, cast: Cast):
    resident = ["首页", "公示", "投票", "我的"]

    assert _tabs(client) == resident
    assert _tabs(cast.client("owner")) == resident
    assert _tabs(cast.client("chair")) == ["首页", "公示", "投票", "工作", "我的"]
    assert _tabs(cast.client("foreigner")) == resident


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("visitor", 302),
        ("owner", 403),
        ("stranger", 404),
        ("foreigner", 404),
        ("chair", 200),
        ("cashier", 200),
    ],
)
def test_work_is_for_officials_of_the_estate(cast: Cast, name, status):
    assert cast.client(name).get("/e/a1/work/").status_code == status


@pytest.mark.parametrize(
    ("name", "status"),
    [("visitor", 302), ("owner", 404), ("chair", 404), ("foreigner", 404), ("street_officer", 200)]
    + [(name, 200) for name in ("street_leader", "street_finance", "community_officer")],
)
def test_office_is_for_staff_of_the_street(cast: Cast, name, status):
    assert cast.client(name).get("/office/street-a/").status_code == status


@pytest.mark.parametrize("name", ["community_officer", "street_officer", "street_leader", "street_finance"])
def test_the_side_list_of_the_desk_holds_what_opens_to_the_reader(cast: Cast, name):
    client = cast.client(name)
    pages = [(label, reverse(page, args=["street-a"])) for _, group in DESK for label, page, _ in group]

    assert _side(client) == [label for label, url in pages if client.get(url).status_code == 200]


def test_office_of_a_community_officer_shows_the_estates_of_the_community(cast: Cast):
    page = cast.client("community_officer").get("/office/street-a/").content.decode()
    whole = cast.client("street_officer").get("/office/street-a/").content.decode()

    assert ("A1小区" in page, "A2小区" in page) == (True, False)
    assert ("A1小区" in whole, "A2小区" in whole) == (True, True)


def test_me_shows_each_place_with_its_capacities(cast: Cast):
    page = cast.client("chair").get("/me/").content.decode()

    assert ("A1小区" in page, "物管委主任" in page, "1栋1单元401 居民" in page) == (True, True, True)
    assert "+86" not in page and "13800000005" not in page


def test_me_asks_for_sign_in(client, db):
    assert client.get("/me/").headers["Location"] == "/login/?next=/me/"


def test_choose_capacity_keeps_what_one_really_is(cast: Cast):
    client = cast.client("neighbour")
    second = f"ownership:{cast.neighbour_second_title.pk}"

    response = client.post(
        "/me/capacity/", {"place": "e11", "capacity": second, "idempotency_key": uuid4().hex}
    )

    assert response.status_code == 302
    assert client.session["capacities"] == {"e11": second}


def test_choose_capacity_refuses_what_somebody_else_is(cast: Cast):
    client = cast.client("neighbour")

    client.post("/me/capacity/", {"place": "e11", "capacity": f"post:{cast.chair.pk}"})

    assert client.session.get("capacities") is None


STUCK = ["/", "/help/", "/help/no-code/", "/accessibility/", "/privacy/", "/login/", "/v/", "/nowhere/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", STUCK[1:5])
def test_pages_for_everybody_ask_only_whom_to_ring(client, path, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", STUCK)
def test_pages_of_no_place_say_whom_to_ring_in_each_street(client, path):
    page = client.get(path).content.decode()

    assert "A街道监督电话" in page and "B街道监督电话" in page
    assert page.count('href="tel:08380000000"') == 2


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/login/", "/help/no-code/"])
@pytest.mark.parametrize(
    ("following", "phones"),
    [
        ("/e/a1/votes/1/", ["08380000001", "08380000000"]),
        ("/office/street-b/", ["08380000000"]),
        ("/e/nowhere/", ["08380000000", "08380000000"]),
        ("https://example.org/e/a1/", ["08380000000", "08380000000"]),
    ],
)
def test_on_the_way_to_a_place_its_own_telephones_are_said(client, path, following, phones):
    page = client.get(path, {"next": following}).content.decode()

    assert re.findall(r'href="tel:([0-9]+)"', page) == phones


@pytest.mark.committed
def test_many_streets_telephones_stand_behind_one_line(client):
    for number in (3, 4):
        street = Street(pk=number, slug=f"street-{number}", name=f"{number}号街道", hotline="0838-0000003")
        street.save(using="owner", force_insert=True)
    page = client.get("/help/").content.decode()

    assert "<summary>" in page and page.count('href="tel:') == 4


@pytest.mark.django_db
def test_what_to_do_without_a_code_is_said_on_the_way(client):
    following = "?next=%2Fe%2Fa1%2Fvotes%2F1%2F"
    login = client.get(f"/login/{following}").content.decode()
    page = client.get(f"/help/no-code/{following}").content.decode()

    assert f'href="/help/no-code/{following}"' in login
    assert f'href="/login/{following}"' in page
    assert "没有收到短信怎么办" in page and "5 分钟内最多 5 次" in page


def test_size_is_kept_in_a_cookie_and_with_the_sign_in(cast: Cast):
    client = cast.client("owner")

    response = client.post("/size/", {"size": "xl", "next": "/e/a1/"})

    assert (response.status_code, response.headers["Location"]) == (302, "/e/a1/")
    assert client.cookies["size"].value == "xl"
    assert User.objects.get(pk=cast.user("owner").pk).text_size == "xl"
    assert 'data-size="xl"' in client.get("/e/a1/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("next_", ["https://example.org/", "//example.org/", ""])
def test_size_never_leads_to_another_site_nor_keeps_an_unknown_size(client, next_):
    response = client.post("/size/", {"size": "huge", "next": next_})

    assert response.headers["Location"] == "/"
    assert client.cookies["size"].value == ""


@pytest.mark.django_db
def test_health_is_told_without_secrets(client):
    live, ready = client.get("/livez"), client.get("/readyz")

    assert (live.status_code, live.json()) == (200, {"live": True})
    assert (ready.status_code, ready.json()) == (200, {"database": True, "disk": True, "doorbell": True})


@pytest.mark.django_db
def test_ready_is_only_degraded_without_valkey(client, settings):
    settings.CACHES = {
        **settings.CACHES,
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
    }

    ready = client.get("/readyz")

    assert (ready.status_code, ready.json()["doorbell"]) == (200, False)


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("street_finance", "reviews/", 403),
        ("street_officer", "nowhere/", 404),
        ("street_officer", "grants/1/disburse/", 403),
        ("street_officer", "jobs/1/retry/", 405),
        ("community_officer", "reviews/0/", 404),
    ],
)
def test_a_refusal_at_the_desk_keeps_the_frame_of_the_desk(cast: Cast, name, path, status):
    client = cast.client(name)
    answer = client.get(f"/office/street-a/{path}")
    page = answer.content.decode()

    assert answer.status_code == status
    assert '<body class="desk">' in page and "A街道工作台" in page
    assert _side(client, f"/office/street-a/{path}") == _side(client)
    assert page.count("<h1>") == page.count("<main") == 1


@pytest.mark.parametrize("name", ["visitor", "owner", "foreigner"])
def test_a_refusal_at_the_desk_shows_outsiders_no_desk(cast: Cast, name):
    page = cast.client(name).get("/office/street-a/nowhere/").content.decode()

    assert "没有找到这一页" in page
    assert "工作台" not in page and '<body class="desk">' not in page


@pytest.mark.parametrize(("key", "status"), [("5" * 32, 403), ("", 400)])
def test_a_form_that_is_refused_at_the_desk_keeps_the_frame_of_the_desk(cast: Cast, key, status):
    answer = cast.client("street_officer").post("/office/street-a/budget/", {"idempotency_key": key})
    page = answer.content.decode()

    assert answer.status_code == status
    assert '<body class="desk">' in page and "工作台导航" in page


@pytest.mark.parametrize(("path", "status"), [("nowhere/", 404), ("work/projects/", 403)])
def test_a_refusal_in_an_estate_keeps_the_tabs_of_the_estate(cast: Cast, path, status):
    client = cast.client("cashier")

    assert client.get(f"/e/a1/{path}").status_code == status
    assert _tabs(client, f"/e/a1/{path}") == ["首页", "公示", "投票", "工作", "我的"]
