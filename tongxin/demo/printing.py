"""Sheets of the history: the newest are printed with the demonstration, the others by the worker."""

import os
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import connections

from core import clock
from notices.services import PRINT
from tenancy import jobs
from tenancy.models import Job, Street
from tenancy.scope import scope

PRINTERS = 2
AT_ONCE = 120  # sheets that are printed with the demonstration
APART = timedelta(milliseconds=400)  # so that what people do meanwhile does not wait behind history


def queue_behind_now(street: Street) -> None:
    """Put the waiting sheets of a street in a row that begins now: the newest first, one after the other.

    In the street's scope. Whatever is enqueued while they are printed is due before most of them.
    """
    waiting = list(
        Job.objects.filter(street=street, kind=PRINT, state=Job.State.QUEUED).order_by("-made_at", "-id")
    )
    begins = clock.now()
    for place, job in enumerate(waiting):
        job.due_at = begins + place * APART
    Job.objects.bulk_update(waiting, ["due_at"], batch_size=500)


def print_newest(street: Street, say: Callable[[str], object]) -> None:
    """Print the first sheets of the row in two processes; what a process leaves undone stays in the queue."""
    with scope(street):
        row = Job.objects.filter(kind=PRINT, state=Job.State.QUEUED).order_by("due_at", "id")
        newest = list(row.values_list("street_id", "estate_id", "id")[:AT_ONCE])
        Job.objects.filter(pk__in=[job for _, _, job in newest]).update(due_at=clock.now())
        left = row.count() - len(newest)
    connections.close_all()
    children = [_print_in_child(newest[start::PRINTERS]) for start in range(PRINTERS)]
    for child in children:
        os.waitpid(child, 0)
    say(f"  {street.name}：已生成 {len(newest)} 份公示 PDF，其余 {left} 份由后台陆续生成")


def _print_in_child(sheets: Sequence[tuple[int, int | None, int]]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        for sheet in sheets:
            jobs.run(*sheet)
        connections.close_all()
    finally:
        os._exit(0)
