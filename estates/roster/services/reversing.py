"""Taking an import back: another import, which says what it reverses and what it did itself."""

from typing import Any

from django.db import transaction

from core import clock
from core.rows import locked
from estates.models import Post, RosterImport, Unit
from estates.roster import errors
from estates.roster.services.importing import need_keeper
from estates.roster.services.standing_in_the_way import refuse_later_changes
from estates.roster.services.taking_back import TakingBack
from tenancy.audit import record
from tenancy.models import Estate


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
        **_counts(done.estate, done.effects),
    )
    record("estates.roster_reversed", row, by=by, reverses=done.pk, sha256=row.sha256)
    return row


def _counts(estate: Estate, effects: dict[str, Any]) -> dict[str, int]:
    """Return what the reversal changed, in units: those that stand again, as before, no more."""
    changed = effects.get("changed", {})
    units = {int(pk) for pk in changed.get("unit", {})}
    new, gone = len(effects["ended"].get("unit", ())), len(effects["made"].get("unit", ()))
    standing = Unit.objects.in_force().filter(estate=estate).count()
    return {
        "new": new,
        "changed": len(units),
        "gone": gone,
        "unchanged": max(0, standing - new - len(units)),
    }
