"""What cashier and treasurer keep: contributions, refunds, the closing of a month."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh_sign_in_required
from core import clock
from core.paging import numbered_page
from core.web import form_page, sent, taken
from estates.access import post_required
from estates.models import Unit
from funds import reports, rules, services
from funds.forms import ContributionForm, PaymentForm
from funds.models import Contribution, Disclosure, Fund, Refund
from funds.views.filing import FORMS
from notices.reports import job_of
from tenancy.rules import rules_in_force

readers_only = post_required(*rules.READERS)
recorders_only = post_required(*rules.RECORDERS)
payers_only = post_required(*rules.PAYERS)
disclosers_only = post_required(*rules.DISCLOSERS)


@require_safe
@readers_only
def contributions(request: HttpRequest, estate: str) -> HttpResponse:
    """What was given, the newest first."""
    rows = Contribution.objects.filter(estate=request.estate).select_related("fund", "unit__building")
    context = {
        "contributions": numbered_page(request, rows.order_by("-id")),
        "may_record": request.capacities.post(*rules.RECORDERS) is not None,
    }
    return render(request, "funds/contributions.html", context)


@require_http_methods(FORMS)
@recorders_only
def contribution(request: HttpRequest, estate: str) -> HttpResponse:
    """Record what somebody gave."""
    funds = Fund.objects.filter(estate=request.estate, state=Fund.State.OPEN).order_by("-kind", "-id")
    units = Unit.objects.in_force().filter(estate=request.estate).select_related("building")
    form = ContributionForm(request.POST or None, funds=funds, units=units)
    if sent(request, form) and (row := _recorded(request, form)):
        messages.success(request, f"已登记，凭证号 {row.number}。")
        return redirect("funds:contributions", estate)
    return form_page(request, "funds/contribution.html", form, {})


def _recorded(request: HttpRequest, form: ContributionForm) -> Contribution | None:
    values = dict(form.cleaned_data)
    by = request.capacities.need_post(*rules.RECORDERS)
    return taken(form, services.record_contribution, values.pop("fund"), **values, by=by)


@require_safe
@readers_only
def refunds(request: HttpRequest, estate: str) -> HttpResponse:
    """What goes back to whom, what is still to be paid first."""
    rows = Refund.objects.filter(estate=request.estate).select_related(
        "fund", "contribution__unit__building", "grant"
    )
    context = {
        "refunds": numbered_page(request, rows.order_by("-state", "-id")),
        "may_pay": request.capacities.post(*rules.PAYERS) is not None,
    }
    return render(request, "funds/refunds.html", context)


@require_http_methods(FORMS)
@payers_only
@fresh_sign_in_required
def refund(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Record a refund to a resident as paid."""
    rows = Refund.objects.select_related("fund", "contribution__unit__building")
    refund = get_object_or_404(rows, pk=pk, estate=request.estate, grant=None)
    form = PaymentForm(request.POST or None)
    by = request.capacities.need_post(*rules.PAYERS)
    if sent(request, form) and taken(form, services.record_refund, refund, by=by, **form.cleaned_data):
        messages.success(request, f"退款 {refund.number} 已经记账。")
        return redirect("funds:refunds", estate)
    return form_page(request, "funds/refund.html", form, {"refund": refund})


@require_safe
@readers_only
def months(request: HttpRequest, estate: str) -> HttpResponse:
    """The months that were closed, and the next one."""
    rows = Disclosure.objects.filter(estate=request.estate).select_related("notice")
    upcoming = reports.next_month_to_disclose(request.estate)
    context = {
        "disclosures": numbered_page(request, rows.order_by("-month")),
        "upcoming": upcoming,
        "is_over": upcoming is not None and clock.month_of(upcoming)[1] <= clock.today(),
        "due_day": rules_in_force(request.street.pk, request.estate.pk).integer("funds.disclosure_due_day"),
    }
    return render(request, "funds/months.html", context)


@require_http_methods(FORMS)
@disclosers_only
def close(request: HttpRequest, estate: str, month: date) -> HttpResponse:
    """See the month as it would be published, then publish it."""
    disclosed = reports.disclosure_of(request.estate, month)
    if disclosed is None and not reports.is_to_disclose(request.estate, month):
        raise Http404
    if request.method == "POST":
        by = request.capacities.need_post(*rules.DISCLOSERS)
        disclosure = services.disclose_month(request.estate, month, by=by)
        return redirect("notices:job", estate, job_of(disclosure.notice).pk)
    if disclosed is not None:
        return redirect("funds:month", estate, disclosed.month)
    context = {
        "month": reports.monthly_statement(request.estate, month),
        "obstacle": services.disclosing_obstacle(request.estate, month),
    }
    return render(request, "funds/close.html", context)
