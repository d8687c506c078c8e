"""Where a refused request leads back to."""

import pytest
from django.test import RequestFactory

from core.way_back import is_about, way_back


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
