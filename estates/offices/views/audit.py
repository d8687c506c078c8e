"""The audit log and the log of sign-ins: read by those who audit, and by nobody they audit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.fresh import fresh_sign_in_required
from core.paging import newest_page
from core.web import form_page
from estates.access import post_required
from estates.offices import log, reports, rules
from estates.offices.forms import AuditForm
from tenancy.audit import record

auditors_only = post_required(*rules.LOG_READERS)


@require_safe
@auditors_only
def audit(request: HttpRequest, street: str) -> HttpResponse:
    """Show what was done in the street and its estates, the newest first."""
    by = request.capacities.need_post(*rules.LOG_READERS)
    form = AuditForm(request.GET, estates=reports.estates_in_reach(by))
    asked = form.cleaned_data if form.is_valid() else {}
    rows = newest_page(request, log.entries_of(request.street, **asked))
    for row in rows.rows:
        row.what, row.on = log.action_in_words(row.action), log.subject_in_words(row.subject)
        row.words = log.details_in_words(row.details)
    return render(request, "estates/offices/audit.html", {"form_filter": form, "entries": rows})


@require_POST
@auditors_only
@fresh_sign_in_required
def audit_csv(request: HttpRequest, street: str) -> HttpResponse:
    """Hand out what the log was narrowed to as a sheet, and note that it was taken out."""
    by = request.capacities.need_post(*rules.LOG_READERS)
    form = AuditForm(request.POST, estates=reports.estates_in_reach(by))
    if not form.is_valid():
        return form_page(request, "estates/offices/audit_csv.html", form, {})
    data = log.sheet(log.entries_of(request.street, **form.cleaned_data))
    narrowed = {name: str(value) for name, value in form.cleaned_data.items() if value}
    record("estates.audit_exported", by, by=by, narrowed=narrowed)
    headers = {
        "Content-Disposition": 'attachment; filename="audit.csv"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@auditors_only
def sign_ins(request: HttpRequest, street: str) -> HttpResponse:
    """Show who of the street's people signed in when, and who tried to."""
    rows = newest_page(request, log.sign_ins_of(request.street))
    names = log.names_of(request.street, list(rows.rows))
    for row in rows.rows:
        row.who = names.get(row.user_id, "")
    return render(request, "estates/offices/sign_ins.html", {"tries": rows})
