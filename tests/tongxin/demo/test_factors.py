"""The demonstration's officials each get an authenticator, once."""

import pytest

from accounts.factors import factors_of
from estates.models import Person, Post
from tenancy.models import Street
from tenancy.scope import scope
from tests.cast import Cast
from tongxin.demo.factors import give_factors

pytestmark = pytest.mark.django_db


def test_give_factors_gives_one_to_each_office_that_needs_it_and_to_nobody_twice(cast: Cast):
    street = Street.objects.get(pk=1)
    with scope(1):
        roles = Post.objects.filter(role__in=Post.NEEDS_SECOND_FACTOR).count()
        Person.objects.update(is_demo=True)

    given = [give_factors(street), give_factors(street)]

    assert given == [roles, 0]
    assert factors_of(cast.user("treasurer")).exist and not factors_of(cast.user("member")).exist
