"""One's own number, changed while the old one still receives."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from estates.models import Person
from tenancy.models import AuditEntry
from tenancy.scope import scope
from tests.accounts.test_sign_in import Outbox
from tests.cast import Cast
from tests.sign_in import age

pytestmark = pytest.mark.django_db
OLD, NEW = "+8613800000001", "+8613800000901"


@pytest.fixture(autouse=True)
def outbox(settings) -> list[tuple[str, str]]:
    settings.SMS_SENDER = "tests.accounts.test_sign_in.Outbox"
    Outbox.sent.clear()
    cache.clear()
    return Outbox.sent


def _code(outbox: list[tuple[str, str]]) -> str:
    return re.search(r"验证码 (\d{6})", outbox[-1][1])[1]


def _change(client: Client, outbox, phone: str = "13800000901"):
    client.post("/me/security/phone/", {"phone": phone})
    return client.post("/me/security/phone/code/", {"code": _code(outbox)})


def test_a_code_to_the_new_number_changes_it_and_ends_other_sessions(cast: Cast, outbox):
    here, there = cast.client("owner"), _listed(cast)
    with scope(1, 11):
        Person.objects.filter(user=cast.user("owner")).update(phone=OLD)

    changed = _change(here, outbox)

    assert changed.headers["Location"] == "/me/security/"
    assert User.objects.get(pk=cast.user("owner").pk).phone == NEW
    assert (here.get("/me/").status_code, there.get("/me/").status_code) == (200, 302)
    assert [to for to, _ in outbox] == [NEW, OLD] and "138****0901" in outbox[-1][1]
    with scope(1, 11):
        assert Person.objects.get(user=cast.user("owner")).phone == NEW
        (entry,) = AuditEntry.objects.filter(action="estates.phone_changed")
    assert entry.details == {"old": "138****0001", "new": "138****0901"}


def _listed(cast: Cast) -> Client:
    client = cast.client("owner")
    key = client.session.session_key
    UserSession.objects.create(user=cast.user("owner"), session_key=key, ip="192.0.2.1", user_agent="")
    return client


def test_a_session_that_is_not_fresh_proves_the_old_number_first(cast: Cast, outbox):
    client = cast.client("owner")
    age(client, 901)

    led = client.get("/me/security/phone/")
    client.post("/me/confirm/code/", {"next": "/me/security/phone/"})

    assert led.headers["Location"] == "/me/confirm/?next=%2Fme%2Fsecurity%2Fphone%2F"
    assert [to for to, _ in outbox] == [OLD]


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("13800000001", "这就是您现在登录用的号码。"),
        ("13800000003", "已经有人用它登录"),
        ("123", "手机号不对"),
        ("", "请填写新手机号。"),
    ],
)
def test_a_number_that_cannot_be_is_refused_and_gets_no_code(cast: Cast, outbox, phone: str, words: str):
    answer = cast.client("owner").post("/me/security/phone/", {"phone": phone})

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert outbox == []


def test_a_wrong_code_changes_nothing(cast: Cast, outbox):
    client = cast.client("owner")
    client.post("/me/security/phone/", {"phone": "13800000901"})

    answer = client.post("/me/security/phone/code/", {"code": f"{(int(_code(outbox)) + 1) % 1_000_000:06d}"})

    assert answer.status_code == 422
    assert User.objects.get(pk=cast.user("owner").pk).phone == OLD


def test_a_number_taken_meanwhile_is_refused(cast: Cast, outbox):
    client = cast.client("owner")
    client.post("/me/security/phone/", {"phone": "13800000901"})
    User.objects.create_user(NEW)

    answer = client.post("/me/security/phone/code/", {"code": _code(outbox)})

    assert answer.status_code == 422 and "已经有人用它登录" in answer.content.decode()
    assert User.objects.get(pk=cast.user("owner").pk).phone == OLD


def test_without_a_code_sent_the_page_leads_to_where_one_is_asked_for(cast: Cast):
    assert cast.client("owner").get("/me/security/phone/code/").headers["Location"] == "/me/security/phone/"
