"""The one door to the audit log: every service knocks once."""

from typing import Protocol

from django.db.models import Model

from core.rows import insert
from tenancy.models import AuditEntry


class Actor(Protocol):
    """A capacity somebody acts in: it can name itself and knows its sign-in, if it has one."""

    @property
    def actor_label(self) -> str: ...

    @property
    def actor_user_id(self) -> int | None: ...


def record(action: str, thing: Model, *, by: Actor | None, **details: object) -> AuditEntry:
    """Return the new entry that ``by`` did ``action`` (``app.verb_in_past``) to ``thing``.

    ``by=None`` is the clock. ``details`` are JSON values: amounts in fen, states, ids, never a choice.
    """
    entry = AuditEntry(
        street_id=thing.street_id,  # type: ignore[attr-defined]
        estate_id=getattr(thing, "estate_id", None),
        action=action,
        subject=thing._meta.label_lower,
        subject_id=thing.pk,
        user_id=by.actor_user_id if by else None,
        actor=by.actor_label if by else "系统",
        details=details,
    )
    insert(entry)
    return entry
