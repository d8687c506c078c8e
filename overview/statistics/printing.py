"""The print job of a statistics report; the same row gives the same bytes."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from core import pdf, qr
from overview.models import PrintedReport
from overview.services import PRINT
from tenancy import jobs
from tenancy.models import Job
from tenancy.storage import keep_pdf


def html_of(printed: PrintedReport) -> str:
    """Return the sheets of a report: its frozen figures and nothing else. Needs ``street``."""
    street = printed.street
    page = f"{settings.BASE_URL}{reverse('overview:city_street', args=[street.city_code, street.slug])}"
    context = {"report": printed.report, "printed": printed, "qr": qr.data_uri(page), "page": page}
    return render_to_string("pdf/overview/statistics.html", context)


def load(job: Job) -> str | None:
    """Return the sheets of the job's report; None where it has its PDF."""
    printed = _printed(job)
    return html_of(printed) if printed.pdf_id is None else None


def work(html: object) -> bytes | None:
    """Return the PDF; outside any transaction."""
    return pdf.render(html) if isinstance(html, str) else None


def finish(job: Job, html: object, data: object) -> None:
    """Keep the PDF and hang it on the report, once."""
    if not isinstance(data, bytes):
        return
    printed = _printed(job)
    name = f"statistics-{printed.street.slug}-{printed.as_of.isoformat()}-{printed.pk}.pdf"
    kept = keep_pdf(data, name, estate_id=None, street_id=printed.street_id)
    PrintedReport.objects.filter(pk=printed.pk, pdf=None).update(pdf=kept)


def result(job: Job) -> jobs.Result | None:
    """Return the page of the report, with the size of its PDF."""
    printed = _printed(job)
    url = reverse("overview:printed_report", args=[printed.street.slug, printed.pk])
    return jobs.Result(url, printed.pdf.size if printed.pdf else 0)


def _printed(job: Job) -> PrintedReport:
    rows = PrintedReport.objects.select_related("pdf", "street")
    return rows.get(pk=job.args["report_id"], street_id=job.street_id)


jobs.declare(
    jobs.Kind(name=PRINT, label="生成统计报告 PDF", load=load, work=work, finish=finish, result=result)
)
