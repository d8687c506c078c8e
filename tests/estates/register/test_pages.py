"""Pages of the register: the list, a unit, a person, changing them, the roll."""

import re
import uuid
from datetime import date
from typing import Any

import pytest
from django.test import Client

from core import clock
from estates.models import Look, Ownership, Person, Residency, Unit
from tenancy.scope import scope
from tests.cast import Cast, make_person, make_unit

PEOPLE = "/e/a1/work/people/"
TODAY = (2026, 6, 1)


@pytest.fixture(autouse=True)
def _today(cast: Cast):
    with clock.travel_to(*TODAY):
        yield


def send(client: Client, url: str, **data: Any):
    """Send a form as its page does."""
    return client.post(url, {"idempotency_key": uuid.uuid4().hex, **data})


def typed_and_confirmed(client: Client, url: str, act: str, *, answers: dict | None = None, **data: Any):
    """Type a change, look at its check page, confirm it; return both answers."""
    assert send(client, f"{url}check/", act=act, **data).status_code == 302
    page = client.get(f"{url}check/")
    shown = re.search(r'name="shown" value="(\w+)"', page.content.decode())
    if shown is None:
        return page, None
    return page, send(client, f"{url}check/", confirm="1", shown=shown[1], **(answers or {}))


def _text(response) -> str:
    return re.sub(r"<[^>]*>", "", response.content.decode())


@pytest.mark.parametrize("who", ["community_officer", "street_officer", "chair", "member"])
def test_the_list_shows_units_by_door_with_their_people(cast: Cast, who: str):
    text = _text(cast.client(who).get(PEOPLE))

    doors = re.findall(r"1栋1单元\d01", text)
    assert list(dict.fromkeys(doors)) == [f"1栋1单元{n}01" for n in range(1, 9)]
    assert "郑示例房东" in text
    assert "138" not in text


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("示例房东", ["201"]),
        ("1栋1单元3", ["301"]),
        ("801", ["801"]),
        ("0004", ["301", "801"]),
        ("1单元", [f"{n}01" for n in range(1, 9)]),
        ("无此人", []),
        ("9栋1单元101", []),
    ],
)
def test_the_list_finds_names_doors_and_ends_of_phones(cast: Cast, q: str, found: list[str]):
    answer = cast.client("community_officer").get(PEOPLE, {"q": q})

    assert re.findall(r">1栋1单元(\d+)<", answer.content.decode()) == found
    assert ("没有找到" in _text(answer)) is not found


@pytest.mark.parametrize("after", ["", "x", "0", "9" * 18, "9" * 30, "-1"])
def test_the_list_takes_any_address(cast: Cast, after: str):
    assert cast.client("chair").get(PEOPLE, {"after": after, "q": "\\%_("}).status_code == 200


def test_the_list_goes_on_behind_the_last_door(cast: Cast):
    with scope(1, 11):
        other = type(cast.units[0].building).objects.create(name="2栋", position=2)
        for n in range(100, 125):
            make_unit(other, str(n), 100)
    client, url, seen = cast.client("community_officer"), PEOPLE, []

    while url:
        page = client.get(url).content.decode()
        seen += re.findall(r">([12]栋1单元\d+)<", page)
        onward = re.search(r'href="([^"]*after=\d+)"[^>]*>往后', page)
        url = onward[1].replace("&amp;", "&") if onward else ""

    assert seen == [f"1栋1单元{n}01" for n in range(1, 9)] + [f"2栋1单元{n}" for n in range(100, 125)]


def test_the_list_is_narrowed_to_a_building(cast: Cast):
    with scope(1, 11):
        other = type(cast.units[0].building).objects.create(name="2栋", position=2)
        make_unit(other, "101", 100)

    page = cast.client("chair").get(PEOPLE, {"building": other.pk}).content.decode()

    assert re.findall(r">([12]栋1单元\d+)<", page) == ["2栋1单元101"]


def test_an_empty_register_says_what_to_do(cast: Cast):
    with scope(1, 11):
        Unit.objects.update(ends_on=date(2026, 1, 1))

    text = _text(cast.client("chair").get(PEOPLE))

    assert "还没有登记房屋" in text
    assert "没有名册可以公示" in _text(cast.client("chair").get("/e/a1/work/roll/"))


@pytest.mark.parametrize(("who", "shown"), [("street_officer", "+8613800000001"), ("chair", "138****0001")])
def test_a_person_shows_the_phone_in_full_to_keepers_only_and_remembers_the_look(cast, who, shown):
    page = cast.client(who).get(f"{PEOPLE}{cast.owner.person_id}/").content.decode()

    assert shown in page
    assert ("13800000001" in page) is (who == "street_officer")
    with scope(1, 11):
        (look,) = Look.objects.filter(person=cast.owner.person)
    assert look.post_id == getattr(cast, who).pk


def test_a_unit_shows_owners_now_and_before_and_what_was_done(cast: Cast):
    client, url = cast.client("community_officer"), f"{PEOPLE}units/{cast.units[0].pk}/"
    sale = {"acquired_by": "sale", "evidence": "产权证 7 号", "on": "2026-05-01"}

    page, done = typed_and_confirmed(client, f"{url}transfer/", "transfer", name_1="何示例买主", **sale)

    assert done.status_code == 302
    assert done["Location"] == url
    for words in ("钱示例一", "何示例买主", "买卖", "产权证 7 号", "2026-05-01"):
        assert words in _text(page)
    text = _text(client.get(url))
    assert "以前的产权人" in text
    assert "登记过户" in text
    assert "钱示例一 的居住登记同时结束" in text
    with scope(1, 11):
        title = Ownership.objects.in_force().select_related("person").get(unit=cast.units[0])
    assert (title.person.name, title.evidence) == ("何示例买主", "产权证 7 号")


def test_a_transfer_asks_whether_a_namesake_is_meant(cast: Cast):
    client, url = cast.client("community_officer"), f"{PEOPLE}units/{cast.units[0].pk}/transfer/"
    sale = {"acquired_by": "sale", "evidence": "产权证 7 号", "on": "2026-05-01", "name_1": "王示例四"}

    page, open_question = typed_and_confirmed(client, url, "transfer", **sale)

    assert "已登记：王示例四" in _text(page)
    assert open_question.status_code == 422
    who = {"who_1": cast.neighbour.person_id}
    _, done = typed_and_confirmed(client, url, "transfer", answers=who, **sale)
    assert done.status_code == 302
    with scope(1, 11):
        title = Ownership.objects.in_force().get(unit=cast.units[0])
    assert title.person_id == cast.neighbour.person_id


def test_a_namesake_may_be_somebody_else(cast: Cast):
    client, url = cast.client("community_officer"), f"{PEOPLE}units/{cast.units[0].pk}/transfer/"
    sale = {"acquired_by": "gift", "evidence": "公证书", "on": "2026-05-01", "name_1": "王示例四"}

    _, done = typed_and_confirmed(client, url, "transfer", answers={"who_1": "new"}, **sale)

    assert done.status_code == 302
    with scope(1, 11):
        assert Person.objects.filter(name="王示例四").count() == 2


@pytest.mark.parametrize("who", ["stranger", "landlord"])
def test_a_transfer_takes_nobody_who_is_no_namesake_here(cast: Cast, who: str):
    client, url = cast.client("community_officer"), f"{PEOPLE}units/{cast.units[0].pk}/transfer/"
    sale = {"acquired_by": "sale", "evidence": "产权证", "on": "2026-05-01", "name_1": "王示例四"}

    answers = {"who_1": getattr(cast, who).person_id}
    _, answer = typed_and_confirmed(client, url, "transfer", answers=answers, **sale)

    assert answer.status_code == 422
    with scope(1, 11):
        assert Ownership.objects.in_force().get(unit=cast.units[0]).person_id == cast.owner.person_id


def test_a_refusal_comes_back_to_the_form_with_everything_typed(cast: Cast):
    client, url = cast.client("community_officer"), f"{PEOPLE}units/{cast.units[0].pk}/split/"
    parts = {"door_1": "101A", "area_1": "40", "door_2": "101B", "area_2": "49.49", "on": "2026-05-01"}

    _, refused = typed_and_confirmed(client, url, "split", evidence="测绘报告", **parts)

    assert refused.status_code == 422
    assert "原来一共 89.50 ㎡，新的一共 89.49 ㎡" in _text(refused)
    assert 'value="49.49"' in refused.content.decode()
    with scope(1, 11):
        assert Unit.objects.filter(ends_on=None).count() == 8


def test_a_form_with_mistakes_says_them_with_what_was_typed(cast: Cast):
    client, url = cast.client("community_officer"), f"{PEOPLE}units/{cast.units[0].pk}/split/"

    page = send(client, f"{url}check/", act="split", door_1="101A", area_1="四十", door_3="1")

    assert page.status_code == 422
    for words in ("看不懂这个面积", "请填写第 2 套的房号", "请填写第 3 套的面积", "请填写依据"):
        assert words in _text(page)


def test_splitting_and_merging_by_hand(cast: Cast):
    client, units = cast.client("street_officer"), f"{PEOPLE}units/"
    parts = {"entrance_1": "1", "door_1": "101A", "area_1": "40", "entrance_2": "1", "door_2": "101B"}
    given = {"on": "2026-05-01", "evidence": "测绘报告"}

    page, split = typed_and_confirmed(
        client, f"{units}{cast.units[0].pk}/split/", "split", area_2="49.5", **parts, **given
    )
    assert "合计面积89.50 ㎡" in _text(page).replace("\n", "")
    whole = {"units": [cast.units[7].pk], "entrance": "1", "door": "301M", "area": "156.5"}
    page, merged = typed_and_confirmed(client, f"{units}{cast.units[2].pk}/merge/", "merge", **whole, **given)

    assert (split.status_code, merged.status_code) == (302, 302)
    with scope(1, 11):
        doors = Unit.objects.in_force().values_list("door", flat=True).order_by("door")
        assert list(doors) == ["101A", "101B", "201", "301M", "401", "501", "601", "701"]


def test_moving_in_and_out_correcting_and_a_death(cast: Cast):
    client = cast.client("community_officer")

    _, moved_in = typed_and_confirmed(
        client,
        f"{PEOPLE}units/{cast.units[7].pk}/move-in/",
        "move_in",
        name_1="何示例租客",
        phone_1="13800000091",
        tenure="tenant",
        on="2026-05-01",
    )
    with scope(1, 11):
        home = Residency.objects.select_related("person").get(unit=cast.units[7])
    _, corrected = typed_and_confirmed(
        client, f"{PEOPLE}{home.person_id}/correct/", "correct", name="何示例", phone=""
    )
    _, moved_out = typed_and_confirmed(
        client, f"{PEOPLE}homes/{home.pk}/move-out/", "move_out", on="2026-05-20"
    )
    _, noted = typed_and_confirmed(client, f"{PEOPLE}{cast.chair.person_id}/death/", "death", on="2026-05-02")

    assert [each.status_code for each in (moved_in, corrected, moved_out, noted)] == [302] * 4
    assert home.person.phone == "+8613800000091"
    with scope(1, 11):
        person = Person.objects.get(pk=home.person_id)
        assert (person.name, person.phone) == ("何示例", "")
        assert Residency.objects.get(pk=home.pk).ends_on == date(2026, 5, 20)
        assert Unit.objects.get(pk=cast.units[3].pk).heirs_pending is True
    text = _text(client.get(noted["Location"]))
    assert "还是物管委主任，登记不会结束职务" in text


def test_a_representative_is_named_by_hand(cast: Cast):
    client, url = cast.client("community_officer"), f"{PEOPLE}units/{cast.units[0].pk}/"
    sale = {"acquired_by": "sale", "evidence": "产权证", "on": "2026-05-01"}
    two = {"name_1": "何示例甲", "share_1": "1/2", "name_2": "何示例乙", "share_2": "1／2"}
    typed_and_confirmed(client, f"{url}transfer/", "transfer", **two, **sale)
    with scope(1, 11):
        titles = Ownership.objects.in_force().filter(unit=cast.units[0]).order_by("pk")
        second = titles[1].pk

    _, done = typed_and_confirmed(
        client, f"{url}representative/", "representative", ownership=second, evidence="推选书"
    )

    assert done.status_code == 302
    with scope(1, 11):
        speaking = Ownership.objects.in_force().filter(unit=cast.units[0], represents_owners=True)
        assert [title.person.name for title in speaking] == ["何示例乙"]


def test_what_was_typed_for_one_change_is_not_asked_about_on_another(cast: Cast):
    client, url = cast.client("community_officer"), f"{PEOPLE}units/{cast.units[0].pk}/"
    send(client, f"{url}move-in/check/", act="move_in", name_1="何示例", tenure="tenant", on="2026-05-01")

    answer = client.get(f"{url}transfer/check/")

    assert (answer.status_code, answer["Location"]) == (302, f"{url}transfer/")


def test_the_roll_is_shown_as_it_would_be_posted(cast: Cast):
    with scope(1, 11):
        Unit.objects.filter(pk=cast.units[0].pk).update(heirs_pending=True)

    text = _text(cast.client("chair").get("/e/a1/work/roll/"))

    for words in (
        "8 套",
        "7 人",
        "628.00 ㎡",
        "2026年6月2日 到 2026年6月8日",
        "待继承，还没有人能代表：1栋1单元101",
    ):
        assert words in text
    assert "示例房东" not in text


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("what", ["list", "unit", "person", "roll"])
def test_pages_take_as_many_statements_for_many_rows_as_for_one(cast, django_assert_num_queries, rows, what):
    """Sign-in, scope and the frame take the same everywhere; what is counted is that rows add nothing."""
    client = cast.client("chair")
    url = {"list": PEOPLE, "unit": f"{PEOPLE}units/{cast.units[0].pk}/", "roll": "/e/a1/work/roll/"}
    address = url.get(what, f"{PEOPLE}{cast.owner.person_id}/")
    with scope(1, 11):
        Unit.objects.exclude(pk__in=[unit.pk for unit in cast.units[:rows]]).update(ends_on=date(2021, 1, 1))
        for n in range(rows):
            person = make_person(f"何示例{n}")
            Ownership.objects.create(unit=cast.units[0], person=person, starts_on=date(2022, 1, 1))
            Ownership.objects.create(unit=cast.units[n], person=cast.owner.person, starts_on=date(2022, 1, 1))
    client.get(address)

    with django_assert_num_queries(QUERIES[what]):
        assert client.get(address).status_code == 200


QUERIES = {"list": 14, "unit": 15, "person": 18, "roll": 15}
