"""Who stands on a roll: households, and owners merged by person."""

import pytest

from ballots.rolls import household_electors, owner_electors
from core import clock
from estates.models import Ownership
from tenancy.rules import set_rules


def heads(electors) -> list[list[str]]:
    """Return the doors of each head, in the order of the roll."""
    groups: dict = {}
    for elector in electors:
        groups.setdefault(elector.head, []).append(elector.label[-3:])
    return list(groups.values())


def test_household_electors_are_the_units_somebody_lives_in(cast, in_estate):
    electors = household_electors(in_estate)

    assert [e.label for e in electors] == [f"1栋1单元{n}01" for n in range(1, 8)]
    assert [e.area_centi for e in electors] == [8_950, 6_200, 10_100, 7_500, 7_500, 9_000, 8_000]
    assert len(heads(electors)) == 7


def test_household_electors_count_a_home_that_nobody_has_verified(cast, in_estate):
    cast.tenant.verified_at = None
    cast.tenant.save()

    assert len(household_electors(in_estate)) == 7


def test_household_electors_leave_out_a_home_that_stands_empty(cast, in_estate):
    cast.tenant.ends_on = clock.today()
    cast.tenant.save()

    assert len(household_electors(in_estate)) == 6


def test_household_electors_are_all_units_where_the_street_says_so(cast, in_estate):
    set_rules(in_estate.street, {"ballots.households": "all"}, estate_id=in_estate.pk, note="示例", by=None)

    assert len(household_electors(in_estate)) == 8


def test_owner_electors_are_all_units_and_merge_those_of_one_owner(cast, in_estate):
    electors = owner_electors(in_estate)

    assert sum(e.area_centi for e in electors) == 62_800
    assert heads(electors) == [["101"], ["201"], ["301", "801"], ["401"], ["501"], ["601"], ["701"]]


def test_owner_electors_tell_people_of_one_name_apart(cast, in_estate):
    namesake = cast.neighbour.person
    cast.landlord.person.name = namesake.name
    cast.landlord.person.save()

    assert len(heads(owner_electors(in_estate))) == 7


def test_owner_electors_keep_a_unit_whose_owner_nobody_knows(cast, in_estate):
    Ownership.objects.filter(unit__in=(cast.units[0], cast.units[1])).update(ends_on=clock.today())

    electors = owner_electors(in_estate)

    assert (len(electors), len(heads(electors))) == (8, 7)


@pytest.mark.parametrize(("shared", "count"), [((0, 3), 6), ((0,), 7)])
def test_owner_electors_merge_co_owned_units_only_of_the_same_owners(cast, in_estate, shared, count):
    """The owner and the chair own both their flats together, or only the first."""
    persons = (cast.owner.person, cast.chair_home.person)
    for index in shared:
        for person in persons:
            Ownership.objects.get_or_create(unit=cast.units[index], person=person)

    assert len(heads(owner_electors(in_estate))) == count


def test_owner_electors_ask_the_register_twice(cast, in_estate, django_assert_num_queries):
    with django_assert_num_queries(2):
        owner_electors(in_estate)
