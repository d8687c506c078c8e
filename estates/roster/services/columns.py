"""What a street's sheets call the columns, remembered once somebody said so."""

from collections.abc import Mapping

from django.db import transaction

from core import clock
from estates.models import ColumnName, Post, RosterDraft
from estates.roster.comparing import names_of_columns
from estates.roster.errors import ColumnTwice, HeadNotThere
from estates.roster.services.importing import need_keeper
from estates.roster.sheet import KNOWN, read_heads
from tenancy import jobs
from tenancy.audit import record

REMEMBER = "estates.remember_columns"
LONGEST = 40


@transaction.atomic
def remember_columns(draft: RosterDraft, columns: Mapping[str, str], *, by: Post) -> dict[str, str]:
    """Return what each unknown head of a draft's sheet means from now on; ``columns`` names a head for each.

    A head that was not chosen means nothing. The estate knows at once; the street is told by a job, because
    an estate's scope may not write the street's rows. Raises NotAllowed, ColumnTwice, HeadNotThere.
    """
    need_keeper(by, draft.estate)
    heads = unknown_heads(bytes(draft.data))
    said: dict[str, str] = {}
    for column, head in columns.items():
        if head not in heads or column not in KNOWN.values():
            raise HeadNotThere(head=head)
        if head in said:
            raise ColumnTwice(head=head)
        said[head] = column
    before = names_of_columns(draft.estate)
    told = {head: said.get(head, "") for head in heads if head in said or head in before}
    write_columns(told, street_id=draft.street_id, estate_id=draft.estate_id)
    if told != {head: before.get(head) for head in told}:
        record("estates.columns_remembered", draft, by=by, columns=told)
        key = f"{draft.pk}-{clock.now().isoformat()}"  # what is said last counts
        jobs.enqueue(REMEMBER, key, estate_id=draft.estate_id, street_id=draft.street_id, columns=told)
    return told


def unknown_heads(data: bytes) -> list[str]:
    """Return the heads of a sheet that the template has no meaning for. Raises what ``read_heads`` raises."""
    heads = read_heads(data)
    texts = heads.texts if heads is not None else ()
    return [text for text in texts if text not in KNOWN and len(text) <= LONGEST]


def write_columns(told: Mapping[str, str], *, street_id: int, estate_id: int | None) -> None:
    """Have each head mean what was said last, in one place; safe to do again."""
    ColumnName.objects.bulk_create(
        [
            ColumnName(street_id=street_id, estate_id=estate_id, head=head, column=column)
            for head, column in sorted(told.items())
        ],
        update_conflicts=True,
        unique_fields=["street", "estate", "head"],
        update_fields=["column"],
    )
