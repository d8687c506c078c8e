"""Splitting and merging units."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from core import clock
from core.errors import NotAllowed
from estates.models import ClaimSlip, Ownership, Residency, SlipBatch, Unit, UnitSuccession
from estates.register import errors
from estates.register.services import Part, merge_units, split_unit, transfer_ownership
from tenancy.models import AuditEntry, Estate
from tests.cast import Cast, make_person, make_unit
from tests.estates.register.standing import everything, titles_on, told_on

ON = date(2026, 3, 2)
TODAY = (2026, 6, 1)
PARTS = [Part("1", "101A", 4_000), Part("1", "101B", 4_950)]
GIVEN = {"on": ON, "evidence": "测绘报告 2026-3"}


@pytest.fixture(autouse=True)
def _today(cast: Cast):
    with clock.travel_to(*TODAY):
        yield


def _split(cast: Cast, parts=PARTS, **changes) -> list[Unit]:
    values = GIVEN | {"by": cast.community_officer} | changes
    return split_unit(cast.units[0], parts, **values)


def _merge(cast: Cast, units: list[Unit], **changes) -> Unit:
    place = {"entrance": "1", "door": "301-801", "area_centi": 15_650}
    return merge_units(units, **(place | GIVEN | {"by": cast.community_officer} | changes))


def test_split_unit_ends_the_old_and_carries_owners_to_each_and_residents_to_the_first(cast, in_estate):
    before = told_on(ON - timedelta(days=1))

    first, second = _split(cast)

    assert told_on(ON - timedelta(days=1)) == before
    assert Unit.objects.get(pk=cast.units[0].pk).ends_on == ON
    assert [(unit.label, unit.area_centi) for unit in (first, second)] == [
        ("1栋1单元101A", 4_000),
        ("1栋1单元101B", 4_950),
    ]
    for unit in (first, second):
        assert titles_on(unit, ON) == [(cast.owner.person_id, 1, 1, True)]
    homes = Residency.objects.in_force(ON).filter(unit__in=[first, second])
    assert list(homes.order_by("pk").values_list("unit_id", "person_id", "tenure")) == [
        (first.pk, cast.owner.person_id, "owner"),
        (first.pk, cast.spouse.person_id, "family"),
    ]
    assert all(home.verified_at is not None for home in homes)
    links = UnitSuccession.objects.order_by("pk").values_list("kind", "earlier_id", "later_id", "on")
    assert list(links) == [
        ("split", cast.units[0].pk, first.pk, ON),
        ("split", cast.units[0].pk, second.pk, ON),
    ]
    entry = AuditEntry.objects.get(action="estates.unit_split")
    assert entry.details == {"on": "2026-03-02", "into": [first.pk, second.pk]}


def test_split_unit_may_keep_the_old_door_for_a_part(cast: Cast, in_estate: Estate):
    made = _split(cast, [Part("1", "101", 4_000), Part("1", "101B", 4_950)])

    assert made[0].label == cast.units[0].label
    assert made[0].pk != cast.units[0].pk


def test_split_unit_closes_its_claim_slips(cast: Cast, in_estate: Estate):
    batch = SlipBatch.objects.create(made_by=cast.community_officer, count=1)
    soon = clock.now() + timedelta(days=3)
    slip = ClaimSlip.objects.create(batch=batch, unit=cast.units[0], sha256="0" * 64, expires_at=soon)

    _split(cast)

    slip.refresh_from_db()
    assert slip.withdrawn_at == clock.now()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"parts": [Part("1", "101A", 8_950)]}, errors.PartsMissing),
        ({"parts": [Part("1", "101A", 4_000), Part("1", "101A", 4_950)]}, errors.PartsMissing),
        ({"parts": [Part("1", "101A", 4_000), Part("1", "101B", 4_949)]}, errors.AreasDiffer),
        ({"parts": [Part("1", "201", 4_000), Part("1", "101B", 4_950)]}, errors.DoorTaken),
        ({"on": date(2020, 1, 1)}, errors.DayTooEarly),
        ({"on": date(2027, 6, 1)}, errors.DayImpossible),
        ({"evidence": " "}, errors.EvidenceMissing),
    ],
)
def test_split_unit_refuses_what_does_not_add_up(cast, in_estate, changes, refusal):
    before = everything()

    with pytest.raises(refusal):
        _split(cast, **changes)

    assert everything() == before


def test_split_unit_says_both_sums(cast: Cast, in_estate: Estate):
    with pytest.raises(errors.AreasDiffer) as refused:
        _split(cast, [Part("1", "101A", 4_000), Part("1", "101B", 4_949)])

    assert refused.value.message == "面积对不上：原来一共 89.50 ㎡，新的一共 89.49 ㎡。"


def test_split_unit_refuses_a_unit_that_is_gone_and_who_keeps_no_register(cast: Cast, in_estate: Estate):
    _split(cast)
    before = everything()

    with pytest.raises(errors.UnitNotThere):
        _split(cast, on=date(2026, 4, 1))
    with pytest.raises(NotAllowed):
        _split(cast, by=cast.chair)

    assert everything() == before


def test_merge_units_makes_one_of_the_same_owner(cast: Cast, in_estate: Estate):
    before = told_on(ON - timedelta(days=1))

    made = _merge(cast, [cast.units[7], cast.units[2]])

    assert told_on(ON - timedelta(days=1)) == before
    assert (made.label, made.area_centi, made.starts_on) == ("1栋1单元301-801", 15_650, ON)
    assert titles_on(made, ON) == [(cast.neighbour.person_id, 1, 1, True)]
    homes = Residency.objects.in_force(ON).filter(unit=made)
    assert list(homes.values_list("person_id", "tenure")) == [(cast.neighbour.person_id, "owner")]
    assert not Unit.objects.in_force(ON).filter(pk__in=[cast.units[2].pk, cast.units[7].pk]).exists()
    links = UnitSuccession.objects.filter(later=made, kind="merge").order_by("earlier_id")
    assert [link.earlier_id for link in links] == sorted([cast.units[2].pk, cast.units[7].pk])
    entry = AuditEntry.objects.get(action="estates.units_merged")
    assert entry.details["out_of"] == sorted([cast.units[2].pk, cast.units[7].pk])


def test_merge_units_carries_each_resident_once(cast: Cast, in_estate: Estate):
    Residency.objects.create(
        unit=cast.units[7], person=cast.neighbour.person, tenure="family", starts_on=date(2021, 1, 1)
    )

    made = _merge(cast, [cast.units[2], cast.units[7]])

    assert list(made.residencies.values_list("person_id", "tenure")) == [(cast.neighbour.person_id, "owner")]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"area_centi": 15_651}, errors.AreasDiffer),
        ({"door": "101"}, errors.DoorTaken),
        ({"on": date(2020, 1, 1)}, errors.DayTooEarly),
        ({"on": date(2027, 6, 1)}, errors.DayImpossible),
        ({"evidence": ""}, errors.EvidenceMissing),
    ],
)
def test_merge_units_refuses_what_does_not_add_up(cast, in_estate, changes, refusal):
    before = everything()

    with pytest.raises(refusal):
        _merge(cast, [cast.units[2], cast.units[7]], **changes)

    assert everything() == before


@pytest.mark.parametrize("other", ["owner", "share", "use", "tenure", "building"])
def test_merge_units_refuses_units_that_are_unlike(cast: Cast, in_estate: Estate, other: str):
    twin = cast.units[7]
    if other == "owner":
        twin = make_unit(cast.units[0].building, "901", 5_550)
        Ownership.objects.create(unit=twin, person=cast.owner.person, starts_on=date(2020, 1, 1))
    elif other == "share":
        Ownership.objects.filter(unit=twin).update(share_denominator=2)
    elif other == "building":
        twin.building = type(twin.building).objects.create(name="2栋")
        Unit.objects.filter(pk=twin.pk).update(building=twin.building)
    else:
        Unit.objects.filter(pk=twin.pk).update(**{other: {"use": "shop", "tenure": "public"}[other]})
    before = everything()

    with pytest.raises(errors.UnitsUnlike):
        _merge(cast, [cast.units[2], twin])

    assert everything() == before


def test_merge_units_refuses_one_unit_alone_and_who_keeps_no_register(cast: Cast, in_estate: Estate):
    before = everything()

    with pytest.raises(errors.PartsMissing):
        _merge(cast, [cast.units[2], cast.units[2]])
    with pytest.raises(NotAllowed):
        _merge(cast, [cast.units[2], cast.units[7]], by=cast.chair)

    assert everything() == before


def test_a_unit_that_was_merged_can_be_passed_on_and_split_again(cast: Cast, in_estate: Estate):
    by, buyer = cast.community_officer, make_person("何示例买主")
    made = _merge(cast, [cast.units[2], cast.units[7]])
    sale = {"acquired_by": Ownership.Acquired.SALE, "evidence": "买卖合同", "by": by}
    transfer_ownership(made, to=[(buyer, Fraction(1))], on=date(2026, 4, 1), **sale)

    again = split_unit(
        made,
        [Part("1", "301", 10_100), Part("1", "801", 5_550)],
        on=date(2026, 5, 1),
        evidence="恢复原状",
        by=by,
    )

    assert [titles_on(unit, date(2026, 5, 1)) for unit in again] == [[(buyer.pk, 1, 1, True)]] * 2
    assert titles_on(cast.units[2], date(2026, 3, 1)) == [(cast.neighbour.person_id, 1, 1, True)]
