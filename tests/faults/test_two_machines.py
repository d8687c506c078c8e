"""Two machines for pages and two for background work behind PgBouncer in transaction mode (trust.md T6, D2).

Everything runs with production settings on ports of loopback; PgBouncer with the settings we deploy. While
two streets ask 10,000 things, one worker is cut off from the database in the middle of a job, the other is
killed in the middle of one, and Valkey is emptied.
"""

import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from celery import Celery
from django.conf import settings

from ballots.models import Ballot, Slip, Vote
from ballots.verify import faults
from core import pdf
from estates.models import Person
from projects.models import Concern, ConcernSupport
from tenancy.models import AuditEntry, Estate, IdempotencyKey, Job
from tenancy.scope import scope
from tests.faults import drawing, machines, street_life
from tests.faults.drawing import STREETS
from tests.faults.machines import Cable, Machine, Web
from tests.faults.street_life import Player, Side
from tongxin.dev import fonts

REQUESTS = 10_000
THREADS = 4  # of each street
SERVERS = 4  # connections to PostgreSQL that all of it shares
DRAWN_IN = (12,)  # an estate of street A that nobody asks for meanwhile
NOTICES = 10  # there; one more is published in each of the estates that are asked
LEASE = 10  # seconds; the workers share two cores with everything else
PATIENCE = 1500  # seconds until the test gives up; alone on two cores it takes a minute and a half


@dataclass
class Fleet:
    """The machines, and the address they all reach the database by."""

    address: str
    cable: Cable
    webs: list[Web]
    workers: list[Machine]
    deadline: float = field(default_factory=lambda: time.monotonic() + PATIENCE)

    def words(self) -> str:
        """Return what the machines said last."""
        return "\n".join(machine.log() for machine in (*self.webs, *self.workers))


def _environ(address: str, data: Path) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "tongxin.settings.production",
        "DATABASE_URL": address,
        "REDIS_URL": settings.REDIS_URL,
        "CACHE_URL": settings.CACHE_URL,
        "BASE_URL": "https://127.0.0.1",
        "TONGXIN_SECRET_KEY": settings.SECRET_KEY,
        "TONGXIN_DOCUMENT_KEY": settings.DOCUMENT_KEY,
        "TONGXIN_DATA_KEYS": ",".join(settings.DATA_KEYS),
        "TONGXIN_POOLED": "1",
        "TONGXIN_DATA": str(data),
        "TONGXIN_JOB_LEASE_SECONDS": str(LEASE),
    }


def _elsewhere(address: str, port: int) -> str:
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{port}")).geturl()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder that all machines share, with print fonts and static files."""
    fonts.derive(pdf.FONTS)
    (tmp_path / "fonts").symlink_to(pdf.FONTS)
    before, settings.FILES_ROOT = settings.FILES_ROOT, tmp_path / "files"
    environ = os.environ | _environ("postgresql://nobody@127.0.0.1:1/none", tmp_path)
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(collect, cwd=machines.PROJECT, env=environ, check=True)
    yield tmp_path
    settings.FILES_ROOT = before


@pytest.fixture
def fleet(committed: str, data: Path) -> Iterator[Fleet]:
    """Two web machines that answer, two workers not yet started; the first worker's wire can be cut."""
    with machines.pooler(committed, servers=SERVERS) as address:
        cable = Cable(urlsplit(address).port)
        environ = _environ(address, data)
        webs = [machines.web(name, environ, data) for name in ("web1", "web2")]
        cut_off = environ | {"DATABASE_URL": _elsewhere(address, cable.port)}
        workers = [machines.worker("worker1", cut_off, data), machines.worker("worker2", environ, data)]
        try:
            for web in webs:
                web.start()
            for web in webs:
                web.wait()
            yield Fleet(address, cable, webs, workers)
        finally:
            for machine in (*webs, *workers):
                machine.kill()
            cable.close()


@pytest.fixture
def sweep() -> Iterator[Callable[[], None]]:
    """Ring for the sweep as two beats would, at most every half second; the queues are empty before."""
    app = Celery("tests", broker=settings.REDIS_URL)
    _empty_valkey()
    last = 0.0

    def ring() -> None:
        nonlocal last
        if time.monotonic() - last > 0.5:
            last = time.monotonic()
            for _ in range(2):
                app.send_task("tenancy.sweep", expires=30)

    yield ring
    _empty_valkey()
    app.close()


def _empty_valkey() -> None:
    for url in (settings.REDIS_URL, settings.CACHE_URL):
        with redis.Redis.from_url(url) as server:
            server.flushdb()


class Outsider(threading.Thread):
    """Asks for rows through the same pool without any scope, over and over."""

    TABLES = ("projects_concern", "estates_person", "ballots_vote", "tenancy_auditentry", "notices_notice")

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address, self.over = address, threading.Event()
        self.seen: Counter[object] = Counter()

    def run(self) -> None:
        """Ask until told to stop; count each answer."""
        question = " + ".join(f"(SELECT count(*) FROM {table})" for table in self.TABLES)
        scoped = "coalesce(current_setting('tongxin.street', true), '')"
        with psycopg.connect(self.address, autocommit=True, prepare_threshold=None) as outside:
            while not self.over.wait(0.02):
                self.seen[outside.execute(f"SELECT {question}, {scoped}").fetchone()] += 1


def _until(fleet: Fleet, is_so: Callable[[], bool], sweep: Callable[[], None]) -> None:
    while not is_so():
        assert time.monotonic() < fleet.deadline, fleet.words()
        sweep()
        time.sleep(0.02)


def _stop_in_mid_job(
    fleet: Fleet, begin: Callable[[], None], stop: Callable[[], None], sweep: Callable[[], None]
) -> set[object]:
    """Let a machine ``begin``, ``stop`` it while it holds a job, and return the claims that it leaves."""
    left_by_others = drawing.claims()
    for _ in range(20):
        begin()
        _until(fleet, lambda: bool(drawing.claims() - left_by_others), sweep)
        stop()
        # What it had sent to the server before may still be committed.
        time.sleep(0.3)
        left = drawing.claims() - left_by_others
        if left:
            return left
    raise AssertionError(f"never caught in mid-job\n{fleet.words()}")


def _disturb(fleet: Fleet, sweep: Callable[[], None]) -> None:
    """Cut one worker off, kill the other, empty Valkey, bring both back and wait until all is drawn."""
    first, second = fleet.workers
    first.start()
    cut = _stop_in_mid_job(fleet, fleet.cable.mend, fleet.cable.cut, sweep)
    killed = _stop_in_mid_job(fleet, second.start, second.kill, sweep)
    assert cut and killed and not cut & killed
    _empty_valkey()
    second.start()
    # The second alone takes over what both had begun, when their leases have run out.
    _until(fleet, lambda: not (drawing.claims() & (cut | killed)), sweep)
    fleet.cable.mend()
    _until(fleet, lambda: drawing.states() == {Job.State.DONE: NOTICES + len(STREETS)}, sweep)
    assert first.running.poll() is None, "cut off, it goes on trying"


@pytest.mark.committed
@pytest.mark.slow
@pytest.mark.timeout(PATIENCE + 100)
def test_two_streets_on_two_machines_see_and_write_only_their_own_and_nothing_is_lost(fleet, sweep):
    sides = [street_life.make_side(11, "青杏", 100), street_life.make_side(21, "白果", 200)]
    drawing.prepare(DRAWN_IN, NOTICES)
    players = street_life.players(sides, [web.port for web in fleet.webs], REQUESTS, threads=THREADS)
    outsider = Outsider(fleet.address)

    for thread in (*players, outsider):
        thread.start()
    try:
        _disturb(fleet, sweep)
        for player in players:
            player.join(timeout=max(0, fleet.deadline - time.monotonic()))
    finally:
        outsider.over.set()
        outsider.join()
    for machine in (*fleet.webs, *fleet.workers):
        machine.kill(signal.SIGTERM)

    for player in players:
        assert player.error is None, f"{traceback.format_exception(player.error)}\n{fleet.words()}"
    assert sum(player.caller.asked for player in players) >= REQUESTS
    assert set(outsider.seen) == {(0, "")} and outsider.seen[0, ""] > 50
    for side in sides:
        _check_side(side, [player for player in players if player.side == side])
    ours = [side.estate_id for side in sides]
    starts = drawing.check(DRAWN_IN, NOTICES) + drawing.check(ours, 1)
    assert starts >= NOTICES + len(ours) + 2, "both that were stopped had begun something"


def _check_side(side: Side, players: list[Player]) -> None:
    """Check that exactly what people were told is written, by people of this street."""
    told = [player.told for player in players]
    estate = Estate.objects.get(pk=side.estate_id)
    with scope(side.street_id, estate):
        supports = ConcernSupport.objects.values_list("concern_id", "unit_id")
        assert sorted(supports) == sorted(set().union(*(each.supports for each in told)))
        reported = Concern.objects.filter(state=Concern.State.FILED).values_list("words", flat=True)
        assert sorted(reported) == sorted(words for each in told for words in each.reported)
        votes = dict(Vote.objects.values_list("elector__unit_id", "choice"))
        assert votes == {unit: choice for each in told for unit, choice in each.votes.items()}
        assert faults(Ballot.objects.get(pk=side.ballot)) == []
        slips = sum(each.slips for each in told)
        assert list(Slip.objects.values_list("seq", flat=True)) == list(range(1, slips + 1))
    with scope(side.street_id):
        users = set(Person.objects.exclude(user=None).values_list("user_id", flat=True))
        for model in (AuditEntry, IdempotencyKey):
            writers = model.objects.filter(estate_id=side.estate_id).exclude(user_id=None)
            assert set(writers.values_list("user_id", flat=True)) <= users
    answers = sum((each.answers for each in told), Counter())
    for act in ("read", "read signed in", "support/", "support/withdraw/", "cast", "report", "refused"):
        assert any(name == act for name, _ in answers), act
    assert answers["broken off", 0] > REQUESTS // 100


@pytest.mark.committed
def test_the_pool_would_show_a_scope_that_outlives_its_transaction(committed):
    """The watch has teeth: a setting for the session, which is not how we do it, reaches the next client."""
    question = "SELECT count(*), current_setting('tongxin.street', true) FROM estates_person"
    with scope(1, 11):
        Person.objects.create(name="示例")
    with machines.pooler(committed, servers=1) as address:
        ours = psycopg.connect(address, autocommit=True)
        other = psycopg.connect(address, autocommit=True)
        with ours, other:
            with ours.transaction():
                ours.execute("SELECT set_config('tongxin.street', '1', true)")
                assert ours.execute(question).fetchone() == (1, "1")
            assert other.execute(question).fetchone() == (0, "")
            ours.execute("SELECT set_config('tongxin.street', '1', false)")
            assert other.execute(question).fetchone() == (1, "1")


@pytest.mark.committed
def test_the_pool_holds_its_connections_to_our_limits(committed):
    with machines.pooler(committed, servers=2) as address, psycopg.connect(address) as client:
        limits = {name: client.execute(f"SHOW {name}").fetchone()[0] for name in settings.LIMITS}

    assert limits == {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "30s",
    }
    assert settings.LIMITS == {
        "statement_timeout": 15_000,
        "lock_timeout": 5_000,
        "idle_in_transaction_session_timeout": 30_000,
    }
