"""Work that happens later, exactly once (trust.md D2).

A job is a row. A worker claims it with a lease and a token, works outside any transaction, and hands in
the result in one transaction that holds only if the token is still its own. Whoever dies in the middle is
replaced when the lease runs out; a result handed in late is dropped.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from core import bell, clock
from core.errors import Refused
from tenancy.audit import Actor, record
from tenancy.errors import JobNotFailed
from tenancy.models import Job
from tenancy.scope import scope

log = logging.getLogger(__name__)

# Longer than Celery's hard time limit, so that two never work at once.
LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
ATTEMPTS = 5


@dataclass(frozen=True)
class Result:
    """Where what a job made can be opened; ``size`` in bytes, 0 where that says nothing."""

    url: str
    size: int = 0


@dataclass(frozen=True)
class Kind:
    """How jobs of a kind are done: ``load`` and ``finish`` run in the job's scope, ``work`` outside.

    ``result`` says where a finished job leads.
    """

    name: str
    label: str
    load: Callable[[Job], object]
    work: Callable[[object], object]
    finish: Callable[[Job, object, object], None]
    result: Callable[[Job], Result | None] = lambda job: None


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Make a kind of job known; two of one name are an error."""
    if kind.name in _kinds:
        raise ValueError(f"job kind {kind.name} declared twice")
    _kinds[kind.name] = kind
    return kind


def label_of(job: Job) -> str:
    """Return the Chinese name of what the job does."""
    return _kinds[job.kind].label if job.kind in _kinds else job.kind


def result_of(job: Job) -> Result | None:
    """Return where a finished job leads; None while it is not finished."""
    done = job.state == Job.State.DONE and job.kind in _kinds
    return _kinds[job.kind].result(job) if done else None


def position(job: Job) -> int:
    """Return which place a queued job has in the queue as far as this scope sees it, counted from 1."""
    waiting = Job.objects.filter(state__in=(Job.State.QUEUED, Job.State.RUNNING))
    earlier = Q(due_at__lt=job.due_at) | Q(due_at=job.due_at, pk__lt=job.pk)
    return waiting.filter(earlier).count() + 1


def enqueue(kind: str, key: str, *, estate_id: int | None, street_id: int, **args: object) -> Job:
    """Return the one job of ``kind`` under ``key`` in this place, made now if it was not there.

    The row shares the caller's transaction; the bell rings when that commits.
    """
    if kind not in _kinds:
        raise KeyError(kind)
    job, made = Job.objects.get_or_create(
        street_id=street_id, estate_id=estate_id, kind=kind, key=key, defaults={"args": args}
    )
    if made:
        transaction.on_commit(lambda: bell.ring(street_id, estate_id, job.pk))
    return job


def run(street_id: int, estate_id: int | None, job_id: int) -> bool:
    """Do a job if it is due and free; return whether this call finished it.

    Safe to call twice and at once. A job of another tenant is not found through the wall.
    """
    with scope(street_id, estate_id):
        job = _claim(job_id)
    if job is None:
        return False
    try:
        # In here, so that a kind which this version does not know wears out instead of coming back forever.
        kind = _kinds[job.kind]
        with scope(street_id, estate_id):
            loaded = kind.load(job)
        result = kind.work(loaded)
        with scope(street_id, estate_id):
            return _hand_in(job, kind, loaded, result)
    except Exception as error:
        log.exception("job %s %s failed, attempt %s", job.pk, job.kind, job.attempts)
        with scope(street_id, estate_id):
            _put_back(job, error)
        return False


def progress(job: Job, done: int, total: int) -> None:
    """Say how far a running job is, in a short transaction of its own that also renews the lease."""
    with scope(job.street_id, job.estate_id):
        Job.objects.filter(pk=job.pk, token=job.token).update(
            done_units=done, all_units=total, lease_until=clock.now() + LEASE
        )


def due(street_id: int) -> list[tuple[int, int | None, int]]:
    """Return ``(street, estate, job)`` of what a sweeper rings for: queued, or the lease has run out.

    Fresh jobs come first, so that one which kills its worker again and again can't hold up the others.
    """
    now = clock.now()
    with scope(street_id):
        rows = Job.objects.filter(_free(now), street_id=street_id).order_by("attempts", "due_at", "id")
        return [(street_id, row.estate_id, row.pk) for row in rows.only("id", "estate_id")[:500]]


def retry(job: Job, *, by: Actor) -> Job:
    """Queue a failed job again, with all its attempts. Raises JobNotFailed."""
    changed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
        state=Job.State.QUEUED, attempts=0, error="", due_at=clock.now(), ended_at=None, token=None
    )
    if not changed:
        raise JobNotFailed
    job.refresh_from_db()
    record("tenancy.job_retried", job, by=by)
    transaction.on_commit(lambda: bell.ring(job.street_id, job.estate_id, job.pk))
    return job


def _free(now: object) -> Q:
    queued = Q(state=Job.State.QUEUED, due_at__lte=now)
    return queued | Q(state=Job.State.RUNNING, lease_until__lte=now)


def _claim(job_id: int) -> Job | None:
    now = clock.now()
    worn_out = Job.objects.filter(_free(now), pk=job_id, attempts__gte=ATTEMPTS)
    if worn_out.update(state=Job.State.FAILED, error="多次中断", token=None, ended_at=now):
        return None
    token = uuid.uuid4()
    claimed = Job.objects.filter(_free(now), pk=job_id).update(
        state=Job.State.RUNNING, token=token, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return Job.objects.get(pk=job_id) if claimed else None


def _hand_in(job: Job, kind: Kind, loaded: object, result: object) -> bool:
    held = Job.objects.filter(pk=job.pk, token=job.token, state=Job.State.RUNNING)
    ended = {
        "state": Job.State.DONE,
        "token": None,
        "lease_until": None,
        "ended_at": clock.now(),
        "error": "",
    }
    if not held.update(**ended, done_units=F("all_units")):
        log.warning("job %s was taken over; result dropped", job.pk)
        return False
    kind.finish(job, loaded, result)
    return True


def _put_back(job: Job, error: Exception) -> None:
    """Queue again later, or give up: a refusal is final, the last attempt too."""
    final = isinstance(error, Refused) or job.attempts >= ATTEMPTS
    words = str(error.message) if isinstance(error, Refused) else f"出错：{type(error).__name__}"
    now = clock.now()
    Job.objects.filter(pk=job.pk, token=job.token, state=Job.State.RUNNING).update(
        state=Job.State.FAILED if final else Job.State.QUEUED,
        error=words[:300],
        token=None,
        lease_until=None,
        due_at=now + timedelta(seconds=2**job.attempts),
        ended_at=now if final else None,
    )
