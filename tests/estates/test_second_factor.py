"""Offices that need a second factor: without it nobody acts in them, and everybody is led to set one up."""

import pytest

from accounts import factors
from accounts.services import give_token
from estates.models import Post
from estates.second_factor import demanding
from tests.cast import Cast
from tests.sign_in import signed_in

pytestmark = pytest.mark.django_db
TO_SET_UP = "/me/security/?next=%2Fe%2Fa1%2Fwork%2F"


def test_every_office_of_staff_and_whoever_touches_money_needs_one():
    free = set(Post.Role) - set(Post.NEEDS_SECOND_FACTOR)

    assert free == {"member", "supervisor", "building_lead", "party_secretary"}


@pytest.mark.parametrize("name", ["chair", "treasurer", "cashier"])
def test_a_committees_page_leads_to_set_one_up_and_back(cast: Cast, name: str):
    client = signed_in(cast.user(name), factor=False)
    led = client.get("/e/a1/work/")
    said = client.get(led.headers["Location"]).content.decode()
    page = client.get("/me/security/totp/?next=/e/a1/work/").content.decode()
    secret = page.split('id="totp-secret">')[1].split("<")[0].replace(" ", "")
    client.post("/me/security/totp/", {"code": factors.digits_of(secret), "next": "/e/a1/work/"})
    back = client.post("/me/security/codes/", {"done": "1", "next": "/e/a1/work/"})

    assert (led.status_code, led.headers["Location"]) == (302, TO_SET_UP)
    assert "请先打开两步登录" in said
    assert back.headers["Location"] == "/e/a1/work/"
    assert client.get("/e/a1/work/").status_code == 200


def test_until_then_one_still_is_a_resident_and_sees_the_tab(cast: Cast):
    client = signed_in(cast.user("chair"), factor=False)

    home = client.get("/e/a1/")

    assert client.get("/e/a1/concerns/new/").status_code == 200
    assert 'href="/e/a1/work/"' in home.content.decode()


@pytest.mark.parametrize("name", ["member", "supervisor"])
def test_other_offices_open_by_the_phone_alone(cast: Cast, name: str):
    assert signed_in(cast.user(name), factor=False).get("/e/a1/work/").status_code == 200


def test_who_has_no_such_office_is_told_as_ever(cast: Cast):
    assert signed_in(cast.user("owner"), factor=False).get("/e/a1/work/").status_code == 403
    assert signed_in(cast.user("stranger"), factor=False).get("/e/a1/work/").status_code == 404


def test_a_session_of_the_api_is_held_to_it_and_a_token_is_not(cast: Cast, client):
    token = give_token(cast.user("treasurer"), name="报表", days=9)
    plain = signed_in(cast.user("street_officer"), factor=False)
    treasurer = signed_in(cast.user("treasurer"), factor=False)
    url = "/api/v1/estates/a1/expenses/"

    answers = [treasurer.get(url), plain.get(url), cast.client("treasurer").get(url)]
    by_token = client.get(url, headers={"Authorization": f"Bearer {token}"})

    assert [answer.status_code for answer in answers] == [403, 403, 200]
    assert {answer.json()["code"] for answer in answers[:2]} == {"second_factor_needed"}
    assert by_token.status_code == 200


@pytest.mark.parametrize(
    ("name", "offices"),
    [("owner", []), ("member", []), ("chair", ["物管委主任"]), ("street_finance", ["街道财政所"])],
)
def test_demanding_names_the_offices(cast: Cast, name: str, offices: list[str]):
    assert demanding(cast.user(name).pk) == offices
