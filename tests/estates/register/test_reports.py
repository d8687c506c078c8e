"""Who could vote on a day, and the roll as it is posted."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from ballots.rolls import owner_electors
from core import clock
from core.canonical import sha256_of
from estates.models import Ownership, Unit
from estates.register.reports import electors_on, roll_notice
from estates.register.services import (
    Part,
    merge_units,
    name_representative,
    note_death,
    split_unit,
    transfer_ownership,
)
from tenancy.models import Estate
from tenancy.rules import set_rules
from tests.cast import Cast, make_person

ON = date(2026, 3, 2)
TODAY = (2026, 6, 1)


@pytest.fixture(autouse=True)
def _today(cast: Cast):
    with clock.travel_to(*TODAY):
        yield


def _sold(cast: Cast, unit: Unit, *buyers, on: date = ON) -> list[Ownership]:
    to = [(buyer, Fraction(1, len(buyers))) for buyer in buyers]
    sale = {"acquired_by": Ownership.Acquired.SALE, "evidence": "买卖合同", "by": cast.community_officer}
    return transfer_ownership(unit, to=to, on=on, **sale).titles


def test_electors_on_counts_one_owner_of_several_units_once(cast: Cast, in_estate: Estate):
    electorate = electors_on(in_estate)

    assert (len(electorate.electors), electorate.heads, electorate.area_centi) == (8, 7, 62_800)
    assert [elector.label for elector in electorate.electors] == [f"1栋1单元{n}01" for n in range(1, 9)]


def test_electors_on_answers_for_the_day_asked(cast: Cast, in_estate: Estate):
    _sold(cast, cast.units[0], cast.neighbour.person)

    before, after = electors_on(in_estate, date(2026, 3, 1)), electors_on(in_estate, ON)

    assert (before.heads, after.heads) == (7, 6)
    assert before.electors[0].owners[0].person_id == cast.owner.person_id
    assert after.electors[0].owners[0].person_id == cast.neighbour.person_id
    assert after.electors[0].head == after.electors[2].head == after.electors[7].head


def test_electors_on_is_the_same_for_a_past_day_whatever_happened_since(cast: Cast, in_estate: Estate):
    by, day = cast.community_officer, date(2026, 3, 1)
    before = _plain(electors_on(in_estate, day))

    split_unit(
        cast.units[0],
        [Part("1", "101A", 4_000), Part("1", "101B", 4_950)],
        on=ON,
        evidence="测绘报告",
        by=by,
    )
    whole = {"entrance": "1", "door": "301M", "area_centi": 15_650}
    merge_units([cast.units[2], cast.units[7]], **whole, on=ON, evidence="测绘报告", by=by)
    note_death(cast.tenant.person, on=ON, by=by)
    note_death(cast.chair.person, on=ON, by=by)

    assert _plain(electors_on(in_estate, day)) == before
    now = electors_on(in_estate)
    assert (len(now.electors), now.area_centi) == (8, 62_800)


def _plain(electorate) -> list[tuple]:
    return [
        (each.unit.pk, each.unit.area_centi, each.head, each.heirs_pending, each.speaker and each.speaker.pk)
        for each in electorate.electors
    ]


def test_electors_on_names_the_one_who_speaks_for_several(cast: Cast, in_estate: Estate):
    titles = _sold(cast, cast.units[0], make_person("何示例甲"), make_person("何示例乙"))
    assert electors_on(in_estate).electors[0].speaker is None

    name_representative(cast.units[0], titles[1], evidence="推选书", by=cast.community_officer)

    assert electors_on(in_estate).electors[0].speaker.person_id == titles[1].person_id
    assert electors_on(in_estate, date(2026, 5, 31)).electors[0].speaker is None


def test_electors_on_says_that_heirs_are_awaited_from_the_day_of_the_death(cast: Cast, in_estate: Estate):
    note_death(cast.owner.person, on=ON, by=cast.community_officer)

    assert electors_on(in_estate, date(2026, 3, 1)).electors[0].heirs_pending is False
    assert electors_on(in_estate, ON).electors[0].heirs_pending is True
    assert electors_on(in_estate).electors[0].speaker is None


def test_electors_on_believes_the_unit_about_today_where_nobody_is_known(cast: Cast, in_estate: Estate):
    Ownership.objects.filter(pk=cast.owner_title.pk).update(ends_on=ON)
    Unit.objects.filter(pk=cast.units[0].pk).update(heirs_pending=True)

    assert electors_on(in_estate).electors[0].heirs_pending is True
    assert electors_on(in_estate, date(2026, 4, 1)).electors[0].heirs_pending is False
    assert electors_on(in_estate).electors[0].head == ("nobody", cast.units[0].pk)


def test_electors_on_flags_public_housing_and_what_the_developer_kept(cast: Cast, in_estate: Estate):
    Unit.objects.filter(pk=cast.units[0].pk).update(tenure="public")
    Unit.objects.filter(pk=cast.units[1].pk).update(tenure="developer")

    electors = electors_on(in_estate).electors

    assert [each.is_public_housing for each in electors] == [True] + [False] * 7
    assert [each.is_developers for each in electors] == [False, True] + [False] * 6


def test_a_ballots_roll_is_what_the_register_says_of_today(cast: Cast, in_estate: Estate):
    electors = electors_on(in_estate).electors

    assert [(each.unit.pk, each.area_centi, each.head) for each in owner_electors(in_estate)] == [
        (each.unit.pk, each.unit.area_centi, each.head) for each in electors
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_electors_on_asks_twice_however_many_units_there_are(
    cast: Cast, in_estate: Estate, django_assert_num_queries, rows: int
):
    Unit.objects.exclude(pk__in=[unit.pk for unit in cast.units[:rows]]).update(ends_on=date(2020, 1, 2))

    with django_assert_num_queries(2):
        assert len([each.label for each in electors_on(in_estate).electors]) == rows


def test_roll_notice_has_units_with_area_and_no_names(cast: Cast, in_estate: Estate):
    notice = roll_notice(in_estate)

    assert (len(notice.lines), notice.area_centi, notice.heads) == (8, 62_800, 7)
    first = notice.lines[0]
    assert (first.no, first.building, first.entrance, first.door, first.area_centi) == (
        1,
        "1栋",
        "1",
        "101",
        8_950,
    )
    assert "示例" not in str(notice.content)


def test_roll_notice_hears_objections_from_the_day_after_it_is_posted(cast: Cast, in_estate: Estate):
    notice = roll_notice(in_estate)

    assert (notice.on, notice.days) == (date(2026, 6, 1), 7)
    assert (notice.first_day, notice.last_day) == (date(2026, 6, 2), date(2026, 6, 8))
    assert notice.ends_at == datetime(2026, 6, 8, 16, tzinfo=UTC)


def test_roll_notice_takes_the_days_that_the_street_set(cast: Cast, in_estate: Estate):
    set_rules(in_estate.street, {"estates.roll_objection_days": 10}, estate_id=11, note="示例", by=None)

    notice = roll_notice(in_estate)

    assert (notice.days, notice.last_day) == (10, date(2026, 6, 11))


def test_roll_notice_is_hashed_whole(cast: Cast, in_estate: Estate):
    notice = roll_notice(in_estate)

    assert notice.sha256 == sha256_of(notice.content) == roll_notice(in_estate).sha256
    Unit.objects.filter(pk=cast.units[0].pk).update(area_centi=8_951)
    assert roll_notice(in_estate).sha256 != notice.sha256
