"""Locking somebody's data, or an estate's, while a dispute lasts."""

from django.db import transaction

from core import clock
from core.errors import NotAllowed
from core.rows import locked
from estates.models import LegalHold, Person, Post
from estates.privacy import rules
from estates.privacy.errors import HoldLifted, HoldReasonMissing
from tenancy.audit import record
from tenancy.models import Estate


@transaction.atomic
def place_hold(estate: Estate, *, person: Person | None = None, reason: str, by: Post) -> LegalHold:
    """Return the hold on a person, or on everybody of the estate; the same one again is the one in force.

    Raises NotAllowed, HoldReasonMissing.
    """
    _refuse_others(estate, by)
    if not reason.strip():
        raise HoldReasonMissing
    same = LegalHold.objects.filter(estate=estate, person=person, reason=reason.strip(), lifted_at=None)
    if (found := same.first()) is not None:
        return found
    hold = LegalHold.objects.create(
        street_id=estate.street_id, estate_id=estate.pk, person=person, reason=reason.strip(), placed_by=by
    )
    record("estates.hold_placed", hold, by=by)
    return hold


@transaction.atomic
def lift_hold(hold: LegalHold, *, reason: str, by: Post) -> LegalHold:
    """Return the hold, lifted. Raises NotAllowed, HoldReasonMissing, HoldLifted."""
    if hold.estate is None:
        raise NotAllowed(needed=rules.HOLDERS_IN_WORDS)
    _refuse_others(hold.estate, by)
    if not reason.strip():
        raise HoldReasonMissing
    hold = locked(hold)
    if hold.lifted_at is not None:
        raise HoldLifted
    hold.lifted_at, hold.lifted_by, hold.lifting = clock.now(), by, reason.strip()
    hold.save(update_fields=["lifted_at", "lifted_by", "lifting"])
    record("estates.hold_lifted", hold, by=by)
    return hold


def _refuse_others(estate: Estate, by: Post) -> None:
    """Raises NotAllowed."""
    if not rules.may_hold(by, estate):
        raise NotAllowed(needed=rules.HOLDERS_IN_WORDS)
