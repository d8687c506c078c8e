"""Comparing a roster with the register, and taking it over whole or not at all."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ballots.rolls import owner_electors
from core import clock
from core.errors import NotAllowed
from estates import errors
from estates.models import Building, Ownership, Person, Residency, RosterImport, Unit
from estates.roster.comparing import compare, standing_units
from estates.roster.services import import_roster
from tenancy.models import AuditEntry, Estate
from tenancy.scope import scope
from tests.cast import Cast
from tests.estates.roster.sheets import HEADS, flat, text, xlsx

TODAY = clock.today()
TABLES = (Building, Unit, Person, Ownership, Residency, RosterImport, AuditEntry)


@pytest.fixture
def estate(cast: Cast) -> Estate:
    """Return estate a2, which has one unit with one owner who lives there."""
    return Estate.objects.select_related("street", "community").get(pk=12)


def _standing(**changes: str) -> list[str]:
    """Return the unit of a2 as a sheet says it."""
    now = {
        "楼栋": "1栋",
        "单元": "1",
        "房号": "101",
        "专有部分面积": "70",
        "面积来源": "",
        "产权人": "卫示例邻区",
    }
    now |= {"证件类型": "", "共有情况": "", "联系电话": "", "居住情况": ""}
    return flat(**(now | changes))


def _take(estate: Estate, *rows, by=None) -> RosterImport:
    with scope(1, 12):
        return import_roster(estate, text(rows), file_name="名册.csv", by=by)


def _told(estate: Estate) -> list[tuple]:
    """Return the units that stand, as area, owners with shares, and who lives there."""
    with scope(1, 12):
        homes = Residency.objects.in_force().select_related("person")
        return [
            (
                *each.line.place,
                each.unit.area_centi,
                [(owner.name, owner.share) for owner in each.line.owners],
                [home.person.name for home in homes.filter(unit=each.unit)],
            )
            for each in standing_units(estate)
        ]


def _rows() -> dict[str, int]:
    with scope(1, 12):
        return {model.__name__: model.objects.count() for model in TABLES}


def test_compare_tells_new_changed_gone_and_unchanged(estate: Estate, django_assert_num_queries):
    with scope(1, 12):
        building = Building.objects.get()
        for door in ("201", "301"):
            Unit.objects.create(building=building, entrance="1", door=door, area_centi=7_000)
        data = xlsx([_standing(), _standing(房号="201", 产权人="", 专有部分面积="71.5"), flat()])

        with django_assert_num_queries(3):
            found = compare(estate, data)

    assert [line.place for line in found.new] == [("3栋", "1", "501")]
    assert [(change.line.door, change.columns) for change in found.changed] == [("201", ("专有部分面积",))]
    assert [standing.unit.door for standing in found.gone] == ["301"]
    assert (found.unchanged, found.faults) == (1, ())


def test_an_empty_cell_says_nothing_but_for_the_owners(estate: Estate):
    _take(estate, _standing(), flat())
    with scope(1, 12):
        bare = flat(面积来源="", 证件类型="", 共有情况="", 联系电话="", 居住情况="")
        same, without = compare(estate, text([_standing(), bare])), compare(estate, text([flat(产权人="")]))

    assert (same.unchanged, same.changed) == (2, ())
    assert [change.columns for change in without.changed] == [("产权人",)]


def test_names_of_several_units_are_proposed_and_nobody_is_merged(estate: Estate):
    rows = (_standing(), flat(), flat(房号="502"), flat(房号="503", 产权人="示例乙"))
    with scope(1, 12):
        assert compare(estate, text(rows)).alike == ("示例甲",)
    _take(estate, *rows)

    with scope(1, 12):
        assert Person.objects.filter(name="示例甲").count() == 2
        assert len({elector.head for elector in owner_electors(estate)}) == 4


def test_import_roster_makes_what_is_new(estate: Estate):
    row = _take(
        estate, _standing(), flat(), flat(房号="502", 产权人="示例乙、示例丙", 共有情况="按份共有 1/4、3/4")
    )

    assert (row.new, row.changed, row.gone, row.unchanged) == (2, 0, 0, 1)
    assert _told(estate)[1:] == [
        ("3栋", "1", "501", 8950, [("示例甲", (1, 1))], ["示例甲"]),
        ("3栋", "1", "502", 8950, [("示例乙", (1, 4)), ("示例丙", (3, 4))], ["示例乙"]),
    ]
    with scope(1, 12):
        unit = Unit.objects.get(door="501")
        assert (unit.area_source, unit.occupancy, unit.starts_on) == ("title", "owner", TODAY)
        person = Person.objects.get(name="示例甲")
        assert (person.phone, person.document, person.user_id) == ("+8613800000901", "id_card", None)
        entry = AuditEntry.objects.get(action="estates.roster_imported")
        assert (entry.subject_id, entry.actor, entry.details["new"]) == (row.pk, "系统", 2)


def test_import_roster_gives_a_unit_its_new_owner_from_today(estate: Estate):
    with scope(1, 12):
        old = Ownership.objects.get()
    _take(estate, _standing(产权人="示例新主", 居住情况="出租"))

    assert _told(estate) == [("1栋", "1", "101", 7000, [("示例新主", (1, 1))], [])]
    with scope(1, 12):
        old.refresh_from_db()
        assert old.ends_on == TODAY
        yesterday = Ownership.objects.in_force(TODAY - timedelta(days=1)).get()
        assert yesterday.person.name == "卫示例邻区"
        assert Residency.objects.get().ends_on == TODAY


def test_import_roster_keeps_who_stays_with_sign_in_and_home(estate: Estate):
    with scope(1, 12):
        before = Ownership.objects.select_related("person").get()
    _take(estate, _standing(产权人="卫示例邻区、示例配偶", 共有情况="共同共有", 联系电话="13800000902"))

    assert _told(estate) == [
        ("1栋", "1", "101", 7000, [("卫示例邻区", (1, 1)), ("示例配偶", (1, 1))], ["卫示例邻区"])
    ]
    with scope(1, 12):
        stays = Ownership.objects.select_related("person").get(pk=before.pk)
        assert (stays.person, stays.person.user_id) == (before.person, before.person.user_id)
        assert stays.person.phone == "+8613800000902"


def test_import_roster_lets_nobody_speak_for_heirs_that_are_not_known(estate: Estate):
    _take(estate, _standing(共有情况="待继承"))

    with scope(1, 12):
        assert Unit.objects.get().heirs_pending
        assert not Ownership.objects.get().represents_owners
        assert len(owner_electors(estate)) == 1


def test_import_roster_ends_what_is_gone_and_the_past_stays_told(estate: Estate):
    _take(estate, flat())

    assert [told[:3] for told in _told(estate)] == [("3栋", "1", "501")]
    with scope(1, 12):
        assert [unit.door for unit in Unit.objects.in_force(TODAY - timedelta(days=1))] == ["101"]
        assert Ownership.objects.get(person__name="卫示例邻区").ends_on == TODAY
        assert [elector.label for elector in owner_electors(estate)] == ["3栋1单元501"]


def test_what_began_today_and_was_wrong_never_held(estate: Estate):
    _take(estate, _standing(), flat())
    _take(estate, _standing(), flat(产权人="示例改正"))

    assert _told(estate)[1] == ("3栋", "1", "501", 8950, [("示例改正", (1, 1))], [])
    with scope(1, 12):
        assert not Ownership.objects.filter(person__name="示例甲").exists()


def test_the_same_sheet_again_changes_nothing(estate: Estate):
    rows = (_standing(), flat(), flat(房号="502", 产权人="示例乙、示例丙", 共有情况="按份共有 1/4、3/4"))
    _take(estate, *rows)
    before = _rows()

    row = _take(estate, *rows)

    assert (row.new, row.changed, row.gone, row.unchanged) == (0, 0, 0, 3)
    assert _rows() == before | {
        "RosterImport": before["RosterImport"] + 1,
        "AuditEntry": before["AuditEntry"] + 1,
    }


def test_one_fault_and_nothing_is_stored(estate: Estate):
    before = _rows()

    with pytest.raises(errors.RosterHasFaults) as caught:
        _take(estate, flat(), flat(房号="502", 专有部分面积="-1"))

    assert caught.value.message == "名册里有 1 处要改，没有导入。"
    assert _rows() == before


@pytest.mark.parametrize(
    "who", ["chair", "supervisor", "street_finance", "street_leader", "community_officer"]
)
def test_only_the_street_and_the_own_community_take_a_roster_over(estate: Estate, cast: Cast, who: str):
    before = _rows()

    with pytest.raises(NotAllowed):
        _take(estate, flat(), by=getattr(cast, who))

    assert _rows() == before


def test_the_street_takes_a_roster_over(estate: Estate, cast: Cast):
    assert _take(estate, _standing(), flat(), by=cast.street_officer).new == 1


def _command(*arguments: str) -> tuple[int, dict]:
    out, code = StringIO(), 0
    try:
        call_command("import_roster", *arguments, stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(out.getvalue())


def test_the_command_previews_and_stores_nothing(estate: Estate, tmp_path: Path):
    file = tmp_path / "名册.xlsx"
    file.write_bytes(xlsx([_standing(), flat()]))
    before = _rows()

    assert _command("--estate", "a2", str(file)) == (
        0,
        {"new": 1, "changed": 0, "gone": 0, "unchanged": 1, "errors": []},
    )
    assert _rows() == before


def test_the_command_takes_over_when_told_so(estate: Estate, tmp_path: Path):
    file = tmp_path / "名册.csv"
    file.write_bytes(text([_standing(), flat()], encoding="gb18030"))

    code, told = _command("--estate", "a2", str(file), "--apply")

    assert (code, told["new"]) == (0, 1)
    with scope(1, 12):
        assert RosterImport.objects.get().file_name == "名册.csv"


@pytest.mark.parametrize(
    ("data", "errors_told"),
    [
        (
            text([flat(专有部分面积="九十")]),
            [
                {
                    "row": 2,
                    "column": "专有部分面积",
                    "message": "面积只写数字，单位平方米，最多两位小数。例如：89.50。",
                }
            ],
        ),
        (
            text([], heads=HEADS[:2]),
            [
                {
                    "row": 0,
                    "column": "",
                    "message": "没有找到这几列：房号、专有部分面积、产权人。"
                    "表头要和模板一样，写在前 10 行里。",
                }
            ],
        ),
    ],
    ids=["row", "file"],
)
def test_the_command_ends_with_2_and_stores_nothing_where_there_are_errors(
    estate: Estate, tmp_path: Path, data: bytes, errors_told: list
):
    file = tmp_path / "名册.csv"
    file.write_bytes(data)
    before = _rows()

    code, told = _command("--estate", "a2", str(file), "--apply")

    assert (code, told["errors"]) == (2, errors_told)
    assert _rows() == before


@pytest.mark.parametrize("arguments", [("--estate", "nowhere", "x.csv"), ("--estate", "a2", "/no/such/file")])
def test_the_command_says_what_is_not_there(estate: Estate, arguments: tuple[str, ...]):
    with pytest.raises(CommandError):
        call_command("import_roster", *arguments)
