"""Whose WeChat it is: shown once by the code to the phone, from then on WeChat signs in alone."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import limits, proof
from accounts.models import User
from accounts.weixin.provider import UnionIdMissing

PLACE = "weixin"
WAITS = 15 * limits.MINUTE


class Adapter(DefaultSocialAccountAdapter):
    """Nobody signs up by WeChat: an unknown one waits until its phone is shown."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return False: the community registers people."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let a known WeChat pass; keep an unknown one for the sign-in by phone, or link it to who asks."""
        account = sociallogin.account
        if request.user.is_authenticated:
            self._link_here(request, account)
        if sociallogin.is_existing:
            return
        kept = {"uid": account.uid, "extra_data": account.extra_data, "until": limits.moment() + WAITS}
        request.session[PLACE] = kept
        messages.info(request, _("第一次用微信登录，请再用手机号确认一次。以后点微信就能登录。"))
        raise ImmediateHttpResponse(redirect("account_login"))

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any) -> None:
        """Say in words what went wrong, and lead back to the sign-in."""
        if isinstance(kwargs.get("exception"), UnionIdMissing):
            said = _("微信没有告诉我们您是谁（缺 unionid），没有登录。请用手机号登录，并告诉工作人员。")
        else:
            said = _("微信登录没有成功。请再试一次，或用手机号登录。")
        messages.warning(request, said)
        raise ImmediateHttpResponse(redirect("account_login"))

    def _link_here(self, request: HttpRequest, account: SocialAccount) -> None:
        if proof.is_fresh(request.session) and link(request.user, account.uid, account.extra_data):  # type: ignore[arg-type]
            messages.success(request, _("微信已经连上，以后点微信就能登录。"))
        else:
            messages.warning(request, _("没有连上：这个微信已经连在别的账号上，或者您要先确认身份再试。"))
        raise ImmediateHttpResponse(redirect("account_security"))


def is_on() -> bool:
    """Return whether this installation has keys for WeChat."""
    return bool(settings.WEIXIN_APP_ID and settings.WEIXIN_APP_SECRET)


def link(user: User, uid: str, extra_data: dict[str, Any]) -> bool:
    """Let a WeChat sign ``user`` in; return whether it does now, and did not sign in somebody else."""
    known = SocialAccount.objects.filter(provider="weixin", uid=uid).first()
    if known is not None:
        return bool(known.user_id == user.pk)
    try:
        with transaction.atomic():
            SocialAccount.objects.filter(provider="weixin", user=user).delete()
            SocialAccount.objects.create(provider="weixin", uid=uid, user=user, extra_data=extra_data)
    except IntegrityError:
        return False
    return True


def link_waiting(request: HttpRequest, user: User) -> None:
    """Link the WeChat that waited for this sign-in by phone."""
    waiting = request.session.pop(PLACE, None)
    if waiting and waiting["until"] > limits.moment() and link(user, waiting["uid"], waiting["extra_data"]):
        messages.success(request, _("微信已经连上，以后点微信就能登录。"))


def linked_to(user: User) -> SocialAccount | None:
    """Return the WeChat that signs ``user`` in."""
    found: SocialAccount | None = SocialAccount.objects.filter(provider="weixin", user=user).first()
    return found
