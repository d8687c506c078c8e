"""Second factors through the pages: set up, asked for at the sign-in, spare codes, taken away."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from accounts import factors, proof
from accounts.models import SignIn
from core.sealing import unseal
from tests.accounts.test_sign_in import Outbox
from tests.cast import Cast
from tests.sign_in import SECRET, signed_in

pytestmark = pytest.mark.django_db
WORK = "/e/a1/work/"


@pytest.fixture(autouse=True)
def outbox(settings) -> list[tuple[str, str]]:
    settings.SMS_SENDER = "tests.accounts.test_sign_in.Outbox"
    Outbox.sent.clear()
    cache.clear()
    return Outbox.sent


def _by_phone(client: Client, outbox, phone: str, following: str = "") -> str:
    """Go through phone and code, and return where that leads."""
    following = f"?next={following}" if following else ""
    client.post(f"/login/{following}", {"phone": phone})
    code = re.search(r"验证码 (\d{6})", outbox[-1][1])[1]
    return client.post(f"/login/code/{following}", {"code": code}).headers["Location"]


def _with_totp(cast: Cast, name: str) -> list[str]:
    """Give somebody an authenticator and return the recovery codes."""
    factors.set_up_totp(cast.user(name), SECRET)
    return factors.give_recovery_codes(cast.user(name))


def _secret(page: str) -> str:
    return re.search(r'id="totp-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")


def test_an_authenticator_is_set_up_by_its_first_digits_and_codes_are_shown_once(cast: Cast):
    client = signed_in(cast.user("owner"), factor=False)
    page = client.get("/me/security/totp/").content.decode()

    added = client.post("/me/security/totp/", {"code": factors.digits_of(_secret(page))})
    shown = re.findall(r'code num">(\d{8})<', client.get("/me/security/codes/").content.decode())
    client.post("/me/security/codes/", {"done": "1"})

    assert "<svg" in page and added.headers["Location"] == "/me/security/codes/"
    assert len(set(shown)) == 10
    assert re.findall(r'code num">(\d{8})<', client.get("/me/security/codes/").content.decode()) == []
    kept = Authenticator.objects.get(type="totp")
    assert (kept.user_id, unseal(kept.data["secret"])) == (cast.user("owner").pk, _secret(page))
    assert proof.has_factor(client.session)


def test_wrong_digits_set_nothing_up_and_keep_the_secret_on_the_page(cast: Cast):
    client = signed_in(cast.user("owner"), factor=False)
    secret = _secret(client.get("/me/security/totp/").content.decode())

    answer = client.post("/me/security/totp/", {"code": "12345"})

    assert answer.status_code == 422 and "动态码不对" in answer.content.decode()
    assert _secret(answer.content.decode()) == secret
    assert not Authenticator.objects.exists() and not proof.has_factor(client.session)


def test_the_sign_in_asks_for_the_digits_after_the_code(client, cast: Cast, outbox):
    _with_totp(cast, "treasurer")

    led = _by_phone(client, outbox, "13800000006", WORK)
    before = "_auth_user_id" in client.session
    page = client.get(led).content.decode()
    entered = client.post(led, {"code": factors.digits_of(SECRET)})

    assert (led, before, entered.headers["Location"]) == ("/login/factor/", False, WORK)
    assert "再确认一步" in page
    assert client.get(WORK).status_code == 200
    assert list(SignIn.objects.values_list("user_id", "succeeded")) == [(cast.user("treasurer").pk, True)]


def test_digits_count_once(cast: Cast, outbox):
    _with_totp(cast, "treasurer")
    digits = factors.digits_of(SECRET)
    answers = []
    for _ in range(2):
        client = Client()
        _by_phone(client, outbox, "13800000006")
        answers.append(client.post("/login/factor/", {"code": digits}).status_code)

    assert answers == [302, 422]


def test_five_wrong_digits_close_the_account_for_five_minutes_and_stand_in_the_log(cast: Cast, outbox):
    _with_totp(cast, "treasurer")
    client = Client()
    _by_phone(client, outbox, "13800000006")

    wrong = [client.post("/login/factor/", {"code": "1234567"}).status_code for _ in range(5)]
    right = client.post("/login/factor/", {"code": factors.digits_of(SECRET)})

    assert wrong == [422] * 5
    assert right.status_code == 422 and "试的次数太多了" in right.content.decode()
    assert "_auth_user_id" not in client.session
    rows = list(SignIn.objects.values_list("user_id", "succeeded"))
    assert rows == [(cast.user("treasurer").pk, False)] * 6


def test_a_recovery_code_signs_in_once(cast: Cast, outbox):
    spare, *others = _with_totp(cast, "treasurer")
    answers = []
    for _ in range(2):
        client = Client()
        _by_phone(client, outbox, "13800000006")
        answers.append(client.post("/login/factor/", {"code": spare}).status_code)

    assert answers == [302, 422]
    assert factors.factors_of(cast.user("treasurer")).recovery_left == len(others) == 9


def test_new_recovery_codes_end_the_old_ones(cast: Cast):
    old = _with_totp(cast, "treasurer")

    cast.client("treasurer").post("/me/security/codes/")

    kept = factors.factors_of(cast.user("treasurer")).recovery
    assert not set(old) & set(kept.wrap().get_unused_codes())


def test_a_resident_takes_the_authenticator_away_and_the_codes_with_it(cast: Cast):
    _with_totp(cast, "owner")
    client = cast.client("owner")

    answer = client.post(f"/me/security/factors/{factors.factors_of(cast.user('owner')).totp.pk}/remove/")

    assert answer.headers["Location"] == "/me/security/"
    assert not Authenticator.objects.exists() and not proof.has_factor(client.session)


def test_an_office_that_demands_it_keeps_the_last_factor(cast: Cast):
    _with_totp(cast, "treasurer")
    client = cast.client("treasurer")

    answer = client.post(f"/me/security/factors/{factors.factors_of(cast.user('treasurer')).totp.pk}/remove/")

    assert (answer.status_code, "您的职务要求两步登录" in answer.content.decode()) == (409, True)
    assert Authenticator.objects.count() == 2


def test_a_factor_of_somebody_else_is_not_there(cast: Cast):
    _with_totp(cast, "treasurer")
    pk = factors.factors_of(cast.user("treasurer")).totp.pk

    assert cast.client("owner").post(f"/me/security/factors/{pk}/remove/").status_code == 404
    assert Authenticator.objects.count() == 2


def test_whoever_has_a_factor_and_a_session_without_it_confirms_first(cast: Cast):
    _with_totp(cast, "treasurer")
    client = signed_in(cast.user("treasurer"), factor=False)

    led = client.get(WORK)
    on = client.get(led.headers["Location"])
    back = client.post("/me/confirm/", {"code": factors.digits_of(SECRET), "next": WORK})

    assert led.headers["Location"] == "/me/security/?next=%2Fe%2Fa1%2Fwork%2F"
    assert on.headers["Location"] == "/me/confirm/?next=%2Fe%2Fa1%2Fwork%2F"
    assert back.headers["Location"] == WORK and client.get(WORK).status_code == 200


@pytest.mark.parametrize(
    ("demonstration", "headers", "shown"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"REMOTE_ADDR": "192.0.2.7"}, False),
        (True, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
    ],
)
def test_the_digits_stand_on_the_page_in_a_demonstration_on_this_machine_only(
    client, cast: Cast, outbox, settings, demonstration, headers, shown
):
    settings.DEMONSTRATION = demonstration
    _with_totp(cast, "treasurer")
    _by_phone(client, outbox, "13800000006")

    page = client.get("/login/factor/", **headers).content.decode()

    assert ("demonstration-code" in page) is shown
