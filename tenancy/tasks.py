"""What Celery wakes up for: ids in, rows decide."""

from celery import shared_task

from core import bell
from tenancy import jobs
from tenancy.models import Street


@shared_task(name="tenancy.run_job")
def run_job(street_id: int, estate_id: int | None, job_id: int) -> None:
    """Do one job; a job that is not of this tenant, not due or taken is left alone."""
    jobs.run(street_id, estate_id, job_id)


@shared_task(name="tenancy.sweep")
def sweep() -> None:
    """Ring for everything that is due, street by street."""
    for street_id in Street.objects.order_by("id").values_list("id", flat=True):
        for ids in jobs.due(street_id):
            bell.ring(*ids)
