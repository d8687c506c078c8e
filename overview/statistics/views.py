"""The statistics at the street's desk: seen, opened down to the rows, printed and published."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.paging import newest_page
from core.web import form_page, sent, stored_file, taken
from estates.access import post_required
from funds.rules import READERS
from notices.reports import progress
from notices.views import STOP_POLLING
from overview import rules, services
from overview.models import PrintedReport
from overview.statistics import DEFINITIONS, Section, Span, span_of
from overview.statistics import statistics as figures_of
from overview.statistics.forms import PublishForm, SpanForm
from tenancy.models import Job

staff_only = post_required(*rules.STAFF)
publishers_only = post_required(*rules.PUBLISHERS)


@require_safe
@staff_only
def statistics(request: HttpRequest, street: str) -> HttpResponse:
    """Show the figures of a year up to a day, drawn and tabled; a community's staff see its estates."""
    form, span = _chosen(request, request.GET)
    if span is None:
        return form_page(request, "overview/statistics.html", form, {})
    context = {"form": form, "span": span, "report": figures_of(span)}
    return render(request, "overview/statistics.html", context)


@require_safe
@staff_only
def statistic(request: HttpRequest, street: str, key: str) -> HttpResponse:
    """Show the rows behind one figure."""
    definition = DEFINITIONS.get(key)
    _, span = _chosen(request, request.GET)
    if definition is None or definition.section is Section.INNER or span is None:
        raise Http404
    opened = DEFINITIONS[definition.opens or definition.part or key]
    rows = newest_page(request, opened.rows(span))
    lines = [opened.line(row) for row in rows.rows]
    context = {"span": span, "figure": figures_of(span).figure(key)}
    context |= {"opened": opened, "opened_label": opened.words(opened.label, span)}
    linked = not opened.of_vouchers or request.capacities.post(*READERS) is not None
    return render(
        request, "overview/statistic.html", context | {"rows": rows, "lines": lines, "linked": linked}
    )


@require_POST
@staff_only
def print_statistics(request: HttpRequest, street: str) -> HttpResponse:
    """Put the figures down and have them printed."""
    form, span = _chosen(request, request.POST)
    if span is None:
        return form_page(request, "overview/statistics.html", form, {})
    printed = services.print_statistics(span, by=request.capacities.need_post(*rules.STAFF))
    return redirect("overview:printed_report", street, printed.pk)


@require_safe
@staff_only
def printed_reports(request: HttpRequest, street: str) -> HttpResponse:
    """List what was printed, the newest first."""
    by = request.capacities.need_post(*rules.STAFF)
    rows = PrintedReport.objects.filter(street=request.street).select_related("pdf", "community")
    if by.community_id is not None:
        rows = rows.filter(community_id=by.community_id)
    return render(request, "overview/printed_reports.html", {"rows": newest_page(request, rows)})


@require_safe
@staff_only
def printed_report(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Show a printed report: how far its PDF is, then the PDF, its hash and its figures."""
    printed = _printed(request, pk)
    job = progress(Job.objects.get(street=request.street, estate=None, kind=services.PRINT, key=str(pk)))
    poll_url = "" if job.has_ended else request.path
    context = {"job": job, "poll_url": poll_url, "every": job.every}
    if request.htmx:
        status = STOP_POLLING if job.has_ended else 200
        return render(request, "components/job.html", context, status=status)
    may_publish = printed.community_id is None and request.capacities.post(*rules.PUBLISHERS)
    context |= {"printed": printed, "report": printed.report, "may_publish": may_publish}
    return render(request, "overview/printed_report.html", context)


@require_safe
@staff_only
def printed_report_pdf(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Hand out the PDF of a printed report."""
    printed = _printed(request, pk)
    if printed.pdf is None:
        raise Http404
    return stored_file(printed.pdf.sha256, printed.pdf.mime, name=printed.pdf.name)


@require_http_methods(["GET", "HEAD", "POST"])
@publishers_only
def publish_statistics(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Show once more what is about to be published, then publish it."""
    printed = _printed(request, pk)
    by = request.capacities.need_post(*rules.PUBLISHERS)
    form = PublishForm(request.POST or None)
    given = form.cleaned_data if sent(request, form) else None
    if given is not None and taken(form, services.publish_statistics, printed, by=by, **given):
        messages.success(request, "统计已经发布，所有人都能看到。")
        return redirect("overview:city_street", request.street.city_code, street)
    context = {"printed": printed, "report": printed.report, "last": services.published_before(printed)}
    return form_page(request, "overview/publish_statistics.html", form, context)


def _chosen(request: HttpRequest, values: object) -> tuple[SpanForm, Span | None]:
    """Return the form and the span it asks for, of the asker's community where the post has one; no span
    where the form says what is wrong."""
    by = request.capacities.need_post(*rules.STAFF)
    form = SpanForm(values)
    if not form.is_valid():
        return form, None
    span = taken(form, span_of, request.street, community=by.community, **form.cleaned_data)
    if span is None:
        return form, None
    return SpanForm(initial={"year": span.year, "as_of": span.as_of}), span


def _printed(request: HttpRequest, pk: int) -> PrintedReport:
    """Return a printed report that the asker may read. Raises Http404."""
    rows = PrintedReport.objects.select_related("pdf", "street", "community")
    printed = get_object_or_404(rows, pk=pk, street=request.street)
    if not rules.may_read(request.capacities.need_post(*rules.STAFF), printed):
        raise Http404
    return printed
