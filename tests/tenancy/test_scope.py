"""The wall, asked from the right and the wrong side, on real connections as the runtime role."""

from contextlib import nullcontext

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from estates.models import Building, Person
from ledger.models import Transaction
from tenancy.models import Membership
from tenancy.scope import OtherTenant, current, scope
from tests.cast import Cast
from tests.ledger.books import make_books
from tests.ledger.raw import raw_legs, raw_transaction


def _visible(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_scope_shows_nothing_before_and_after(cast: Cast):
    before = _visible("estates_person")
    with scope(1, 11):
        inside = _visible("estates_person")
    after = _visible("estates_person")

    assert (before, inside, after) == (0, 22, 0)
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


def test_scope_shows_its_reader_their_own_memberships_and_nothing_else_of_other_places(cast: Cast):
    reader = cast.user("stranger")
    with scope(1, 11, user_id=reader.pk):
        elsewhere = Membership.objects.filter(estate_id__in=[12, 21])
        found = [(row.user_id, row.estate_id) for row in elsewhere]
        people = Person.objects.filter(estate_id__in=[12, 21]).count()
        with scope(1, 11):
            inside = elsewhere.count()
    after = Membership.objects.count()

    assert found == [(reader.pk, 12)]
    assert (people, inside, after) == (0, 1, 0)


@pytest.mark.committed
def test_scope_of_a_whole_transaction_is_over_with_it_and_asks_for_nothing_more(cast: Cast):
    with CaptureQueriesContext(connection) as asked:
        with scope(1, 11):
            inside = _visible("estates_person")
        after = _visible("estates_person")

    assert (inside, after) == (22, 0)
    words = [query["sql"].split("(")[0] for query in asked.captured_queries]
    assert words == ["BEGIN", "SELECT set_config", "SELECT count", "COMMIT", "SELECT count"]


@pytest.mark.committed
@pytest.mark.parametrize(("other_leg", "kept"), [(-5, 1), (-4, 0)])
def test_commit_lets_deferred_triggers_see_the_rows_of_the_scope(cast: Cast, other_leg: int, kept: int):
    with scope(1, 11):
        books = make_books()

    with nullcontext() if kept else pytest.raises(IntegrityError, match="transaction_balanced"), scope(1, 11):
        raw_legs(raw_transaction(books.book), (books.bank, 5), (books.own, other_leg))

    with scope(1, 11):
        assert Transaction.objects.count() == kept
