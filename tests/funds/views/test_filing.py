"""Filing an expense step by step, as the committee does it; no scope is open around a request."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from funds import services
from funds.models import Expense, Source
from tenancy.scope import scope
from tests.funds.money import YUAN, contribute, draft, filed, funded, general, make_fund, paid, photo

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


def _noted(cast, fund, amount: int) -> Expense:
    """Return a draft with everything said, not checked yet."""
    expense = draft(cast, fund)
    said = {"purpose": "钢架", "category": "materials", "payee": "示例建材有限公司"}
    with scope(1, 11):
        day = {"amount_fen": amount, "spent_on": clock.today()}
        return services.note_expense(expense, **said, **day, by=cast.treasurer)


def test_new_shows_what_may_still_be_claimed(cast):
    make_fund(cast)

    page = cast.client("treasurer").get(f"{WORK}new/photo/").content.decode()

    assert "非机动车棚" in page and "可用 0.00 元，最多还能报 10,000.00 元" in page


def test_what_shows_the_money_beside_each_choice_and_chooses_nothing_by_itself(cast):
    make_fund(cast)
    expense = draft(cast, general(cast))
    client = cast.client("treasurer")

    fresh = client.get(f"{WORK}{expense.pk}/what/").content.decode()
    client.post(f"{WORK}{expense.pk}/what/", _what(general(cast)))
    again = client.get(f"{WORK}{expense.pk}/what/").content.decode()

    assert "<span>可用 0.00 元，最多还能报 10,000.00 元</span>" in fresh
    assert (fresh.count(" checked"), again.count(" checked")) == (0, 2)


def test_what_refuses_a_fund_that_can_never_pay_the_amount(cast):
    fund, expense = make_fund(cast), draft(cast, general(cast))
    make_fund(cast, {Source.SELF: 20_000 * YUAN}, "坡道")
    client, what = cast.client("treasurer"), f"{WORK}{expense.pk}/what/"
    client.post(f"{WORK}{expense.pk}/amount/", _form(amount_fen="19999", spent_on=f"{clock.today()}"))

    answer = client.post(what, _what(fund))
    page = client.get(what).content.decode()

    assert (answer.status_code, answer.headers["Location"]) == (302, what)
    assert "最多还能付 10,000.00 元，这笔是 19,999.00 元，超过了。" in page
    assert 'value="车棚螺丝"' in page and f'href="{WORK}{expense.pk}/amount/"' in page
    assert (_only().state, _only().fund, _only().purpose) == ("draft", fund, "车棚螺丝")
    assert client.post(f"{WORK}{expense.pk}/check/", _form(amount_fen="19999")).status_code == 422


def test_amount_refuses_at_once_what_no_fund_can_ever_pay(cast):
    make_fund(cast)
    expense = draft(cast, general(cast))
    client, url = cast.client("treasurer"), f"{WORK}{expense.pk}/amount/"

    shown = client.get(url).content.decode()
    refused = client.post(url, _form(amount_fen="10000.01", spent_on=f"{clock.today()}"))
    before = _only().amount_fen
    taken = client.post(url, _form(amount_fen="10000", spent_on=f"{clock.today()}"))

    assert "最多还能报 10,000.00 元" in shown
    assert "现在单笔最多能报 10,000.00 元（非机动车棚），这笔是 10,000.01 元" in refused.content.decode()
    assert (refused.status_code, before, taken.status_code) == (422, None, 302)


def test_amount_refuses_what_the_chosen_fund_can_never_pay_and_leads_back_to_the_check(cast):
    expense = _noted(cast, make_fund(cast), 100)
    client, url = cast.client("treasurer"), f"{WORK}{expense.pk}/amount/"

    refused = client.post(url, _form(amount_fen="10000.01", spent_on=f"{clock.today()}"))
    taken = client.post(url, _form(amount_fen="10000", spent_on=f"{clock.today()}"))

    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'id="id_amount_fen_error"' in page and 'value="10000.01"' in page
    assert taken.headers["Location"] == f"{WORK}{expense.pk}/check/"


def test_check_says_what_is_left_and_that_the_money_has_not_come(cast):
    fund = make_fund(cast)
    contribute(cast, fund, 2_000 * YUAN)
    filed(cast, fund, 1_000 * YUAN, 2)
    expense = _noted(cast, fund, 4_000 * YUAN)

    page = cast.client("treasurer").get(f"{WORK}{expense.pk}/check/").content.decode()
    answer = cast.client("treasurer").post(f"{WORK}{expense.pk}/check/", _form())
    done = cast.client("treasurer").get(f"{WORK}{expense.pk}/done/").content.decode()

    assert '可用 <span class="num">2,000.00 元</span>' in page
    assert '等签字的别的支出 <span class="num">1,000.00 元</span>' in page
    assert '最多还能报 <span class="num">9,000.00 元</span>' in page
    assert "钱还没到" in page and "<p>等街道拨付 3,200.00 元后才能同意。现在可以先提交。</p>" in page
    assert "前面等签字的 1,000.00 元也算上，一共要等街道拨付 4,000.00 元。" in page
    assert answer.status_code == 302
    assert "<p>等街道拨付 3,200.00 元后才能同意。</p>" in done


def test_check_says_when_only_those_before_it_take_the_money(cast):
    fund = funded(cast)
    with scope(1, 11):
        plan = {Source.STREET: 16_000 * YUAN, Source.SELF: 4_000 * YUAN}
        services.change_plan(fund, plan=plan, by=cast.chair)
    filed(cast, fund, 8_000 * YUAN, 2)
    expense = _noted(cast, fund, 4_000 * YUAN)

    page = cast.client("treasurer").get(f"{WORK}{expense.pk}/check/").content.decode()

    assert "前面 8,000.00 元和这一笔都同意的话，还要等街道拨付 1,600.00 元，等居民自筹 400.00 元。" in page


def test_check_refuses_at_the_amount_what_can_never_be_paid_and_takes_the_corrected_one(cast):
    fund = make_fund(cast)
    expense = _noted(cast, fund, 9_000 * YUAN)
    filed(cast, fund, 5_000 * YUAN, 2)
    client, url = cast.client("treasurer"), f"{WORK}{expense.pk}/check/"

    refused = client.post(url, _form())
    again = client.post(url, _form(amount_fen="8000"))
    taken = client.post(url, _form(amount_fen="5000"))

    pages = [answer.content.decode() for answer in (refused, again)]
    assert (refused.status_code, again.status_code, taken.status_code) == (422, 422, 302)
    assert all('<a href="#id_amount_fen">“非机动车棚”最多还能付 5,000.00 元' in page for page in pages)
    assert 'value="9000.00"' in pages[0] and 'value="8000"' in pages[1]
    with scope(1, 11):
        expense.refresh_from_db()
    assert (expense.state, expense.amount_fen) == ("filed", 5_000 * YUAN)


def test_check_says_above_what_stands_in_another_step(cast):
    expense = _noted(cast, general(cast), 100)
    with scope(1, 11):
        services.remove_receipt(expense.receipts.get(), by=cast.treasurer)

    answer = cast.client("treasurer").post(f"{WORK}{expense.pk}/check/", _form())

    assert answer.status_code == 422
    assert "这笔支出还没有票据照片。" in answer.content.decode()


def test_a_photo_of_ones_own_expense_leads_to_it(cast):
    first = draft(cast, general(cast))
    client = cast.client("treasurer")

    new, more = client.post(f"{WORK}new/photo/", _photo()), client.post(f"{WORK}{first.pk}/photo/", _photo())

    for answer in (new, more):
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"已经在您自己的支出 {first.number} 里，现在是“草稿”" in page
        assert f'href="{WORK}{first.pk}/"' in page and f"打开支出 {first.number}" in page


def test_a_photo_used_before_is_refused_beside_its_input(cast):
    first = draft(cast, general(cast))

    answer = cast.client("member").post(f"{WORK}new/photo/", _photo())

    assert answer.status_code == 422
    assert first.number in answer.content.decode()
    assert "打开支出" not in answer.content.decode()
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
