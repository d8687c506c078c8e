"""Claiming on the pages: the code leaves the address at once, wrong ones are counted, any phone signs in."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from core import clock
from estates.models import ClaimSlip, Residency
from tests.cast import Cast
from tests.estates.joining.conftest import at_home, print_slips

pytestmark = pytest.mark.django_db
PHONE = "+8613800000070"
WORDS = {
    "unknown": "没有这个认领码",
    "used": "已经用过了",
    "expired": "已经过期",
    "withdrawn": "已经作废",
}


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMONSTRATION = True
    cache.clear()


def _send(client: Client, url: str, **data: str):
    return client.post(url, {"idempotency_key": uuid4().hex, **data})


def _sign_in(client: Client, url: str, phone: str):
    """Sign in at ``url`` by the code on the page; return the last answer."""
    asked = _send(client, url, phone=phone)
    page = client.get(asked.url).content.decode()
    shown = re.search(r'id="demonstration-code">(\w+)<', page)
    assert shown is not None, "no code was sent"
    return _send(client, asked.url, code=shown[1])


def test_the_code_of_a_qr_leaves_the_address_at_once(cast: Cast, client: Client):
    code = str(print_slips(cast, cast.units[1])[1][0])

    answer = client.get(f"/claim/{code}/")
    page = client.get(answer.url)

    assert (answer.status_code, answer.url) == (302, "/claim/")
    assert f'value="{code}"' in page.content.decode()
    with at_home():
        assert ClaimSlip.objects.get().used_at is None


def test_a_tenant_claims_a_home_with_a_phone_that_nobody_knew(cast: Cast, client: Client):
    code = str(print_slips(cast, cast.units[1])[1][0])

    asked = _send(client, "/claim/", code=code.replace("-", "").lower())
    login = client.get(asked.url)
    arrived = _sign_in(client, login.url, PHONE)
    page = client.get(arrived.url)
    done = _send(client, arrived.url, name="朱示例新", tenure="tenant")

    assert (asked.url, arrived.url) == ("/e/a1/claim/", "/e/a1/claim/")
    assert "1栋1单元***" in page.content.decode() and "201" not in page.content.decode()
    assert (done.status_code, done.url) == (302, "/me/")
    user = User.objects.get(phone=PHONE)
    assert user.phone_verified
    with at_home():
        assert Residency.objects.get(person__user=user).source == "slip"
    assert client.get("/e/a1/claim/").url == "/claim/"


def test_an_owner_of_another_name_is_led_to_the_request(cast: Cast, client: Client):
    code = str(print_slips(cast, cast.units[1])[1][0])
    client.force_login(cast.user("stranger"), backend="accounts.backend.Backend")
    _send(client, "/claim/", code=code)

    answer = _send(client, "/e/a1/claim/", name="卫示例邻区", tenure="owner")

    text = answer.content.decode()
    assert (answer.status_code, "名册里这套房的业主没有这个姓名" in text) == (422, True)
    assert 'href="/e/a1/join/"' in text
    with at_home():
        assert ClaimSlip.objects.get().used_at is None


def test_owners_names_are_not_for_guessing(cast: Cast, client: Client):
    code = str(print_slips(cast, cast.units[1])[1][0])
    client.force_login(cast.user("stranger"), backend="accounts.backend.Backend")
    _send(client, "/claim/", code=code)
    for number in range(5):
        _send(client, "/e/a1/claim/", name=f"猜示例{number}", tenure="owner")

    answer = _send(client, "/e/a1/claim/", name="郑示例房东", tenure="owner")

    assert (answer.status_code, "姓名试的次数太多了" in answer.content.decode()) == (422, True)
    with at_home():
        assert not Residency.objects.filter(person=cast.landlord.person).exists()


@pytest.mark.parametrize("why", list(WORDS))
def test_each_code_that_does_not_count_has_its_words(cast: Cast, client: Client, why: str):
    code = str(print_slips(cast, cast.units[1])[1][0])
    changes = {
        "used": {"used_at": clock.now(), "used_by": cast.tenant.person},
        "expired": {"expires_at": clock.now() - timedelta(seconds=1)},
        "withdrawn": {"withdrawn_at": clock.now()},
    }
    with at_home():
        ClaimSlip.objects.update(**changes.get(why, {}))

    answer = _send(client, "/claim/", code=code if why != "unknown" else f"{code[:-4]}0000")

    assert (answer.status_code, WORDS[why] in answer.content.decode()) == (422, True)
    assert "claim" not in client.session


def test_an_unknown_estate_looks_as_a_wrong_code_does(cast: Cast, client: Client, django_assert_num_queries):
    pages = [
        _send(client, "/claim/", code=f"{number}-ABCD-EFGH-JKMN-PQRS").content.decode()
        for number in ("1011", "9999", "99999999999")
    ]

    plain = {re.sub(r'value="[^"]*"', "", page) for page in pages}
    assert len(plain) == 1 and WORDS["unknown"] in pages[0]


def test_wrong_codes_are_counted(cast: Cast, client: Client):
    code = str(print_slips(cast, cast.units[1])[1][0])
    for _ in range(30):
        _send(client, "/claim/", code=f"{code[:-4]}0000")

    answer = _send(client, "/claim/", code=code)

    assert (answer.status_code, "试的次数太多了" in answer.content.decode()) == (422, True)


def test_right_codes_are_not_counted(cast: Cast, client: Client):
    code = str(print_slips(cast, cast.units[1])[1][0])

    assert {_send(client, "/claim/", code=code).status_code for _ in range(35)} == {302}


def test_without_a_code_an_unknown_phone_makes_no_sign_in(cast: Cast, client: Client):
    asked = _send(client, "/login/?next=/e/a1/claim/", phone=PHONE)

    assert "demonstration-code" not in client.get(asked.url).content.decode()
    assert not User.objects.filter(phone=PHONE).exists()


def test_a_code_for_another_estate_claims_nothing_here(cast: Cast, client: Client):
    _send(client, "/claim/", code=str(print_slips(cast, cast.units[1])[1][0]))

    assert client.get("/e/a2/claim/").url == "/claim/"


def test_a_number_gets_three_messages_a_day(cast: Cast, client: Client):
    code = str(print_slips(cast, cast.units[1])[1][0])
    sent = []
    for _ in range(4):
        fresh = Client()
        _send(fresh, "/claim/", code=code)
        asked = _send(fresh, "/login/", phone=PHONE)
        sent.append("demonstration-code" in fresh.get(asked.url).content.decode())

    assert sent == [True, True, True, False]
    # What somebody else began with the number opens no way round: it is proven by nobody.
    stranger = Client()
    asked = _send(stranger, "/login/", phone=PHONE)
    assert "demonstration-code" not in stranger.get(asked.url).content.decode()


def test_a_number_nobody_answered_from_is_forgotten(cast: Cast, client: Client):
    code = str(print_slips(cast, cast.units[1])[1][0])
    _send(client, "/claim/", code=code)
    _send(client, "/login/", phone=PHONE)
    User.objects.filter(phone=PHONE).update(joined_at=clock.now() - timedelta(days=2))

    other = Client()
    _send(other, "/claim/", code=code)
    _send(other, "/login/", phone="+8613800000071")

    assert list(User.objects.filter(phone_verified=False).values_list("phone", flat=True)) == [
        "+8613800000071"
    ]
