"""Taking an import back: another import, which says what it reverses and what it did itself."""

from django.db import transaction

from core import clock
from core.rows import locked
from estates.models import Post, RosterImport
from estates.roster import errors
from estates.roster.services.importing import need_keeper
from estates.roster.services.standing_in_the_way import refuse_later_changes
from estates.roster.services.taking_back import TakingBack
from tenancy.audit import record


@transaction.atomic
def reverse_import(done: RosterImport, *, by: Post | None) -> RosterImport:
    """Return the import that takes ``done`` back, from today on: what it made, changed and ended.

    Raises NotAllowed, ImportTakenBack, ReversalStands, ImportChangedSince, ImportInUse.
    """
    need_keeper(by, done.estate)
    locked(done.estate)
    if done.reverses_id is not None:
        raise errors.ReversalStands
    if RosterImport.objects.filter(reverses=done).exists():
        raise errors.ImportTakenBack
    refuse_later_changes(done)
    taking = TakingBack(done.estate, clock.today())
    taking.take_back(done.effects)
    row = RosterImport.objects.create(
        street_id=done.street_id,
        estate=done.estate,
        file_name=done.file_name,
        sha256=done.sha256,
        effects=taking.effects.as_json(),
        reverses=done,
        made_by=by,
        new=done.gone,
        changed=done.changed,
        gone=done.new,
        unchanged=done.unchanged,
    )
    record("estates.roster_reversed", row, by=by, reverses=done.pk, sha256=row.sha256)
    return row
