"""What the pages of notices show."""

from datetime import timedelta

import pytest

from core import clock, periods
from core.work import When
from notices.reports import job_of, kilobytes, progress, proof, tables, work_items
from notices.services import answer_objection, file_objection
from tenancy.models import Job
from tests.notices.conftest import POSTED


@pytest.fixture(autouse=True)
def _posted(at):
    with at(POSTED + timedelta(days=1)):
        yield


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 KB"), (1, "1 KB"), (1024, "1 KB"), (1025, "2 KB"), (3_000_000, "2,930 KB")]
)
def test_kilobytes_rounds_up(size, words):
    assert kilobytes(size) == words


def test_tables_give_each_cell_the_label_of_its_column(make_notice):
    table = {"caption": "各事项", "columns": ["事项", "同意#"], "rows": [["车棚", 12], ["选址", 9]]}

    (drawn,) = tables(make_notice(snapshot={"tables": [table]}))

    assert (drawn.caption, [head.value for head in drawn.heads]) == ("各事项", ["事项", "同意"])
    assert [[(cell.label, cell.value, cell.is_number) for cell in row] for row in drawn.rows] == [
        [("事项", "车棚", False), ("同意", "12", True)],
        [("事项", "选址", False), ("同意", "9", True)],
    ]


def test_proof_says_totals_and_ledger_sequence_where_there_are_some(make_notice):
    full = proof(make_notice(snapshot={"totals": [["期初余额", 100], ["备注", "x"]], "ledger_seq": 12}))
    bare = proof(make_notice())

    assert (full.totals, full.ledger_seq, full.sha256) == ([("期初余额", 100)], 12, "")
    assert (bare.totals, bare.ledger_seq) == ([], None)


def test_job_of_is_the_print_of_that_notice(make_notice):
    make_notice()
    second = make_notice()

    assert job_of(second).args == {"notice_id": second.pk}


def test_progress_offers_a_retry_only_after_a_failure(make_notice):
    job = job_of(make_notice())

    assert progress(job, retry_url="/x/").retry_url == ""
    job.state, job.error = Job.State.FAILED, "多次中断"
    failed = progress(job, retry_url="/x/")
    assert (failed.retry_url, failed.reason, failed.has_ended) == ("/x/", "多次中断", True)


def test_work_items_name_open_objections_and_unfinished_prints(notice, cast, in_estate):
    objection = file_objection(notice, text="票数不对。", by=cast.owner)
    answered = file_objection(notice, text="票数不对。", by=cast.neighbour)
    answer_objection(answered, outcome="rejected", text="已核对。", by=cast.chair)

    waiting, printing = work_items(cast.chair, in_estate)

    assert waiting.title == "答复异议：关于示例车棚表决结果的公示"
    assert waiting.url == f"/e/a1/work/objections/{objection.pk}/"
    assert (waiting.due_at, waiting.group) == (periods.end_of(objection.due_on), When.TODAY)
    assert (printing.title, printing.group) == ("生成 PDF：关于示例车棚表决结果的公示", When.OTHERS)

    Job.objects.update(state="failed", error="多次中断", ended_at=clock.now())
    failed = work_items(cast.chair, in_estate)[1]
    assert (failed.title, failed.group) == ("PDF 没有做成：关于示例车棚表决结果的公示", When.TODAY)


def test_work_items_are_nothing_once_everything_is_done(notice, cast, in_estate):
    Job.objects.update(state="done")

    assert work_items(cast.chair, in_estate) == []


def test_work_items_are_for_those_who_publish(notice, cast, in_estate):
    assert work_items(cast.supervisor, in_estate) == []
