"""Writing down that an official looked at somebody's data."""

from datetime import timedelta

from django.db import connection, transaction

from core import clock
from core.rows import insert
from estates.models import Look, Person, Post
from tenancy.models import Estate
from tenancy.scope import current_estate_id

SAME_LOOK = timedelta(hours=1)  # who comes back to a page within the hour has looked once


@transaction.atomic
def note_look(person: Person | None, what: str, *, by: Post, estate: Estate | None = None) -> Look | None:
    """Return the look of ``by`` at ``person``, of this or of the last hour; None at one's own data.

    Without a person it is a look at everybody of ``estate`` (of the whole street, where there is none). What
    is only read may call this: it is the log the law asks for, shown to whom it is about.
    """
    if person is not None and by.actor_user_id is not None and person.user_id == by.actor_user_id:
        return None
    look = Look(
        estate_id=_estate_id(person, estate),
        person=person,
        what=what,
        post=by,
        viewer=by.actor_label,
        user_id=by.actor_user_id,
    )
    earlier = _last_hour(look)
    if earlier is not None:
        return earlier
    with connection.cursor() as cursor:
        # Two requests at once: the second waits here, then sees the row of the first.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('look'), %s)", [by.pk % 2**31])
    earlier = _last_hour(look)
    if earlier is None:
        insert(look)
    return earlier or look


def _estate_id(person: Person | None, estate: Estate | None) -> int | None:
    """Return whose row a look is: an estate's scope writes none but its own."""
    here = current_estate_id()
    if here is not None:
        return here
    if person is not None:
        return person.estate_id
    return None if estate is None else estate.pk


def _last_hour(look: Look) -> Look | None:
    found = Look.objects.filter(
        estate_id=look.estate_id,
        person_id=look.person_id,
        what=look.what,
        post_id=look.post_id,
        user_id=look.user_id,
        at__gt=clock.now() - SAME_LOOK,
    )
    return found.order_by("-id").first()
