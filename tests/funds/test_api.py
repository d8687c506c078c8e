"""Money by program: what is published, and expenses by the hands they need."""

from datetime import date
from io import BytesIO

import pytest

from core import clock
from funds.models import Disclosure, Expense
from funds.services import disclose_month
from tenancy import jobs
from tenancy.models import Estate, Job, StoredFile
from tenancy.scope import scope
from tests.api_client import Api
from tests.cast import Cast
from tests.funds import money
from tests.funds.money import YUAN


def _upload(seed: int = 1) -> BytesIO:
    photo = BytesIO(money.photo(seed))
    photo.name = "receipt.jpg"
    return photo


def _form(fund_id: int, **values: object) -> dict[str, object]:
    words = {"category": "materials", "purpose": "钢架材料", "payee": "示例建材有限公司"}
    amount = {"amount_fen": 186_50, "spent_on": f"{clock.today():%Y-%m-%d}", "fund": fund_id}
    return {**words, **amount, "photo": _upload(), **values}


def test_an_expense_passes_through_three_hands(cast: Cast):
    fund = money.funded(cast)
    filed = Api(cast, "treasurer").send("estates/a1/expenses/", _form(fund.pk))
    pk = filed.json()["id"]

    own = Api(cast, "treasurer").post(f"estates/a1/expenses/{pk}/approve/")
    unseen = Api(cast, "chair").post(f"estates/a1/expenses/{pk}/approve/")
    signed = Api(cast, "chair").post(f"estates/a1/expenses/{pk}/approve/", {"photos_fit": True})
    payment = {"bank_reference": "P-1", "paid_on": f"{clock.today():%Y-%m-%d}"}
    paid = Api(cast, "cashier").post(f"estates/a1/expenses/{pk}/pay/", payment)

    assert (filed.status_code, filed.json()["state"], filed.json()["amount_fen"]) == (201, "filed", 186_50)
    assert (own.status_code, own.json()["code"]) == (403, "own_expense")
    assert (unseen.status_code, unseen.json()["code"]) == (422, "photos_not_checked")
    assert (signed.status_code, signed.json()["state"]) == (200, "approved")
    assert (paid.status_code, paid.json()["state"], paid.json()["bank_reference"]) == (200, "paid", "P-1")
    assert sum(share["amount_fen"] for share in paid.json()["shares"]) == 186_50
    with scope(1, 11):
        expense = Expense.objects.get()
        assert (expense.filed_by_id, expense.paid_by_id) == (cast.treasurer.pk, cast.cashier.pk)


@pytest.mark.parametrize(
    ("values", "status", "field"),
    [
        ({"amount_fen": "0"}, 422, "amount_fen"),
        ({"amount_fen": "1.5"}, 422, "amount_fen"),
        ({"spent_on": "2026-13-01"}, 422, "spent_on"),
        ({"category": "bribes"}, 422, "category"),
        ({"fund": "999999"}, 422, "fund"),
        ({"state": "paid"}, 422, "state"),
        ({"approved_by": "1"}, 422, "approved_by"),
    ],
)
def test_an_expense_that_is_filled_in_wrongly_leaves_nothing(cast: Cast, values, status: int, field: str):
    fund = money.funded(cast)

    refused = Api(cast, "treasurer").send("estates/a1/expenses/", _form(fund.pk, **values))

    assert (refused.status_code, refused.json()["field"]) == (status, field)
    with scope(1, 11):
        assert (Expense.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_an_expense_that_a_rule_refuses_leaves_no_draft(cast: Cast):
    fund = money.funded(cast)
    Api(cast, "treasurer").send("estates/a1/expenses/", _form(fund.pk))

    refused = Api(cast, "member").send("estates/a1/expenses/", _form(fund.pk))

    assert (refused.status_code, refused.json()["code"]) == (409, "receipt_already_used")
    with scope(1, 11):
        assert Expense.objects.count() == 1


@pytest.fixture
def march(cast: Cast) -> None:
    """Publish a month in which money came and went."""
    with clock.travel_to(2026, 3, 25):
        money.paid(cast, money.funded(cast), 500 * YUAN, seed=1)
    with clock.travel_to(2026, 4, 2), scope(1, 11):
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        disclose_month(estate, date(2026, 3, 1), by=cast.treasurer)
        notice = Disclosure.objects.get().notice
        job = Job.objects.get(kind="notices.print", key=str(notice.pk))
    with clock.travel_to(2026, 4, 2):
        assert jobs.run(1, 11, job.pk)


@pytest.mark.usefixtures("march")
def test_a_published_month_is_everybodys_entry_by_entry_and_masked(cast: Cast):
    visitor = Api(cast, "visitor")

    listed = visitor.get("estates/a1/disclosures/").json()["items"]
    month = visitor.get("estates/a1/disclosures/2026-03/").json()

    figures = {name: listed[0][name] for name in ("opening_fen", "income_fen", "expense_fen", "closing_fen")}
    assert figures == {name: month[name] for name in figures}
    assert month["opening_fen"] + month["income_fen"] - month["expense_fen"] == month["closing_fen"]
    assert (
        sum(entry["amount_fen"] for entry in month["entries"]) == month["income_fen"] - month["expense_fen"]
    )
    assert len(month["sha256"]) == 64 and month["pdf_url"] == "/e/a1/funds/2026-03.pdf"
    assert "示例treasurer" not in str(month) and "示例出纳" not in str(month)


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("path", "queries"), [("disclosures/", 8), ("disclosures/2026-03/", 8), ("funds/", 10)]
)
def test_reading_money_asks_a_fixed_number_of_queries(
    cast: Cast, path: str, queries: int, django_assert_num_queries
):
    with django_assert_num_queries(queries):
        Api(cast, "visitor").get(f"estates/a1/{path}")


def test_the_position_today_adds_up(cast: Cast):
    money.paid(cast, money.funded(cast), 500 * YUAN, seed=1)

    now = Api(cast, "visitor").get("estates/a1/funds/").json()

    lines = [line for fund in now["funds"] for line in fund["lines"]]
    assert now["balance_fen"] == sum(line["held_fen"] + line["available_fen"] for line in lines)
    assert sum(line["spent_fen"] for line in lines) == 500 * YUAN


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_of_expenses_asks_a_constant_number_of_queries(
    cast: Cast, rows: int, django_assert_num_queries
):
    first = money.draft(cast, money.funded(cast))
    with scope(1, 11):
        for number in range(1, rows):
            copy = Expense.objects.get(pk=first.pk)
            copy.pk, copy.serial = None, 500 + number
            copy.save(force_insert=True)
    chair = Api(cast, "chair")
    chair.get("estates/a1/")

    with django_assert_num_queries(10):
        listed = chair.get("estates/a1/expenses/?limit=100").json()["items"]

    assert len(listed) == rows and listed[0]["filed_by"]["name"] == "冯示例treasurer"
