"""Taking out of the register who somebody was; what was counted keeps its figures."""

from datetime import date, timedelta

from django.db import transaction

from core import clock, files
from core.rows import locked
from estates.models import Consent, DataRequest, Delegation, Person, Residency, SensitiveFact
from estates.privacy.blocking import blocks_of
from estates.privacy.errors import ErasureBlocked
from estates.privacy.services.signing_out import end_sign_in
from tenancy.audit import Actor, record
from tenancy.models import StoredFile

ERASED = "已删除"


@transaction.atomic
def erase_person(person: Person, *, by: Actor | None) -> Person:
    """Return the person without name, numbers, days and sign-in; done already, it stays as it is.

    Votes, money and frozen rolls keep their rows and figures: they point to somebody who has no name any
    more. Raises ErasureBlocked.
    """
    person = locked(person)
    if person.erased_at is not None:
        return person
    reasons = blocks_of(person)
    if reasons:
        raise ErasureBlocked(reasons="；".join(block.words for block in reasons))
    _leave(person)
    SensitiveFact.objects.filter(person=person).delete()
    DataRequest.objects.filter(person=person).update(words="", data=None, expires_at=None)
    _drop_evidence(person)
    end_sign_in(person, by=by)
    person.name, person.phone, person.document, person.document_hash = ERASED, "", "", ""
    person.born_on = person.guardian = None
    person.erased_at = clock.now()
    person.save()
    record("estates.person_erased", person, by=by)
    return person


def _leave(person: Person) -> None:
    """End, from today, where the person lives and who helps whom."""
    today = clock.today()
    for model, mine in (
        (Residency, {"person": person}),
        (Delegation, {"principal": person}),
        (Delegation, {"helper": person}),
    ):
        for row in model.objects.filter(ends_on=None, **mine):
            row.ends_on = _after(row.starts_on, today)
            row.save(update_fields=["ends_on"])


def _after(starts_on: date, today: date) -> date:
    return max(today, starts_on + timedelta(days=1))


def _drop_evidence(person: Person) -> None:
    """Let go of the bytes of signed papers once this is written for good, unless another row has the same."""
    own = StoredFile.objects.filter(pk__in=Consent.objects.filter(person=person).values("evidence"))
    digests = set(own.values_list("sha256", flat=True))
    shared = StoredFile.objects.filter(sha256__in=digests).exclude(pk__in=own.values("pk"))
    for digest in digests - set(shared.values_list("sha256", flat=True)):
        transaction.on_commit(lambda digest=digest: files.remove(digest))
