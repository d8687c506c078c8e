"""A roster's file between its upload and what becomes of it: taken over by a job, or put away."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from core import clock, states
from core.rows import locked
from estates.errors import ColumnsMissing, RosterHasFaults
from estates.models import Post, RosterDraft, RosterImport
from estates.roster.comparing import Roster, compare, names_of_columns
from estates.roster.errors import DraftIsOver, RegisterChanged
from estates.roster.services.columns import unknown_heads
from estates.roster.services.importing import need_keeper, take_over
from estates.roster.sheet import read_sheet
from estates.rulebook import DRAFT_HOURS
from tenancy import jobs
from tenancy.audit import record
from tenancy.models import Estate, Job
from tenancy.rules import rules_in_force

IMPORT, EMPTY = "estates.import_roster", "estates.empty_draft"
State = RosterDraft.State


@transaction.atomic
def upload_roster(estate: Estate, data: bytes, *, file_name: str, by: Post) -> RosterDraft:
    """Return the file kept to be looked through, for as long as the street lets it be kept.

    A table whose heads are not known is kept too: people say what they mean (``remember_columns``).
    Raises NotAllowed, and what ``read_sheet`` raises of a file that can't be read.
    """
    need_keeper(by, estate)
    try:
        read_sheet(data, names_of_columns(estate))
    except ColumnsMissing:
        if not unknown_heads(data):
            raise
    draft = RosterDraft.objects.create(
        street_id=estate.street_id,
        estate=estate,
        file_name=file_name[:120],
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        made_by=by,
    )
    hours = rules_in_force(estate.street_id, estate.pk).integer(DRAFT_HOURS)
    empty_later(draft, str(draft.pk), timedelta(hours=hours))
    record("estates.roster_uploaded", draft, by=by, sha256=draft.sha256)
    return draft


@transaction.atomic
def apply_draft(draft: RosterDraft, *, shown: Mapping[str, int], by: Post) -> Job | None:
    """Return the job that takes the file over as the preview ``shown`` counted it; pressed twice, the same.

    Raises NotAllowed, DraftIsOver, RosterHasFaults, RegisterChanged.
    """
    need_keeper(by, draft.estate)
    draft = _opened(draft)
    if draft.state in (State.APPLYING, State.APPLIED):
        return newest_job(draft)
    if draft.state == State.DROPPED:
        raise DraftIsOver
    found = compare(draft.estate, bytes(draft.data))
    if found.faults:
        raise RosterHasFaults(count=len(found.faults))
    if found.counts != dict(shown):
        raise RegisterChanged
    states.move(draft, State.APPLYING)
    job = jobs.enqueue(
        IMPORT,
        f"{draft.pk}-{jobs_of(draft).count() + 1}",
        estate_id=draft.estate_id,
        street_id=draft.street_id,
        draft_id=draft.pk,
        post_id=by.pk,
        shown=dict(shown),
    )
    record("estates.roster_applied", draft, by=by, **found.counts)
    return job


@transaction.atomic
def finish_draft(
    draft: RosterDraft, roster: Roster, *, shown: Mapping[str, int], by: Post
) -> RosterImport | None:
    """Return the import of a file that is being taken over; nothing where that was done before.

    Raises what ``take_over`` raises.
    """
    draft = _locked(draft)
    if draft.state != State.APPLYING:
        return None
    name, sha256 = draft.file_name, draft.sha256
    draft.imported = take_over(draft.estate, roster, file_name=name, sha256=sha256, shown=shown, by=by)
    _let_go(draft, State.APPLIED, "imported")
    return draft.imported


@transaction.atomic
def drop_draft(draft: RosterDraft, *, by: Post | None) -> RosterDraft:
    """Return the draft put away, its file gone; ``by=None`` is the clock. Raises NotAllowed, DraftIsOver."""
    need_keeper(by, draft.estate)
    draft = _opened(draft)
    if draft.state == State.DROPPED:
        return draft
    if draft.state != State.WAITING:
        raise DraftIsOver
    _let_go(draft, State.DROPPED)
    record("estates.roster_dropped", draft, by=by)
    return draft


def reopen_draft(draft: RosterDraft) -> RosterDraft:
    """Return the draft, looked through again where it was being taken over."""
    draft = _locked(draft)
    return states.move(draft, State.WAITING) if draft.state == State.APPLYING else draft


def empty_later(draft: RosterDraft, key: str, after: timedelta) -> None:
    """Have the file put away some time from now, whatever became of it."""
    place = {"estate_id": draft.estate_id, "street_id": draft.street_id}
    job = jobs.enqueue(EMPTY, key, **place, draft_id=draft.pk)
    Job.objects.filter(pk=job.pk).update(due_at=clock.now() + after)


def jobs_of(draft: RosterDraft) -> QuerySet[Job]:
    """Return the jobs that were to take this file over, oldest first."""
    here = Job.objects.filter(street_id=draft.street_id, estate_id=draft.estate_id, kind=IMPORT)
    return here.filter(key__startswith=f"{draft.pk}-").order_by("id")


def newest_job(draft: RosterDraft) -> Job | None:
    """Return the job that takes this file over, or tried to last."""
    return jobs_of(draft).last()


def _opened(draft: RosterDraft) -> RosterDraft:
    """Return the draft, locked; a job that gave up has left it to be looked through again."""
    draft = _locked(draft)
    last = newest_job(draft) if draft.state == State.APPLYING else None
    return states.move(draft, State.WAITING) if last and last.state == Job.State.FAILED else draft


def _locked(draft: RosterDraft) -> RosterDraft:
    fresh = locked(draft)
    fresh.estate = draft.estate
    return fresh


def _let_go(draft: RosterDraft, to: str, *names: str) -> None:
    draft.data = b""
    states.move(draft, to, update_fields=("data", *names))
