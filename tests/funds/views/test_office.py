"""The street's desk for money; no scope is open around a request."""

from uuid import uuid4

import pytest

from core import clock
from funds import services
from funds.models import Grant, Refund, StreetBudget
from tenancy.scope import scope
from tests.funds.money import YUAN, funded, make_fund, paid, reserve, set_budget

DESK = "/office/street-a/"


def _form(**values):
    return {"idempotency_key": uuid4().hex, **values}


def _grants(cast, rows: int = 1) -> list[Grant]:
    set_budget(cast)
    return [reserve(cast, make_fund(cast, label=f"项目{number}"), 1_000 * YUAN) for number in range(rows)]


def test_budget_is_set_by_the_finance_office(cast):
    client = cast.client("street_finance")

    before = client.get(f"{DESK}budget/").content.decode()
    answer = client.post(f"{DESK}budget/", _form(amount_fen="598000"))
    after = client.get(f"{DESK}budget/").content.decode()

    assert "还没有设定今年的预算" in before
    assert answer.headers["Location"] == f"{DESK}budget/"
    assert "598,000.00 元" in after
    with scope(1):
        assert StreetBudget.objects.get().amount_fen == 598_000 * YUAN


def test_budget_below_what_was_promised_is_refused(cast):
    _grants(cast)
    client = cast.client("street_finance")

    page = client.get(f"{DESK}budget/").content.decode()
    answer = client.post(f"{DESK}budget/", _form(amount_fen="1"))

    assert "A1小区" in page
    refused = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#id_amount_fen">2026 年已经批准和拨付了 1,000.00 元，预算不能低于这个数。' in refused
    assert 'id="id_amount_fen_error"' in refused and 'value="1"' in refused
    with scope(1):
        assert StreetBudget.objects.get().amount_fen == 100_000 * YUAN


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("street_finance", (200, 200)),
        ("street_leader", (200, 200)),
        ("street_officer", (200, 200)),
        ("community_officer", (403, 403)),
        ("chair", (404, 404)),
        ("foreigner", (404, 404)),
        ("visitor", (302, 302)),
    ],
)
def test_the_desk_is_read_by_the_street(cast, who, statuses):
    client = cast.client(who)

    assert (client.get(f"{DESK}grants/").status_code, client.get(f"{DESK}budget/").status_code) == statuses


def test_disburse_records_a_payment(cast):
    (grant,) = _grants(cast)
    client, url = cast.client("street_finance"), f"{DESK}grants/{grant.pk}/disburse/"

    listed = client.get(f"{DESK}grants/").content.decode()
    answer = client.post(url, _form(amount_fen="400", bank_reference="B-1", paid_on=f"{clock.today()}"))
    page = client.get(url).content.decode()

    assert url in listed
    assert answer.headers["Location"] == f"{DESK}grants/"
    assert "B-1" in page and "600.00 元" in page
    with scope(1):
        assert Grant.objects.get().disbursed_fen == 400 * YUAN


def test_disburse_more_than_is_left_is_refused(cast):
    (grant,) = _grants(cast)

    answer = cast.client("street_finance").post(
        f"{DESK}grants/{grant.pk}/disburse/",
        _form(amount_fen="1000.01", bank_reference="B-1", paid_on=f"{clock.today()}"),
    )

    refused = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#id_amount_fen">这笔激励资金还剩 1,000.00 元没有拨付' in refused
    assert 'id="id_amount_fen_error"' in refused
    assert 'value="1000.01"' in refused and 'value="B-1"' in refused
    with scope(1):
        assert Grant.objects.get().disbursed_fen == 0


@pytest.mark.parametrize(("who", "status"), [("street_leader", 403), ("chair", 404), ("foreigner", 404)])
def test_disburse_is_refused_to_others(cast, who, status):
    (grant,) = _grants(cast)

    answer = cast.client(who).post(
        f"{DESK}grants/{grant.pk}/disburse/",
        _form(amount_fen="1", bank_reference="B-1", paid_on=f"{clock.today()}"),
    )

    assert answer.status_code == status


@pytest.mark.parametrize("rows", [1, 3])
def test_grants_asks_the_same_number_of_queries(cast, rows, django_assert_num_queries):
    _grants(cast, rows)
    client = cast.client("street_finance")

    with django_assert_num_queries(GRANTS_QUERIES):
        client.get(f"{DESK}grants/")


def test_returned_records_what_an_estate_gave_back(cast):
    fund = funded(cast)
    paid(cast, fund, 1_000 * YUAN)
    with scope(1, 11):
        services.settle_fund(fund, by=cast.chair)
        refund = Refund.objects.exclude(grant=None).get()
    client, url = cast.client("street_finance"), f"{DESK}grants/returns/{refund.pk}/"

    listed = client.get(f"{DESK}grants/").content.decode()
    answer = client.post(url, _form(bank_reference="R-1", paid_on=f"{clock.today()}"))

    assert url in listed
    assert answer.headers["Location"] == f"{DESK}grants/"
    with scope(1):
        assert Refund.objects.get(pk=refund.pk).state == "paid"
    assert client.get(url).status_code == 200


GRANTS_QUERIES = 13
