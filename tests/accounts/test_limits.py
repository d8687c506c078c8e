"""Sessions: how long they count, what is noted of them, what one sees and ends."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import limits, proof
from accounts.devices import device_name, mask_address
from core import clock
from tests.cast import Cast
from tests.sign_in import age

pytestmark = pytest.mark.django_db
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Mobile/15E148 MicroMessenger/8.0.50"
)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0"


def _aged(cast: Cast, name: str, *, office: bool, began: float = 0, seen: float = 0) -> Client:
    client = cast.client(name)
    age(client, began)
    session = client.session
    session[proof.PLACE] |= {"seen": limits.moment() - seen, "office": office}
    session.save()
    return client


@pytest.mark.parametrize(
    ("office", "began", "seen", "counts"),
    [
        (False, 0, 30 * limits.DAY - 9, True),
        (False, 0, 30 * limits.DAY + 9, False),
        (False, 90 * limits.DAY - 9, 0, True),
        (False, 90 * limits.DAY + 9, 0, False),
        (True, 0, limits.HOUR - 9, True),
        (True, 0, limits.HOUR + 9, False),
        (True, 12 * limits.HOUR - 9, 0, True),
        (True, 12 * limits.HOUR + 9, 0, False),
    ],
)
def test_a_session_ends_after_rest_and_in_all_at_the_next_request(cast: Cast, office, began, seen, counts):
    client = _aged(cast, "treasurer", office=office, began=began, seen=seen)
    key = client.session.session_key

    page = client.get("/me/")

    assert page.status_code == (200 if counts else 302)
    assert Session.objects.filter(pk=key).exists() is counts


def test_an_old_session_of_a_resident_acts_in_no_office_and_says_what_was_not_sent(cast: Cast):
    client = _aged(cast, "treasurer", office=False, began=13 * limits.HOUR)

    home = client.get("/e/a1/concerns/new/")
    work = client.post("/e/a1/work/votes/1/close/", {"idempotency_key": "k" * 32})

    assert home.status_code == 200
    assert work.status_code == 302 and work.headers["Location"].startswith("/login/?next=")
    assert "登录已过期，刚才的还没有提交。" in client.get(work.headers["Location"]).content.decode()


def test_acting_in_an_office_holds_the_session_to_its_limits(cast: Cast):
    client = _aged(cast, "treasurer", office=False)

    client.get("/e/a1/work/")

    assert proof.proof_of(client.session).limit == limits.OFFICE


def test_use_is_noted_once_in_some_minutes(cast: Cast, django_assert_num_queries):
    client = _aged(cast, "owner", office=False, seen=limits.NOTED_EVERY + 1)
    client.get("/accessibility/")
    noted = proof.proof_of(client.session)

    client.get("/accessibility/")

    assert limits.moment() - noted.seen < 60
    assert proof.proof_of(client.session) == noted


def test_a_session_from_before_counts_from_now_and_has_proven_nothing(cast: Cast):
    client = Client()
    client.force_login(cast.user("treasurer"), backend="accounts.backend.Backend")

    home = client.get("/e/a1/concerns/new/")

    assert (home.status_code, client.get("/e/a1/work/").status_code) == (200, 302)
    assert not proof.is_fresh(client.session) and not proof.has_factor(client.session)


def _device(cast: Cast, agent: str, address: str) -> Client:
    client = cast.client("owner")
    UserSession.objects.create(
        user=cast.user("owner"), session_key=client.session.session_key, ip=address, user_agent=agent
    )
    return client


def test_sessions_are_listed_in_words_this_one_marked_and_others_ended(cast: Cast):
    here, there = _device(cast, IPHONE, "182.140.7.9"), _device(cast, WINDOWS, "10.1.2.3")
    page = here.get("/me/security/").content.decode()
    other = UserSession.objects.get(session_key=there.session.session_key)

    ended = here.post(f"/me/security/sessions/{other.pk}/end/")

    assert "苹果手机，微信" in page and "Windows 电脑，Edge 浏览器" in page
    assert "182.140.*.*" in page and "182.140.7.9" not in page and page.count("这台设备") == 1
    assert ended.status_code == 302
    assert (here.get("/me/").status_code, there.get("/me/").status_code) == (200, 302)


def test_all_others_are_ended_at_once_and_this_one_stays(cast: Cast):
    here, *others = (_device(cast, WINDOWS, f"10.1.2.{part}") for part in (3, 4, 5))

    here.post("/me/security/sessions/end/")

    assert [each.get("/me/").status_code for each in (here, *others)] == [200, 302, 302]
    assert UserSession.objects.count() == 1


def test_nobody_ends_this_one_or_somebody_elses(cast: Cast):
    here = _device(cast, WINDOWS, "10.1.2.3")
    pk = UserSession.objects.get().pk

    answers = [client.post(f"/me/security/sessions/{pk}/end/") for client in (here, cast.client("tenant"))]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert here.get("/me/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (IPHONE, "苹果手机，微信"),
        (WINDOWS, "Windows 电脑，Edge 浏览器"),
        ("curl/8", "没有认出的设备"),
        ("", "没有认出的设备"),
    ],
)
def test_device_name_is_what_people_call_it(agent: str, name: str):
    assert device_name(agent) == name


@pytest.mark.parametrize(
    ("address", "masked"), [("182.140.7.9", "182.140.*.*"), ("2408:8000::1", "2408:8000:*")]
)
def test_mask_address_keeps_the_network(address: str, masked: str):
    assert mask_address(address) == masked


def test_the_travelling_clock_ends_no_session(cast: Cast):
    client = cast.client("treasurer")

    with clock.travel(clock.now() + timedelta(days=200)):
        assert client.get("/me/").status_code == 200
