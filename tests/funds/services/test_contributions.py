"""What residents and others give."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import NotAllowed
from funds import errors, services
from funds.models import Contribution, Source
from funds.reports import fund_position
from tenancy.models import AuditEntry
from tenancy.scope import scope
from tests.funds.money import YUAN, contribute, funded, general, make_fund
from tests.funds.unchanged import refused

TODAY = clock.today()


def _record(cast, fund, **changes):
    values = {
        "source": Source.SELF,
        "kind": "cash",
        "amount_fen": 100,
        "unit": cast.units[0],
        "bank_reference": "C-9",
        "received_on": TODAY,
        "by": cast.cashier,
    }
    return services.record_contribution(fund, **(values | changes))


def test_record_contribution_posts_money_to_the_source(cast):
    fund = make_fund(cast)

    contribution = contribute(cast, fund, 500 * YUAN)

    assert contribution.number == f"收{TODAY.year}-0001"
    with scope(1, 11):
        line = fund_position(fund).line(Source.SELF)
        assert (line.received, line.available) == (500 * YUAN, 500 * YUAN)
        assert AuditEntry.objects.get(action="funds.contribution_recorded").details == {
            "source": "self_raised",
            "amount_fen": 500 * YUAN,
        }


def test_record_contribution_keeps_labour_and_goods_out_of_the_books(cast):
    fund = make_fund(cast)

    with scope(1, 11):
        labour = _record(cast, fund, kind="labour", bank_reference="")
        goods = _record(cast, fund, kind="goods", bank_reference="", unit=None, from_label="示例建材有限公司")

        assert (labour.entry, goods.entry) == (None, None)
        assert fund_position(fund).received == 0


def test_record_contribution_takes_a_source_nobody_planned(cast):
    fund = make_fund(cast)

    contribute(cast, fund, 300, source=Source.GIFT, from_label="示例商店")

    with scope(1, 11):
        line = fund_position(fund).line(Source.GIFT)
        assert (line.planned, line.received) == (0, 300)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("李示例", "李**"), ("示例建材有限公司", "示例建材有限公司")],
)
def test_public_giver_masks_natural_persons(cast, name, shown):
    contribution = contribute(cast, make_fund(cast), 300, source=Source.GIFT, from_label=name)

    assert (contribution.giver, contribution.public_giver) == (name, shown)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("车位租金（3个）", "车位租金（3个）"),
        ("临时停车", "临时停车"),
        ("广告费", "广告费"),
        ("示例建材有限公司", "示例建材有限公司"),
        ("李示例", "李**"),
        ("欧阳示例", "欧阳**"),
    ],
)
def test_public_giver_shows_what_an_income_is_called(cast, name, shown):
    contribution = contribute(cast, general(cast), 300, source=Source.PUBLIC, from_label=name)

    assert contribution.public_giver == shown


@pytest.mark.parametrize("source", [Source.GIFT, Source.OTHER])
def test_public_giver_masks_a_name_that_sounds_like_an_income_elsewhere(cast, source):
    contribution = contribute(cast, general(cast), 300, source=source, from_label="费示例")

    assert contribution.public_giver == "费**"


def test_public_giver_shows_the_building_only(cast):
    contribution = contribute(cast, make_fund(cast), 300)

    assert (contribution.giver, contribution.public_giver) == ("1栋1单元101", "1栋住户")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount_fen": 0}, errors.AmountMissing),
        ({"received_on": TODAY + timedelta(days=2)}, errors.DayInFuture),
        ({"source": Source.STREET}, errors.SourceNotContributed),
        ({"unit": None}, errors.GiverMissing),
        ({"unit": None, "from_label": "李示例 13800001234"}, errors.PersonalNumber),
        ({"bank_reference": ""}, errors.BankReferenceMissing),
        ({"bank_reference": "C-1"}, errors.ContributionRecorded),
    ],
)
def test_record_contribution_refuses(cast, changes, error):
    fund = make_fund(cast)
    contribute(cast, fund, 100)

    with refused(error):
        _record(cast, fund, **changes)


def test_record_contribution_refuses_what_the_plan_has_no_room_for(cast):
    fund = make_fund(cast)
    contribute(cast, fund, 1_500 * YUAN)

    with refused(errors.ContributionBeyondPlan) as caught:
        _record(cast, fund, amount_fen=500 * YUAN + 1)
    assert caught.value.field == "amount_fen"
    assert caught.value.message == "“非机动车棚”的居民自筹还能收 500.00 元，这笔是 500.01 元，超过了。"
    for source in (Source.PUBLIC, Source.OTHER):
        with refused(errors.ContributionBeyondPlan):
            _record(cast, fund, source=source, unit=None, from_label="示例公司")
    with scope(1, 11):
        _record(cast, fund, amount_fen=500 * YUAN)
        _record(cast, fund, kind="labour", bank_reference="")
        assert fund_position(fund).received == 2_000 * YUAN


@pytest.mark.parametrize("kind", ["cash", "labour"])
def test_record_contribution_refuses_more_than_the_rule_lets_one_sum_be(cast, kind):
    gift = {"source": Source.GIFT, "unit": None, "from_label": "示例公司", "kind": kind}
    fund = general(cast)

    with refused(errors.ContributionTooLarge) as caught:
        _record(cast, fund, amount_fen=100_000 * YUAN + 1, **gift)
    assert caught.value.message == "单笔收入最多登记 100,000.00 元，这笔是 100,000.01 元。"
    with scope(1, 11):
        assert _record(cast, fund, amount_fen=100_000 * YUAN, **gift).amount_fen == 100_000 * YUAN


@pytest.mark.parametrize("who", ["chair", "member", "supervisor", "street_finance"])
def test_record_contribution_refuses_others(cast, who):
    fund = make_fund(cast)

    with refused(NotAllowed):
        _record(cast, fund, by=getattr(cast, who))


def test_record_contribution_refuses_a_settled_fund(cast):
    fund = funded(cast)
    with scope(1, 11):
        services.settle_fund(fund, by=cast.chair)

    with refused(errors.FundSettled):
        _record(cast, fund)


def test_vouchers_are_numbered_without_gaps_also_after_a_refusal(cast):
    fund = make_fund(cast)
    contribute(cast, fund, 1, bank_reference="C-1")
    with refused(errors.ContributionRecorded):
        _record(cast, fund, bank_reference="C-1")
    contribute(cast, fund, 2, bank_reference="C-2")

    with scope(1, 11):
        assert list(Contribution.objects.values_list("serial", flat=True)) == [1, 2]
