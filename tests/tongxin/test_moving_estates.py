"""Estates merged and split on real rows: who could vote before and who can after."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ballots.models import Ballot
from core import clock
from estates.models import Building, Ownership, Person, Unit
from estates.register.reports import electors_on
from funds.services import general_fund
from tenancy.models import AuditEntry, Estate, EstateSuccession, Membership
from tenancy.scope import scope
from tests.cast import SINCE, Cast, make_person, make_unit

pytestmark = pytest.mark.committed

ON = date(2026, 6, 1)
GIVEN = ("--on", "2026-06-01", "--evidence", "街道批复 2026-9")


@pytest.fixture(autouse=True)
def _today(cast: Cast):
    with clock.travel_to(2026, 6, 1):
        yield


def _run(*args: str) -> dict:
    out = StringIO()
    call_command(*args, *GIVEN, stdout=out)
    return json.loads(out.getvalue())


def _voters(slug: str, day: date) -> list[tuple]:
    """Return door, area and owners' names of everybody who could vote in an estate on a day."""
    estate = Estate.objects.get(slug=slug)
    with scope(estate.street_id, estate):
        return [
            (each.label, each.unit.area_centi, sorted(title.person.name for title in each.owners))
            for each in electors_on(estate, day).electors
        ]


def _heads(slug: str, day: date) -> int:
    estate = Estate.objects.get(slug=slug)
    with scope(estate.street_id, estate):
        return electors_on(estate, day).heads


def test_merge_estates_carries_the_register_and_keeps_the_past(cast: Cast):
    before = _voters("a1", ON - timedelta(days=1)), _voters("a2", ON - timedelta(days=1))

    printed = _run("merge_estates", "--into", "a2", "--from", "a1", "--apply")

    assert printed.pop("offices")[:2] == [
        "A1小区 物管委主任 冯示例chair",
        "A1小区 物管委财务委员 冯示例treasurer",
    ]
    assert printed == {
        "applied": True,
        "units": 8,
        "persons": 9,
        "ownerships": 8,
        "residencies": 8,
        "renamed": ["1栋 → A1小区1栋"],
    }
    assert (_voters("a1", ON - timedelta(days=1)), _voters("a2", ON - timedelta(days=1))) == before
    assert _voters("a1", ON) == []
    assert len(_voters("a2", ON)) == 9
    assert (_heads("a1", ON - timedelta(days=1)), _heads("a2", ON)) == (7, 8)
    assert Estate.objects.get(slug="a1").ends_on == ON
    (link,) = EstateSuccession.objects.all()
    assert (link.kind, link.earlier.slug, link.later.slug, link.evidence) == (
        "merge",
        "a1",
        "a2",
        "街道批复 2026-9",
    )
    with scope(1, 12):
        assert AuditEntry.objects.get(action="estates.estates_merged").details["others"] == ["a1"]


def test_merge_estates_lets_people_sign_in_where_they_live_now(cast: Cast):
    _run("merge_estates", "--into", "a2", "--from", "a1", "--apply")

    page = cast.client("owner").get("/e/a2/concerns/")

    assert page.status_code == 200
    with scope(1, 12):
        assert Membership.objects.filter(user=cast.user("owner")).count() == 1


def test_merge_estates_knows_who_owns_in_both_by_sign_in(cast: Cast):
    with scope(1, 12):
        twin = make_person("王示例四", 4)
        Ownership.objects.create(
            unit=make_unit(Building.objects.get(), "102", 6_000), person=twin, starts_on=SINCE
        )

    _run("merge_estates", "--into", "a2", "--from", "a1", "--apply")

    with scope(1, 12):
        assert Person.objects.filter(name="王示例四").count() == 1
        assert Ownership.objects.in_force().filter(person=twin).count() == 3


def test_merge_estates_without_apply_stores_nothing(cast: Cast):
    printed = _run("merge_estates", "--into", "a2", "--from", "a1")

    assert (printed["applied"], printed["units"]) == (False, 8)
    assert len(_voters("a1", ON)) == 8
    assert Estate.objects.get(slug="a1").ends_on is None
    assert not EstateSuccession.objects.exists()


@pytest.mark.parametrize(
    ("into", "source", "words"),
    [
        ("a2", "nowhere", "没有这个小区"),
        ("a1", "a1", "不能是它自己"),
        ("b1", "a1", "不在同一个街道"),
    ],
)
def test_merge_estates_refuses_other_streets_and_itself(cast: Cast, into: str, source: str, words: str):
    with pytest.raises(CommandError, match=words):
        _run("merge_estates", "--into", into, "--from", source, "--apply")

    assert Estate.objects.filter(ends_on=None).count() == 3


def test_merge_estates_twice_is_refused(cast: Cast):
    _run("merge_estates", "--into", "a2", "--from", "a1", "--apply")
    before = _voters("a2", ON)

    with pytest.raises(CommandError, match="已经在 2026-06-01 结束"):
        _run("merge_estates", "--into", "a2", "--from", "a1", "--apply")

    assert _voters("a2", ON) == before


def test_merge_estates_refuses_what_is_not_settled_and_names_it(cast: Cast):
    with scope(1, 11):
        now = clock.now()
        Ballot.objects.create(
            title="车棚",
            question="建吗",
            electorate="households",
            opens_at=now,
            closes_at=now + timedelta(days=9),
            online=True,
        )
        general_fund(Estate.objects.select_related("street").get(pk=11))

    with pytest.raises(CommandError, match="A1小区 还有没了结的事：没有计票的投票 1 项"):
        _run("merge_estates", "--into", "a2", "--from", "a1", "--apply")

    assert Estate.objects.get(slug="a1").ends_on is None
    assert len(_voters("a1", ON)) == 8


def test_merge_estates_refuses_a_day_that_the_register_has_passed(cast: Cast):
    with scope(1, 11):
        Unit.objects.filter(pk=cast.units[0].pk).update(starts_on=ON)

    with pytest.raises(CommandError, match="还有登记的变动"):
        _run("merge_estates", "--into", "a2", "--from", "a1", "--apply")

    assert Estate.objects.get(slug="a1").ends_on is None


def _two_buildings(cast: Cast) -> None:
    with scope(1, 11):
        other = Building.objects.create(name="2栋", position=2)
        unit = make_unit(other, "101", 5_000)
        Ownership.objects.create(unit=unit, person=cast.neighbour.person, starts_on=SINCE)


def test_split_estate_divides_by_building_and_keeps_the_past(cast: Cast):
    _two_buildings(cast)
    before = _voters("a1", ON - timedelta(days=1))
    parts = ("--part", "a1-east:A1东区:1栋", "--part", "a1-west:A1西区:2栋")

    printed = _run("split_estate", "--from", "a1", *parts, "--apply")

    assert (printed["units"], printed["ownerships"], printed["renamed"]) == (9, 9, [])
    assert _voters("a1", ON - timedelta(days=1)) == before
    assert _voters("a1", ON) == []
    assert _voters("a1-east", ON) == before[:8]
    assert _voters("a1-west", ON) == [("2栋1单元101", 5_000, ["王示例四"])]
    assert Estate.objects.get(slug="a1-west").community.name == "A1社区"
    kinds = EstateSuccession.objects.order_by("later__slug").values_list("kind", "later__slug")
    assert list(kinds) == [("split", "a1-east"), ("split", "a1-west")]


def test_split_estate_without_apply_opens_no_estate(cast: Cast):
    _two_buildings(cast)

    printed = _run("split_estate", "--from", "a1", "--part", "x1:东区:1栋", "--part", "x2:西区:2栋")

    assert (printed["applied"], printed["units"]) == (False, 9)
    assert Estate.objects.count() == 3
    assert len(_voters("a1", ON)) == 9


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("x1:东区:1栋,2栋",), "至少两个"),
        (("x1:东区:1栋", "x2:西区:1栋"), "每栋楼要正好分到一个"),
        (("x1:东区:1栋", "x2:西区:3栋"), "每栋楼要正好分到一个"),
        (("x1:东区:1栋", "a2:西区:2栋"), "已经有小区在用"),
        (("x1", "x2:西区:2栋"), "看不懂"),
    ],
)
def test_split_estate_refuses_parts_that_are_no_division(cast: Cast, parts: tuple[str, ...], words: str):
    _two_buildings(cast)
    told = [word for part in parts for word in ("--part", part)]

    with pytest.raises(CommandError, match=words):
        _run("split_estate", "--from", "a1", *told, "--apply")

    assert Estate.objects.count() == 3
    assert len(_voters("a1", ON)) == 9
