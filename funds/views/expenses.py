"""Expenses as the committee sees them: the list, one expense, deciding, paying."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.fresh import fresh_sign_in_required
from core.forms import PlainForm
from core.paging import numbered_page
from core.web import form_page, sent, taken
from estates.access import post_required
from funds import reports, rules, services
from funds.forms import ApprovalForm, PaymentForm, ReasonForm
from funds.models import Expense
from funds.views.desk import Desk

readers_only = post_required(*rules.READERS)


@require_safe
@readers_only
def expenses(request: HttpRequest, estate: str) -> HttpResponse:
    """All expenses, the newest first; ``?state=`` narrows."""
    rows = Expense.objects.filter(estate=request.estate).select_related("fund", "filed_by__person")
    state = request.GET.get("state", "")
    if state in Expense.State.values:
        rows = rows.filter(state=state)
    context = {
        "expenses": numbered_page(request, rows.order_by("-id")),
        "state": state,
        "states": (Expense.State.FILED, Expense.State.SIGNED, Expense.State.APPROVED, Expense.State.PAID),
        "may_file": request.capacities.post(*rules.FILERS) is not None,
    }
    return render(request, "funds/expenses.html", context)


@require_safe
@readers_only
def expense(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """One expense with its receipts, its signatures, and what the reader may do with it."""
    return _page(request, _expense(request, pk))


@require_POST
@readers_only
def approve(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Sign."""
    expense, form = _expense(request, pk), ApprovalForm(request.POST)
    by = request.capacities.need_post(*rules.SIGNERS)
    if sent(request, form):
        signed = taken(form, services.approve_expense, expense, by=by, **form.cleaned_data)
        if signed:
            messages.success(request, f"已签字。支出 {signed.number} 现在是“{signed.get_state_display()}”。")
            return redirect("funds:expense", estate, pk)
    return _page(request, expense, approval=form)


@require_POST
@readers_only
def send_back(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Send back to who filed it, or refuse for good."""
    expense, form = _expense(request, pk), ReasonForm(request.POST)
    service = services.reject_expense if "reject" in request.POST else services.return_expense
    by = request.capacities.need_post(*rules.SIGNERS)
    if sent(request, form) and taken(form, service, expense, by=by, **form.cleaned_data):
        messages.success(request, "已经告诉经办人。")
        return redirect("funds:expense", estate, pk)
    return _page(request, expense, reason=form)


@require_POST
@readers_only
@fresh_sign_in_required
def pay(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Record the transfer."""
    expense, form = _expense(request, pk), PaymentForm(request.POST)
    by = request.capacities.need_post(*rules.PAYERS)
    if sent(request, form) and taken(form, services.pay_expense, expense, by=by, **form.cleaned_data):
        messages.success(request, "付款已经记账。")
        return redirect("funds:expense", estate, pk)
    return _page(request, expense, payment=form)


@require_POST
@readers_only
def void(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Take the expense back."""
    services.void_expense(_expense(request, pk), by=request.capacities.need_post(*rules.FILERS))
    messages.success(request, "这笔支出已经作废，票据可以重新使用。")
    return redirect("funds:expenses", estate)


def _expense(request: HttpRequest, pk: int) -> Expense:
    joins = (
        "fund",
        "filed_by__person",
        "approved_by__person",
        "second_approved_by__person",
        "paid_by__person",
    )
    people = ("filed_by_person", "approved_by_person", "second_approved_by_person")
    rows = Expense.objects.select_related(*joins, *people, "entry")
    return get_object_or_404(rows, pk=pk, estate=request.estate)


def _page(request: HttpRequest, expense: Expense, **sent_form: PlainForm) -> HttpResponse:
    forms = {"approval": ApprovalForm(), "reason": ReasonForm(), "payment": PaymentForm()} | sent_form
    form = next(iter(sent_form.values()), forms["payment"])
    context = {
        "expense": expense,
        "photos": expense.receipts.filter(counts=True).select_related("file"),
        "shares": expense.shares.all(),
        "warnings": reports.expense_warnings(expense),
        "desk": Desk.of(request, expense),
        **forms,
    }
    return form_page(request, "funds/expense.html", form, context)
