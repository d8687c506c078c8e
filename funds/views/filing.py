"""Filing an expense in steps, each saved: photo → amount → what → check → done."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.web import form_page, sent, taken
from estates.access import post_required
from funds import errors, reports, rules, services
from funds.forms import AmountForm, CheckForm, ReceiptForm, WhatForm
from funds.models import Expense, Fund, ReceiptPhoto
from funds.reports import room
from tenancy.rules import rules_in_force

FORMS = ["GET", "HEAD", "POST"]
filers_only = post_required(*rules.FILERS)


@require_http_methods(FORMS)
@filers_only
def new(request: HttpRequest, estate: str) -> HttpResponse:
    """Step 1: the photo makes the draft."""
    by = request.capacities.need_post(*rules.FILERS)
    form = ReceiptForm(request.POST or None, request.FILES or None)
    if sent(request, form):
        fund = services.general_fund(request.estate)
        expense = taken(form, services.draft_expense, fund, photo=form.cleaned_data["photo"].read(), by=by)
        if expense:
            return redirect("funds:photo", estate, expense.pk)
    return form_page(request, "funds/new.html", form, {"rooms": room.rooms(_funds(request)).values()})


@require_http_methods(FORMS)
@filers_only
def photo(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Step 1 again: the photos there are, one more, or on to the amount."""
    expense, by = own(request, pk)
    form = ReceiptForm(request.POST or None, request.FILES or None)
    bytes_ = form.cleaned_data["photo"].read() if sent(request, form) else b""
    if bytes_ and taken(form, services.add_receipt, expense, photo=bytes_, by=by):
        return redirect("funds:photo", estate, pk)
    photos = expense.receipts.filter(counts=True).select_related("file")
    return form_page(request, "funds/photo.html", form, {"expense": expense, "photos": photos})


@require_POST
@filers_only
def remove_photo(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Take one photo off a draft."""
    receipt = get_object_or_404(ReceiptPhoto.objects.select_related("expense"), pk=pk, estate=request.estate)
    services.remove_receipt(receipt, by=request.capacities.need_post(*rules.FILERS))
    return redirect("funds:photo", estate, receipt.expense_id)


@require_http_methods(FORMS)
@filers_only
def amount(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Step 2: how much and when."""
    expense, by = own(request, pk)
    form = AmountForm(request.POST or None, initial=noted(expense, AmountForm.base_fields))
    if sent(request, form) and taken(form, services.note_expense, expense, by=by, **form.cleaned_data):
        return redirect("funds:check" if expense.is_described else "funds:what", estate, pk)
    context = {
        "expense": expense,
        "rooms": room.rooms(_funds(request), besides=expense).values(),
        "limit": rules_in_force(request.street.pk, request.estate.pk).integer("funds.general_expense_limit"),
    }
    return form_page(request, "funds/amount.html", form, context)


@require_http_methods(FORMS)
@filers_only
def what(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Step 3: what for and to whom."""
    expense, by = own(request, pk)
    funds = _funds(request)
    known = noted(expense, WhatForm.base_fields) if expense.is_described else {}
    rooms = room.rooms(funds, besides=expense)
    form = WhatForm(request.POST or None, initial=known, funds=funds, rooms=rooms)
    if sent(request, form) and (
        said := taken(form, services.note_expense, expense, by=by, **form.cleaned_data)
    ):
        return redirect("funds:what" if services.too_much(said) else "funds:check", estate, pk)
    obstacle = services.too_much(expense) if expense.is_described and not form.is_bound else None
    return form_page(request, "funds/what.html", form, {"expense": expense, "obstacle": obstacle})


@require_http_methods(FORMS)
@filers_only
def check(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Step 4: everything once more, then it is filed."""
    expense, by = own(request, pk)
    amount = request.POST.get("amount_fen") or expense.amount_fen
    form = CheckForm({"amount_fen": amount} if request.method == "POST" else None)
    if sent(request, form) and _file(form, expense, by):
        return redirect("funds:done", estate, pk)
    context = {
        "expense": expense,
        "photos": expense.receipts.filter(counts=True).select_related("file"),
        "missing": next_step(expense),
        "outlook": room.outlook(expense),
        "warnings": reports.expense_warnings(expense),
    }
    return form_page(request, "funds/check.html", form, context)


def _file(form: CheckForm, expense: Expense, by: Any) -> Expense | None:
    """Return the expense filed as it is noted, with the amount that the check page says."""
    amount = form.cleaned_data["amount_fen"] or 0
    said = noted(expense, (*WhatForm.base_fields, "spent_on"))
    return taken(form, services.file_expense, expense, amount_fen=amount, **said, by=by)


@require_safe
@filers_only
def done(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """What happens next with what was filed."""
    expense, _ = own(request, pk)
    return render(request, "funds/done.html", {"expense": expense, "outlook": room.outlook(expense)})


def _funds(request: HttpRequest) -> Any:
    return Fund.objects.filter(estate=request.estate).paying_expenses().order_by("-kind", "-id")


def own(request: HttpRequest, pk: int) -> tuple[Expense, Any]:
    """Return an expense of the caller's own and the post it was filed in. Raises Http404, NotYourExpense."""
    by = request.capacities.need_post(*rules.FILERS)
    expense = get_object_or_404(Expense.objects.select_related("fund"), pk=pk, estate=request.estate)
    if not rules.may_change_expense(by, expense):
        raise errors.NotYourExpense
    return expense, by


def next_step(expense: Expense) -> str:
    """Return the name of the first step that is not filled in yet; nothing where all are."""
    if expense.amount_fen is None or expense.spent_on is None:
        return "funds:amount"
    return "" if expense.is_described else "funds:what"


def noted(expense: Expense, fields: Any) -> dict[str, Any]:
    """Return what the draft already knows of a form's fields."""
    return {name: getattr(expense, name) for name in fields}
