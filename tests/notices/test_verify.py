"""Verification of a paper or a file under its code: public, and silent about everything else."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import files, pdf
from notices import forms
from notices.models import Notice
from notices.printing import html_of
from notices.reports import code_meant
from notices.services import publish, withdraw
from notices.tasks import finish, load
from tenancy.models import Job, StoredFile
from tenancy.scope import scope

PDF = bytes(range(256)) * 40
NOWHERE = "Z" * 20


@pytest.fixture
def published(cast, estate) -> Notice:
    """A disclosure of estate a1 with totals, ledger sequence and PDF."""
    snapshot = {"totals": [["期初余额", 100_000], ["期末余额", 86_050]], "ledger_seq": 12}
    with scope(1, 11):
        notice = publish(
            estate=estate,
            kind="disclosure",
            title="2026年10月资金公示",
            paragraphs=["见附表。"],
            snapshot=snapshot,
            template="notices/notice",
            by=cast.chair,
        )
        job = Job.objects.get()
        finish(job, load(job), PDF)
        notice.refresh_from_db()
        return notice


def _compare(client: Client, notice: Notice, data: bytes):
    fields = {"idempotency_key": uuid4().hex, "file": SimpleUploadedFile("x.pdf", data)}
    return client.post(f"/v/{notice.code}/", fields)


def test_verify_says_what_was_published(published, client):
    page = client.get(f"/v/{published.code}/").content.decode()

    for words in (
        "2026年10月资金公示",
        published.number,
        files.put(PDF),
        "1,000.00 元",
        "860.50 元",
        "账本序号",
        ">12<",
        "A1小区物管委",
    ):
        assert words in page
    assert "已经撤回" not in page


@pytest.mark.parametrize("spell", [str.lower, lambda code: f"{code[:9]}-{code[9:]}"])
def test_verify_takes_a_code_as_it_was_typed(published, client, spell):
    assert published.number in client.get(f"/v/{spell(published.code)}/").content.decode()


def test_verify_says_that_a_notice_was_withdrawn(published, cast, client):
    with scope(1, 11):
        withdraw(published, reason="数字有误。", by=cast.chair)

    page = client.get(f"/v/{published.code}/").content.decode()

    assert "这份公示已经撤回" in page and "数字有误。" in page


def test_verify_says_that_the_same_file_is_the_same_and_keeps_nothing(published, client):
    page = _compare(client, published, PDF)

    assert page.status_code == 200
    assert "文件一致" in page.content.decode() and "文件不一致" not in page.content.decode()
    with scope(1, 11):
        assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("offset", [0, 1, 9, 255, 256, 4096, 5119, 10_238, 10_239])
@pytest.mark.parametrize("bit", [1, 128])
def test_verify_finds_a_single_changed_bit(published, client, offset, bit):
    changed = bytearray(PDF)
    changed[offset] ^= bit

    page = _compare(client, published, bytes(changed)).content.decode()

    assert ("文件不一致" in page, "文件一致" in page) == (True, False)


@pytest.mark.parametrize("data", [PDF + b"\n", PDF[:-1], b"%PDF-1.7"])
def test_verify_finds_more_less_and_another_file(published, client, data):
    assert "文件不一致" in _compare(client, published, data).content.decode()


def test_verify_answers_a_sent_file_on_the_page_itself_and_never_by_an_address(published, client):
    page = client.get(f"/v/{published.code}/?same=1&compared={files.put(PDF)}").content.decode()

    assert "文件一致" not in page


def test_verify_refuses_a_file_that_is_too_large_to_be_ours(published, client, monkeypatch):
    monkeypatch.setattr(forms, "MAX_COMPARED_BYTES", len(PDF) - 1)

    answer = _compare(client, published, PDF)

    assert (answer.status_code, "文件一致" in answer.content.decode()) == (422, False)


def test_verify_asks_for_a_file(published, client):
    answer = client.post(f"/v/{published.code}/", {"idempotency_key": uuid4().hex})

    assert (answer.status_code, "请选择要核对的 PDF 文件。" in answer.content.decode()) == (422, True)


WRONG = [f"{number}-{NOWHERE}" for number in (1011, 1012, 1021, 9999, 0)]


def _without_code(page: str, code: str) -> str:
    return re.sub(r"value=\"[0-9A-Za-z]{32,}\"", "", page.replace(code, "…"))


def test_verify_looks_the_same_for_a_wrong_code_of_any_estate_or_of_none(published, cast):
    for client in (Client(), cast.client("chair"), cast.client("foreigner")):
        pages = [(client.get(f"/v/{code}/"), code) for code in WRONG]
        assert {page.status_code for page, _ in pages} == {404}
        assert len({_without_code(page.content.decode(), code) for page, code in pages}) == 1
        assert len({tuple(sorted(set(page.headers) - {"Content-Length"})) for page, _ in pages}) == 1


def test_verify_takes_the_same_steps_for_a_wrong_code_of_any_estate_or_of_none(published):
    steps = []
    for code in WRONG:
        with CaptureQueriesContext(connection) as queries:
            Client().get(f"/v/{code}/")
        steps.append([re.sub(r"[0-9]+|IS NULL|= |'", "", query["sql"]) for query in queries])

    assert len(steps[0]) == 7
    assert steps == [steps[0]] * len(WRONG)


def test_verify_says_what_may_be_wrong_with_a_code_and_keeps_it(published, client):
    page = client.get(f"/v/1011-{NOWHERE.lower()}/").content.decode()

    assert "<h1>查不到这个编号</h1>" in page
    assert "可能抄错了，或者还没有在这里公布。" in page
    assert f'value="1011-{NOWHERE.lower()}"' in page
    assert "查验码在哪里" in page and "1001-7K3M-9QPD-AB34-CD56-EF78" in page
    assert 'action="/v/"' in page and 'type="file"' in page
    assert 'href="tel:08380000000"' in page
    assert "A1小区" not in page


def test_verify_shows_a_code_as_text(published, client):
    page = client.get("/v/%3Cscript%3Ealert(1)%3C%2Fscript%3E/").content.decode()

    assert "<script>alert" not in page


@pytest.mark.parametrize("code", ["x", "1011", "1011-", f"1011-{'U' * 20}", "1011-%00", "%E4%B8%AD"])
def test_verify_knows_no_code_that_can_be_none(published, client, code):
    answer = client.get(f"/v/{code}/")

    assert (answer.status_code, "查不到这个编号" in answer.content.decode()) == (404, True)


@pytest.mark.parametrize("number", [1011, 9999])
def test_verify_compares_no_file_with_a_code_that_is_not_known(published, client, number):
    fields = {"idempotency_key": uuid4().hex, "file": SimpleUploadedFile("x.pdf", PDF)}
    answer = client.post(f"/v/{number}-{NOWHERE}/", fields)

    assert answer.status_code == 404
    assert "查不到这个编号" in answer.content.decode() and "文件一致" not in answer.content.decode()


def test_verify_does_not_know_a_notice_before_it_is_published(cast, estate, client):
    with scope(1, 11):
        notice = publish(estate=estate, kind="other", title="题", paragraphs=["文"], by=None, await_pdf=True)

    assert client.get(f"/v/{notice.code}/").status_code == 404


def test_verify_does_not_lead_from_one_estate_to_the_code_of_another(published, client):
    assert client.get(f"/v/1012-{published.code.split('-')[1]}/").status_code == 404


def test_verify_asks_seven_queries_around_one_of_its_own(published, client, django_assert_num_queries):
    with django_assert_num_queries(8):
        client.get(f"/v/{published.code}/")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1011-7K3M9QPDAB34CD56EF78", "1011-7K3M9QPDAB34CD56EF78"),
        (" 1011 7k3m-9qpd-ab34-cd56-ef78 ", "1011-7K3M9QPDAB34CD56EF78"),
        ("１０１１－７Ｋ３Ｍ９ＱＰＤＡＢ３４ＣＤ５６ＥＦ７８", "1011-7K3M9QPDAB34CD56EF78"),
        ("1011-OIL00000000000000000", "1011-01100000000000000000"),
        ("0001011-7K3M9QPDAB34CD56EF78", "1011-7K3M9QPDAB34CD56EF78"),
        ("", ""),
        ("1011", ""),
        ("7K3M9QPDAB34CD56EF78", ""),
        ("1011-7K3M9QPDAB34CD56EF7U", ""),
        ("X011-7K3M9QPDAB34CD56EF78", ""),
        ("9" * 200, ""),
    ],
)
def test_code_meant_is_the_one_spelling(typed, code):
    assert code_meant(typed) == code


@pytest.mark.django_db
def test_lookup_leads_to_the_code_that_was_typed(client):
    assert client.get("/v/").status_code == 200

    answer = client.get("/v/", {"code": "1011 7k3m-9qpd-ab34-cd56-ef78"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/v/1011-7K3M9QPDAB34CD56EF78/")


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "1011", "不是码"])
def test_lookup_says_what_is_wrong_with_a_code(client, code):
    answer = client.get("/v/", {"code": code})

    assert answer.status_code == 422
    assert "查验码" in answer.content.decode()


def _bring(client: Client, data: bytes):
    return client.post("/v/", {"idempotency_key": uuid4().hex, "file": SimpleUploadedFile("x.pdf", data)})


@pytest.mark.django_db
def test_lookup_leads_a_file_to_the_page_of_the_code_that_it_carries(client):
    data = pdf.render('<title>题</title><meta name="keywords" content="1011-7K3M9QPDAB34CD56EF78">')

    answer = _bring(client, data)

    assert (answer.status_code, answer.headers["Location"]) == (307, "/v/1011-7K3M9QPDAB34CD56EF78/")


@pytest.mark.django_db
@pytest.mark.parametrize("data", [PDF, b"%PDF-1.7", b""])
def test_lookup_says_that_a_file_carries_no_code(client, data):
    answer = _bring(client, data)

    assert answer.status_code == 422
    assert "/v/" not in answer.headers.get("Location", "")
    assert ("没有读到查验码" in answer.content.decode()) is bool(data)


def test_the_sheet_carries_its_code(published):
    with scope(1, 11):
        data = pdf.render(html_of(Notice.objects.get()))

    assert pdf.keywords(data) == published.code


def test_the_file_to_compare_is_chosen_with_a_button_in_chinese(client, published):
    page = client.get(f"/v/{published.code}/").content.decode()

    assert page.count('type="file"') == 1
    assert "选择文件</label>" in page
