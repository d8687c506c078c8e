"""What is done about slips outside a request: drawing them, and letting go of the file in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from core import clock, pdf
from estates.joining.codes import Code, make_code
from estates.joining.printing import html_of, slip_of
from estates.joining.services.slips import CLEAR, PRINT, clear_slips
from estates.models import ClaimSlip, SlipBatch, Unit
from estates.rulebook import SLIP_DAYS, SLIP_PDF_HOURS
from tenancy import jobs
from tenancy.audit import record
from tenancy.models import Estate, Job
from tenancy.rules import rules_in_force


@dataclass(frozen=True)
class Order:
    """What is to be printed: the units by key with their address, and until when the codes count."""

    estate: Estate
    units: list[tuple[int, str]]
    expires_at: datetime


@dataclass(frozen=True, repr=False)
class Printed:
    """The codes by unit, and the file that holds them in clear."""

    codes: dict[int, Code]
    pdf: bytes


def load(job: Job) -> Order | None:
    """Return what the job prints; None where that was done before."""
    batch = SlipBatch.objects.select_related("estate__street").get(pk=job.args["batch_id"])
    if batch.emptied_at is not None or batch.slips.exists():
        return None
    rows = Unit.objects.in_force().filter(estate_id=batch.estate_id, pk__in=batch.unit_ids)
    units = {unit.pk: unit.label for unit in rows.select_related("building")}
    days = rules_in_force(batch.street_id, batch.estate_id).integer(SLIP_DAYS)
    last = clock.midnight(clock.today() + timedelta(days=days + 1))
    return Order(batch.estate, [(pk, units[pk]) for pk in batch.unit_ids if pk in units], last)


def work(order: object) -> Printed | None:
    """Return new codes and their sheets; outside any transaction."""
    if not isinstance(order, Order):
        return None
    codes = {pk: make_code(order.estate.number) for pk, _ in order.units}
    slips = [slip_of(address, codes[pk]) for pk, address in order.units]
    last_day = clock.local(order.expires_at - timedelta(seconds=1)).date()
    return Printed(codes, pdf.render(html_of(order.estate, slips, last_day=last_day)))


def finish(job: Job, order: object, printed: object) -> None:
    """Keep the sheets and the hashes of their codes; the older open slips of these units die."""
    if not isinstance(order, Order) or not isinstance(printed, Printed):
        return
    rows = SlipBatch.objects.select_for_update(of=("self",)).select_related("made_by__person", "estate")
    batch = rows.get(pk=job.args["batch_id"])
    if batch.emptied_at is not None or batch.slips.exists():
        return
    # The lock orders two prints of one unit: the later one's slip is the one that counts.
    list(Unit.objects.select_for_update(of=("self",)).filter(pk__in=printed.codes).order_by("pk"))
    open_slips = ClaimSlip.objects.filter(unit_id__in=printed.codes, used_at=None, withdrawn_at=None)
    withdrawn = open_slips.update(withdrawn_at=clock.now())
    ClaimSlip.objects.bulk_create(
        ClaimSlip(
            street_id=batch.street_id,
            estate_id=batch.estate_id,
            batch=batch,
            unit_id=pk,
            sha256=code.sha256,
            expires_at=order.expires_at,
        )
        for pk, code in printed.codes.items()
    )
    batch.pdf, batch.count = printed.pdf, len(printed.codes)
    batch.save(update_fields=["pdf", "count"])
    record("estates.slips_printed", batch, by=batch.made_by, count=batch.count, withdrawn=withdrawn)
    _clear_in_time(batch)


def _clear_in_time(batch: SlipBatch) -> None:
    """Queue the clearing of the file for when its time is over; the sweeper rings then."""
    hours = rules_in_force(batch.street_id, batch.estate_id).integer(SLIP_PDF_HOURS)
    place = {"street_id": batch.street_id, "estate_id": batch.estate_id}
    job = jobs.enqueue(CLEAR, str(batch.pk), batch_id=batch.pk, **place)
    Job.objects.filter(pk=job.pk).update(due_at=clock.now() + timedelta(hours=hours))


def result(job: Job) -> jobs.Result | None:
    """Return the page of the batch."""
    batch = SlipBatch.objects.defer("pdf").select_related("estate").get(pk=job.args["batch_id"])
    return jobs.Result(reverse("estates:slip_batch", args=[batch.estate.slug, batch.pk]))


def _nothing(_: object) -> None:
    """Work outside the transaction: there is none."""


def _clear(job: Job, _: object, __: object) -> None:
    clear_slips(SlipBatch.objects.select_related("estate").get(pk=job.args["batch_id"]), by=None)


jobs.declare(jobs.Kind(name=PRINT, label="生成认领码", load=load, work=work, finish=finish, result=result))
jobs.declare(
    jobs.Kind(name=CLEAR, label="清除认领码文件", load=lambda job: None, work=_nothing, finish=_clear)
)
