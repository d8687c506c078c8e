"""Taking a roster over: the register says what the sheet says, and what it said before stays told."""

import hashlib
from collections.abc import Mapping

from django.db import transaction

from core import clock
from core.errors import NotAllowed
from core.rows import locked
from estates.errors import RosterHasFaults
from estates.models import Post, RosterImport
from estates.roster.comparing import Roster, compare_roster, read_roster
from estates.roster.errors import RegisterChanged
from estates.roster.services.names import propose_names
from estates.roster.services.writing_over import WritingOver
from estates.rules import KEEPERS_IN_WORDS, may_keep_register
from tenancy.audit import record
from tenancy.models import Estate


@transaction.atomic
def import_roster(estate: Estate, data: bytes, *, file_name: str, by: Post | None) -> RosterImport:
    """Return what was taken over of the file ``data``: all of it, or nothing. ``by=None``: the command line.

    Raises NotAllowed, what ``read_sheet`` raises, RosterHasFaults.
    """
    need_keeper(by, estate)
    sha256 = hashlib.sha256(data).hexdigest()
    return take_over(estate, read_roster(estate, data), file_name=file_name, sha256=sha256, by=by)


@transaction.atomic
def take_over(
    estate: Estate,
    roster: Roster,
    *,
    file_name: str,
    sha256: str,
    shown: Mapping[str, int] | None = None,
    by: Post | None,
) -> RosterImport:
    """Return what was taken over of a file that was read: all of it, or nothing.

    From today on units are new, have other owners or stand no more; until yesterday everything holds as it
    was (``in_force(day)``). Between units owners are one by the number of their document only; the same name
    is a question for people. ``shown`` are the counts that somebody said yes to. Raises NotAllowed,
    RosterHasFaults, RegisterChanged.
    """
    need_keeper(by, estate)
    locked(estate)  # two sheets of one estate, one after the other
    found = compare_roster(estate, roster)
    if found.faults:
        raise RosterHasFaults(count=len(found.faults))
    if shown is not None and found.counts != dict(shown):
        raise RegisterChanged
    effects = WritingOver(estate, clock.today()).write(found)
    row = RosterImport.objects.create(
        street_id=estate.street_id,
        estate=estate,
        file_name=file_name[:120],
        sha256=sha256,
        effects=effects,
        made_by=by,
        **found.counts,
    )
    propose_names(estate)
    record("estates.roster_imported", row, by=by, sha256=row.sha256, **found.counts)
    return row


def need_keeper(by: Post | None, estate: Estate) -> None:
    """Raise NotAllowed unless ``by`` keeps the register of ``estate``; nobody is the command line."""
    if by is not None and not may_keep_register(by, estate):
        raise NotAllowed(needed=KEEPERS_IN_WORDS)
