"""Expenses as the committee sees them; no scope is open around a request."""

from uuid import uuid4

import pytest

from core import clock
from funds import services
from funds.models import Expense
from tenancy.scope import scope
from tests.funds.money import YUAN, approved, draft, filed, funded, general, make_fund, paid, photo

WORK = "/e/a1/work/expenses/"


def _form(**values):
    return {"idempotency_key": uuid4().hex, **values}


def _state() -> str:
    with scope(1, 11):
        return Expense.objects.get().state


@pytest.mark.parametrize("rows", [1, 3])
def test_expenses_asks_the_same_number_of_queries(cast, rows, django_assert_num_queries):
    fund = general(cast)
    for seed in range(1, rows + 1):
        filed(cast, fund, 100, seed)
    client = cast.client("chair")

    with django_assert_num_queries(EXPENSES_QUERIES):
        client.get(WORK)


@pytest.mark.parametrize("rows", [1, 3])
def test_expense_asks_the_same_number_of_queries(cast, rows, django_assert_num_queries):
    expense = filed(cast, general(cast), 100)
    with scope(1, 11):
        for seed in range(2, rows + 1):
            services.add_receipt(expense, photo=photo(seed), by=cast.treasurer)
    client = cast.client("chair")

    with django_assert_num_queries(EXPENSE_QUERIES):
        client.get(f"{WORK}{expense.pk}/")


def test_expenses_narrows_by_state(cast):
    fund = general(cast)
    filed(cast, fund, 100, 1, purpose="待批的")
    draft(cast, fund, 2)

    page = cast.client("chair").get(f"{WORK}?state=filed").content.decode()

    assert "待批的" in page
    assert "票据草稿" not in page


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("chair", 200),
        ("supervisor", 200),
        ("cashier", 200),
        ("street_finance", 200),
        ("community_officer", 200),
        ("owner", 403),
        ("stranger", 404),
        ("foreigner", 404),
        ("visitor", 302),
    ],
)
def test_expenses_are_read_by_those_who_work_here(cast, who, status):
    expense = filed(cast, general(cast), 100)

    assert cast.client(who).get(WORK).status_code == status
    assert cast.client(who).get(f"{WORK}{expense.pk}/").status_code == status


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("chair", "同意这笔支出"),
        ("supervisor", "要先由主任签字"),
        ("treasurer", "不报这一笔了"),
    ],
)
def test_expense_offers_what_the_reader_may_do_or_says_why_not(cast, who, words):
    expense = filed(cast, funded(cast), 500 * YUAN)

    assert words in cast.client(who).get(f"{WORK}{expense.pk}/").content.decode()


@pytest.mark.parametrize("who", ["chair", "treasurer", "cashier"])
def test_expense_says_to_everybody_what_money_it_waits_for(cast, who):
    expense = filed(cast, make_fund(cast), 500 * YUAN)

    page = cast.client(who).get(f"{WORK}{expense.pk}/").content.decode()

    assert "钱还没到，现在不能同意：等街道拨付 400.00 元，等居民自筹 100.00 元。" in page
    assert "同意这笔支出" not in page
    assert ("退回修改" in page) is (who == "chair")


def test_approve_while_the_money_is_not_there_is_refused_and_changes_nothing(cast):
    expense = filed(cast, make_fund(cast), 5_000 * YUAN)

    answer = cast.client("chair").post(f"{WORK}{expense.pk}/approve/", _form())

    assert (answer.status_code, _state()) == (409, "filed")
    assert "等街道拨付 4,000.00 元" in answer.content.decode()


def test_a_draft_of_which_nothing_is_said_reads_well(cast):
    expense = draft(cast, general(cast))
    client = cast.client("treasurer")

    one, listed = client.get(f"{WORK}{expense.pk}/").content.decode(), client.get(WORK).content.decode()

    assert f"<title>{expense.number} 票据草稿 - " in one
    assert "—" not in one[one.index("<main") : one.index("</main>")]
    assert "金额还没填" in listed and "小区公共资金" not in listed


@pytest.mark.parametrize("who", ["cashier", "member", "street_finance"])
def test_expense_offers_nothing_to_others(cast, who):
    expense = filed(cast, funded(cast), 500 * YUAN)

    assert 'method="post"' not in _content(cast, who, expense)


def _content(cast, who, expense) -> str:
    page = cast.client(who).get(f"{WORK}{expense.pk}/").content.decode()
    return page[page.index("<main") : page.index("</main>")]


def test_approve_signs_and_pay_posts(cast):
    expense = filed(cast, funded(cast), 500 * YUAN)

    unseen = cast.client("chair").post(f"{WORK}{expense.pk}/approve/", _form())
    before = _state()
    signed = cast.client("chair").post(f"{WORK}{expense.pk}/approve/", _form(photos_fit="on"))
    after_signing = _state()
    paid_ = cast.client("cashier").post(
        f"{WORK}{expense.pk}/pay/", _form(bank_reference="P-1", paid_on=f"{clock.today()}")
    )

    assert (unseen.status_code, before) == (422, "filed")
    assert "还没有确认公开的照片上没有别人的电话、账号、身份证号。" in unseen.content.decode()
    assert (signed.status_code, after_signing, paid_.status_code, _state()) == (302, "approved", 302, "paid")
    assert "第 3 笔" in cast.client("chair").get(f"{WORK}{expense.pk}/").content.decode()


def test_pay_without_a_reference_is_refused_beside_its_input(cast):
    expense = approved(cast, funded(cast), 500 * YUAN)

    answer = cast.client("cashier").post(
        f"{WORK}{expense.pk}/pay/", _form(bank_reference="", paid_on=f"{clock.today()}")
    )

    assert (answer.status_code, _state()) == (422, "approved")
    assert "请填写银行流水号。" in answer.content.decode()


def test_pay_with_the_transfer_of_another_voucher_says_at_its_input_which(cast):
    fund = funded(cast)
    first, expense = paid(cast, fund, 500 * YUAN), approved(cast, fund, 200 * YUAN, 2)

    answer = cast.client("cashier").post(
        f"{WORK}{expense.pk}/pay/", _form(bank_reference="P-1", paid_on=f"{clock.today()}")
    )
    page = answer.content.decode()

    assert answer.status_code == 422
    assert f"银行流水号 P-1 已经记在支出 {first.number} 上。" in page
    assert f'href="{WORK}{first.pk}/"' in page


def test_pay_twice_is_refused(cast):
    expense = paid(cast, funded(cast), 500 * YUAN)

    answer = cast.client("cashier").post(
        f"{WORK}{expense.pk}/pay/", _form(bank_reference="P-2", paid_on=f"{clock.today()}")
    )

    assert answer.status_code == 409


@pytest.mark.parametrize(("button", "state"), [("return", "returned"), ("reject", "rejected")])
def test_send_back_tells_the_filer_why(cast, button, state):
    expense = filed(cast, funded(cast), 500 * YUAN)

    answer = cast.client("chair").post(
        f"{WORK}{expense.pk}/send-back/", _form(reason="票据看不清", **{button: "1"})
    )

    assert (answer.status_code, _state()) == (302, state)
    assert "票据看不清" in cast.client("treasurer").get(f"{WORK}{expense.pk}/").content.decode()


def test_send_back_without_a_reason_is_refused_beside_its_input(cast):
    expense = filed(cast, funded(cast), 500 * YUAN)

    answer = cast.client("chair").post(f"{WORK}{expense.pk}/send-back/", _form(reason="", reject="1"))

    assert (answer.status_code, _state()) == (422, "filed")


def test_void_ends_the_filers_own(cast):
    expense = draft(cast, general(cast))

    other = cast.client("member").post(f"{WORK}{expense.pk}/void/", _form())
    own = cast.client("treasurer").post(f"{WORK}{expense.pk}/void/", _form())

    assert (other.status_code, own.status_code, _state()) == (403, 302, "void")


@pytest.mark.parametrize("act", ["approve", "pay", "send-back", "void"])
def test_acts_are_refused_to_those_without_the_office(cast, act):
    expense = filed(cast, funded(cast), 500 * YUAN)
    data = {"reason": "x", "bank_reference": "P-1", "paid_on": f"{clock.today()}"}

    statuses = {
        who: cast.client(who).post(f"{WORK}{expense.pk}/{act}/", _form(**data)).status_code
        for who in ("owner", "street_finance", "stranger", "foreigner")
    }

    assert statuses == {"owner": 403, "street_finance": 403, "stranger": 404, "foreigner": 404}
    assert _state() == "filed"


EXPENSES_QUERIES = 12
EXPENSE_QUERIES = 18
