"""The street's desk: the year's budget, paying grants out, taking back what was left."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh_sign_in_required
from core import clock
from core.paging import numbered_page
from core.web import form_page, sent, taken
from estates.access import post_required
from funds import reports, rules, services
from funds.forms import BudgetForm, DisbursementForm, PaymentForm
from funds.models import Grant, Refund
from funds.views.filing import FORMS

staff_only = post_required(*rules.OFFICE)
finance_only = post_required(*rules.FINANCE)


@require_safe
@staff_only
def grants(request: HttpRequest, street: str) -> HttpResponse:
    """Grants, the open ones of the newest year first, and what estates have to give back."""
    rows = Grant.objects.filter(street=request.street).select_related("fund", "estate")
    returns = Refund.objects.filter(street=request.street, state=Refund.State.PLANNED).exclude(grant=None)
    context = {
        "grants": numbered_page(request, rows.order_by("-state", "-year", "-id")),
        "returns": returns.select_related("fund", "estate", "grant").order_by("id"),
        "may_pay": request.capacities.post(*rules.FINANCE) is not None,
    }
    return render(request, "funds/grants.html", context)


@require_http_methods(FORMS)
@finance_only
@fresh_sign_in_required
def disburse(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Record a payment to an estate."""
    rows = Grant.objects.select_related("fund", "estate", "reserved_by__person")
    grant = get_object_or_404(rows, pk=pk, street=request.street)
    form = DisbursementForm(request.POST or None, initial={"amount_fen": grant.left_fen})
    by = request.capacities.need_post(*rules.FINANCE)
    if sent(request, form) and taken(form, services.disburse_grant, grant, by=by, **form.cleaned_data):
        messages.success(request, f"{grant.estate.name} 的拨付已经记账。")
        return redirect("funds:grants", street)
    context = {"grant": grant, "paid": grant.disbursements.all()}
    return form_page(request, "funds/disburse.html", form, context)


@require_http_methods(FORMS)
@finance_only
@fresh_sign_in_required
def returned(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Record that an estate gave back what was left of a grant."""
    rows = Refund.objects.select_related("fund", "estate", "grant").filter(~Q(grant=None))
    refund = get_object_or_404(rows, pk=pk, street=request.street)
    form = PaymentForm(request.POST or None)
    by = request.capacities.need_post(*rules.FINANCE)
    if sent(request, form) and taken(form, services.record_refund, refund, by=by, **form.cleaned_data):
        messages.success(request, f"{refund.estate.name} 退回的结余已经记账。")
        return redirect("funds:grants", street)
    return form_page(request, "funds/returned.html", form, {"refund": refund})


@require_http_methods(FORMS)
@staff_only
def budget(request: HttpRequest, street: str) -> HttpResponse:
    """This year's budget: what is paid, promised and left, by estate; set by the finance office."""
    position = reports.street_budget_position(request.street, clock.today().year)
    by = request.capacities.need_post(*(rules.FINANCE if request.method == "POST" else rules.OFFICE))
    form = BudgetForm(request.POST or None, initial={"amount_fen": position.budget or None})
    place = (request.street, position.year)
    if sent(request, form) and taken(form, services.set_street_budget, *place, **form.cleaned_data, by=by):
        messages.success(request, f"{position.year} 年激励资金预算已保存。")
        return redirect("funds:budget", street)
    may_set = request.capacities.post(*rules.FINANCE) is not None
    return form_page(request, "funds/budget.html", form, {"position": position, "may_set": may_set})
