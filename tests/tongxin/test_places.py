"""The list of places in the masthead: one's own and nobody else's."""

import re

import pytest
from django.test import Client

from estates.models import Building, Post, Residency
from estates.services import appoint, give_sign_in, register_resident
from tenancy.models import Estate
from tenancy.scope import scope
from tests.cast import SINCE, Cast, make_person, make_unit, phone


def _places(client: Client, path: str) -> list[tuple[str, str, bool]]:
    """Return what the list says: (words, address, whether it is this place)."""
    page = client.get(path).content.decode()
    if 'class="places"' not in page:
        return []
    part = page.split('class="places"')[1].split("</details>")[0]
    found = re.findall(r'<a href="([^"]+)"( aria-current="true")?>([^<]+)</a>', part)
    return [(words, url, bool(current)) for url, current, words in found]


def _also_lives(number: int, street: int, estate: int, *, role: str = "") -> None:
    """Let whoever signs in with a number live in another estate too, and hold an office there."""
    with scope(street, estate):
        unit = make_unit(Building.objects.create(name=f"9{number}栋"), "901", 7_000)
        person = make_person("王示例又一处")
        give_sign_in(person, phone(number), by=None)
        register_resident(unit, person, tenure=Residency.Tenure.OWNER, starts_on=SINCE, by=None)
        if role:
            appoint(person, Post.Role(role), starts_on=SINCE, by=None)


HERE, NEXT, FAR = ("A1小区", "/e/a1/"), ("A2小区", "/e/a2/"), ("B1小区", "/e/b1/")


def test_an_owner_in_two_estates_goes_from_each_to_the_other(cast: Cast):
    _also_lives(4, 1, 12)
    client = cast.client("neighbour")

    assert _places(client, "/e/a1/") == [(*HERE, True), (*NEXT, False)]
    assert _places(client, "/e/a2/votes/") == [(*HERE, False), (*NEXT, True)]


def test_a_member_here_who_lives_in_another_street_has_both(cast: Cast):
    _also_lives(7, 2, 21)

    assert _places(cast.client("member"), "/e/a1/work/") == [(*HERE, True), (*FAR, False)]


def test_who_has_one_place_has_no_list_there_and_a_way_back_elsewhere(cast: Cast):
    client = cast.client("owner")

    assert _places(client, "/e/a1/") == []
    assert _places(client, "/e/b1/") == [(*HERE, False)]


@pytest.mark.parametrize("path", ["/e/a1/", "/office/street-a/", "/"])
def test_a_visitor_has_no_list(cast: Cast, path: str):
    assert _places(Client(), path) == []


def test_nobody_sees_where_others_belong(cast: Cast):
    _also_lives(4, 1, 12)

    assert _places(cast.client("owner"), "/e/a1/") == []
    assert _places(cast.client("stranger"), "/e/a2/") == []
    assert _places(cast.client("stranger"), "/e/a1/") == [(*NEXT, False)]


DESK = ("A街道工作台", "/office/street-a/")


def test_staff_go_from_the_desk_to_their_estates_and_back(cast: Cast):
    officer, community = cast.client("street_officer"), cast.client("community_officer")

    assert _places(officer, "/office/street-a/") == [(*DESK, True), (*HERE, False), (*NEXT, False)]
    assert _places(officer, "/e/a1/") == [(*DESK, False), (*HERE, True), (*NEXT, False)]
    assert _places(community, "/office/street-a/") == [(*DESK, True), (*HERE, False)]
    assert _places(community, "/e/a2/") == [(*DESK, False)]


def test_staff_who_live_in_an_estate_of_another_street_have_that_too(cast: Cast):
    _also_lives(11, 2, 21)

    places = _places(cast.client("street_officer"), "/e/a1/")

    assert places == [(*DESK, False), (*FAR, False), (*HERE, True), (*NEXT, False)]


@pytest.mark.parametrize("others", [0, 1, 2])
@pytest.mark.parametrize(("name", "number", "count"), [("neighbour", 4, 14), ("street_officer", 11, 14)])
def test_the_list_costs_the_same_however_many_places(
    cast: Cast, others: int, name: str, number: int, count: int, django_assert_num_queries
):
    for place in ((1, 12), (2, 21))[:others]:
        _also_lives(number, *place)
    client = cast.client(name)

    with django_assert_num_queries(count):
        client.get("/e/a1/")


def test_a_large_street_shows_the_first_estates_of_its_alphabet(cast: Cast, monkeypatch):
    monkeypatch.setattr("tongxin.places.SHOWN", 1)

    assert _places(cast.client("street_officer"), "/office/street-a/") == [(*DESK, True), (*HERE, False)]
    assert Estate.objects.filter(street=1).count() == 2
