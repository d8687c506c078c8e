"""What everybody may read about money; no scope is open around a request."""

from datetime import date

import pytest

from core import clock
from funds import services
from funds.models import Source
from ledger.models import Transaction
from notices.models import Notice
from notices.services import withdraw
from notices.tasks import finish, load
from tenancy.models import Estate, Job
from tenancy.scope import scope
from tests.funds.money import YUAN, approved, contribute, funded, general, make_fund, paid

OCTOBER = date(2026, 10, 1)
MONTH, PDF = "/e/a1/funds/2026-10/", "/e/a1/funds/2026-10.pdf"
WORKS = ["chair", "treasurer", "member", "supervisor", "cashier", "community_officer", "street_finance"]


@pytest.fixture
def october(cast):
    """A paid expense of October, its month disclosed but not yet printed; the clock stands in November."""
    with clock.travel_to(2026, 10, 12):
        fund = funded(cast)
        expense = paid(cast, fund, 1_000 * YUAN)
    with clock.travel_to(2026, 11, 2):
        with scope(1, 11):
            estate = Estate.objects.select_related("street", "community").get(pk=11)
            services.disclose_month(estate, OCTOBER, by=cast.treasurer)
        yield expense


def _publish() -> Notice:
    with scope(1, 11):
        notice = Notice.objects.get()
        job = Job.objects.get(kind="notices.print", key=str(notice.pk))
        finish(job, load(job), b"%PDF-1.7 example")
        return Notice.objects.select_related("pdf").get()


def _receipt(expense) -> str:
    with scope(1, 11):
        return f"/e/a1/funds/receipts/{expense.receipts.get().pk}/"


def test_home_shows_nothing_at_nothing(cast):
    page = cast.client("visitor").get("/e/a1/funds/").content.decode()

    assert "0.00 元" in page
    assert "还没有公示。" in page


def test_home_shows_balance_sources_and_funds(october, cast):
    _publish()

    page = cast.client("visitor").get("/e/a1/funds/").content.decode()

    assert "9,000.00 元" in page
    assert "非机动车棚" in page
    assert MONTH in page


def test_home_does_not_show_a_month_in_the_making(october, cast):
    assert MONTH not in cast.client("visitor").get("/e/a1/funds/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_home_asks_the_same_number_of_queries(cast, rows, django_assert_num_queries):
    with clock.travel_to(2026, 9, 12):
        for number in range(rows):
            contribute(cast, make_fund(cast, label=f"项目{number}"), 100, bank_reference=f"C-{number}")
    client = cast.client("visitor")

    with django_assert_num_queries(HOME_QUERIES):
        client.get("/e/a1/funds/")


def test_home_shows_twenty_funds_on_a_page_and_keeps_the_balance_of_all(cast):
    with clock.travel_to(2026, 9, 12):
        for number in range(20):
            contribute(cast, make_fund(cast, label=f"项目{number:02}"), 100, bank_reference=f"C-{number}")
    client = cast.client("visitor")

    first, second = (client.get(f"/e/a1/funds/{page}").content.decode() for page in ("", "?page=2"))

    assert [f"项目{number:02}" in first for number in range(20)] == [False] + 19 * [True]
    assert [f"项目{number:02}" in second for number in range(20)] == [True] + 19 * [False]
    assert "20.00 元" in first and "20.00 元" in second


def test_month_is_public_when_it_is_published(october, cast):
    before = cast.client("visitor").get(MONTH).status_code
    notice = _publish()

    answer = cast.client("visitor").get(MONTH)
    page = answer.content.decode()

    assert (before, answer.status_code) == (404, 200)
    for words in (
        "10,000.00 元",
        "1,000.00 元",
        "9,000.00 元",
        "示例建材有限公司",
        "1栋住户",
        notice.pdf.sha256,
    ):
        assert words in page
    for secret in ("冯示例", "陈示例出纳", "P-1", "C-1", "1单元"):
        assert secret not in page


def test_month_shows_equal_gifts_of_homes_in_one_line_and_each_below_it(cast):
    with clock.travel_to(2026, 10, 12):
        fund = make_fund(cast)
        for number, unit in enumerate(cast.units[:3]):
            contribute(cast, fund, 120 * YUAN, unit, bank_reference=f"C-{number}")
    with clock.travel_to(2026, 11, 2):
        with scope(1, 11):
            estate = Estate.objects.select_related("street", "community").get(pk=11)
            services.disclose_month(estate, OCTOBER, by=cast.treasurer)
        page = cast.client("treasurer").get(MONTH).content.decode()

    assert page.count("3 户 × 120.00 元") == 1
    assert '收2026-<wbr><span class="run">0001–0003</span>' in page and "+360.00 元" in page
    assert [f"/e/a1/funds/entries/{seq}/" in page for seq in (1, 2, 3)] == [True] * 3


@pytest.mark.parametrize("who", WORKS)
def test_month_in_the_making_is_shown_to_those_who_work_here(october, cast, who):
    assert cast.client(who).get(MONTH).status_code == 200


@pytest.mark.parametrize("who", ["owner", "stranger", "foreigner", "visitor"])
def test_month_in_the_making_is_shown_to_nobody_else(october, cast, who):
    assert cast.client(who).get(MONTH).status_code == 404


def test_month_that_was_concealed_is_gone_for_the_public(october, cast):
    notice = _publish()
    with scope(1, 11):
        withdraw(notice, reason="含个人信息", by=cast.chair, conceal=True)

    statuses = [cast.client("visitor").get(url).status_code for url in (MONTH, PDF, _receipt(october))]
    home = cast.client("visitor").get("/e/a1/funds/").content.decode()

    assert statuses == [404, 404, 404]
    assert MONTH not in home


@pytest.mark.parametrize("path", ["2026-11", "2026-09", "2026-13", "0000-01"])
def test_month_that_was_not_published_is_not_found(october, cast, path):
    _publish()

    assert cast.client("visitor").get(f"/e/a1/funds/{path}/").status_code == 404


def test_month_of_another_estate_is_not_found(october, cast):
    _publish()

    assert cast.client("visitor").get(MONTH.replace("a1", "a2")).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_month_asks_the_same_number_of_queries(cast, rows, django_assert_num_queries):
    with clock.travel_to(2026, 10, 12):
        fund = funded(cast)
        for seed in range(1, rows + 1):
            paid(cast, fund, 100, seed)
    with clock.travel_to(2026, 11, 2):
        with scope(1, 11):
            estate = Estate.objects.select_related("street", "community").get(pk=11)
            services.disclose_month(estate, OCTOBER, by=cast.treasurer)
        _publish()
        client = cast.client("visitor")

        with django_assert_num_queries(MONTH_QUERIES):
            client.get(MONTH)


def test_month_pdf_is_the_published_file(october, cast):
    before = cast.client("visitor").get(PDF).status_code
    _publish()

    answer = cast.client("visitor").get(PDF)

    assert (before, answer.status_code, answer.content) == (404, 200, b"%PDF-1.7 example")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="a1-2026-10.pdf"'


def test_entry_is_public_with_its_month(october, cast):
    with scope(1, 11):
        seq = Transaction.objects.get(pk=october.entry_id).seq
    url = f"/e/a1/funds/entries/{seq}/"
    before = [cast.client(who).get(url).status_code for who in ("visitor", "owner", "chair")]
    _publish()

    page = cast.client("visitor").get(url).content.decode()

    assert before == [404, 404, 200]
    for words in ("钢架材料", "−1,000.00 元", "800.00 元", "200.00 元", october.number, _receipt(october)):
        assert words in page
    assert "冯示例" not in page


def test_entry_of_a_movement_without_a_bank_line_is_not_found(october, cast):
    assert cast.client("chair").get("/e/a1/funds/entries/99/").status_code == 404


@pytest.mark.parametrize("who", WORKS)
def test_receipt_is_shown_to_those_who_work_here(october, cast, who):
    answer = cast.client(who).get(_receipt(october))

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("who", ["owner", "tenant", "stranger", "foreigner", "visitor"])
def test_receipt_is_public_once_its_month_is(october, cast, who):
    before = cast.client(who).get(_receipt(october)).status_code
    _publish()

    assert (before, cast.client(who).get(_receipt(october)).status_code) == (404, 200)


def test_receipt_of_an_unpaid_expense_is_never_public(october, cast):
    _publish()
    with scope(1, 11):
        fund = october.fund
    waiting = approved(cast, fund, 100, seed=5)

    assert cast.client("visitor").get(_receipt(waiting)).status_code == 404


def test_receipt_through_another_estate_is_not_found(october, cast):
    url = _receipt(october).replace("/a1/", "/a2/")

    assert [cast.client(who).get(url).status_code for who in ("stranger", "street_finance", "chair")] == [
        404
    ] * 3


def test_home_says_general_money_by_source(cast):
    contribute(cast, general(cast), 700 * YUAN, source=Source.PUBLIC, from_label="示例广告公司")

    page = cast.client("visitor").get("/e/a1/funds/").content.decode()

    assert "公共收益" in page
    assert "700.00 元" in page


HOME_QUERIES = 11
MONTH_QUERIES = 9
