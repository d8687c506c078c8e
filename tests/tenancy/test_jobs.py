"""Work that happens later, exactly once: claims, leases, tokens, refusals, the doorbell."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from celery import Celery
from django.db import connections, transaction

from core import bell, clock
from core.errors import Refused
from tenancy import jobs
from tenancy.errors import JobNotFailed
from tenancy.models import AuditEntry, Job
from tenancy.scope import current, scope
from tenancy.tasks import run_job, sweep
from tongxin.celery import app, ring

KIND = "tests.note"
A1, A2, B1 = (1, 11), (1, 12), (2, 21)


class TooLate(Refused):
    """A refusal for tests."""

    message = "已经过了截止时间。"


class Log:
    """What the test kind did, and what it is told to do."""

    def __init__(self) -> None:
        self.works: list[tuple[object, object]] = []
        self.finished: list[int] = []
        self.during: Callable[[], object] = lambda: None
        self.at_the_end: Callable[[], object] = lambda: None


@pytest.fixture
def log(monkeypatch) -> Log:
    """The test kind, declared for this test only."""
    log = Log()

    def load(job: Job) -> object:
        assert current() is not None
        return job.args["words"]

    def work(loaded: object) -> object:
        log.works.append((loaded, current()))
        log.during()
        return f"{loaded}!"

    def finish(job: Job, loaded: object, result: object) -> None:
        log.at_the_end()
        record = AuditEntry(action=f"tests.{result}", subject="tests", actor="x")
        record.save(force_insert=True)
        log.finished.append(job.pk)

    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    jobs.declare(jobs.Kind(name=KIND, label="测试", load=load, work=work, finish=finish))
    return log


@pytest.fixture
def rung() -> Iterator[list[tuple[int, int | None, int]]]:
    """What the bell rang for."""
    heard: list[tuple[int, int | None, int]] = []
    before = bell.set_ringer(lambda *ids: heard.append(ids))
    yield heard
    bell.set_ringer(before)


def _enqueue(place: tuple[int, int | None] = A1, key: str = "1") -> Job:
    with scope(*place):
        return jobs.enqueue(KIND, key, street_id=place[0], estate_id=place[1], words="好")


def _row(job: Job) -> Job:
    with scope(job.street_id, job.estate_id):
        return Job.objects.get(pk=job.pk)


def _set(job: Job, **values: object) -> None:
    with scope(job.street_id, job.estate_id):
        Job.objects.filter(pk=job.pk).update(**values)


def _results() -> int:
    with scope(1):
        return AuditEntry.objects.filter(action="tests.好!").count()


def _run(job: Job) -> bool:
    return jobs.run(job.street_id, job.estate_id, job.pk)


@pytest.mark.django_db
def test_run_loads_and_finishes_in_the_scope_and_works_outside(log):
    job = _enqueue()

    assert _run(job) is True

    row = _row(job)
    assert log.works == [("好", None)]
    assert (row.state, row.attempts, row.token, row.lease_until) == (Job.State.DONE, 1, None, None)
    assert (row.done_units, row.error, row.ended_at is not None) == (1, "", True)
    assert _results() == 1


@pytest.mark.django_db
def test_run_does_a_finished_job_no_second_time(log):
    job = _enqueue()

    assert [_run(job), _run(job), _run(job)] == [True, False, False]
    assert (_results(), _row(job).attempts) == (1, 1)


@pytest.mark.django_db
def test_enqueue_makes_one_job_per_key_and_place(log):
    assert _enqueue() == _enqueue()
    assert len({_enqueue(place).pk for place in (A1, A2, B1, (1, None))}) == 4
    assert _enqueue(key="2") != _enqueue(key="1")


@pytest.mark.django_db
def test_enqueue_refuses_a_kind_nobody_declared(estate):
    with scope(*A1), pytest.raises(KeyError):
        jobs.enqueue("tests.nobody", "1", street_id=1, estate_id=11)

    with scope(*A1):
        assert Job.objects.count() == 0


def test_declare_refuses_two_kinds_of_one_name(log):
    with pytest.raises(ValueError, match="declared twice"):
        jobs.declare(jobs._kinds[KIND])


@pytest.mark.committed
def test_enqueue_rings_after_the_commit_and_only_for_a_new_job(log, rung, estate):
    with scope(*A1):
        job = jobs.enqueue(KIND, "1", street_id=1, estate_id=11, words="好")
        assert rung == []
    assert rung == [(1, 11, job.pk)]
    _enqueue()
    assert rung == [(1, 11, job.pk)]


@pytest.mark.committed
def test_enqueue_leaves_nothing_of_a_transaction_that_failed(log, rung, estate):
    with scope(*A1):
        jobs.enqueue(KIND, "1", street_id=1, estate_id=11, words="好")
        transaction.set_rollback(True)

    assert (rung, jobs.due(1)) == ([], [])


@pytest.mark.committed
def test_enqueue_commits_when_the_doorbell_is_broken_and_the_sweeper_finds_the_row(log, rung, estate):
    def broken(*ids: object) -> None:
        raise ConnectionError("no route to the broker")

    before = bell.set_ringer(broken)
    job = _enqueue()
    bell.set_ringer(before)

    assert (_row(job).state, rung) == (Job.State.QUEUED, [])
    sweep()
    assert rung == [(1, 11, job.pk)]
    run_job(*rung[0])
    assert (_row(job).state, _results()) == (Job.State.DONE, 1)


@pytest.mark.committed
def test_enqueue_commits_at_once_when_nobody_listens_at_the_broker(log, estate, monkeypatch):
    with Celery("nobody", broker="redis://127.0.0.1:1/0") as nobody:
        nobody.conf.broker_transport_options = app.conf.broker_transport_options
        monkeypatch.setattr("tongxin.celery.app", nobody)
        before = bell.set_ringer(ring)
        started = time.monotonic()
        job = _enqueue()
        bell.set_ringer(before)

    assert time.monotonic() - started < 3
    assert (_row(job).state, jobs.due(1)) == (Job.State.QUEUED, [(1, 11, job.pk)])


@pytest.mark.committed
def test_run_is_done_once_by_twenty_at_the_same_time(log, estate):
    job = _enqueue()
    barrier, answers = threading.Barrier(20), []

    def race() -> None:
        barrier.wait()
        try:
            answers.append(_run(job))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=race) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [False] * 19 + [True]
    assert (len(log.works), _row(job).attempts, _results()) == (1, 1, 1)


@pytest.mark.django_db
def test_run_leaves_a_job_alone_while_its_lease_holds(log):
    job = _enqueue()
    token = uuid4()
    _set(job, state="running", token=token, attempts=1, lease_until=clock.now() + timedelta(seconds=5))

    assert _run(job) is False

    row = _row(job)
    assert (row.token, row.attempts, log.works) == (token, 1, [])
    assert jobs.due(1) == []


@pytest.mark.django_db
def test_run_takes_over_a_job_whose_lease_has_run_out(log):
    job = _enqueue()
    _set(job, state="running", token=uuid4(), attempts=1, lease_until=clock.now())

    assert jobs.due(1) == [(1, 11, job.pk)]
    assert _run(job) is True
    assert (_row(job).attempts, _row(job).state, _results()) == (2, Job.State.DONE, 1)


@pytest.mark.django_db
def test_run_drops_a_result_that_is_handed_in_too_late(log):
    job = _enqueue()
    other = UUID(int=7)

    def take_over() -> None:
        _set(job, token=other, attempts=2, lease_until=clock.now() + jobs.LEASE)

    log.during = take_over

    assert _run(job) is False

    row = _row(job)
    assert (row.state, row.token, row.attempts) == (Job.State.RUNNING, other, 2)
    assert (log.finished, _results()) == ([], 0)


@pytest.mark.django_db
def test_run_drops_a_result_after_somebody_else_handed_theirs_in(log):
    job = _enqueue()

    def overtake() -> None:
        log.during = lambda: None
        _set(job, lease_until=clock.now())
        assert _run(job) is True

    log.during = overtake

    assert _run(job) is False
    assert (len(log.works), log.finished, _results()) == (2, [job.pk], 1)


@pytest.mark.django_db
def test_run_does_not_spoil_a_job_that_was_taken_over_when_it_fails_itself(log):
    job = _enqueue()
    other = UUID(int=7)

    def take_over_and_fail() -> None:
        _set(job, token=other, lease_until=clock.now() + jobs.LEASE)
        raise RuntimeError

    log.during = take_over_and_fail

    assert _run(job) is False
    assert (_row(job).state, _row(job).token, _row(job).error) == (Job.State.RUNNING, other, "")


@pytest.mark.django_db
def test_run_queues_again_later_after_an_error_and_says_only_its_kind(log):
    log.during = lambda: 1 // 0

    with clock.travel_to(2026, 11, 23) as now:
        job = _enqueue()
        assert _run(job) is False
        row = _row(job)
        assert (row.state, row.attempts, row.token) == (Job.State.QUEUED, 1, None)
        assert (row.error, row.due_at) == ("出错：ZeroDivisionError", now + timedelta(seconds=2))
        assert jobs.due(1) == []


@pytest.mark.django_db
def test_run_keeps_nothing_of_a_finish_that_failed(log):
    job = _enqueue()

    def fail_after_writing() -> None:
        AuditEntry(action="tests.half", subject="tests", actor="x").save(force_insert=True)
        raise RuntimeError

    log.at_the_end = fail_after_writing

    assert _run(job) is False
    with scope(1):
        assert AuditEntry.objects.filter(action__startswith="tests.").count() == 0
    assert _row(job).state == Job.State.QUEUED


@pytest.mark.django_db
def test_run_gives_up_after_five_errors(log):
    job = _enqueue()
    log.during = lambda: 1 // 0
    for _ in range(7):
        _set(job, due_at=clock.now())
        _run(job)

    row = _row(job)
    assert (row.state, row.attempts, len(log.works)) == (Job.State.FAILED, 5, 5)
    assert (row.error, row.ended_at is not None) == ("出错：ZeroDivisionError", True)
    assert jobs.due(1) == []


@pytest.mark.django_db
def test_run_gives_up_on_a_job_that_killed_its_worker_five_times(log):
    job = _enqueue()
    _set(job, state="running", token=uuid4(), attempts=5, lease_until=clock.now())

    assert _run(job) is False

    row = _row(job)
    assert (row.state, row.error, row.token, log.works) == (Job.State.FAILED, "多次中断", None, [])


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["during", "at_the_end"])
def test_run_takes_a_refusal_as_final_and_keeps_its_words(log, where):
    job = _enqueue()

    def refuse() -> None:
        raise TooLate

    setattr(log, where, refuse)

    assert _run(job) is False

    row = _row(job)
    assert (row.state, row.attempts, row.error) == (Job.State.FAILED, 1, "已经过了截止时间。")
    assert _results() == 0


@pytest.mark.django_db
def test_run_wears_out_a_kind_that_is_not_known_any_more(log):
    job = _enqueue()
    _set(job, kind="tests.gone")
    for _ in range(6):
        _set(job, due_at=clock.now())
        _run(job)

    assert (_row(job).state, _row(job).error) == (Job.State.FAILED, "出错：KeyError")


@pytest.mark.django_db
@pytest.mark.parametrize("ids", [(2, None), (2, 21), (1, 12), (2, 11)])
def test_run_does_nothing_when_asked_with_the_ids_of_another_tenant(log, ids):
    job = _enqueue()

    assert jobs.run(*ids, job.pk) is False

    row = _row(job)
    assert (row.state, row.attempts, log.works, _results()) == (Job.State.QUEUED, 0, [], 0)


@pytest.mark.django_db
def test_run_knows_no_job_that_is_not_there(log):
    assert jobs.run(1, 11, 10**9) is False


@pytest.mark.django_db
def test_due_names_fresh_jobs_first_and_only_those_of_the_street(log):
    now = clock.now()
    worn, late, fresh = _enqueue(key="worn"), _enqueue(A2, key="late"), _enqueue((1, None), key="fresh")
    _enqueue(B1)
    _set(worn, attempts=2, due_at=now - timedelta(hours=2))
    _set(late, due_at=now - timedelta(minutes=1))
    _set(fresh, due_at=now - timedelta(hours=1))
    future = _enqueue(key="future")
    _set(future, due_at=now + timedelta(hours=1))

    assert jobs.due(1) == [(1, None, fresh.pk), (1, 12, late.pk), (1, 11, worn.pk)]


@pytest.mark.django_db
def test_sweep_rings_street_by_street_for_everything_due(log, rung):
    pks = [_enqueue(place).pk for place in (B1, A1, A2)]

    sweep()

    assert set(rung) == {(2, 21, pks[0]), (1, 11, pks[1]), (1, 12, pks[2])}
    assert [street for street, _, _ in rung] == [1, 1, 2]
    assert current() is None


@pytest.mark.django_db
def test_progress_renews_the_lease_of_its_own_claim_only(log):
    job = _enqueue()
    token = uuid4()
    ends = clock.now() + timedelta(seconds=1)
    _set(job, state="running", token=token, lease_until=ends)

    jobs.progress(Job(pk=job.pk, street_id=1, estate_id=11, token=uuid4()), 5, 27)
    assert (_row(job).done_units, _row(job).lease_until) == (0, ends)

    jobs.progress(_row(job), 11, 27)
    row = _row(job)
    assert (row.done_units, row.all_units, row.lease_until > ends) == (11, 27, True)


@pytest.mark.django_db
def test_retry_queues_a_failed_job_with_all_its_attempts(log, cast):
    job = _enqueue()
    _set(job, state="failed", attempts=5, error="多次中断", ended_at=clock.now())

    with scope(*A1):
        jobs.retry(Job.objects.get(pk=job.pk), by=cast.chair)

    row = _row(job)
    assert (row.state, row.attempts, row.error, row.ended_at) == (Job.State.QUEUED, 0, "", None)
    with scope(*A1):
        entry = AuditEntry.objects.get(action="tenancy.job_retried")
    assert (entry.subject_id, entry.actor) == (job.pk, "物管委主任 冯示例chair")
    assert _run(job) is True


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["queued", "running", "done"])
def test_retry_refuses_a_job_that_did_not_fail(log, cast, state):
    job = _enqueue()
    _set(job, state=state, attempts=3)

    with scope(*A1), pytest.raises(JobNotFailed):
        jobs.retry(job, by=cast.chair)

    assert (_row(job).state, _row(job).attempts) == (state, 3)
    with scope(*A1):
        assert AuditEntry.objects.filter(action="tenancy.job_retried").count() == 0


@pytest.mark.django_db
def test_position_counts_what_waits_before_it(log):
    first, second, third = (_enqueue(key=str(number)) for number in range(3))
    _set(first, state="done")
    _set(second, state="running")

    with scope(*A1):
        assert [jobs.position(job) for job in (_row(second), _row(third))] == [1, 2]


@pytest.mark.django_db
def test_result_of_is_nothing_before_the_end(log):
    job = _enqueue()
    result = jobs.Result("/somewhere/", 3)
    jobs._kinds[KIND] = jobs.Kind(KIND, "测试", *[lambda *_: None] * 3, result=lambda job: result)

    assert jobs.result_of(job) is None
    job.state = Job.State.DONE
    assert jobs.result_of(job) == result
    assert jobs.label_of(job) == "测试"
    job.kind = "tests.gone"
    assert (jobs.result_of(job), jobs.label_of(job)) == (None, "tests.gone")
