"""Signing in with WeChat: there and back, and letting go of it. Without keys there is no such address."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.fresh import confirm_first, fresh_sign_in_required, next_of
from accounts.proof import is_fresh
from accounts.weixin import linking
from accounts.weixin.provider import Adapter

back_from_weixin = OAuth2CallbackView.adapter_view(Adapter)


@require_safe
def login(request: HttpRequest) -> HttpResponse:
    """Lead to WeChat: to sign in, or for somebody signed in to link it."""
    _need_keys()
    if request.user.is_authenticated and not is_fresh(request.session):
        return confirm_first(request)
    provider = get_adapter().get_provider(request, provider="weixin")
    return provider.redirect(request, AuthProcess.LOGIN, next_url=next_of(request) or None)


@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Take whom WeChat sends back."""
    _need_keys()
    return back_from_weixin(request)


@require_POST
@fresh_sign_in_required
def unlink(request: HttpRequest) -> HttpResponse:
    """Let WeChat sign in no more."""
    _need_keys()
    account = linking.linked_to(request.user)
    if account is not None:
        account.delete()
    messages.success(request, "微信已经断开。")
    return redirect("account_security")


def _need_keys() -> None:
    if not linking.is_on():
        raise Http404
