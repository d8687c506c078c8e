"""Signing in by phone and code, through the pages."""

import re

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from accounts import sms
from accounts.models import SignIn
from tests.cast import Cast

PHONE = "138 0000 0001"


class Outbox:
    """Keeps what would have been sent."""

    sent: list[tuple[str, str]] = []

    def send(self, phone: str, text: str) -> None:
        self.sent.append((phone, text))


@pytest.fixture(autouse=True)
def outbox(settings) -> list[tuple[str, str]]:
    settings.SMS_SENDER = f"{__name__}.Outbox"
    Outbox.sent.clear()
    cache.clear()
    return Outbox.sent


def _ask(client: Client, phone: str = PHONE, following: str = ""):
    return client.post("/login/" + following, {"phone": phone})


def _code(outbox: list[tuple[str, str]]) -> str:
    return re.search(r"验证码 (\d{6})", outbox[-1][1])[1]


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "typed", ["13800000001", "138 0000 0001", "+86 138-0000-0001", "13800000001".translate(FULL_WIDTH)]
)
def test_a_mainland_number_is_taken_as_typed(client, cast: Cast, outbox, typed):
    response = _ask(client, typed)

    assert (response.status_code, response.headers["Location"]) == (302, "/login/code/")
    assert [phone for phone, _ in outbox] == ["+8613800000001"]
    assert re.fullmatch(r"【同心】验证码 \d{6}，5 分钟内有效。请不要告诉别人。", outbox[0][1])


def test_the_right_code_signs_in_and_rotates_the_session(client, cast: Cast, outbox):
    _ask(client, following="?next=/e/a1/")
    before = client.session.session_key

    response = client.post("/login/code/?next=/e/a1/", {"code": _code(outbox)})

    assert (response.status_code, response.headers["Location"]) == (302, "/e/a1/")
    assert client.session["_auth_user_id"] == str(cast.user("owner").pk)
    assert client.session.session_key != before
    assert list(SignIn.objects.values_list("user_id", "succeeded")) == [(cast.user("owner").pk, True)]


def test_a_next_address_of_another_site_is_not_followed(client, cast: Cast, outbox):
    _ask(client, following="?next=https://example.org/")

    response = client.post("/login/code/?next=https://example.org/", {"code": _code(outbox)})

    assert response.headers["Location"] == "/me/"


def test_a_wrong_code_is_refused_in_words_and_noted(client, cast: Cast, outbox):
    _ask(client)

    response = client.post("/login/code/", {"code": "000000" if _code(outbox) != "000000" else "111111"})

    assert response.status_code == 422
    assert "验证码不对" in response.content.decode()
    assert "_auth_user_id" not in client.session
    assert list(SignIn.objects.values_list("succeeded", flat=True)) == [False]


def test_five_wrong_codes_close_the_account_for_five_minutes_even_with_new_codes(cast: Cast, outbox):
    for _ in range(5):
        client = Client()
        _ask(client)
        wrong = f"{(int(_code(outbox)) + 1) % 1_000_000:06d}"
        assert client.post("/login/code/", {"code": wrong}).status_code == 422

    response = client.post("/login/code/", {"code": _code(outbox)})

    assert response.status_code == 422
    assert "试的次数太多了" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_unknown_number_gets_the_same_answer(client, cast: Cast, outbox):
    known, unknown = _ask(Client()), _ask(client, "13800009999")
    page = client.get("/login/code/")

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert page.status_code == 200
    assert "13800009999" not in page.content.decode()
    assert "138****9999" in page.content.decode()
    assert [to for to, _ in outbox] == ["+8613800000001"]
    assert client.post("/login/code/", {"code": "000000"}).status_code == 422


def test_a_sixth_request_for_one_number_within_five_minutes_is_refused(cast: Cast, outbox):
    answers = [_ask(Client()).status_code for _ in range(6)]

    assert answers == [302] * 5 + [422]
    assert len(outbox) == 5


@pytest.mark.parametrize(
    ("demonstration", "headers", "shown"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"REMOTE_ADDR": "192.0.2.7"}, False),
        (True, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
    ],
)
def test_the_code_stands_on_the_page_in_a_demonstration_on_this_machine_only(
    client, cast: Cast, outbox, demonstration, headers, shown
):
    with override_settings(DEMONSTRATION=demonstration):
        _ask(client)
        page = client.get("/login/code/", **headers).content.decode()

    assert (_code(outbox) in page) is shown


def test_a_disabled_person_is_not_signed_in(client, cast: Cast, outbox):
    user = cast.user("owner")
    user.is_active = False
    user.save()

    _ask(client)

    assert outbox == []


def test_signing_out_is_a_post(cast: Cast):
    client = cast.client("owner")

    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_console_sender_writes_neither_number_nor_code(caplog):
    caplog.set_level("INFO")

    sms.ConsoleSender().send("+8613800000001", "【同心】验证码 123456")

    assert "123456" not in caplog.text
    assert "13800000001" not in caplog.text
    assert "138****0001" in caplog.text


def test_the_page_of_the_code_says_where_it_went_and_whom_to_ring(client, cast: Cast):
    following = "?next=%2Fe%2Fa1%2F"
    _ask(client, following="?next=/e/a1/")

    page = client.get(f"/login/code/{following}").content.decode()

    assert "138****0001" in page and "13800000001" not in page
    assert 'href="tel:08380000001"' in page and 'href="tel:08380000000"' in page
    assert f'href="/help/no-code/{following}"' in page and f'href="/login/{following}"' in page


def _said(page: str) -> list[str]:
    """Return what the notes above the heading say."""
    found = re.search(r'<div role="status">(.*?)</div>\n', page, re.DOTALL)
    return re.findall(r"[\u4e00-\u9fff][^<]*", found[1]) if found else []


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/e/a1/votes/7/cast/", "/e/a1/votes/7/"),
        ("/e/a1/concerns/7/support/", "/e/a1/concerns/7/"),
        ("/e/a1/projects/7/cosign/", "/e/a1/projects/7/"),
        ("/me/capacity/", "/me/"),
    ],
)
def test_an_act_without_a_sign_in_leads_to_its_page_and_says_that_nothing_was_sent(
    client, cast: Cast, outbox, address, page
):
    refused = client.post(address, {"idempotency_key": "0190b8f0-3c1e-4a5b-8d6e-1f2a3b4c5d6e"})
    asked = client.get(refused.headers["Location"]).content.decode()
    _ask(client, following=f"?next={page}")
    back = client.post(f"/login/code/?next={page}", {"code": _code(outbox)})

    assert (refused.status_code, refused.headers["Location"]) == (302, f"/login/?next={page}")
    assert "登录已过期，刚才的还没有提交。" in asked
    assert back.headers["Location"] == page
    assert _said(client.get("/me/").content.decode()) == [
        "还没有提交：您刚才登录已过期。现在已经登录，请再办一次。"
    ]


def test_signing_in_and_out_is_said_without_the_number_of_the_account(client, cast: Cast, outbox):
    _ask(client)
    client.post("/login/code/", {"code": _code(outbox)})
    entered = _said(client.get("/me/").content.decode())
    client.post("/logout/")

    assert entered == ["您已登录。"]
    assert _said(client.get("/").content.decode()) == ["您已退出登录。"]


def test_the_address_of_an_act_opened_by_itself_leads_back_to_its_page(cast: Cast):
    page = cast.client("owner").get("/e/a1/concerns/7/support/")

    assert page.status_code == 405
    assert 'href="/e/a1/concerns/7/"' in page.content.decode()


def test_the_page_of_an_old_form_says_to_copy_the_words_before_they_are_gone(db):
    page = Client(enforce_csrf_checks=True).post("/size/", {"size": "xl"})

    assert page.status_code == 403
    assert "请退回上一页，先把写的字复制下来，再刷新、重新提交。" in page.content.decode()
