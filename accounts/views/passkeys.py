"""Passkeys: adding one, and signing in with one alone."""

from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import passkeys
from accounts.errors import TriesTooMany
from accounts.forms import AddPasskeyForm, PasskeyForm, RequestCodeForm
from accounts.fresh import fresh_sign_in_required, next_of
from accounts.services import note_try
from accounts.views.confirming import FORMS
from accounts.views.security import added
from core.web import form_page, sent, taken


@require_http_methods(FORMS)
@fresh_sign_in_required
def add(request: HttpRequest) -> HttpResponse:
    """Ask the device to make a passkey, and keep it."""
    form, following = AddPasskeyForm(request.POST or None), next_of(request)
    if sent(request, form) and taken(form, passkeys.add_passkey, request.user, **form.cleaned_data):
        return added(request, following)
    context = {"following": following, "options": passkeys.to_add(request.user)}
    return form_page(request, "account/passkey.html", form, context)


@never_cache
@require_http_methods(FORMS)
def login(request: HttpRequest) -> HttpResponse:
    """Say what a device is asked, or sign in whom its answer names."""
    if request.user.is_authenticated:
        return redirect("overview:me")
    if request.method != "POST":
        return JsonResponse(passkeys.to_prove(None))
    form = PasskeyForm(request.POST)
    if sent(request, form):
        found = taken(form, _check, request, form.cleaned_data["credential"])
        if found:
            return perform_passwordless_login(
                request, found, Login(user=found.user, redirect_url=next_of(request) or None)
            )
    context = {"form": RequestCodeForm(), "passkey": form}
    return render(request, "account/login.html", context, status=422)


def _check(request: HttpRequest, credential: str) -> Authenticator:
    if not ratelimit.consume(request, action="login"):
        raise TriesTooMany
    with note_try(request, None):
        return passkeys.check_passkey(request, None, credential)
