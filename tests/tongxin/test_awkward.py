"""The owners that make a roll difficult, as the importer took them over from the demonstration's sheet."""

from collections.abc import Iterator
from datetime import date

import pytest

from core import clock
from estates.models import Ownership, Person, Post, SamePerson, Unit
from estates.services import appoint
from tenancy.models import Estate
from tenancy.scope import scope
from tests.cast import make_person
from tongxin.demo.awkward import DEVELOPER, FACTORY, MANY, decide_many
from tongxin.demo.people import give_awkward_sign_ins
from tongxin.demo.register import Layout, fill_register

LAYOUT = Layout(2, 2, 6, 2)


@pytest.fixture
def units(db, street) -> Iterator[list[Unit]]:
    with scope(1), clock.travel_to(2025, 3, 20):
        appoint(make_person("何示例", 701), Post.Role.STREET_OFFICER, authority="示例", by=None)
        estate = Estate.objects.get(slug="a1")
        with scope(1, estate.pk):
            units = fill_register(LAYOUT, first_name=0, awkward=True)
            give_awkward_sign_ins(units, base=700)
            decide_many(estate)
            yield units


def _owners(unit: Unit) -> list[Ownership]:
    return list(Ownership.objects.in_force().filter(unit=unit).select_related("person").order_by("pk"))


def test_fifteen_flats_have_one_owner_once_people_said_so(units):
    owners = {title.person_id for unit in units[24 : 24 + MANY] for title in _owners(unit)}

    assert len(owners) == 1
    assert Person.objects.get(pk=owners.pop()).user is not None


def test_namesakes_stay_two_and_a_question(units):
    first, second = (_owners(unit)[0].person for unit in units[39:41])

    assert (first.name, first.phone) == (second.name, "") and first.pk != second.pk
    assert [(q.first_id, q.second_id) for q in SamePerson.objects.filter(state="open")] == [
        (first.pk, second.pk)
    ]


def test_co_owners_hold_together_or_by_shares(units):
    together, by_shares = _owners(units[41]), _owners(units[42])

    assert [(t.share_numerator, t.share_denominator) for t in together] == [(1, 1), (1, 1)]
    assert [(t.share_numerator, t.share_denominator) for t in by_shares] == [(1, 3), (2, 3)]


def test_heirs_public_housing_stock_and_a_shop_are_told_apart(units):
    heirs, public, *stock, shop = (Unit.objects.get(pk=unit.pk) for unit in units[43:48])

    assert heirs.heirs_pending and not _owners(heirs)[0].represents_owners
    assert (public.tenure, _owners(public)[0].person.name) == (Unit.Tenure.PUBLIC, FACTORY)
    assert {unit.tenure for unit in stock} == {Unit.Tenure.DEVELOPER}
    assert {_owners(unit)[0].person.name for unit in stock} == {DEVELOPER}
    assert len({_owners(unit)[0].person_id for unit in stock}) == 1
    assert shop.use == Unit.Use.SHOP
    assert {title.person.kind for title in (*_owners(public), *_owners(stock[0]))} == {"organisation"}
    assert heirs.starts_on == date(2025, 3, 20)
