"""What everybody may read: the money today, each published month, each movement of it."""

from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.paging import newest_page, numbered_page
from core.web import stored_file
from funds import reports, rules
from funds.models import ReceiptPhoto
from funds.templatetags.funds import statement
from notices.reports import proof


@require_safe
def home(request: HttpRequest, estate: str) -> HttpResponse:
    """The balance, this month so far, the funds and the months that were published, a page of each."""
    now = reports.money_now(request.estate)
    months = newest_page(request, reports.disclosures_with_totals(request.estate))
    context = {
        "now": now,
        "funds": numbered_page(request, now.positions),
        "months": replace(months, rows=[reports.published_month(row) for row in months.rows]),
    }
    return render(request, "funds/home.html", context)


@require_safe
def month(request: HttpRequest, estate: str, month: date) -> HttpResponse:
    """A month as it was published; whoever works here also sees that it is in the making."""
    disclosure = reports.disclosure_of(request.estate, month)
    if disclosure is None or not (reports.is_readable(disclosure) or reads_vouchers(request)):
        raise Http404
    before, after = reports.neighbours(reports.published_months(request.estate), month)
    context = {
        "disclosure": disclosure,
        "notice": disclosure.notice,
        "month": statement(disclosure.notice.snapshot),
        "proof": proof(disclosure.notice),
        "before": before,
        "after": after,
    }
    return render(request, "funds/month.html", context)


@require_safe
def month_pdf(request: HttpRequest, estate: str, month: date) -> HttpResponse:
    """The sheet of a published month."""
    disclosure = reports.disclosure_of(request.estate, month)
    readable = reports.is_readable(disclosure) or reads_vouchers(request)
    if disclosure is None or disclosure.notice.pdf is None or not readable:
        raise Http404
    pdf = disclosure.notice.pdf
    name = f"{request.estate.slug}-{month:%Y-%m}.pdf"
    return stored_file(pdf.sha256, pdf.mime, name=name, private=not reports.is_readable(disclosure))


@require_safe
def entry(request: HttpRequest, estate: str, seq: int) -> HttpResponse:
    """One movement by its number in the ledger: public with its month, before that for the committee."""
    detail = reports.entry_detail(request.estate, seq)
    if detail is None or not (reports.is_readable(detail.disclosure) or reads_vouchers(request)):
        raise Http404
    return render(request, "funds/entry.html", {"detail": detail, "entry": detail.entry})


@require_safe
def receipt(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """The photo of a receipt as the public sees it, once its expense stands in a published month.

    Nobody keeps a copy: what is covered later must be gone from the next reader's screen.
    """
    rows = ReceiptPhoto.objects.select_related("file", "public_file", "expense__estate")
    photo = get_object_or_404(rows, pk=pk, estate=request.estate)
    if not (reports.is_public_receipt(photo) or reads_vouchers(request)):
        raise Http404
    return stored_file(photo.shown_file.sha256, photo.shown_file.mime)


def reads_vouchers(request: HttpRequest) -> bool:
    """Say whether the caller holds an office that reads vouchers before they are published."""
    return request.capacities.post(*rules.READERS) is not None
