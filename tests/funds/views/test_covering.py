"""The page on which parts of a receipt are covered, and who sees which photo."""

from datetime import date
from uuid import uuid4

import pytest

from core import clock, files
from funds import services
from funds.covers import CELLS
from funds.models import Expense, ReceiptPhoto
from notices.models import Notice
from notices.tasks import finish, load
from tenancy.models import Estate, Job
from tenancy.scope import scope
from tests.funds.money import YUAN, draft, filed, funded, make_fund, paid


def _form(**values):
    return {"idempotency_key": uuid4().hex, **values}


def _receipt(expense: Expense) -> ReceiptPhoto:
    with scope(1, 11):
        return ReceiptPhoto.objects.select_related("file", "public_file", "expense").get(expense=expense)


def _url(receipt: ReceiptPhoto, page: str) -> str:
    return f"/e/a1/work/receipts/{receipt.pk}/{page}/"


def test_covering_a_draft_shows_what_the_public_will_see(cast):
    receipt = _receipt(draft(cast, make_fund(cast)))
    client = cast.client("treasurer")

    before = client.get(_url(receipt, "cover")).content.decode()
    sent = client.post(_url(receipt, "cover"), _form(cells=["1-1", "2-3"]))
    after = client.get(_url(receipt, "cover")).content.decode()

    assert before.count('type="checkbox"') == 48 and "第 12 行第 4 列" in before
    assert _url(receipt, "original") in before and "大家看到的样子" not in before
    assert (sent.status_code, sent["Location"]) == (302, _url(receipt, "cover"))
    assert after.count(" checked") == 2
    assert "大家看到的样子" in after and f"/e/a1/funds/receipts/{receipt.pk}/" in after
    assert _receipt(receipt.expense).covers == [list(CELLS["1-1"]), list(CELLS["2-3"])]


def test_showing_again_what_is_covered_is_refused_on_the_page(cast):
    receipt = _receipt(filed(cast, make_fund(cast), 100 * YUAN))
    client = cast.client("chair")
    client.post(_url(receipt, "cover"), _form(cells=["1-1"]))

    answer = client.post(_url(receipt, "cover"), _form(cells=["2-1"]))

    assert answer.status_code == 422
    assert "已经遮住的地方不能再露出来。" in answer.content.decode()
    assert _receipt(receipt.expense).covers == [list(CELLS["1-1"])]


@pytest.mark.parametrize("who", ["chair", "member"])
def test_a_draft_is_not_covered_by_others(cast, who):
    receipt = _receipt(draft(cast, make_fund(cast)))

    answers = [
        cast.client(who).get(_url(receipt, "cover")),
        cast.client(who).post(_url(receipt, "cover"), _form(cells=["1-1"])),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert _receipt(receipt.expense).covers == []


@pytest.fixture
def covered(cast):
    """A receipt of which a cell was covered before its month was published."""
    with clock.travel_to(2026, 10, 12):
        receipt = _receipt(paid(cast, funded(cast), 1_000 * YUAN))
        with scope(1, 11):
            services.cover_receipt(receipt, covers=[CELLS["1-1"]], by=cast.chair)
    with clock.travel_to(2026, 11, 2):
        with scope(1, 11):
            estate = Estate.objects.select_related("street", "community").get(pk=11)
            services.disclose_month(estate, date(2026, 10, 1), by=cast.treasurer)
            job = Job.objects.get(kind="notices.print", key=str(Notice.objects.get().pk))
            finish(job, load(job), b"%PDF-1.7 example")
        yield _receipt(receipt.expense)


def test_everybody_sees_the_copy_and_who_reads_vouchers_the_photo(cast, covered):
    public = f"/e/a1/funds/receipts/{covered.pk}/"
    copy, photo = (files.read(file.sha256) for file in (covered.public_file, covered.file))

    shown = {who: cast.client(who).get(public) for who in ("visitor", "owner", "treasurer")}
    taken = cast.client("treasurer").get(_url(covered, "original"))

    assert copy != photo
    assert [answer.content for answer in shown.values()] == [copy] * 3
    assert {answer.headers["Cache-Control"] for answer in shown.values()} == {"no-store, private"}
    assert (taken.status_code, taken.content) == (200, photo)
    denied = {
        who: cast.client(who).get(_url(covered, "original")).status_code for who in ("visitor", "owner")
    }
    assert denied == {"visitor": 302, "owner": 403}


def test_what_is_published_is_covered_further_by_the_chair_alone(cast, covered):
    more = _form(cells=["1-1", "1-2"])

    stood = cast.client("treasurer").post(_url(covered, "cover"), more)
    before = _receipt(covered.expense).covers
    done = cast.client("chair").post(_url(covered, "cover"), _form(cells=["1-1", "1-2"]))

    assert (stood.status_code, before) == (409, [list(CELLS["1-1"])])
    assert "这张照片已经公示，遮住的地方不能再改。" in stood.content.decode()
    assert (done.status_code, len(_receipt(covered.expense).covers)) == (302, 2)


def test_the_pages_of_an_expense_lead_to_the_grid(cast):
    mine, waiting = draft(cast, make_fund(cast)), filed(cast, make_fund(cast), 100 * YUAN, 2)
    one, other = (_url(_receipt(expense), "cover") for expense in (mine, waiting))

    check = cast.client("treasurer").get(f"/e/a1/work/expenses/{mine.pk}/check/").content.decode()
    signing = cast.client("chair").get(f"/e/a1/work/expenses/{waiting.pk}/").content.decode()
    reading = cast.client("cashier").get(f"/e/a1/work/expenses/{waiting.pk}/").content.decode()

    assert one in check and "请遮住电话、账号、身份证号" in check
    assert other in signing and other not in reading
