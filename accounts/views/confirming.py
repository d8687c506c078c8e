"""Proving once more who one is: before an act that needs it, and with the second factor after the phone."""

import json
from collections.abc import Callable

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import codes, devices, factors, passkeys, proof
from accounts.forms import CodeForm, FactorForm, PasskeyForm
from accounts.fresh import UNDONE, next_of, was_undone
from accounts.models import User
from accounts.services import note_try
from accounts.shown import demonstrated
from core.forms import PlainForm
from core.masking import mask_phone
from core.web import form_page, sent, taken

FORMS = ("GET", "HEAD", "POST")
CONFIRM = "confirm"


@require_http_methods(FORMS)
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, or for a new code where there is none."""
    held, following = factors.factors_of(request.user), next_of(request)
    form, check = _asking(request, held)
    if sent(request, form) and taken(form, check, request, request.user, *form.cleaned_data.values()):
        return confirmed(request, following, factor=held.exist)
    waiting = codes.sent_code(request, CONFIRM)
    context = {"factors": held, "following": following, "sent_to": mask_phone(request.user.phone)}
    context |= {"is_sent": waiting is not None, "options": _options(held, request.user)}
    code = factors.demonstration_code if held.exist else lambda user: waiting.code if waiting else ""
    context["demonstration_code"] = demonstrated(request, lambda: code(request.user))
    return form_page(request, "account/confirm.html", form, context)


@require_http_methods(FORMS)
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
def factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor after the phone, and sign in."""
    stage = request._login_stage  # type: ignore[attr-defined]
    user = stage.login.user
    held = factors.factors_of(user)
    form, check = _asking(request, held)
    if sent(request, form) and (given := taken(form, check, request, user, *form.cleaned_data.values())):
        post_authentication(request, given)
        return stage.exit()
    context = {"factors": held, "options": _options(held, user)}
    context["demonstration_code"] = demonstrated(request, lambda: factors.demonstration_code(user))
    return form_page(request, "account/factor.html", form, context)


@require_POST
@login_required
def send(request: HttpRequest) -> HttpResponse:
    """Send a code to one's own phone."""
    form, following = PlainForm(request.POST), next_of(request)
    if taken(form, codes.send_code, request, CONFIRM, request.user.phone, request.user):
        return redirect(way_to("account_confirm", following))
    context = {"factors": factors.factors_of(request.user), "following": following, "is_sent": False}
    return form_page(
        request, "account/confirm.html", form, context | {"sent_to": mask_phone(request.user.phone)}
    )


def confirmed(request: HttpRequest, following: str, *, factor: bool) -> HttpResponse:
    """Note the proof under a new key of the session, and return the way back to what was to be done."""
    proof.confirm(request.session, factor=factor)
    devices.rotate(request)
    if was_undone(request):
        messages.warning(request, UNDONE)
    else:
        messages.success(request, "已经确认是您本人，15 分钟内不用再确认。")
    return redirect(following or "overview:me")


def way_to(name: str, following: str) -> str:
    """Return the address of a page of ours, with where to go afterwards."""
    return reverse(name, query={"next": following} if following else None)


def _asking(request: HttpRequest, held: factors.Factors) -> tuple[PlainForm, Callable[..., object]]:
    """Return the form that was sent, or is to be shown, and what checks it."""
    if held.exist and "credential" in request.POST:
        return PasskeyForm(request.POST), _check_passkey
    if held.exist:
        return FactorForm(request.POST or None), _check_factor
    return CodeForm(request.POST or None), _check_code


def _options(held: factors.Factors, user: User) -> str:
    return json.dumps(passkeys.to_prove(user)) if held.passkeys else ""


def _check_passkey(request: HttpRequest, user: User, credential: str) -> Authenticator:
    with note_try(request, user):
        return passkeys.check_passkey(request, user, credential)


def _check_factor(request: HttpRequest, user: User, typed: str) -> Authenticator:
    with note_try(request, user):
        return factors.check_code(request, user, typed)


def _check_code(request: HttpRequest, user: User, typed: str) -> codes.Sent:
    with note_try(request, user):
        return codes.take_code(request, CONFIRM, typed)
