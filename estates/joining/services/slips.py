"""Printing claim slips, and clearing the file that holds their codes."""

from collections.abc import Sequence

from django.db import transaction

from core import clock
from core.errors import NotAllowed
from estates.joining import rules
from estates.joining.errors import NothingToPrint
from estates.models import Post, SlipBatch, Unit
from tenancy import jobs
from tenancy.audit import record
from tenancy.models import Estate

PRINT = "estates.print_slips"
CLEAR = "estates.clear_slips"
# 25 sheets a file: a third of the time that a worker may take for one job.
SLIPS_PER_FILE = 200


@transaction.atomic
def order_slips(estate: Estate, units: Sequence[Unit], *, by: Post) -> list[SlipBatch]:
    """Return the batches in which slips of ``units`` will be printed, in their order; a job draws each.

    Only the finished print kills the older open slips. Raises NotAllowed, NothingToPrint.
    """
    if not rules.may_make_slips(by, estate):
        raise NotAllowed(needed=rules.SLIP_MAKERS_IN_WORDS)
    if not units:
        raise NothingToPrint
    return [
        _order(estate, units[start : start + SLIPS_PER_FILE], by)
        for start in range(0, len(units), SLIPS_PER_FILE)
    ]


def _order(estate: Estate, units: Sequence[Unit], by: Post) -> SlipBatch:
    place = {"street_id": estate.street_id, "estate_id": estate.pk}
    batch = SlipBatch.objects.create(
        **place, made_by=by, unit_ids=[unit.pk for unit in units], count=len(units)
    )
    record("estates.slips_ordered", batch, by=by, count=batch.count)
    jobs.enqueue(PRINT, str(batch.pk), batch_id=batch.pk, **place)
    return batch


@transaction.atomic
def clear_slips(batch: SlipBatch, *, by: Post | None) -> SlipBatch:
    """Let go of the file with the codes, which is printed by now; the codes themselves stay good.

    ``by=None`` is the clock. Doing it again changes nothing. Raises NotAllowed.
    """
    if by is not None and not rules.may_make_slips(by, batch.estate):
        raise NotAllowed(needed=rules.SLIP_MAKERS_IN_WORDS)
    now = clock.now()
    if SlipBatch.objects.filter(pk=batch.pk, emptied_at=None).update(pdf=None, emptied_at=now):
        batch.pdf, batch.emptied_at = None, now
        record("estates.slips_cleared", batch, by=by)
    return batch
