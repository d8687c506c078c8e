"""Where a refused request leads back to."""

import pytest
from django.test import RequestFactory

from core.way_back import is_about, page_above, page_of_button, sign_in_first, was_unsent, way_back


def asked(referer: str = "", method: str = "post"):
    """Return a request for a ballot's button that was pressed on ``referer``."""
    headers = {"referer": referer} if referer else {}
    return getattr(RequestFactory(), method)("/e/a1/votes/7/cast/", headers=headers)


def test_way_back_leads_to_the_thing_before_the_page_somebody_came_from():
    request = asked("http://testserver/e/a1/votes/7/check/")
    is_about(request, "ballots:show", "a1", 7)

    assert way_back(request) == "/e/a1/votes/7/"


def test_way_back_leads_to_the_page_somebody_came_from():
    assert way_back(asked("http://testserver/e/a1/votes/?before=9")) == "/e/a1/votes/?before=9"


def test_way_back_leads_to_the_same_address_only_from_a_form_that_was_sent():
    same = "http://testserver/e/a1/votes/7/cast/"

    assert [way_back(asked(same, method)) for method in ("post", "get")] == ["/e/a1/votes/7/cast/", ""]


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "http://elsewhere.example/e/a1/votes/",
        "http://testserver.example/e/a1/votes/",
        "http://testserver//elsewhere.example/",
        "http://testserver/login/?next=/e/a1/votes/7/cast/",
        "javascript://testserver/e/a1/",
        "http://[testserver/",
    ],
)
def test_way_back_leads_nowhere_that_is_not_ours_to_lead_to(referer):
    assert way_back(asked(referer)) == ""


@pytest.mark.parametrize(
    ("referer", "following"),
    [
        ("http://testserver/e/a1/votes/7/check/", "/e/a1/votes/7/check/"),
        ("http://testserver/e/a1/votes/?before=9", "/e/a1/votes/%3Fbefore%3D9"),
        ("", "/e/a1/votes/7/"),
        ("http://elsewhere.example/e/a1/", "/e/a1/votes/7/"),
    ],
)
def test_sign_in_first_leads_an_act_to_its_page_and_says_once_that_nothing_was_sent(referer, following):
    request = asked(referer)
    request.session = {}

    assert sign_in_first(request).headers["Location"] == f"/login/?next={following}"
    assert [was_unsent(request), was_unsent(request)] == [True, False]


def test_sign_in_first_leads_a_page_to_itself_with_nothing_to_say():
    request = RequestFactory().get("/e/a1/votes/?before=9")
    request.session = {}

    assert sign_in_first(request).headers["Location"] == "/login/?next=/e/a1/votes/%3Fbefore%3D9"
    assert was_unsent(request) is False


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("/e/a1/votes/7/cast/", "/e/a1/votes/7/"),
        ("/e/a1/nowhere/at/all/", "/e/a1/"),
        ("/me/capacity/", "/me/"),
        ("/logout/", "/"),
        ("/", "/"),
    ],
)
def test_page_above_is_the_nearest_address_that_exists(path, above):
    assert page_above(RequestFactory().post(path)) == above


@pytest.mark.parametrize(
    ("referer", "back"),
    [("http://testserver/e/a1/votes/", "/e/a1/votes/"), ("", "/e/a1/votes/7/")],
)
def test_page_of_button_leads_away_from_the_address_of_an_act(referer, back):
    assert page_of_button(asked(referer, "get")) == back
