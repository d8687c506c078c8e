"""Registering people at their door, and what they say about it afterwards."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.paging import numbered_page
from core.way_back import is_about, sign_in_first
from core.web import form_page, sent, stored_file, taken
from estates.access import post_required
from estates.joining import rules
from estates.joining.forms import ConsentForm, ObjectionForm, VisitForm
from estates.joining.services import (
    Newcomer,
    confirm_visit,
    dispute_visit,
    open_visit,
    register_on_visit,
    unit_at,
)
from estates.models import Assistance, Unit
from estates.rulebook import ASSISTANCE_MINUTES
from tenancy.rules import rules_in_force

visitors_only = post_required(*rules.VISITORS)


@require_safe
@visitors_only
def visits(request: HttpRequest, estate: str) -> HttpResponse:
    """List the visits, the newest first."""
    rows = Assistance.objects.filter(estate=request.estate).order_by("-id")
    found = rows.select_related("helper__person", "person", "unit__building")
    return render(request, "estates/joining/visits.html", {"visits": numbered_page(request, found)})


@require_safe
@visitors_only
def consent_form(request: HttpRequest, estate: str) -> HttpResponse:
    """The form of consent, to be printed and signed."""
    return render(request, "estates/joining/consent_form.html", {"minutes": _minutes(request)})


@visitors_only
def new_visit(request: HttpRequest, estate: str) -> HttpResponse:
    """Take the photo of the signed consent; from then on the time runs."""
    form = ConsentForm(request.POST or None, request.FILES or None)
    if sent(request, form):
        by = request.capacities.need_post(*rules.VISITORS)
        visit = taken(form, open_visit, request.estate, photo=form.bytes, by=by)
        if visit:
            return redirect("estates:visit", estate, visit.pk)
    return form_page(request, "estates/joining/new_visit.html", form, {"minutes": _minutes(request)})


@visitors_only
def visit(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show a visit; while its time runs, its helper registers the person here."""
    found = _visit(request, pk)
    form = VisitForm(request.POST or None, estate=request.estate)
    if sent(request, form) and taken(form, _register, request, found, form):
        messages.success(request, "登记好了。本人登录后会看到，并确认。")
        return redirect("estates:visit", estate, pk)
    held = request.capacities.post(*rules.VISITORS)
    is_open = found.is_open and held is not None and held.pk == found.helper_id
    return form_page(request, "estates/joining/visit.html", form, {"visit": found, "is_open": is_open})


@require_safe
@visitors_only
def consent_photo(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Hand out the signed consent."""
    consent = _visit(request, pk).consent
    return stored_file(consent.sha256, consent.mime)


@require_safe
def my_visit(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show whom a visit registered what it did, and ask whether that is right."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    return _my_page(request, _mine(request, pk), ObjectionForm())


@require_POST
def confirm_my_visit(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Say that it is right."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    confirm_visit(_mine(request, pk), by=Newcomer(request.user))
    messages.success(request, "谢谢，已经确认。")
    return redirect("overview:me")


@require_POST
def dispute_my_visit(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Say that it is wrong."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    found, form = _mine(request, pk), ObjectionForm(request.POST)
    by = Newcomer(request.user)
    if sent(request, form) and taken(form, dispute_visit, found, **form.cleaned_data, by=by):
        messages.success(request, "已经告诉物管委主任和社区，他们会联系您核对。")
        return redirect("overview:me")
    return _my_page(request, found, form)


def _register(request: HttpRequest, found: Assistance, form: VisitForm) -> Assistance:
    by = request.capacities.need_post(*rules.VISITORS)
    unit: Unit = unit_at(request.estate, **form.address)
    return register_on_visit(found, unit, **form.said, by=by)


def _visit(request: HttpRequest, pk: int) -> Assistance:
    rows = Assistance.objects.filter(estate=request.estate)
    joins = ("helper__person", "person", "unit__building", "consent")
    found = get_object_or_404(rows.select_related(*joins), pk=pk)
    is_about(request, "estates:visit", request.estate.slug, pk)
    return found


def _mine(request: HttpRequest, pk: int) -> Assistance:
    rows = Assistance.objects.filter(estate=request.estate, person__user=request.user)
    found = get_object_or_404(rows.select_related("helper__person", "unit__building", "person"), pk=pk)
    is_about(request, "estates:my_visit", request.estate.slug, pk)
    return found


def _my_page(request: HttpRequest, found: Assistance, form: ObjectionForm) -> HttpResponse:
    return form_page(request, "estates/joining/my_visit.html", form, {"visit": found})


def _minutes(request: HttpRequest) -> int:
    return rules_in_force(request.street.pk, request.estate.pk).integer(ASSISTANCE_MINUTES)
