"""Notices that wait for their PDF are published exactly once, whatever dies (trust.md D2, R1).

A real Celery worker with two processes, real Valkey, committed rows, real PDFs. The whole process group is
killed with SIGKILL while it draws, five times; the doorbell's database is emptied once; every sweep is rung
twice, as two beats would.
"""

import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import close_old_connections, connections

from core import bell, pdf
from core import files as store
from notices.models import Notice
from notices.services import publish
from tenancy.models import AuditEntry, Estate, Job, StoredFile
from tenancy.scope import scope
from tongxin.dev import fonts

PROJECT = Path(__file__).resolve().parents[2]
ESTATES = (11, 12, 21)
PER_ESTATE = 4
KILLS = 5
LEASE = 3  # seconds; the worker's environment sets it
PATIENCE = 180  # seconds until the test gives up; alone on two cores it takes a quarter of a minute


class Workers:
    """A worker group that can be killed whole and started again."""

    def __init__(self, data: Path, database: str) -> None:
        self.data = data
        self.env = os.environ | {
            "DATABASE_URL": _address(database),
            "REDIS_URL": settings.REDIS_URL,
            "TONGXIN_DATA": str(data),
            "TONGXIN_JOB_LEASE_SECONDS": str(LEASE),
            "DJANGO_SETTINGS_MODULE": "tongxin.settings.test",
        }
        self.env.pop("OWNER_DATABASE_URL", None)
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the group; what it says goes to a file beside its data."""
        command = "-m celery -A tongxin.celery worker -c 2 -l WARNING --without-gossip --without-mingle"
        with (self.data / "worker.log").open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, *command.split(), "--without-heartbeat"],
                cwd=PROJECT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kill every process of the group at once."""
        if self.running is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None

    def log(self) -> str:
        """Return the last words of the group."""
        return (self.data / "worker.log").read_text(errors="replace")[-3000:]


def _address(database: str) -> str:
    default = connections.settings["default"]
    place = f"{default['HOST']}:{default['PORT']}"
    return f"postgresql://{default['USER']}:{default['PASSWORD']}@{place}/{database}"


@pytest.fixture
def workers(committed: str, tmp_path: Path) -> Iterator[Workers]:
    """Workers on this test's database, with a file store of their own."""
    fonts.derive(pdf.FONTS)
    data = tmp_path / "data"
    data.mkdir()
    (data / "fonts").symlink_to(pdf.FONTS)
    before, settings.FILES_ROOT = settings.FILES_ROOT, data / "files"
    group = Workers(data, committed)
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


def _prepare() -> None:
    """Prepare notices in every estate, each long enough to be drawn for a moment."""
    for estate in Estate.objects.select_related("street", "community").filter(pk__in=ESTATES):
        with scope(estate.street_id, estate):
            for number in range(PER_ESTATE):
                rows = [[f"第 {row} 项", row * 7, f"{estate.name} {number}"] for row in range(120)]
                table = {"caption": "明细", "columns": ["摘要", "数量#", "备注"], "rows": rows}
                publish(
                    estate=estate,
                    kind=Notice.Kind.OTHER,
                    title=f"{estate.name}第 {number} 份示例公示",
                    paragraphs=["见附表。"],
                    snapshot={"tables": [table]},
                    by=None,
                    await_pdf=True,
                )


def _jobs() -> Counter[str]:
    """Return how many jobs are in which state, over both streets."""
    states: Counter[str] = Counter()
    for street in (1, 2):
        with scope(street):
            states.update(Job.objects.values_list("state", flat=True))
    return states


def _claims() -> set[object]:
    """Return the tokens of the jobs that are claimed, by the living and by the dead."""
    tokens: set[object] = set()
    for street in (1, 2):
        with scope(street):
            tokens.update(Job.objects.filter(state=Job.State.RUNNING).values_list("token", flat=True))
    return tokens


def _kill_in_the_middle(workers: Workers, sweep: Callable[[], None], deadline: float) -> None:
    """Start the group, wait until it draws, kill it; return when a claim of its own was left behind."""
    left_by_others = _claims()
    workers.start()
    while True:
        assert time.monotonic() < deadline, workers.log()
        sweep()
        if _claims() - left_by_others:
            time.sleep(random.uniform(0, 0.15))
            workers.kill()
            # What the dead had sent to the server before may still be committed.
            time.sleep(0.1)
            if _claims() - left_by_others:
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

    _prepare()
    for kill in range(KILLS):
        _kill_in_the_middle(workers, sweep, deadline)
        if kill == KILLS // 2:
            queue.flushdb()
    workers.start()
    while _jobs()[Job.State.DONE] < len(ESTATES) * PER_ESTATE and time.monotonic() < deadline:
        sweep()
        time.sleep(0.1)
    workers.kill()
    queue.close()
    close_old_connections()

    assert _jobs() == {Job.State.DONE: len(ESTATES) * PER_ESTATE}, workers.log()
    starts = _check_each_estate()
    # Each kill cost at least one start; on a crowded machine a lease may run out besides.
    assert starts >= len(ESTATES) * PER_ESTATE + KILLS
    assert list((settings.FILES_ROOT / "unfinished").glob("*")) == []


def _check_each_estate() -> int:
    """Check that everything is there once; return how often a job was started in all."""
    starts = 0
    for estate in Estate.objects.filter(pk__in=ESTATES):
        with scope(estate.street_id, estate):
            attempts = list(Job.objects.values_list("attempts", flat=True))
            notices = list(Notice.objects.select_related("pdf").order_by("sequence"))
            published = AuditEntry.objects.filter(action="notices.published")
            times = Counter(published.values_list("subject_id", flat=True))
            kept = list(StoredFile.objects.values_list("sha256", flat=True))
        assert [notice.sequence for notice in notices] == list(range(1, PER_ESTATE + 1))
        assert {notice.state for notice in notices} == {Notice.State.PUBLISHED}
        assert times == {notice.pk: 1 for notice in notices}
        assert sorted(kept) == sorted(notice.pdf.sha256 for notice in notices)
        assert [hashlib.sha256(store.read(sha256)).hexdigest() for sha256 in kept] == kept
        assert len(set(kept)) == PER_ESTATE
        assert max(attempts) <= 5
        starts += sum(attempts)
    return starts
