"""What the pages of notices and jobs show; read only."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.urls import reverse

from core import clock, periods
from core.templatetags.tongxin import when
from core.work import When, WorkItem
from estates.models import Person, Post
from notices import rules
from notices.models import Notice, Objection
from notices.services import ALPHABET, CODE_LENGTH, PRINT
from tenancy import jobs
from tenancy.models import Estate, Job

# A page that has waited this long asks less often (ui.md §7).
_PATIENT_AFTER = timedelta(seconds=60)
WORK = Path(__file__).with_name("work.sql").read_text(encoding="utf-8")
# What people type for the letters that Crockford's base 32 leaves out.
_LOOKALIKES = str.maketrans("ILO", "110")


@dataclass(frozen=True)
class Progress:
    """A job as its page shows it; the names are those of ``components/job.html``."""

    state: str
    what: str
    position: int
    done: int
    total: int
    url: str
    size: str
    reason: str
    retry_url: str
    every: str

    @property
    def has_ended(self) -> bool:
        """Whether there is nothing left to wait for."""
        return self.state in (Job.State.DONE, Job.State.FAILED)


@dataclass(frozen=True)
class Cell:
    """One value of a table under the label of its column."""

    label: str
    value: str
    is_number: bool


@dataclass(frozen=True)
class Table:
    """A table of a snapshot, ready to be drawn on screen or paper."""

    caption: str
    heads: list[Cell]
    rows: list[list[Cell]]


@dataclass(frozen=True)
class Proof:
    """What ``/v/<code>/`` says of a notice: the words to compare a paper with."""

    notice: Notice
    sha256: str
    size: str
    totals: list[tuple[str, int]]
    ledger_seq: int | None


def progress(job: Job, *, retry_url: str = "") -> Progress:
    """Return how far a job is; ``retry_url`` is where the reader may start it again."""
    result = jobs.result_of(job)
    waits = job.state == Job.State.QUEUED
    return Progress(
        state=job.state,
        what=jobs.label_of(job),
        position=jobs.position(job) if waits else 0,
        done=job.done_units,
        total=job.all_units if job.all_units > 1 else 0,
        url=result.url if result else "",
        size=kilobytes(result.size) if result and result.size else "",
        reason=job.error,
        retry_url=retry_url if job.state == Job.State.FAILED else "",
        every="10s" if clock.now() - job.made_at > _PATIENT_AFTER else "2s",
    )


def proof(notice: Notice) -> Proof:
    """Return what can be compared with a paper or a file; needs ``pdf``."""
    pairs = [tuple(pair) for pair in notice.snapshot.get("totals", [])]
    return Proof(
        notice=notice,
        sha256=notice.pdf.sha256 if notice.pdf else "",
        size=kilobytes(notice.pdf.size) if notice.pdf else "",
        totals=[(str(label), fen) for label, fen in pairs if isinstance(fen, int)],
        ledger_seq=notice.snapshot.get("ledger_seq"),
    )


def talk(objections: Iterable[Objection]) -> list[dict[str, str]]:
    """Return objections and replies as ``components/objections.html`` reads them; all masked."""
    return [
        {
            "who": objection.label,
            "when": when(objection.filed_at),
            "text": objection.text,
            "reply": objection.reply and f"异议{objection.get_outcome_display()}。{objection.reply}",
            "replied_by": objection.answered_by.label if objection.answered_by else "",
            "replied_when": when(objection.answered_at),
        }
        for objection in objections
    ]


def tables(notice: Notice) -> list[Table]:
    """Return the tables of a notice's snapshot; a column that ends in ``#`` holds numbers."""
    return [_table(table) for table in notice.snapshot.get("tables", [])]


def job_of(notice: Notice) -> Job | None:
    """Return the job that prints a notice."""
    jobs_here = Job.objects.filter(street_id=notice.street_id, estate_id=notice.estate_id)
    return jobs_here.filter(kind=PRINT, key=str(notice.pk)).first()


def kilobytes(size: int) -> str:
    """Return a size in bytes as ``213 KB``, rounded up."""
    return f"{-(-size // 1024):,} KB"


def code_meant(text: str) -> str:
    """Return the code that somebody typed, in its one spelling; empty where it can be none."""
    typed = unicodedata.normalize("NFKC", text).upper()
    bare = "".join(letter for letter in typed if letter.isascii() and letter.isalnum())
    number, code = bare[:-CODE_LENGTH], bare[-CODE_LENGTH:].translate(_LOOKALIKES)
    fits = number.isdecimal() and len(number) <= 9 and len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)
    return f"{int(number)}-{code}" if fits else ""


def work_items(post: Post, estate: Estate) -> list[WorkItem]:
    """Return the objections that wait for a reply and the prints that are not done; one query."""
    if not rules.may_publish(post, estate.pk, estate.community_id):
        return []
    with connection.cursor() as cursor:
        cursor.execute(WORK, {"street": estate.street_id, "estate": estate.pk, "print": PRINT})
        return [_work_item(estate, *row[:7]) for row in cursor.fetchall()]


def _work_item(
    estate: Estate, pk: int, title: str, due_on: date | None, building: str, name: str, kind: str, state: str
) -> WorkItem:
    if due_on is None:
        return _print_item(Job(pk=pk, state=state), title, estate)
    objection = Objection(pk=pk, building=building, person=Person(name=name, kind=kind))
    return WorkItem(
        title=f"答复异议：{title}",
        url=reverse("notices:answer", args=[estate.slug, pk]),
        note=f"{objection.label}，答复前这件事不能往下办",
        due_at=periods.end_of(due_on),
    )


def _table(table: dict[str, Any]) -> Table:
    labels = [(column.rstrip("#"), column.endswith("#")) for column in table["columns"]]
    return Table(
        caption=table["caption"],
        heads=[Cell(label, label, is_number) for label, is_number in labels],
        rows=[
            [
                Cell(label, str(value), is_number)
                for (label, is_number), value in zip(labels, row, strict=True)
            ]
            for row in table["rows"]
        ],
    )


def _print_item(job: Job, title: str, estate: Estate) -> WorkItem:
    failed = job.state == Job.State.FAILED
    return WorkItem(
        title=f"{'PDF 没有做成' if failed else '生成 PDF'}：{title}",
        url=reverse("notices:job", args=[estate.slug, job.pk]),
        note="请重试" if failed else job.get_state_display(),
        group=When.TODAY if failed else When.OTHERS,
    )
