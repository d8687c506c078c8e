"""Claiming a home: the code of a slip, then who one is.

A code stands in no address longer than the moment in which its QR code is opened; what the session keeps
after the code was found good is its hash.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.newcomers import let_in
from core import clock
from core.masking import Audience, mask_door
from core.way_back import sign_in_first
from core.web import form_page, sent, taken
from estates.joining import tries
from estates.joining.forms import ClaimForm, CodeForm
from estates.joining.services import open_slip
from estates.models import Unit

TYPED, CLAIM = "claim_typed", "claim"
LONGEST = 80  # characters of a code as it may be typed
LIFE_SECONDS = 3600  # how long a code that was found good waits for its sign-in


@require_safe
def claim_code(request: HttpRequest, code: str) -> HttpResponse:
    """Take the code out of the address at once; it is looked at when the person goes on."""
    request.session[TYPED] = code[:LONGEST]
    return redirect("estates:claim")


def claim(request: HttpRequest) -> HttpResponse:
    """Take a code and lead on to its estate, by way of the sign-in."""
    typed = request.session.get(TYPED, "")
    form = CodeForm(request.POST or None, initial={"code": typed})
    if sent(request, form):
        found = taken(form, tries.slip_of, request, form.cleaned_data["code"])
        if found is not None:
            request.session.pop(TYPED, None)
            until = int(clock.now().timestamp()) + LIFE_SECONDS
            request.session[CLAIM] = {"estate": found.estate.slug, "sha256": found.sha256, "until": until}
            let_in(request)
            return redirect("estates:claim_unit", found.estate.slug)
    return form_page(request, "estates/joining/claim.html", form, {"is_scanned": bool(typed)})


def claim_unit(request: HttpRequest, estate: str) -> HttpResponse:
    """Ask who claims the home of the code that this session has found good."""
    digest = _digest(request, estate)
    if not digest:
        return redirect("estates:claim")
    if not request.user.is_authenticated:
        return sign_in_first(request)
    slip = open_slip(digest)
    form = ClaimForm(request.POST or None)
    if sent(request, form) and taken(form, tries.claim, request, digest, **form.cleaned_data):
        request.session.pop(CLAIM, None)
        messages.success(request, f"登记好了：{_masked(slip.unit)}。下次用手机号登录就行。")
        return redirect("overview:me")
    join_url = reverse("estates:join", args=[estate])
    return form_page(
        request, "estates/joining/claim_unit.html", form, {"unit": _masked(slip.unit), "join_url": join_url}
    )


def _digest(request: HttpRequest, estate: str) -> str:
    """Return the hash of the code found good for this estate, nothing where there is none any more."""
    kept = request.session.get(CLAIM) or {}
    is_good = kept.get("estate") == estate and kept.get("until", 0) > clock.now().timestamp()
    return kept["sha256"] if is_good else ""


def _masked(unit: Unit) -> str:
    return mask_door(unit.building.name, unit.entrance, unit.door, Audience.RESIDENT)
