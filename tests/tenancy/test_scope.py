"""The wall, asked from the right and the wrong side, on real connections as the runtime role."""

import pytest
from django.db import connection

from estates.models import Building, Person
from tenancy.scope import OtherTenant, current, scope
from tests.cast import Cast


def _visible(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_scope_shows_nothing_before_and_after(cast: Cast):
    before = _visible("estates_person")
    with scope(1, 11):
        inside = _visible("estates_person")
    after = _visible("estates_person")

    assert (before, inside, after) == (0, 14, 0)
    assert current() is None


def test_scope_of_a_street_shows_all_its_estates_and_no_other_street(cast: Cast):
    with scope(1):
        assert {row.estate_id for row in Building.objects.all()} == {11, 12}
    with scope(2):
        assert {row.estate_id for row in Building.objects.all()} == {21}


def test_scope_of_an_estate_shows_staff_but_not_the_neighbour_estate(cast: Cast):
    with scope(1, 12):
        assert {row.estate_id for row in Person.objects.all()} == {12, None}


@pytest.mark.django_db
def test_scope_narrows_to_an_estate_of_its_street():
    with scope(1), scope(1, 11) as inner:
        assert current() == inner


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outer", "inner"), [((1, None), (2, None)), ((1, 11), (1, 12)), ((1, 11), (1, None))]
)
def test_scope_refuses_to_open_inside_another_tenant(outer, inner):
    with scope(*outer) as tenant:
        with pytest.raises(OtherTenant), scope(*inner):
            pass
        assert current() == tenant
