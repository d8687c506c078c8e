"""What is said of an estate, and the street's list of estates."""

import re
import uuid
from dataclasses import replace
from datetime import date

import pytest

from core import clock
from core.errors import NotAllowed
from estates.models import Post
from estates.register import errors
from estates.register.directory import directory
from estates.register.services import Facts, set_estate_facts
from tenancy.models import AuditEntry, Estate
from tenancy.scope import scope
from tests.cast import Cast

PLAIN = Facts(False, False, False, None, 1998, False, None, [])
FACTS = Facts(True, False, True, date(2026, 5, 1), 1986, True, 3, ["body"])
URL = "/office/street-a/estates/"


@pytest.fixture(autouse=True)
def _today(cast: Cast):
    with clock.travel_to(2026, 6, 1):
        yield


def test_set_estate_facts_writes_them_and_tells_what_was_said_before(cast: Cast, in_street):
    set_estate_facts(Estate.objects.get(pk=11), FACTS, by=cast.community_officer)

    assert Facts.of(Estate.objects.get(pk=11)) == FACTS
    entry = AuditEntry.objects.get(action="estates.facts_set")
    assert entry.details == {
        "estate": "a1",
        "lacks_management": [False, True],
        "lacks_security": [False, True],
        "three_no_cleared_on": [None, "2026-05-01"],
        "year_built": [1998, 1986],
        "in_custody": [False, True],
        "custody_staff": [None, 3],
        "six_haves": [[], ["body"]],
    }


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("three_no_cleared_on", {"lacks_management": False, "lacks_security": False}),
        ("three_no_cleared_on", {"three_no_cleared_on": date(2026, 6, 2)}),
        ("year_built", {"year_built": 1899}),
        ("year_built", {"year_built": 2027}),
        ("custody_staff", {"in_custody": False}),
        ("six_haves", {"six_haves": ["seventh"]}),
    ],
)
def test_set_estate_facts_refuses_what_contradicts_itself(cast: Cast, in_street, field, changes):
    with pytest.raises(errors.EstateFactsImpossible) as refused:
        set_estate_facts(Estate.objects.get(pk=11), replace(FACTS, **changes), by=cast.street_officer)

    assert refused.value.field == field
    assert Facts.of(Estate.objects.get(pk=11)) == PLAIN
    assert not AuditEntry.objects.filter(action="estates.facts_set").exists()


@pytest.mark.parametrize("who", ["street_leader", "street_finance"])
def test_set_estate_facts_is_for_who_keeps_the_register(cast: Cast, in_street, who: str):
    with pytest.raises(NotAllowed):
        set_estate_facts(Estate.objects.get(pk=11), FACTS, by=getattr(cast, who))

    assert Facts.of(Estate.objects.get(pk=11)) == PLAIN


def test_set_estate_facts_is_not_for_another_communitys_staff(cast: Cast, in_street):
    with pytest.raises(NotAllowed):
        set_estate_facts(Estate.objects.get(pk=12), FACTS, by=cast.community_officer)

    assert Facts.of(Estate.objects.get(pk=12)) == PLAIN


def test_directory_counts_units_and_households_of_those_in_reach(cast: Cast, in_street):
    set_estate_facts(Estate.objects.get(pk=11), FACTS, by=cast.community_officer)

    whole, own = directory(cast.street_officer), directory(cast.community_officer)

    assert [(line.estate.slug, line.units, line.households) for line in whole.lines] == [
        ("a1", 8, 7),
        ("a2", 1, 1),
    ]
    assert [line.estate.slug for line in own.lines] == ["a1"]
    assert [(line.state, line.lacks) for line in whole.lines] == [
        ("cleared", ["无物业管理", "无人防物防"]),
        ("", []),
    ]
    assert (whole.three_no, whole.cleared, whole.custody_staff, whole.households_per_staff) == (0, 1, 3, 2)
    assert [(each.name, each.estates, each.households) for each in whole.communities] == [
        ("A1社区", 1, 7),
        ("A2社区", 1, 1),
    ]


def test_directory_divides_by_nobody_where_no_staff_is_counted(cast: Cast, in_street):
    assert directory(cast.street_officer).households_per_staff is None


def test_directory_asks_three_times(cast: Cast, in_street, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert len(directory(cast.street_officer).communities) == 2


def _doors(page: str) -> list[str]:
    return re.findall(r"estates/(a\d)/", page)


@pytest.mark.parametrize(
    ("who", "slugs"), [("street_officer", ["a1", "a2"]), ("community_officer", ["a1"]), ("street_leader", [])]
)
def test_the_list_links_to_what_its_reader_may_change(cast: Cast, who: str, slugs: list[str]):
    page = cast.client(who).get(URL)

    assert page.status_code == 200
    assert _doors(page.content.decode()) == slugs


def test_the_form_saves_and_says_what_does_not_fit(cast: Cast):
    client = cast.client("community_officer")
    data = {"lacks_management": "on", "year_built": "1986", "in_custody": "on", "custody_staff": "2"}

    def send(**changes):
        key = {"idempotency_key": uuid.uuid4().hex}
        return client.post(f"{URL}a1/", {**key, **data, "six_haves": ["body"], **changes})

    assert send().status_code == 302
    refused = send(year_built="1800")

    assert refused.status_code == 422
    assert "建成年份要在 1900 到 2026 之间" in refused.content.decode()
    with scope(1):
        estate = Estate.objects.get(pk=11)
    assert (estate.lacks_management, estate.year_built, estate.custody_staff) == (True, 1986, 2)
    assert client.get(f"{URL}a2/").status_code == 404


def test_a_secretary_keeps_the_estates_of_the_community(cast: Cast, in_street):
    post = Post(role=Post.Role.COMMUNITY_SECRETARY, street_id=1, community_id=11)

    assert [line.estate.slug for line in directory(post).lines] == ["a1"]
