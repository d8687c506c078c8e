"""The print job: the PDF of a notice, and its publication where that waits for the PDF."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from core import clock, pdf
from notices import services
from notices.models import Notice
from notices.printing import html_of
from tenancy import jobs
from tenancy.models import Job
from tenancy.storage import keep_pdf


class DayTurned(Exception):
    """Midnight passed while the sheet was drawn: its date would be yesterday's. Drawn again at once."""


@dataclass(frozen=True)
class Sheet:
    """What is printed, and the day that stands on it."""

    html: str
    posted_on: date | None


def load(job: Job) -> Sheet | None:
    """Return the sheet of the job's notice; None where it has its PDF or was withdrawn."""
    notice = Notice.objects.get(pk=job.args["notice_id"])
    if notice.pdf_id is not None or notice.state == Notice.State.WITHDRAWN:
        return None
    if notice.state == Notice.State.PREPARED:
        for name, value in services.posting(notice, clock.today()).items():
            setattr(notice, name, value)
    return Sheet(html_of(notice), notice.posted_on)


def work(sheet: object) -> bytes | None:
    """Return the PDF; outside any transaction."""
    return pdf.render(sheet.html) if isinstance(sheet, Sheet) else None


def finish(job: Job, sheet: object, data: object) -> None:
    """Keep the PDF and hang it on the notice, which is published now if it waited for it."""
    if not isinstance(sheet, Sheet) or not isinstance(data, bytes):
        return
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=job.args["notice_id"])
    if notice.pdf_id is not None or notice.state == Notice.State.WITHDRAWN:
        return
    waits = notice.state == Notice.State.PREPARED
    if waits and sheet.posted_on != clock.today():
        raise DayTurned
    name = f"{notice.estate.slug}-{notice.kind}-{notice.year}-{notice.sequence}.pdf"
    kept = keep_pdf(data, name, estate_id=notice.estate_id, street_id=notice.street_id)
    if waits:
        services.post(notice, by=None, pdf=kept)
    else:
        Notice.objects.filter(pk=notice.pk, pdf=None).update(pdf=kept)


def result(job: Job) -> jobs.Result | None:
    """Return the page of the notice that was printed, with the size of its PDF."""
    notice = Notice.objects.select_related("pdf", "estate").get(pk=job.args["notice_id"])
    if notice.published_at is None:
        return None
    url = reverse("notices:show", args=[notice.estate.slug, notice.pk])
    return jobs.Result(url, notice.pdf.size if notice.pdf else 0)


jobs.declare(
    jobs.Kind(name=services.PRINT, label="生成公示 PDF", load=load, work=work, finish=finish, result=result)
)
