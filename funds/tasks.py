"""What happens by the clock: months are published when they are due, grants released after settlement."""

import logging

from celery import shared_task

from core import clock
from core.errors import Refused
from funds.models import Grant
from funds.reports.statement import next_month_to_disclose
from funds.services.disclosures import disclose_month
from funds.services.grants import release_grant
from funds.services.settlement import RELEASE
from tenancy import jobs
from tenancy.models import Estate, Job
from tenancy.rules import rules_in_force
from tenancy.scope import scope

log = logging.getLogger(__name__)


@shared_task(name="funds.due_disclosures")
def due_disclosures() -> None:
    """Publish every estate's months that are due and that nobody has published, oldest first."""
    for estate in Estate.objects.select_related("street", "community").order_by("street_id", "id"):
        _disclose_what_is_due(estate)


def _disclose_what_is_due(estate: Estate) -> None:
    """Publish the due months of one estate, each in a scope and a transaction of its own."""
    try:
        while True:
            with scope(estate.street_id, estate):
                month = next_month_to_disclose(estate)
                due_day = rules_in_force(estate.street_id, estate.pk).integer("funds.disclosure_due_day")
                if month is None or clock.today() < clock.month_of(month)[1].replace(day=due_day):
                    return
                disclose_month(estate, month, by=None)
    except Refused as refusal:
        log.warning("estate %s: month not disclosed: %s", estate.pk, refusal.code)
    except Exception:
        # One estate's fault must not keep the others from being published.
        log.exception("estate %s: month not disclosed", estate.pk)


def _load(job: Job) -> tuple[int, int]:
    return job.street_id, job.args["grant_id"]


def _release(loaded: object) -> None:
    """Release a settled fund's grant in the street's scope, where its hold stands; safe to do again."""
    assert isinstance(loaded, tuple)
    street_id, grant_id = loaded
    with scope(street_id):
        release_grant(Grant.objects.get(pk=grant_id), by=None)


def _finish(job: Job, loaded: object, result: object) -> None:
    """Leave nothing to hand in: the release is its own transaction."""


jobs.declare(jobs.Kind(name=RELEASE, label="释放激励资金余额", load=_load, work=_release, finish=_finish))
