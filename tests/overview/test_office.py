"""The street's desk as each role sees it: its own queues with amounts and terms, nothing of the others'."""

import re
from datetime import date

import pytest

from core import clock
from estates.models import Post
from estates.services import appoint
from funds.services import disclose_month
from notices.services import file_objection
from projects.models import Project
from tenancy.models import Estate, Job
from tenancy.rules import set_rules
from tenancy.scope import scope
from tests.cast import SINCE, Cast, make_person
from tests.funds import money
from tests.funds.money import YUAN
from tests.permissions.money import make_money
from tests.projects import road

HOME = "/office/street-a/"
TITLES = ("待我审核", "待查看的诉求", "待拨付", "待退回", "已超时", "今年额度还剩", "各小区的账目和公示")


def _page(cast: Cast, who: str) -> str:
    return cast.client(who).get(HOME).content.decode()


def _figures(page: str) -> dict[str, str]:
    """Return what the tiles above the desk say: label → figure."""
    found = re.findall(r'kpi__label">([^<]+)</span><b class="num">([^<]+)', page)
    return dict(found)


def _auditor(cast: Cast, role: str = Post.Role.AUDITOR) -> None:
    with scope(1):
        cast.auditor = appoint(make_person("秦示例审计", 90), role, starts_on=SINCE, by=None)


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("street_officer", {"待我审核", "已超时", "今年额度还剩"}),
        ("street_leader", {"待我审核", "已超时", "今年额度还剩"}),
        ("street_finance", {"待拨付", "待退回", "已超时", "今年额度还剩"}),
        ("community_officer", {"待我审核", "待查看的诉求", "已超时"}),
        ("auditor", {"今年额度还剩", "各小区的账目和公示"}),
    ],
)
def test_the_desk_shows_each_role_its_own(cast: Cast, who: str, shown: set[str]):
    _auditor(cast)
    page = _page(cast, who)

    assert {title for title in TITLES if title in page} == shown


def test_reviewers_see_what_waits_for_them_with_what_is_asked_and_by_when(cast: Cast):
    road.give_budget(cast)
    road.bring_to(cast, Project.State.STREET_REVIEW, title="等街道的车棚")
    road.bring_to(cast, Project.State.COMMUNITY_REVIEW, title="等社区的车棚")

    with clock.travel_to(2026, 3, 25):
        street, community = _page(cast, "street_leader"), _page(cast, "community_officer")
    with clock.travel_to(2026, 6, 1):
        later = _page(cast, "street_leader")

    assert ("等街道的车棚" in street, "等社区的车棚" in street) == (True, False)
    assert ("等街道的车棚" in community, "等社区的车棚" in community) == (False, True)
    assert "1,000.00 元" in street
    assert _figures(street)["已超时"] == "0"
    assert (_figures(later)["已超时"], "已超时</span>" in later) == ("1", True)


def test_the_community_sees_how_many_concerns_wait_in_which_estate(cast: Cast):
    road.make_concern(cast)
    road.make_concern(cast)
    road.publish(cast, road.make_concern(cast))

    with clock.travel_to(2026, 3, 5):
        page = _page(cast, "community_officer")

    assert _figures(page)["待查看的诉求"] == "2"
    assert 'href="/e/a1/work/concerns/">2 条诉求</a>' in page
    assert "最早的一条 3月2日提交" in page


def test_finance_sees_what_is_to_be_paid_out_and_taken_back_with_amounts_and_terms(cast: Cast):
    with clock.travel_to(2026, 3, 2):
        money.set_budget(cast)
        grant = money.reserve(cast, money.make_fund(cast, label="全没拨的"), 1_000 * YUAN)
        part = money.reserve(cast, money.make_fund(cast, label="拨了一半的"), 800 * YUAN)
        money.disburse(cast, part, 300 * YUAN)
        done = money.reserve(cast, money.make_fund(cast, label="拨完的"), 500 * YUAN)
        money.disburse(cast, done, 500 * YUAN, reference="B-2")
    with clock.travel_to(2026, 3, 17):
        on_time = _page(cast, "street_finance")
    with clock.travel_to(2026, 3, 18):
        late = _page(cast, "street_finance")

    assert f'href="{HOME}grants/{grant.pk}/disburse/">全没拨的</a>' in on_time
    assert ("拨了一半的" in on_time, "拨完的" in on_time) == (True, False)
    assert "1,000.00 元" in on_time and "3月17日" in on_time
    assert "1,500.00 元" in on_time.split("待退回")[0]
    assert (_figures(on_time)["待拨付"], _figures(on_time)["已超时"]) == ("2", "0")
    assert (_figures(late)["已超时"], "决算后" in late) == ("1", True)


def test_finance_sees_what_estates_have_to_give_back(cast: Cast):
    with clock.travel_to(2026, 5, 4):
        rows = make_money(cast)
    with clock.travel_to(2026, 5, 5):
        page = _page(cast, "street_finance")

    assert f'href="{HOME}grants/returns/{rows["returned"]}/">没有动用的项目 的结余</a>' in page
    assert _figures(page)["待退回"] == "1"
    assert "5月19日" in page


def test_the_terms_are_the_streets_rules(cast: Cast):
    with clock.travel_to(2026, 3, 2):
        money.set_budget(cast)
        money.reserve(cast, money.make_fund(cast), 1_000 * YUAN)
        with scope(1):
            street = cast.street_officer.street
            set_rules(street, {"funds.disburse_days": 30}, note="示例", by=cast.street_officer)

        assert "4月1日" in _page(cast, "street_finance")


def test_who_has_nothing_to_decide_sees_how_far_the_books_are_public(cast: Cast):
    _auditor(cast)
    with clock.travel_to(2026, 5, 4):
        make_money(cast)
        page = _page(cast, "auditor")

    assert "这里没有要您办理的事" in page
    assert 'href="/e/a1/funds/2026-03/">2026年3月</a>' in page
    assert 'href="/e/a1/work/expenses/"' in page
    assert page.count("还没有公示") == 1


def test_a_social_worker_is_not_led_to_vouchers(cast: Cast):
    _auditor(cast, Post.Role.SOCIAL_WORKER)
    page = _page(cast, "auditor")

    assert 'href="/e/a1/funds/"' in page
    assert "/work/expenses/" not in page


# A test holds a transaction open, so that the scope is closed by hand: three more than a request sends.
COUNTS = {"street_officer": 14, "community_officer": 14, "street_finance": 16, "auditor": 14}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "count"), COUNTS.items())
def test_the_desk_asks_the_same_number_of_queries(
    cast: Cast, rows: int, who: str, count: int, django_assert_num_queries
):
    _auditor(cast)
    road.give_budget(cast)
    for number in range(rows):
        road.make_concern(cast)
        road.bring_to(cast, Project.State.COMMUNITY_REVIEW, title=f"社区{number}")
        road.bring_to(cast, Project.State.STREET_REVIEW, title=f"街道{number}")
        road.bring_to(cast, Project.State.APPROVED, title=f"待拨{number}")
    client = cast.client(who)

    with clock.travel_to(*road.TODAY), django_assert_num_queries(count):
        client.get(HOME)


def _tiles(cast: Cast) -> dict[str, tuple[str, str]]:
    """Return the tiles of the estates: name → state and reason."""
    shown = re.findall(
        r'estate--(\w+)"><a [^>]*><span>([^<]+)(?:<small>([^<]+)</small>)?', _page(cast, "street_officer")
    )
    return {name: (state, note) for state, name, note in shown}


def test_a_tile_tells_everything_that_is_amiss_in_its_estate(cast: Cast):
    road.give_budget(cast)
    assert set(_tiles(cast).values()) == {("ok", "")}

    with clock.travel_to(2026, 3, 18):
        project = road.bring_to(cast, Project.State.RESULT_NOTICE)
    with clock.travel_to(2026, 3, 19), road.at_home():
        file_objection(road.fresh(project).result_notice, text="请说明。", by=cast.owner)
        Job.objects.filter(estate=11).update(state=Job.State.FAILED)
        failed = Job.objects.filter(estate=11).count()
    with clock.travel_to(2026, 3, 20):
        assert _tiles(cast)["A1小区"] == ("watch", f"1 条异议待答复，{failed} 份文件没有生成")


def test_a_tile_is_late_with_a_review_past_its_term(cast: Cast):
    road.bring_to(cast, Project.State.COMMUNITY_REVIEW)

    with clock.travel_to(2026, 3, 25):
        assert _tiles(cast)["A1小区"] == ("ok", "")
    with clock.travel_to(2026, 4, 30):
        assert _tiles(cast)["A1小区"] == ("late", "1 项审核超时")
        assert _tiles(cast)["A2小区"] == ("ok", "")


def test_a_tile_is_late_when_two_months_are_over_without_their_account(cast: Cast):
    money.make_fund(cast)
    with clock.travel_to(2026, 4, 2), scope(1, 11):
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        disclose_month(estate, date(2026, 3, 1), by=cast.treasurer)

    for today, tile in (((2026, 5, 31), ("ok", "")), ((2026, 6, 1), ("late", "账目只公示到 3 月"))):
        with clock.travel_to(*today):
            assert _tiles(cast)["A1小区"] == tile
