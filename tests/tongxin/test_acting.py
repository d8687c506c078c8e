"""Every page says in which capacity one acts where there are several, and leads to where that is changed."""

from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client

from estates.models import Post
from tenancy.scope import scope
from tests.cast import SINCE, Cast

LINE, SWITCH = "您现在的身份：", ">换身份</a>"


def _switch(client: Client, next_url: str, capacity: str, place: str = "e11"):
    fields = {"place": place, "capacity": capacity, "next": next_url, "idempotency_key": uuid4().hex}
    return client.post("/me/capacity/", fields)


def test_a_page_of_somebody_with_a_second_flat_leads_to_the_switch(cast: Cast):
    page = cast.client("neighbour").get("/e/a1/concerns/new/").content.decode()

    assert LINE in page and SWITCH in page


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("tenant", "/e/a1/"),
        ("tenant", "/e/a1/concerns/new/"),
        ("cashier", "/e/a1/work/"),
        ("street_officer", "/office/street-a/"),
        ("visitor", "/e/a1/"),
        ("chair", "/e/a1/work/"),
        ("neighbour", "/me/"),
        ("neighbour", "/help/"),
    ],
)
def test_nobody_is_offered_a_switch_who_has_one_of_a_kind_or_is_nowhere(cast: Cast, name: str, path: str):
    response = cast.client(name).get(path)

    assert response.status_code == 200
    assert SWITCH not in response.content.decode()


def test_the_desk_leads_to_the_switch_of_the_street(cast: Cast):
    with scope(1):
        leader = cast.street_leader
        second = Post.objects.create(
            street_id=1, person=leader.person, role=Post.Role.STREET_OFFICER, starts_on=SINCE
        )
    client = cast.client("street_leader")

    page = client.get("/office/street-a/").content.decode()
    assert '<a class="switch" href="/me/?next=%2Foffice%2Fstreet-a%2F#place-s1">换身份</a>' in page
    assert f"{LINE}{leader.label}" in page

    assert _switch(client, "/office/street-a/", f"post:{second.pk}", "s1").url == "/office/street-a/"
    assert f"{LINE}{second.label}" in client.get("/office/street-a/").content.decode()


def test_one_press_switches_and_comes_back_to_where_one_was(cast: Cast):
    client = cast.client("neighbour")
    here = "/e/a1/projects/?stage=1"
    second = f"ownership:{cast.neighbour_second_title.pk}"

    card = client.get(f"/me/?next={quote(here, safe='')}").content.decode()
    assert 'id="place-e11"' in card and '<details class="more" open>' in card
    assert f'<input type="hidden" name="next" value="{here}">' in card
    answer = _switch(client, here, second)

    assert (answer.status_code, answer.url) == (302, here)
    assert client.session["capacities"] == {"e11": second}


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""])
def test_a_switch_comes_back_to_nowhere_but_here(cast: Cast, elsewhere: str):
    client = cast.client("neighbour")

    page = client.get(f"/me/?next={quote(elsewhere)}").content.decode()
    assert '<details class="more">' in page and '<details class="more" open>' not in page
    assert _switch(client, elsewhere, f"ownership:{cast.neighbour_second_title.pk}").url == "/me/"
