"""What one signs in with: second factor, recovery codes, passkeys, and the sessions that are open."""

from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import devices, factors, limits, proof
from accounts.forms import TotpForm
from accounts.fresh import UNDONE, fresh_sign_in_required, next_of, was_undone
from accounts.shown import demonstrated
from accounts.views.confirming import FORMS, way_to
from accounts.weixin import linking
from core import qr
from core.masking import mask_phone
from core.web import form_page, sent, taken

OFFERED = "totp_offered"
SHOWN_UNTIL = "recovery_codes_until"


@require_safe
@login_required
def security(request: HttpRequest) -> HttpResponse:
    """Show what one signs in with; whoever was led here to prove a factor they have goes on to do so."""
    held, following = factors.factors_of(request.user), next_of(request)
    if following and held.exist and not proof.has_factor(request.session):
        return redirect(way_to("account_confirm", following))
    context = {
        "phone": mask_phone(request.user.phone),
        "factors": held,
        "following": following,
        "demanded": factors.demanded_of(request.user),
        "weixin": linking.linked_to(request.user),
        "has_weixin": linking.is_on(),
        "devices": devices.devices_of(request.user, request),
    }
    return render(request, "account/security.html", context)


@require_http_methods(FORMS)
@fresh_sign_in_required
def totp(request: HttpRequest) -> HttpResponse:
    """Show the secret as a picture and as letters; it counts once its first six digits came back."""
    secret = request.session.setdefault(OFFERED, generate_totp_secret())
    form, following = TotpForm(request.POST or None), next_of(request)
    if sent(request, form) and taken(form, factors.begin_totp, request, secret, form.cleaned_data["code"]):
        request.session.pop(OFFERED, None)
        return added(request, following)
    address = mfa_adapter().build_totp_url(request.user, secret)
    shown = {
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "qr": qr.svg(address),
    }
    code = demonstrated(request, lambda: factors.digits_of(secret))
    context = {"following": following, "demonstration_code": code, **shown}
    return form_page(request, "account/totp.html", form, context)


@require_http_methods(FORMS)
@fresh_sign_in_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show new recovery codes until they are written down, and nobody afterwards; make new ones."""
    following = next_of(request)
    if request.method == "POST":
        return _noted_down(request, following) if "done" in request.POST else _new_codes(request, following)
    is_shown = request.session.get(SHOWN_UNTIL, 0) > limits.moment()
    held = factors.factors_of(request.user)
    if not held.exist:
        return redirect(way_to("account_security", following))
    codes = held.recovery.wrap().get_unused_codes() if is_shown and held.recovery else []
    return render(
        request, "account/recovery_codes.html", {"codes": codes, "factors": held, "following": following}
    )


@require_POST
@fresh_sign_in_required
def remove_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a second factor away."""
    held = factors.factors_of(request.user)
    found = next((each for each in (held.totp, *held.passkeys) if each and each.pk == pk), None)
    if found is None:
        raise Http404
    factors.remove_factor(found)
    if not factors.factors_of(request.user).exist:
        proof.forget_factor(request.session)
    messages.success(request, "已经去掉。")
    return redirect("account_security")


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End the session of another device."""
    if not devices.end_session(request.user, pk, request):
        raise Http404
    messages.success(request, "那台设备已经退出登录。")
    return redirect("account_security")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    """End every session but this one."""
    count = devices.end_others(request.user, request)
    messages.success(request, f"其他 {count} 台设备都已退出登录。" if count else "没有别的设备登录着。")
    return redirect("account_security")


def added(request: HttpRequest, following: str) -> HttpResponse:
    """Count the new factor as given in this session, and show recovery codes where there are none yet."""
    proof.confirm(request.session, factor=True)
    devices.rotate(request)
    messages.success(request, "两步登录已经打开。")
    if factors.factors_of(request.user).recovery is None:
        return _new_codes(request, following)
    return _on(request, following)


def _new_codes(request: HttpRequest, following: str) -> HttpResponse:
    if not factors.factors_of(request.user).exist:
        return redirect(way_to("account_security", following))
    factors.give_recovery_codes(request.user)
    request.session[SHOWN_UNTIL] = limits.moment() + limits.FRESH_FOR
    return redirect(way_to("account_recovery_codes", following))


def _noted_down(request: HttpRequest, following: str) -> HttpResponse:
    request.session.pop(SHOWN_UNTIL, None)
    return _on(request, following)


def _on(request: HttpRequest, following: str) -> HttpResponse:
    """Return the way to what was to be done, or back to the list; say what had to wait."""
    if following and was_undone(request):
        messages.warning(request, UNDONE)
    return redirect(following or "account_security")
