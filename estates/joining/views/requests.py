"""Asking to join with a proof: where and who, the photo, how it stands."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.newcomers import let_in
from core.unconfirmed import forget, keep, kept
from core.way_back import sign_in_first
from core.web import form_page, sent, taken
from estates.joining.forms import JoinForm, ProofForm
from estates.joining.services import Newcomer, file_request, unit_at, withdraw_request
from estates.models import JoinRequest


def join(request: HttpRequest, estate: str) -> HttpResponse:
    """Ask who wants to be registered where; whoever is not signed in may do so with any number."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    open_request = _own(request).filter(state=JoinRequest.State.FILED).first()
    if open_request is not None:
        return redirect("estates:join_request", estate, open_request.pk)
    form = JoinForm(request.POST or None, estate=request.estate)
    if sent(request, form) and taken(form, unit_at, request.estate, **form.address):
        keep(request, _typed_about(request), form.fields)
        return redirect("estates:join_proof", estate)
    return form_page(request, "estates/joining/join.html", form, {})


def join_proof(request: HttpRequest, estate: str) -> HttpResponse:
    """Take the photo and file the request with what was typed before."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    typed = kept(request, _typed_about(request))
    words = JoinForm(typed.fields if typed else None, estate=request.estate)
    if not words.is_valid():
        return redirect("estates:join", estate)
    form = ProofForm(request.POST or None, request.FILES or None)
    if sent(request, form):
        unit, by = unit_at(request.estate, **words.address), Newcomer(request.user)
        filed = taken(form, file_request, unit, **words.said, photo=form.bytes, by=by)
        if filed:
            forget(request, _typed_about(request))
            return redirect("estates:join_request", estate, filed.pk)
    return form_page(request, "estates/joining/join_proof.html", form, {})


@require_safe
def join_request(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show the applicant how the request stands."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    found = get_object_or_404(_own(request), pk=pk)
    return render(request, "estates/joining/join_request.html", {"asked": found})


@require_POST
def withdraw_join(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Take the request back."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    withdraw_request(get_object_or_404(_own(request), pk=pk), by=Newcomer(request.user))
    messages.success(request, "申请已经撤回，证明照片不再给任何人看。")
    return redirect("estates:join", estate)


def _sign_in(request: HttpRequest) -> HttpResponse:
    """Return the page that leads to the sign-in; its button lets this browser begin one."""
    if request.method == "POST":
        let_in(request)
        return redirect_to_login(request.path)
    return render(request, "estates/joining/join_first.html")


def _own(request: HttpRequest):
    rows = JoinRequest.objects.filter(estate=request.estate, user=request.user).order_by("-id")
    return rows.select_related("unit__building")


def _typed_about(request: HttpRequest) -> JoinRequest:
    """Return what is typed about: the request that will be filed, by the number of its estate."""
    return JoinRequest(pk=request.estate.pk)
