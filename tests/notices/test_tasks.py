"""The print job: what it loads, when it publishes, what it leaves alone."""

from datetime import date, timedelta

import pytest

from core import clock, files, pdf
from notices.models import Notice
from notices.services import publish, withdraw
from notices.tasks import DayTurned, Sheet, finish, load, result, work
from tenancy import jobs
from tenancy.models import AuditEntry, Job, StoredFile
from tenancy.scope import scope
from tests.notices.conftest import POSTED

PDF = b"%PDF-1.7 example"


def _kept() -> tuple[int, int]:
    return StoredFile.objects.count(), AuditEntry.objects.filter(action="notices.published").count()


@pytest.fixture
def prepared(make_notice, at) -> Notice:
    """A notice that waits for its PDF."""
    with at(POSTED):
        return make_notice(await_pdf=True)


def test_finish_publishes_what_waited_on_the_day_that_stands_on_the_sheet(prepared, at):
    with at(POSTED + timedelta(days=3)):
        job = Job.objects.get()
        sheet = load(job)
        finish(job, sheet, PDF)
    prepared.refresh_from_db()

    assert "2026年11月16日" in sheet.html and "至2026年11月23日24时止" in sheet.html
    assert (prepared.state, prepared.posted_on) == (Notice.State.PUBLISHED, date(2026, 11, 16))
    assert (prepared.first_day, prepared.last_day) == (date(2026, 11, 17), date(2026, 11, 23))
    assert (prepared.published_at, prepared.pdf.sha256) == (POSTED + timedelta(days=3), files.put(PDF))
    assert _kept() == (1, 1)
    assert AuditEntry.objects.get(action="notices.published").actor == "系统"


def test_finish_publishes_nothing_when_midnight_passed_over_the_drawing(prepared, at):
    job = Job.objects.get()
    with at(POSTED):
        sheet = load(job)
    with at(POSTED + timedelta(days=1)), pytest.raises(DayTurned):
        finish(job, sheet, PDF)
    prepared.refresh_from_db()

    assert (prepared.state, prepared.pdf_id, _kept()) == (Notice.State.PREPARED, None, (0, 0))


def test_finish_only_hangs_the_pdf_on_what_is_already_published(notice, at):
    job = Job.objects.get()
    with at(POSTED + timedelta(days=3)):
        sheet = load(job)
        finish(job, sheet, PDF)
    before = notice.published_at
    notice.refresh_from_db()

    assert "2026年11月13日" in sheet.html
    assert (notice.published_at, notice.posted_on, notice.pdf.name) == (
        before,
        date(2026, 11, 13),
        "a1-result-2026-1.pdf",
    )
    assert _kept() == (1, 1)


def test_finish_keeps_one_pdf_however_often_it_is_called(prepared, at):
    with at(POSTED):
        job = Job.objects.get()
        sheet = load(job)
        for _ in range(3):
            finish(job, sheet, PDF)

    assert _kept() == (1, 1)


@pytest.mark.parametrize("waits", [True, False])
def test_a_notice_that_was_withdrawn_meanwhile_is_left_alone(make_notice, cast, at, waits):
    with at(POSTED):
        notice = make_notice(await_pdf=waits)
        job = Job.objects.get()
        sheet = load(job)
        withdraw(notice, reason="示例", by=cast.chair)
        finish(job, sheet, PDF)

        assert load(job) is None
        finish(job, load(job), work(load(job)))
    notice.refresh_from_db()

    assert (notice.state, notice.pdf_id, StoredFile.objects.count()) == (Notice.State.WITHDRAWN, None, 0)


def test_load_finds_nothing_to_do_once_the_pdf_is_there(prepared, at):
    with at(POSTED):
        job = Job.objects.get()
        finish(job, load(job), PDF)

        assert (load(job), work(None)) == (None, None)


def test_load_changes_nothing_in_the_database(prepared, at):
    with at(POSTED):
        load(Job.objects.get())
    prepared.refresh_from_db()

    assert (prepared.posted_on, prepared.ends_at, prepared.state) == (None, None, Notice.State.PREPARED)


def test_work_prints_the_sheet():
    assert pdf.page_count(work(Sheet("<title>题</title><p>正文</p>", None))) == 1


def test_result_leads_to_the_page_once_it_is_published(prepared, at):
    job = Job.objects.get()
    assert result(job) is None
    with at(POSTED):
        finish(job, load(job), PDF)

    assert result(job) == jobs.Result(f"/e/a1/notices/{prepared.pk}/", len(PDF))


@pytest.mark.django_db
def test_run_prints_publishes_and_ends_the_job(cast, estate):
    with scope(1, 11):
        notice = publish(
            estate=estate, kind="other", title="题", paragraphs=["文"], by=cast.chair, await_pdf=True
        )
        job = Job.objects.get()

    assert jobs.run(1, 11, job.pk) is True

    with scope(1, 11):
        notice.refresh_from_db()
        assert (notice.state, Job.objects.get().state) == (Notice.State.PUBLISHED, Job.State.DONE)
        assert files.read(notice.pdf.sha256).startswith(b"%PDF")
        assert notice.posted_on == clock.today()
