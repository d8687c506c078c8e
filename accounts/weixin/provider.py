"""The provider: whoever signs in is known by their unionid, the same in WeChat's browser and outside."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.weixin.provider import WeixinProvider
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest

from core.text import readable

INSIDE = "MicroMessenger"  # how WeChat's own browser names itself
LONGEST = 40


class UnionIdMissing(OAuth2Error):
    """WeChat named nobody by a unionid: the account is not bound to WeChat's open platform."""


class Adapter(WeixinOAuth2Adapter):
    """WeChat's two doors, and what it says of somebody, read as it is sent."""

    @property
    def access_token_url(self) -> str:
        """Where a code is changed for a token."""
        return f"{settings.WEIXIN_API}/sns/oauth2/access_token"

    @property
    def profile_url(self) -> str:
        """Where WeChat says who it is."""
        return f"{settings.WEIXIN_API}/sns/userinfo"

    @property
    def authorize_url(self) -> str:
        """Inside WeChat its own question; outside the code to be scanned with WeChat."""
        door = "oauth2/authorize" if is_inside(self.request) else "qrconnect"
        return f"{settings.WEIXIN_OPEN}/connect/{door}"

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Return the sign-in of whom WeChat names; only unionid and nickname are kept of what it says."""
        openid = kwargs.get("response", {}).get("openid")
        with get_adapter().get_requests_session() as session:
            asked = {"access_token": token.token, "openid": openid, "lang": "zh_CN"}
            said = session.get(self.profile_url, params=asked)
            said.raise_for_status()
            # UTF-8 whatever the header says: WeChat's says text/plain, which is read as Latin-1.
            said.encoding = "utf-8"
            person = said.json()
        if (
            not isinstance(person, dict)
            or not isinstance(person.get("unionid"), str)
            or not person["unionid"]
        ):
            raise UnionIdMissing
        nickname = str(readable(str(person.get("nickname", ""))))[:LONGEST]
        kept = {"unionid": person["unionid"], "nickname": nickname}
        return self.get_provider().sociallogin_from_response(request, kept)


class Provider(WeixinProvider):
    """Known by unionid: an openid is another one in each of WeChat's applications."""

    name = "微信"
    oauth2_adapter_class = Adapter

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return the unionid."""
        return str(data["unionid"])

    def get_default_scope(self) -> list[str]:
        """Return what is asked for; inside WeChat the scope that tells the unionid of everybody."""
        return ["snsapi_userinfo" if is_inside(self.request) else "snsapi_login"]


def is_inside(request: HttpRequest) -> bool:
    """Return whether the page is shown by WeChat itself."""
    return INSIDE in request.headers.get("User-Agent", "")


provider_classes = [Provider]
