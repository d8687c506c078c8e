"""How much there is now."""

import pytest

from core import clock
from estates.models import Post
from estates.services import appoint
from funds import services
from funds.models import Source
from funds.reports import fund_position, fund_positions, street_budget_position
from tenancy.models import Estate, Street
from tenancy.scope import scope
from tests.cast import make_person
from tests.funds.money import (
    YUAN,
    approved,
    contribute,
    disburse,
    funded,
    make_fund,
    paid,
    reserve,
    set_budget,
)

YEAR = clock.today().year


def test_fund_position_tells_planned_received_spent_held_and_available(cast):
    fund = funded(cast)
    paid(cast, fund, 1_000 * YUAN, 1)
    approved(cast, fund, 500 * YUAN, 2)

    with scope(1, 11):
        position = fund_position(fund)

    street, own = position.line(Source.STREET), position.line(Source.SELF)
    assert (street.planned, street.received, street.spent, street.held, street.available) == (
        8_000 * YUAN,
        8_000 * YUAN,
        800 * YUAN,
        400 * YUAN,
        6_800 * YUAN,
    )
    assert (own.planned, own.received, own.spent, own.held, own.available) == (
        2_000 * YUAN,
        2_000 * YUAN,
        200 * YUAN,
        100 * YUAN,
        1_700 * YUAN,
    )
    assert (position.planned, position.received, position.spent, position.held) == (
        10_000 * YUAN,
        10_000 * YUAN,
        1_000 * YUAN,
        500 * YUAN,
    )
    assert (position.available, position.balance, position.refunded) == (8_500 * YUAN, 9_000 * YUAN, 0)


def test_fund_position_says_what_has_not_come(cast):
    fund = make_fund(cast)
    contribute(cast, fund, 500 * YUAN)

    with scope(1, 11):
        position = fund_position(fund)

    assert position.line(Source.SELF).missing == 1_500 * YUAN
    assert position.line(Source.GIFT) == position.line("gift")
    assert (position.line(Source.GIFT).planned, position.line(Source.GIFT).label) == (0, "捐赠")


@pytest.mark.parametrize("count", [1, 3])
def test_fund_positions_takes_one_query(cast, count, django_assert_num_queries):
    funds = [make_fund(cast, label=f"项目{number}") for number in range(count)]

    with scope(1, 11), django_assert_num_queries(1):
        positions = fund_positions(funds)

    assert [position.fund_id for position in positions] == [fund.pk for fund in funds]


def test_fund_positions_of_nothing_is_nothing(cast):
    with scope(1, 11):
        assert fund_positions([]) == []


def test_street_budget_position_adds_up_by_estate(cast):
    set_budget(cast, 20_000 * YUAN)
    grant = reserve(cast, make_fund(cast))
    disburse(cast, grant, 3_000 * YUAN)
    with scope(1, 12):
        chair = appoint(make_person("韩示例主任", 41), Post.Role.CHAIR, by=None)
        estate = Estate.objects.get(pk=12)
        other = services.open_fund(estate=estate, label="楼道灯", plan={Source.STREET: 100}, by=chair)
    reserve(cast, other, 100)

    with scope(1):
        at = street_budget_position(Street.objects.get(pk=1), YEAR)

    assert (at.budget, at.held, at.paid, at.available) == (
        20_000 * YUAN,
        5_000 * YUAN + 100,
        3_000 * YUAN,
        12_000 * YUAN - 100,
    )
    assert at.held + at.paid + at.available == at.budget
    assert [(use.estate, use.promised, use.disbursed) for use in at.by_estate] == [
        ("A1小区", 8_000 * YUAN, 3_000 * YUAN),
        ("A2小区", 100, 0),
    ]


def test_street_budget_position_of_a_year_without_budget_is_nothing(cast):
    with scope(1):
        at = street_budget_position(Street.objects.get(pk=1), 2020)

    assert (at.budget, at.held, at.paid, at.available, at.by_estate) == (0, 0, 0, 0, ())
