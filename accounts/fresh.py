"""Acts that need to know once more who acts: paying, closing a ballot, taking data out, changing offices.

``fresh_sign_in_required`` goes below the guard of the view, so that only those who may are asked::

    @require_POST
    @post_required(*rules.PAYERS)
    @fresh_sign_in_required
    def pay(request, estate, pk): ...

Whoever proved it within the last 15 minutes notices nothing. Anybody else is led to /me/confirm/ and from
there back to the page; what they had just sent was not done, and the page says so.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import proof
from core.way_back import SAFE, page_of_button, sign_in_first

View = Callable[..., HttpResponse]
PLACE = "undone"
UNDONE = "还没有办：刚才那一步要先确认是您本人。现在已经确认，请再办一次。"


def fresh_sign_in_required(view: View) -> View:
    """Let pass who proved within the last 15 minutes who they are; lead everybody else to do so."""

    @wraps(view)
    def asked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        return view(request, *args, **kwargs) if proof.is_fresh(request.session) else confirm_first(request)

    return asked


def confirm_first(request: HttpRequest) -> HttpResponse:
    """Return the way to /me/confirm/, and from there to the page asked for, or that the button stood on."""
    if request.method in SAFE:
        return _to("account_confirm", request.get_full_path())
    request.session[PLACE] = True
    return not_done(_to("account_confirm", page_of_button(request)))


def second_factor_first(request: HttpRequest) -> HttpResponse:
    """Return the way to where a second factor is set up, and back."""
    back = request.get_full_path() if request.method in SAFE else page_of_button(request)
    if request.method not in SAFE:
        request.session[PLACE] = True
    return not_done(_to("account_security", back))


def not_done(response: HttpResponse) -> HttpResponse:
    """Mark an answer as one that did nothing, so that the same form may be sent again."""
    response.is_not_done = True  # type: ignore[attr-defined]
    return response


def was_undone(request: HttpRequest) -> bool:
    """Say, once, whether something that was sent had to wait for a confirmation."""
    return bool(request.session.pop(PLACE, False))


def next_of(request: HttpRequest) -> str:
    """Return the address of ours that ``next`` names, or nothing."""
    following = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure())
    return following if safe and following.startswith("/") else ""


def _to(name: str, following: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': following})}")
