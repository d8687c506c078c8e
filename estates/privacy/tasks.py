"""The jobs of people's data: a copy of it, and what is past its time."""

from django.urls import reverse

from core import clock
from estates.models import DataRequest
from estates.privacy import copying, retention
from estates.privacy.services.requests import COPY, copy_ready
from tenancy import jobs
from tenancy.audit import record
from tenancy.models import Job, Street


def load(job: Job) -> int | None:
    """Return whose copy it is; None where it is made, or not wanted any more."""
    request = DataRequest.objects.get(pk=job.args["request_id"])
    return request.user_id if request.state == DataRequest.State.FILED else None


def work(user_id: object) -> bytes | None:
    """Return the copy; outside any transaction, each place is read in a scope of its own."""
    return copying.packed(copying.collect(user_id)) if isinstance(user_id, int) else None


def finish(job: Job, user_id: object, data: object) -> None:
    """Hang the copy on its request."""
    if isinstance(data, bytes):
        copy_ready(DataRequest.objects.get(pk=job.args["request_id"]), data)


def result(job: Job) -> jobs.Result | None:
    """Return where the copy is fetched, as long as it is there."""
    kept = DataRequest.objects.filter(pk=job.args["request_id"], expires_at__gt=clock.now()).exists()
    return jobs.Result(reverse("estates:copy_my_data")) if kept else None


jobs.declare(jobs.Kind(name=COPY, label="导出我的资料", load=load, work=work, finish=finish, result=result))


RETENTION = "estates.retention"


def load_street(job: Job) -> Street:
    """Return the street to be gone through."""
    return Street.objects.get(pk=job.street_id)


def work_street(street: object) -> dict[str, int]:
    """Take away what is past its time, place by place; outside the job's transaction, safe to do again."""
    assert isinstance(street, Street)
    return retention.count_or_apply(street, apply=True)


def finish_street(job: Job, street: object, counts: object) -> None:
    """Write down how much went."""
    assert isinstance(counts, dict)
    record("estates.retention_applied", job, by=None, **counts)


jobs.declare(
    jobs.Kind(
        name=RETENTION, label="清理到期的资料", load=load_street, work=work_street, finish=finish_street
    )
)
