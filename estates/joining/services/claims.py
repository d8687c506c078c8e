"""Claiming a home with the code of a slip."""

from django.db import transaction

from core import clock
from estates.joining.errors import CodeExpired, CodeUnknown, CodeUsed, CodeWithdrawn
from estates.joining.services.newcomers import Joining, Newcomer, settle
from estates.models import ClaimSlip, Residency, Unit
from tenancy.audit import record


def open_slip(sha256: str, *, lock: bool = False) -> ClaimSlip:
    """Return the slip of a code of the open scope that can still be used, with its unit.

    Raises CodeUnknown, CodeWithdrawn, CodeUsed, CodeExpired.
    """
    rows = ClaimSlip.objects.select_related("unit__building", "unit__estate")
    if lock:
        # The lock lets one of several claimants through; the others find the slip used.
        rows = rows.select_for_update(of=("self",))
    slip = rows.filter(sha256=sha256).first()
    if slip is None:
        raise CodeUnknown
    if slip.withdrawn_at is not None:
        raise CodeWithdrawn
    if slip.used_at is not None:
        raise CodeUsed
    if slip.expires_at <= clock.now() or not Unit.objects.in_force().filter(pk=slip.unit_id).exists():
        raise CodeExpired
    return slip


@transaction.atomic
def claim_home(sha256: str, *, name: str, tenure: Residency.Tenure, by: Newcomer) -> Residency:
    """Return the residency that a slip gave; the slip is used up.

    Who says to be the owner must have the exact name of an owner of the unit. Raises what ``open_slip`` and
    ``settle`` raise; then the slip is as it was.
    """
    slip = open_slip(sha256, lock=True)
    joining = Joining(
        unit=slip.unit,
        name=name,
        tenure=tenure,
        source=Residency.Source.SLIP,
        phone=by.user.phone,
        owns=tenure == Residency.Tenure.OWNER,
    )
    residency = settle(joining, by=by)
    slip.used_at, slip.used_by = clock.now(), residency.person
    slip.save(update_fields=["used_at", "used_by"])
    record("estates.home_claimed", slip, by=by, residency=residency.pk, tenure=tenure)
    return residency
