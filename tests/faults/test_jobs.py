"""Notices that wait for their PDF are published exactly once, whatever dies (trust.md D2, R1).

A real Celery worker with two processes, real Valkey, committed rows, real PDFs. The whole process group is
killed with SIGKILL while it draws, five times; the doorbell's database is emptied once; every sweep is rung
twice, as two beats would.
"""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import close_old_connections

from core import bell, pdf
from tenancy.models import Job
from tests.conftest import database_url
from tests.faults import drawing, machines
from tests.faults.machines import Machine
from tongxin.dev import fonts

ESTATES = (11, 12, 21)
PER_ESTATE = 4
KILLS = 5
LEASE = 3  # seconds; the worker's environment sets it
PATIENCE = 180  # seconds until the test gives up; alone on two cores it takes a quarter of a minute


@pytest.fixture
def workers(committed: str, tmp_path: Path) -> Iterator[Machine]:
    """Workers on this test's database, with a file store of their own."""
    fonts.derive(pdf.FONTS)
    data = tmp_path / "data"
    data.mkdir()
    (data / "fonts").symlink_to(pdf.FONTS)
    before, settings.FILES_ROOT = settings.FILES_ROOT, data / "files"
    environ = {
        "DATABASE_URL": database_url(committed),
        "REDIS_URL": settings.REDIS_URL,
        "TONGXIN_DATA": str(data),
        "TONGXIN_JOB_LEASE_SECONDS": str(LEASE),
        "DJANGO_SETTINGS_MODULE": "tongxin.settings.test",
    }
    group = machines.worker("worker", environ, data)
    yield group
    group.kill()
    settings.FILES_ROOT = before


@pytest.fixture
def doorbell() -> Iterator[Celery]:
    """The doorbell as the web process rings it, and its queue, empty before and after."""
    app = Celery("tests", broker=settings.REDIS_URL)
    queue = redis.Redis.from_url(settings.REDIS_URL)
    queue.flushdb()
    before = bell.set_ringer(lambda *ids: app.send_task("tenancy.run_job", ids, retry=False))
    yield app
    bell.set_ringer(before)
    queue.flushdb()
    queue.close()
    app.close()


def _kill_in_the_middle(workers: Machine, sweep: Callable[[], None], deadline: float) -> None:
    """Start the group, wait until it draws, kill it; return when a claim of its own was left behind."""
    left_by_others = drawing.claims()
    workers.start()
    while True:
        assert time.monotonic() < deadline, workers.log()
        sweep()
        if drawing.claims() - left_by_others:
            time.sleep(random.uniform(0, 0.15))
            workers.kill()
            # What the dead had sent to the server before may still be committed.
            time.sleep(0.1)
            if drawing.claims() - left_by_others:
                return
            workers.start()
        time.sleep(0.02)


@pytest.mark.committed
@pytest.mark.slow
def test_notices_are_published_exactly_once_through_kills_a_lost_queue_and_two_beats(workers, doorbell):
    deadline = time.monotonic() + PATIENCE
    queue = redis.Redis.from_url(settings.REDIS_URL)
    last = 0.0

    def sweep() -> None:
        nonlocal last
        if time.monotonic() - last > 0.5:
            last = time.monotonic()
            for _ in range(2):
                doorbell.send_task("tenancy.sweep", expires=30)

    drawing.prepare(ESTATES, PER_ESTATE)
    for kill in range(KILLS):
        _kill_in_the_middle(workers, sweep, deadline)
        if kill == KILLS // 2:
            queue.flushdb()
    workers.start()
    while drawing.states()[Job.State.DONE] < len(ESTATES) * PER_ESTATE and time.monotonic() < deadline:
        sweep()
        time.sleep(0.1)
    workers.kill()
    queue.close()
    close_old_connections()

    assert drawing.states() == {Job.State.DONE: len(ESTATES) * PER_ESTATE}, workers.log()
    starts = drawing.check(ESTATES, PER_ESTATE)
    # Each kill cost at least one start; on a crowded machine a lease may run out besides.
    assert starts >= len(ESTATES) * PER_ESTATE + KILLS
