"""Sealed facts: noted with a consent of their own, read by a few, each reading shown to the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core import clock
from core.errors import NotAllowed
from core.purposes import agreement
from core.rows import locked
from core.sealing import is_under_first_key
from estates.models import Person, Post, SensitiveFact
from estates.privacy import rules
from estates.privacy.agreeing import agrees
from estates.privacy.errors import ConsentMissing
from estates.privacy.purposes import CARE, POLITICAL
from estates.privacy.seal import resealed, seal, unseal
from estates.privacy.services.looks import note_look
from tenancy.audit import record

AGREED_BY = {SensitiveFact.Kind.CARE: CARE, SensitiveFact.Kind.POLITICAL: POLITICAL}
CARE_FLAGS = {"alone": "独居老人", "disabled": "残疾", "hardship": "困难", "other": "其他"}
POLITICAL_STATUSES = {
    "member": "中共党员",
    "probationary": "中共预备党员",
    "youth_league": "共青团员",
    "other_party": "民主党派",
    "none": "群众",
}


@dataclass(frozen=True)
class Fact:
    """What was sealed, opened: ``value`` is a list of care flags with words, or a political status."""

    kind: str
    value: Any
    noted_at: datetime
    noted_by: Post

    @property
    def words(self) -> str:
        """The value as it is read."""
        if self.kind == SensitiveFact.Kind.POLITICAL:
            return POLITICAL_STATUSES.get(self.value, self.value)
        flags = "、".join(CARE_FLAGS[flag] for flag in self.value["flags"])
        return f"{flags}：{self.value['words']}" if self.value["words"] else flags


@transaction.atomic
def note_care(person: Person, *, flags: Sequence[str], words: str = "", by: Post) -> SensitiveFact:
    """Return the sealed note of what somebody needs. Raises NotAllowed, ConsentMissing."""
    return _note(person, SensitiveFact.Kind.CARE, {"flags": sorted(flags), "words": words.strip()}, by)


@transaction.atomic
def note_political_status(person: Person, *, status: str, by: Post) -> SensitiveFact:
    """Return the sealed note of somebody's political status. Raises NotAllowed, ConsentMissing."""
    return _note(person, SensitiveFact.Kind.POLITICAL, status, by)


@transaction.atomic
def read_fact(person: Person, kind: str, *, by: Post) -> Fact | None:
    """Return what is sealed about a person, if anything is; a look either way.

    Raises NotAllowed, SealUnreadable.
    """
    _refuse_others(person, kind, by)
    note_look(person, SensitiveFact.Kind(kind).label, by=by)
    row = SensitiveFact.objects.filter(person=person, kind=kind).select_related("noted_by__person").first()
    if row is None:
        return None
    return Fact(kind, unseal(row.sealed, person_id=person.pk, kind=kind), row.noted_at, row.noted_by)


@transaction.atomic
def remove_fact(person: Person, kind: str, *, by: Post) -> None:
    """Forget what is sealed; pressed twice it is gone as well. Raises NotAllowed."""
    _refuse_others(person, kind, by)
    gone, _ = SensitiveFact.objects.filter(person=person, kind=kind).delete()
    if gone:
        record("estates.sensitive_fact_removed", person, by=by, kind=kind)


def reseal_some(*, after: int, count: int) -> tuple[int, int, int]:
    """Put ``count`` sealed facts of the scope under the first key; return (last id, changed, looked at).

    Safe to run again and to break off: what is under the first key already is left as it is.
    """
    rows = SensitiveFact.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:count]
    changed = looked_at = 0
    for row in rows:
        after, looked_at = row.pk, looked_at + 1
        if not is_under_first_key(row.sealed):
            row.sealed = resealed(row.sealed)
            row.save(update_fields=["sealed"])
            changed += 1
    return after, changed, looked_at


def _note(person: Person, kind: str, value: Any, by: Post) -> SensitiveFact:
    _refuse_others(person, kind, by)
    locked(person)
    purpose = AGREED_BY[SensitiveFact.Kind(kind)]
    if not agrees(person, purpose):
        raise ConsentMissing(title=agreement(purpose).title)
    row, _ = SensitiveFact.objects.update_or_create(
        estate_id=person.estate_id,
        person=person,
        kind=kind,
        defaults={
            "street_id": person.street_id,
            "sealed": seal(value, person_id=person.pk, kind=kind),
            "noted_at": clock.now(),
            "noted_by": by,
        },
    )
    record("estates.sensitive_fact_noted", row, by=by, kind=kind)
    return row


def _refuse_others(person: Person, kind: str, by: Post) -> None:
    """Raises NotAllowed."""
    if person.estate is None or not rules.may_read(by, kind, person.estate):
        needed = "、".join(str(Post.Role(role).label) for role in rules.READERS[SensitiveFact.Kind(kind)])
        raise NotAllowed(needed=needed)
