"""Acts that need a recent proof: who is let through, who is led to confirm, and what is said afterwards."""

import re
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client

from accounts import limits
from accounts.models import SignIn
from ballots.models import Ballot
from tenancy.models import IdempotencyKey
from tenancy.scope import scope
from tests.accounts.test_sign_in import Outbox
from tests.cast import Cast
from tests.sign_in import age

STALE = limits.FRESH_FOR + 1
CLOSE = "/e/a1/work/votes/1/close/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings) -> list[tuple[str, str]]:
    settings.SMS_SENDER = "tests.accounts.test_sign_in.Outbox"
    Outbox.sent.clear()
    cache.clear()
    return Outbox.sent


def _stale(cast: Cast, name: str) -> Client:
    client = cast.client(name)
    age(client, STALE)
    return client


def _code(outbox: list[tuple[str, str]]) -> str:
    return re.search(r"验证码 (\d{6})", outbox[-1][1])[1]


def _confirm(client: Client, outbox: list[tuple[str, str]], following: str = "") -> str:
    client.post("/me/confirm/code/", {"next": following})
    return client.post("/me/confirm/", {"code": _code(outbox), "next": following}).headers["Location"]


def test_the_limit_is_what_allauth_is_told():
    assert django_settings.ACCOUNT_REAUTHENTICATION_TIMEOUT == limits.FRESH_FOR == 900


def test_whoever_signed_in_just_now_notices_nothing(cast: Cast):
    client = cast.client("chair")
    age(client, limits.FRESH_FOR - 5)

    assert client.get(CLOSE).status_code == 404  # there is no such ballot


def test_a_page_of_such_an_act_leads_to_confirm_and_back(cast: Cast, outbox):
    client = _stale(cast, "chair")

    led = client.get(CLOSE)
    page = client.get(led.headers["Location"]).content.decode()
    back = _confirm(client, outbox, CLOSE)

    assert (led.status_code, led.headers["Location"]) == (
        302,
        f"/me/confirm/?next={CLOSE.replace('/', '%2F')}",
    )
    assert "138****0005" in page and "发验证码" in page
    assert [to for to, _ in outbox] == ["+8613800000005"]
    assert back == CLOSE and client.get(CLOSE).status_code == 404


def test_what_was_sent_too_late_is_not_done_and_the_page_says_so(cast: Cast, outbox):
    client, key = _stale(cast, "chair"), uuid4().hex
    referred = {"headers": {"Referer": "http://testserver/e/a1/work/"}}

    led = client.post(CLOSE, {"idempotency_key": key}, **referred)
    page = client.get(led.headers["Location"]).content.decode()
    back = _confirm(client, outbox, "/e/a1/work/")
    said = client.get(back).content.decode()

    assert led.headers["Location"] == "/me/confirm/?next=%2Fe%2Fa1%2Fwork%2F"
    assert "刚才那一步还没有办。" in page
    assert "还没有办：刚才那一步要先确认是您本人。现在已经确认，请再办一次。" in said
    with scope(1, 11):
        assert not IdempotencyKey.objects.exists() and not Ballot.objects.exists()


def test_a_wrong_code_is_refused_and_stands_in_the_log(cast: Cast, outbox):
    client = _stale(cast, "chair")
    client.post("/me/confirm/code/")
    wrong = f"{(int(_code(outbox)) + 1) % 1_000_000:06d}"

    answer = client.post("/me/confirm/", {"code": wrong})

    assert (answer.status_code, "验证码不对，或者已经过期。" in answer.content.decode()) == (422, True)
    assert list(SignIn.objects.values_list("user_id", "succeeded")) == [(cast.user("chair").pk, False)]
    assert client.get(CLOSE).status_code == 302


def test_a_code_counts_once_and_a_sixth_try_is_not_looked_at(cast: Cast, outbox):
    client = _stale(cast, "chair")
    client.post("/me/confirm/code/")
    right = _code(outbox)
    tries = [client.post("/me/confirm/", {"code": "x"}).status_code for _ in range(5)]

    last = client.post("/me/confirm/code/"), client.post("/me/confirm/", {"code": _code(outbox)})

    assert tries == [422] * 5 and right != ""
    assert last[1].status_code == 422 and "试的次数太多了" in last[1].content.decode()


def test_a_sixth_code_within_five_minutes_is_not_sent(cast: Cast, outbox):
    client = _stale(cast, "chair")

    answers = [client.post("/me/confirm/code/").status_code for _ in range(6)]

    assert answers == [302] * 5 + [422] and len(outbox) == 5


def test_confirming_goes_on_in_a_session_of_another_key(cast: Cast, outbox):
    client = _stale(cast, "chair")
    before = client.session.session_key

    _confirm(client, outbox)

    assert client.session.session_key != before
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize("following", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_confirming_leads_to_no_other_site(cast: Cast, outbox, following: str):
    assert _confirm(_stale(cast, "chair"), outbox, following) == "/me/"


def test_the_guard_asks_first_so_that_strangers_learn_nothing(cast: Cast):
    assert _stale(cast, "stranger").get(CLOSE).status_code == 404
    assert _stale(cast, "owner").get(CLOSE).status_code == 403
