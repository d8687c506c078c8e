"""WeChat: there and back against a fake of its addresses on this machine."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from accounts import factors
from tests.accounts.test_sign_in import Outbox, _said
from tests.cast import Cast
from tests.sign_in import SECRET, age

pytestmark = pytest.mark.django_db
INSIDE = {"User-Agent": "Mozilla/5.0 (iPhone) MicroMessenger/8.0.50"}


class Weixin(BaseHTTPRequestHandler):
    """Answers as api.weixin.qq.com does: JSON in UTF-8 that calls itself text/plain."""

    person: dict[str, object] = {}
    token: dict[str, object] = {}
    asked: list[tuple[str, dict[str, list[str]]]] = []

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

    def _answer(self, body: dict[str, list[str]]) -> None:
        url = urlsplit(self.path)
        self.asked.append((url.path, parse_qs(url.query) | body))
        said = self.token if url.path == "/sns/oauth2/access_token" else self.person
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(json.dumps(said, ensure_ascii=False).encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(autouse=True)
def weixin(settings) -> Iterator[type[Weixin]]:
    server = HTTPServer(("127.0.0.1", 0), Weixin)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.WEIXIN_API = f"http://127.0.0.1:{server.server_port}"
    settings.WEIXIN_APP_ID, settings.WEIXIN_APP_SECRET = "wx-app", "wx-key"
    app = {"client_id": "wx-app", "secret": "wx-key"}
    settings.SOCIALACCOUNT_PROVIDERS = {"weixin": {"APPS": [app]}}
    settings.SMS_SENDER = "tests.accounts.test_sign_in.Outbox"
    Weixin.person = {"openid": "o-1", "unionid": "u-1", "nickname": "张三", "headimgurl": "http://x"}
    Weixin.token = {"access_token": "t", "openid": "o-1", "expires_in": 7200}
    Weixin.asked = []
    Outbox.sent.clear()
    cache.clear()
    yield Weixin
    server.shutdown()
    server.server_close()
    thread.join()


def _there_and_back(client: Client, following: str = "", **answer: str):
    """Go to WeChat and come back with a code; return where that leads."""
    led = client.get("/login/weixin/" + following)
    state = parse_qs(urlsplit(led.headers["Location"]).query)["state"][0]
    return client.get("/login/weixin/back/", answer or {"code": "c-1", "state": state})


def _by_phone(client: Client, phone: str = "13800000001", following: str = ""):
    client.post(f"/login/{following}", {"phone": phone})
    code = re.search(r"验证码 (\d{6})", Outbox.sent[-1][1])[1]
    return client.post(f"/login/code/{following}", {"code": code})


@pytest.mark.parametrize(
    ("headers", "door", "scope"),
    [({}, "qrconnect", "snsapi_login"), (INSIDE, "oauth2/authorize", "snsapi_userinfo")],
)
def test_inside_weixin_its_own_door_is_taken(client, cast: Cast, headers, door: str, scope: str):
    url = urlsplit(client.get("/login/weixin/", headers=headers).headers["Location"])

    asked = parse_qs(url.query)
    assert (url.netloc, url.path) == ("open.weixin.qq.com", f"/connect/{door}")
    assert (asked["appid"], asked["scope"]) == (["wx-app"], [scope])
    assert asked["redirect_uri"] == ["http://testserver/login/weixin/back/"]


def test_the_first_time_asks_for_the_phone_and_later_signs_in_alone(client, cast: Cast, weixin):
    first = _there_and_back(client)
    page = client.get(first.headers["Location"]).content.decode()
    _by_phone(client)
    account = SocialAccount.objects.get()
    again = Client()

    entered = _there_and_back(again, "?next=/e/a1/")

    assert first.headers["Location"] == "/login/" and "第一次用微信登录" in page
    assert (account.user, account.uid) == (cast.user("owner"), "u-1")
    assert account.extra_data == {"unionid": "u-1", "nickname": "张三"}
    assert entered.headers["Location"] == "/e/a1/"
    assert again.session["_auth_user_id"] == str(cast.user("owner").pk)
    assert [path for path, _ in weixin.asked] == ["/sns/oauth2/access_token", "/sns/userinfo"] * 2


def test_an_unknown_phone_links_nothing(client, cast: Cast):
    _there_and_back(client)
    client.post("/login/", {"phone": "13800009999"})

    assert client.post("/login/code/", {"code": "000000"}).status_code == 422
    assert not SocialAccount.objects.exists() and Outbox.sent == []


def test_without_a_unionid_nobody_is_signed_in_and_the_page_says_why(client, cast: Cast, weixin):
    del weixin.person["unionid"]

    led = _there_and_back(client)

    assert led.headers["Location"] == "/login/"
    assert any("缺 unionid" in words for words in _said(client.get("/login/").content.decode()))
    _by_phone(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("broken", ["token", "state", "denied", "person"])
def test_what_goes_wrong_there_is_said_and_signs_in_nobody(client, cast: Cast, weixin, broken: str):
    answer = {"state": {"code": "c-1", "state": "other"}, "denied": {"error": "access_denied"}}.get(
        broken, {}
    )
    if broken == "token":
        weixin.token = {"errcode": 40029, "errmsg": "invalid code"}
    if broken == "person":
        weixin.person = {"errcode": 40001}

    led = _there_and_back(client, **answer)

    assert led.headers["Location"] == "/login/"
    assert "微信" in client.get("/login/").content.decode()
    assert "_auth_user_id" not in client.session and not SocialAccount.objects.exists()


def test_the_second_factor_is_asked_for_all_the_same(client, cast: Cast):
    _there_and_back(client)
    _by_phone(client, "13800000006")
    factors.set_up_totp(cast.user("treasurer"), SECRET)

    led = _there_and_back(Client())

    assert led.headers["Location"] == "/login/factor/"


def test_it_is_linked_and_unlinked_under_what_one_signs_in_with(cast: Cast):
    client = cast.client("owner")

    linked = _there_and_back(client)
    page = client.get("/me/security/").content.decode()
    client.post("/me/security/weixin/unlink/")

    assert linked.headers["Location"] == "/me/security/" and "已连上微信“张三”" in page
    assert not SocialAccount.objects.exists()


def test_a_stale_session_links_and_unlinks_nothing(cast: Cast):
    client = cast.client("owner")
    _there_and_back(client)
    age(client, 901)

    answers = [client.get("/login/weixin/"), client.post("/me/security/weixin/unlink/")]

    assert {urlsplit(answer.headers["Location"]).path for answer in answers} == {"/me/confirm/"}
    assert SocialAccount.objects.count() == 1


def test_the_weixin_of_somebody_else_is_not_taken_over(client, cast: Cast):
    _there_and_back(client)
    _by_phone(client)

    _there_and_back(cast.client("tenant"))

    assert SocialAccount.objects.get().user == cast.user("owner")


def test_without_keys_there_is_no_button_and_no_address(client, cast: Cast, settings):
    with_keys = client.get("/login/").content.decode()
    settings.WEIXIN_APP_ID = ""

    assert "用微信登录" in with_keys and "用微信登录" not in client.get("/login/").content.decode()
    assert [client.get(f"/login/weixin/{end}").status_code for end in ("", "back/")] == [404, 404]
    assert cast.client("owner").post("/me/security/weixin/unlink/").status_code == 404
