"""Jobs of the roster: taking a file over, putting it away in time, telling the street what heads mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from core.errors import NotAllowed, Refused
from estates.models import Post, RosterDraft
from estates.roster.comparing import Roster, names_of_columns
from estates.roster.lines import read_lines
from estates.roster.services import columns, drafts
from estates.roster.sheet import read_sheet
from estates.rules import KEEPERS_IN_WORDS
from tenancy import jobs
from tenancy.models import Estate, Job
from tenancy.scope import scope

EVERY = 500  # rows between two words about how far it is
AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class File:
    """What is read outside any transaction, and in whose words."""

    job: Job
    data: bytes
    names: Mapping[str, str]


def load_import(job: Job) -> File | None:
    """Return the file that is to be taken over; None where that was done or given up."""
    draft = _draft(job)
    if draft.state != RosterDraft.State.APPLYING:
        return None
    return File(job, bytes(draft.data), names_of_columns(draft.estate))


def read_rows(loaded: object) -> Roster | None:
    """Return what the rows mean, and say on the way how many have been looked at."""
    if not isinstance(loaded, File):
        return None
    sheet = read_sheet(loaded.data, loaded.names)
    total = len(sheet.rows) + 1  # one more: writing them
    lines, faults = read_lines(sheet, every=EVERY, told=lambda done: jobs.progress(loaded.job, done, total))
    jobs.progress(loaded.job, total - 1, total)
    return Roster(tuple(lines), tuple(faults))


def finish_import(job: Job, loaded: object, roster: object) -> None:
    """Take the roster over, whole; where that is refused the file is looked through again, with the words."""
    if not isinstance(roster, Roster):
        return
    draft = _draft(job)
    try:
        with transaction.atomic():
            drafts.finish_draft(draft, roster, shown=job.args["shown"], by=_post(job))
    except Refused as refusal:
        drafts.reopen_draft(draft)
        Job.objects.filter(pk=job.pk).update(error=f"{refusal.message}{refusal.hint}"[:300])


def import_page(job: Job) -> jobs.Result:
    """Return the page of the file: what was done with it, or why nothing was."""
    slug = Estate.objects.get(pk=job.estate_id).slug
    return jobs.Result(reverse("estates:roster_draft", args=[slug, job.args["draft_id"]]))


def finish_emptying(job: Job, loaded: object, result: object) -> None:
    """Put a file away that nobody took over; one that is being taken over right now a little later."""
    draft = _draft(job)
    last = drafts.newest_job(draft) if draft.state == RosterDraft.State.APPLYING else None
    if last is not None and last.state in (Job.State.QUEUED, Job.State.RUNNING):
        drafts.empty_later(draft, f"{job.key}+", AGAIN)
    elif draft.state != RosterDraft.State.APPLIED:
        drafts.drop_draft(draft, by=None)


def tell_street(loaded: object) -> None:
    """Have the heads mean in the whole street what was said; a transaction of its own, safe to do again."""
    assert isinstance(loaded, Job)
    with scope(loaded.street_id):
        columns.write_columns(loaded.args["columns"], street_id=loaded.street_id, estate_id=None)


def _draft(job: Job) -> RosterDraft:
    return RosterDraft.objects.select_related("estate").get(pk=job.args["draft_id"])


def _post(job: Job) -> Post:
    """Return the office that said yes. Raises NotAllowed where it has ended since."""
    held = Post.objects.in_force().select_related("person").filter(pk=job.args["post_id"]).first()
    if held is None:
        raise NotAllowed(needed=KEEPERS_IN_WORDS)
    return held


def _itself(job: Job) -> object:
    return job


def _nothing(loaded: object) -> None:
    """Leave everything to the end, or to the beginning."""


def _done(job: Job, loaded: object, result: object) -> None:
    """Leave nothing to hand in: it was its own transaction."""


jobs.declare(
    jobs.Kind(
        name=drafts.IMPORT,
        label="导入住户名册",
        load=load_import,
        work=read_rows,
        finish=finish_import,
        result=import_page,
    )
)
jobs.declare(
    jobs.Kind(
        name=drafts.EMPTY, label="清除没导入的名册", load=_itself, work=_nothing, finish=finish_emptying
    )
)
jobs.declare(
    jobs.Kind(name=columns.REMEMBER, label="记住名册的列名", load=_itself, work=tell_street, finish=_done)
)
