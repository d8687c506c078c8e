"""What cashier and treasurer keep; no scope is open around a request."""

from uuid import uuid4

import pytest

from core import clock
from funds import services
from funds.models import Contribution, Disclosure, Refund
from funds.tasks import due_disclosures
from tenancy.models import Job
from tenancy.scope import scope
from tests.funds.money import YUAN, contribute, funded, general, make_fund, paid

BOOK = "/e/a1/work/contributions/"


def _form(**values):
    return {"idempotency_key": uuid4().hex, **values}


def _given(fund, unit, **changes):
    values = {
        "fund": fund.pk,
        "kind": "cash",
        "source": "self_raised",
        "amount_fen": "500",
        "unit": unit.pk,
        "from_label": "",
        "bank_reference": "C-1",
        "received_on": f"{clock.today()}",
    }
    return _form(**(values | changes))


def _settled(cast):
    fund = funded(cast)
    paid(cast, fund, 1_000 * YUAN)
    with scope(1, 11):
        services.settle_fund(fund, by=cast.chair)
        return fund.refunds.get(grant=None)


def test_contribution_is_recorded_by_the_cashier(cast):
    fund = make_fund(cast)
    client = cast.client("cashier")

    form = client.get(f"{BOOK}new/")
    answer = client.post(f"{BOOK}new/", _given(fund, cast.units[0]))

    assert (form.status_code, answer.headers["Location"]) == (200, BOOK)
    with scope(1, 11):
        assert Contribution.objects.get().amount_fen == 500 * YUAN
    assert "1栋1单元101" in client.get(BOOK).content.decode()


def test_contribution_in_cash_without_a_reference_is_refused_beside_its_input(cast):
    answer = cast.client("cashier").post(
        f"{BOOK}new/", _given(make_fund(cast), cast.units[0], bank_reference="")
    )

    assert answer.status_code == 422
    assert "还没有填银行流水号" in answer.content.decode()
    with scope(1, 11):
        assert Contribution.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_contributions_asks_the_same_number_of_queries(cast, rows, django_assert_num_queries):
    fund = make_fund(cast)
    for number in range(rows):
        contribute(cast, fund, 100, bank_reference=f"C-{number}")
    client = cast.client("chair")

    with django_assert_num_queries(LIST_QUERIES):
        client.get(BOOK)


ROLES = {"chair": 200, "cashier": 200, "street_finance": 200, "owner": 403, "stranger": 404, "visitor": 302}


@pytest.mark.parametrize(("who", "status"), ROLES.items())
@pytest.mark.parametrize("page", ["contributions", "refunds", "months"])
def test_books_are_read_by_those_who_work_here(cast, who, status, page):
    assert cast.client(who).get(f"/e/a1/work/{page}/").status_code == status


def test_refund_is_paid_by_the_cashier(cast):
    refund = _settled(cast)
    client, url = cast.client("cashier"), f"/e/a1/work/refunds/{refund.pk}/"

    listed = client.get("/e/a1/work/refunds/").content.decode()
    answer = client.post(url, _form(bank_reference="R-1", paid_on=f"{clock.today()}"))

    assert url in listed
    assert answer.headers["Location"] == "/e/a1/work/refunds/"
    with scope(1, 11):
        assert Refund.objects.get(pk=refund.pk).state == "paid"
    assert client.get(url).status_code == 200


def test_refund_is_not_paid_by_others_nor_is_the_streets_paid_here(cast):
    refund = _settled(cast)
    with scope(1, 11):
        to_street = Refund.objects.exclude(grant=None).get()
    data = {"bank_reference": "R-1", "paid_on": f"{clock.today()}"}

    statuses = [
        cast.client("chair").post(f"/e/a1/work/refunds/{refund.pk}/", _form(**data)).status_code,
        cast.client("cashier").post(f"/e/a1/work/refunds/{to_street.pk}/", _form(**data)).status_code,
    ]

    assert statuses == [403, 404]
    with scope(1, 11):
        assert {row.state for row in Refund.objects.all()} == {"planned"}


@pytest.mark.parametrize("rows", [1, 3])
def test_refunds_asks_the_same_number_of_queries(cast, rows, django_assert_num_queries):
    fund = make_fund(cast)
    for number in range(rows):
        contribute(cast, fund, 100, bank_reference=f"C-{number}")
    with scope(1, 11):
        services.settle_fund(fund, by=cast.chair)
    client = cast.client("cashier")

    with django_assert_num_queries(LIST_QUERIES):
        client.get("/e/a1/work/refunds/")


def test_close_publishes_the_month_and_leads_to_its_job(cast):
    with clock.travel_to(2026, 10, 12):
        paid(cast, funded(cast), 1_000 * YUAN)
    with clock.travel_to(2026, 11, 2):
        client, url = cast.client("treasurer"), "/e/a1/work/months/2026-10/close/"
        months = client.get("/e/a1/work/months/").content.decode()
        page = client.get(url).content.decode()
        answer = client.post(url, _form())
        again = client.get(url)

    with scope(1, 11):
        job = Job.objects.get(kind="notices.print")
        assert Disclosure.objects.count() == 1
    assert url in months
    assert "生成本月公示" in page and "9,000.00 元" in page
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/e/a1/jobs/{job.pk}/")
    assert again.headers["Location"] == "/e/a1/funds/2026-10/"


def test_close_sent_twice_publishes_once(cast):
    with clock.travel_to(2026, 10, 12):
        contribute(cast, general(cast), 100, source="public_income", from_label="示例广告公司")
    with clock.travel_to(2026, 11, 2):
        client, form = cast.client("treasurer"), _form()
        answers = [client.post("/e/a1/work/months/2026-10/close/", form) for _ in range(2)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    with scope(1, 11):
        assert Disclosure.objects.count() == 1


def test_close_says_why_a_month_can_not_be_published_yet(cast):
    with clock.travel_to(2026, 10, 12):
        contribute(cast, general(cast), 100, source="public_income", from_label="示例广告公司")
        client = cast.client("treasurer")
        page = client.get("/e/a1/work/months/2026-10/close/").content.decode()
        answer = client.post("/e/a1/work/months/2026-10/close/", _form())

    assert "还没有结束" in page and "生成本月公示" not in page
    assert answer.status_code == 409


def test_close_knows_no_month_that_is_not_published_here(cast):
    with clock.travel_to(2026, 10, 12):
        contribute(cast, general(cast), 100, source="public_income", from_label="示例广告公司")
    with clock.travel_to(2026, 12, 2):
        client, of = cast.client("treasurer"), "/e/a1/work/months/{}/close/".format
        months = ("2024-01", "2026-09", "2026-10", "2026-12", "2027-01")
        pages = {month: client.get(of(month)).status_code for month in months}
        answer = client.post(of("2026-09"), _form())

    assert pages == {"2024-01": 404, "2026-09": 404, "2026-10": 200, "2026-12": 200, "2027-01": 404}
    assert answer.status_code == 404
    with scope(1, 11):
        assert Disclosure.objects.count() == 0


@pytest.mark.parametrize("who", ["member", "cashier", "supervisor", "owner"])
def test_close_is_refused_to_others(cast, who):
    assert cast.client(who).get("/e/a1/work/months/2026-10/close/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_months_asks_the_same_number_of_queries(cast, rows, django_assert_num_queries):
    with clock.travel_to(2026, 7, 12):
        contribute(cast, general(cast), 100, source="public_income", from_label="示例广告公司")
    with clock.travel_to(2026, 11, 2):
        for month in range(8, 8 + rows):
            with clock.travel_to(2026, month, 10):
                due_disclosures()
        client = cast.client("treasurer")

        with django_assert_num_queries(MONTHS_QUERIES):
            client.get("/e/a1/work/months/")


LIST_QUERIES = 12
MONTHS_QUERIES = 14
