"""Handing the register out as a sheet: everybody of an estate, so it is written down who took it."""

from django.db import transaction

from estates.models import Post, RosterImport
from estates.roster.services.importing import need_keeper
from estates.roster.writing import roster_of
from tenancy.audit import record
from tenancy.models import Estate


@transaction.atomic
def export_roster(estate: Estate, *, by: Post) -> bytes:
    """Return the register of ``estate`` as the sheet that would change nothing of it. Raises NotAllowed."""
    need_keeper(by, estate)
    data = roster_of(estate)
    whole = RosterImport(street_id=estate.street_id, estate=estate)  # all of it, no row in particular
    record("estates.roster_exported", whole, by=by, bytes=len(data))
    return data
