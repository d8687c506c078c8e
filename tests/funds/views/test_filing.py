"""Filing an expense step by step, as the committee does it; no scope is open around a request."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from funds.models import Expense
from tenancy.scope import scope
from tests.funds.money import draft, filed, funded, general, make_fund, paid, photo

WORK = "/e/a1/work/expenses/"


def _form(**values):
    return {"idempotency_key": uuid4().hex, **values}


def _photo(seed: int = 1):
    return _form(photo=SimpleUploadedFile("receipt.jpg", photo(seed), "image/jpeg"))


def _only() -> Expense:
    with scope(1, 11):
        return Expense.objects.select_related("fund").get()


def _what(fund, **changes):
    values = {
        "fund": fund.pk,
        "category": "materials",
        "purpose": "车棚螺丝",
        "payee": "示例五金店",
        "invoice_number": "",
        "invoice_code": "",
    }
    return _form(**(values | changes))


def test_an_expense_is_filed_in_four_steps(cast):
    fund = make_fund(cast)
    client = cast.client("treasurer")

    start = client.get(f"{WORK}new/photo/").content.decode()
    first = client.post(f"{WORK}new/photo/", _photo())
    expense = _only()
    step = f"{WORK}{expense.pk}/"
    second = client.post(f"{step}amount/", _form(amount_fen="186.50", spent_on=f"{clock.today()}"))
    third = client.post(f"{step}what/", _what(fund))
    check = client.get(f"{step}check/").content.decode()
    fourth = client.post(f"{step}check/", _form())

    assert [answer.headers["Location"] for answer in (first, second, third, fourth)] == [
        f"{step}photo/",
        f"{step}what/",
        f"{step}check/",
        f"{step}done/",
    ]
    assert "先拍票据" in start
    assert "186.50 元" in check and "车棚螺丝" in check and "提交报销" in check
    filed_one = _only()
    assert (filed_one.state, filed_one.amount_fen, filed_one.fund) == ("filed", 18650, fund)
    assert "报销已提交" in client.get(f"{step}done/").content.decode()


def test_check_names_the_step_that_is_missing(cast):
    expense = draft(cast, general(cast))
    client = cast.client("treasurer")

    page = client.get(f"{WORK}{expense.pk}/check/").content.decode()
    answer = client.post(f"{WORK}{expense.pk}/check/", _form())

    assert f"{WORK}{expense.pk}/amount/" in page
    assert "提交报销" not in page
    assert answer.status_code == 422
    assert _only().state == "draft"


def test_a_photo_used_before_is_refused_beside_its_input(cast):
    first = draft(cast, general(cast))

    answer = cast.client("member").post(f"{WORK}new/photo/", _photo())

    assert answer.status_code == 422
    assert first.number in answer.content.decode()
    assert _only() == first


def test_a_file_that_is_no_photo_is_refused_beside_its_input(cast):
    upload = SimpleUploadedFile("receipt.jpg", b"%PDF-1.7", "image/jpeg")

    answer = cast.client("member").post(f"{WORK}new/photo/", _form(photo=upload))

    assert answer.status_code == 422
    assert "这个文件不是照片" in answer.content.decode()


def test_photos_are_added_and_taken_off(cast):
    expense = draft(cast, general(cast))
    client = cast.client("treasurer")

    added = client.post(f"{WORK}{expense.pk}/photo/", _photo(2))
    page = client.get(f"{WORK}{expense.pk}/photo/").content.decode()
    with scope(1, 11):
        first = expense.receipts.order_by("pk").first()
    removed = client.post(f"/e/a1/work/receipts/{first.pk}/remove/", _form())

    assert (added.status_code, removed.status_code) == (302, 302)
    assert page.count("/e/a1/funds/receipts/") == 4
    with scope(1, 11):
        assert expense.receipts.filter(counts=True).count() == 1


@pytest.mark.parametrize(
    ("step", "values", "words"),
    [
        ("amount", {"amount_fen": "abc", "spent_on": "2026-10-01"}, "看不懂这个金额"),
        ("amount", {"amount_fen": "", "spent_on": ""}, "请填写金额。"),
        ("amount", {"amount_fen": "0", "spent_on": "2026-10-01"}, "金额要大于零"),
        ("amount", {"amount_fen": "1", "spent_on": "2999-01-01"}, "日期还没有到"),
        ("what", {"payee": "冯示例treasurer"}, "需要回避"),
        ("what", {"purpose": "电话 13800001234"}, "这里写了手机号"),
        ("what", {"purpose": ""}, "请填写用途。"),
    ],
)
def test_a_step_says_what_is_wrong_and_keeps_nothing(cast, step, values, words):
    fund = general(cast)
    expense = draft(cast, fund)
    data = _form(**values) if step == "amount" else _what(fund, **values)

    answer = cast.client("treasurer").post(f"{WORK}{expense.pk}/{step}/", data)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (_only().amount_fen, _only().payee) == (None, "")


def test_what_offers_the_general_fund_and_what_is_at_work(cast):
    make_fund(cast, label="楼道灯")
    make_fund(cast, label="坡道", started=False)
    expense = draft(cast, general(cast))

    page = cast.client("treasurer").get(f"{WORK}{expense.pk}/what/").content.decode()

    assert "楼道灯" in page
    assert "小区公共资金" in page
    assert "坡道" not in page


@pytest.mark.parametrize("step", ["photo", "amount", "what", "check", "done"])
def test_steps_are_the_filers_own(cast, step):
    expense = draft(cast, general(cast))
    url = f"{WORK}{expense.pk}/{step}/"

    statuses = {
        who: cast.client(who).get(url).status_code
        for who in ("treasurer", "member", "chair", "cashier", "owner", "stranger")
    }

    assert statuses == {
        "treasurer": 200,
        "member": 403,
        "chair": 403,
        "cashier": 403,
        "owner": 403,
        "stranger": 404,
    }


def test_steps_ask_visitors_to_sign_in(cast):
    answer = cast.client("visitor").get(f"{WORK}new/photo/")

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/login/?next=/e/a1/work/expenses/new/photo/",
    )


@pytest.mark.parametrize("make", [lambda c: filed(c, general(c), 100), lambda c: paid(c, funded(c), 100)])
def test_a_filed_expense_is_not_changed_by_a_step(cast, make):
    expense = make(cast)

    answer = cast.client("treasurer").post(
        f"{WORK}{expense.pk}/amount/", _form(amount_fen="9", spent_on=f"{clock.today()}")
    )

    assert answer.status_code == 409
    assert _only().amount_fen == 100
