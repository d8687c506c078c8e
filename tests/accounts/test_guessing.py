"""Guessing codes: few tries an account from wherever, each on record, none while nothing counts."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import factors
from accounts.models import SignIn
from tests.accounts.test_sign_in import Outbox
from tests.cast import Cast
from tests.sign_in import SECRET, age

pytestmark = pytest.mark.django_db
NOWHERE = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}


@pytest.fixture(autouse=True)
def outbox(settings) -> list[tuple[str, str]]:
    settings.SMS_SENDER = "tests.accounts.test_sign_in.Outbox"
    Outbox.sent.clear()
    cache.clear()
    return Outbox.sent


def _code(outbox: list[tuple[str, str]]) -> str:
    return re.search(r"验证码 (\d{6})", outbox[-1][1])[1]


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_of_many_guesses_at_one_account_five_are_looked_at_and_all_are_on_record(cast: Cast, outbox):
    looked_at, sessions = 0, []
    for place in range(5):
        client = Client(REMOTE_ADDR=f"192.0.2.{place}")
        client.post("/login/", {"phone": "13800000001"})
        sessions.append(client)
        wrong = _wrong(_code(outbox))
        for _ in range(4):
            page = client.post("/login/code/", {"code": wrong})
            looked_at += page.status_code == 422 and "验证码不对" in page.content.decode()

    entered = [client.post("/login/code/", {"code": _code(outbox)}) for client in sessions]

    assert looked_at == 5
    assert all("_auth_user_id" not in client.session for client in sessions)
    assert {answer.status_code for answer in entered} <= {302, 422}
    assert SignIn.objects.filter(user=cast.user("owner"), succeeded=False).count() >= 20


def test_one_code_at_many_accounts_is_on_record_for_each(cast: Cast, outbox):
    names = {"owner": 1, "spouse": 2, "tenant": 3, "neighbour": 4, "member": 7}
    for number in names.values():
        client = Client()
        client.post("/login/", {"phone": f"1380000{number:04d}"})
        client.post("/login/code/", {"code": _wrong(_code(outbox))})

    rows = SignIn.objects.filter(succeeded=False).order_by("id").values_list("user_id", flat=True)

    assert list(rows) == [cast.user(name).pk for name in names]


def test_codes_and_digits_are_counted_each_for_themselves_but_never_more_than_five(cast: Cast, outbox):
    factors.set_up_totp(cast.user("treasurer"), SECRET)
    client = cast.client("treasurer")
    age(client, 901)

    answers = [client.post("/me/confirm/", {"code": "12345678"}).content.decode() for _ in range(9)]

    assert sum("动态码不对" in page for page in answers) == 5
    assert sum("试的次数太多了" in page for page in answers) == 4


@pytest.mark.parametrize("address", ["/login/", "/me/confirm/code/", "/me/security/phone/"])
def test_while_nothing_counts_tries_no_code_is_sent(cast: Cast, outbox, settings, address: str):
    client = cast.client("treasurer") if address.startswith("/me/") else Client()
    settings.CACHES = {"default": NOWHERE}

    answer = client.post(address, {"phone": "13800000902"})

    assert (answer.status_code, "暂时不能登录" in answer.content.decode(), outbox) == (503, True, [])


def test_while_nothing_counts_tries_no_digits_are_taken(cast: Cast, outbox, settings):
    factors.set_up_totp(cast.user("treasurer"), SECRET)
    client = cast.client("treasurer")
    age(client, 901)
    settings.CACHES = {"default": NOWHERE}

    answer = client.post("/me/confirm/", {"code": factors.digits_of(SECRET)})

    assert answer.status_code == 503
    assert client.get("/e/a1/concerns/new/").status_code == 200
