"""Putting statistics on paper and publishing them."""

from django.db import transaction

from core import clock
from core.errors import NotAllowed
from core.templatetags.tongxin import day
from estates.models import Post
from overview import errors, rules
from overview.models import PrintedReport, StatisticsSnapshot
from overview.statistics import Span, statistics
from tenancy import jobs
from tenancy.audit import record
from tenancy.models import Street

PRINT = "overview.print_statistics"


@transaction.atomic
def print_statistics(span: Span, *, by: Post) -> PrintedReport:
    """Return the figures of the span, put down as they are now; the PDF follows by a job.

    Raises NotAllowed.
    """
    if not rules.may_print(by, span):
        raise NotAllowed(needed="街道或本社区工作人员")
    report = statistics(span)
    printed = PrintedReport.objects.create(
        street=span.street,
        estate=None,
        community=span.community,
        year=span.year,
        as_of=span.as_of,
        figures=report.as_json(),
        figures_sha256=report.sha256,
        made_by=by,
    )
    record("overview.statistics_printed", printed, by=by, as_of=str(span.as_of), sha256=report.sha256)
    jobs.enqueue(PRINT, str(printed.pk), street_id=span.street.pk, estate_id=None, report_id=printed.pk)
    return printed


@transaction.atomic
def publish_statistics(printed: PrintedReport, *, reason: str = "", by: Post) -> StatisticsSnapshot:
    """Return the report as everybody can read it from now on.

    Where the day has been published before, it is a new version that names the one it replaces and says why.
    Raises NotAllowed, OnlyOfOneCommunity, NotPrinted, AsOfInFuture, AlreadyPublished, CorrectionUnexplained
    (field ``reason``).
    """
    if not rules.may_publish(by, printed):
        raise NotAllowed(needed="街道经办、街道分管领导")
    if printed.community_id is not None:
        raise errors.OnlyOfOneCommunity
    if printed.pdf is None:
        raise errors.NotPrinted
    if printed.as_of > clock.today():
        raise errors.AsOfInFuture(field="as_of")
    # One after another, so that two can't become the same version.
    Street.objects.select_for_update(of=("self",), no_key=True).only("id").get(pk=printed.street_id)
    last = published_before(printed)
    _refuse_needless(printed, last, reason)
    snapshot = StatisticsSnapshot.objects.create(
        street_id=printed.street_id,
        estate=None,
        printed=printed,
        year=printed.year,
        as_of=printed.as_of,
        version=last.version + 1 if last else 1,
        replaces=last,
        reason=reason.strip() if last else "",
        figures=printed.figures,
        figures_sha256=printed.figures_sha256,
        pdf_sha256=printed.pdf.sha256,
        pdf_size=printed.pdf.size,
        published_by=by,
    )
    record(
        "overview.statistics_published", snapshot, by=by, version=snapshot.version, as_of=str(printed.as_of)
    )
    return snapshot


def published_before(printed: PrintedReport) -> StatisticsSnapshot | None:
    """Return the newest published version for the same day, which ``printed`` would replace."""
    same_day = StatisticsSnapshot.objects.filter(street_id=printed.street_id, as_of=printed.as_of)
    return same_day.order_by("-version").first()


def _refuse_needless(printed: PrintedReport, last: StatisticsSnapshot | None, reason: str) -> None:
    if last is None:
        return
    if last.figures_sha256 == printed.figures_sha256:
        raise errors.AlreadyPublished(day=day(printed.as_of))
    if not reason.strip():
        raise errors.CorrectionUnexplained(field="reason")
