"""Covering what the public must not see on a receipt, and the photo as it was taken."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from core.web import form_page, sent, stored_file, taken
from estates.access import post_required
from funds import reports, rules, services
from funds.forms import CoversForm
from funds.models import ReceiptPhoto


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(*rules.COVERERS)
def cover(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """The photo as a grid of boxes to tick, and what the public sees of it so far."""
    receipt, by = _receipt(request, pk), request.capacities.need_post(*rules.COVERERS)
    obstacle = rules.covering_obstacle(receipt.expense, by, is_public=reports.is_public_receipt(receipt))
    if obstacle:
        raise obstacle
    form = CoversForm(request.POST if request.method == "POST" else None, covers=receipt.covers)
    if sent(request, form) and taken(form, services.cover_receipt, receipt, **form.cleaned_data, by=by):
        messages.success(request, "已经保存。请看一遍公开的照片。")
        return redirect("funds:cover", estate, pk)
    mine = rules.may_change_expense(by, receipt.expense)
    return form_page(request, "funds/cover.html", form, {"photo": receipt, "mine": mine})


@require_safe
@post_required(*rules.READERS)
def original(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """The photo as it was taken: for the offices that read vouchers, never for the public."""
    file = _receipt(request, pk).file
    return stored_file(file.sha256, file.mime)


def _receipt(request: HttpRequest, pk: int) -> ReceiptPhoto:
    rows = ReceiptPhoto.objects.select_related("file", "expense__estate")
    return get_object_or_404(rows, pk=pk, estate=request.estate)
