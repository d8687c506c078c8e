"""Agreeing and taking it back: each is one row, the last one counts."""

from collections.abc import Callable

from django.db import transaction

from core.errors import NotAllowed
from core.images import Cleaned
from core.purposes import agreement, all_agreements
from core.rows import locked
from estates.models import Consent, Person, Post, SensitiveFact
from estates.privacy import rules
from estates.privacy.agreeing import is_minor, last_words
from estates.privacy.errors import GuardianWrong, NothingToAgreeTo, ScanMissing
from estates.privacy.oneself import Oneself, refuse_others
from estates.privacy.purposes import CARE, GUARDIANSHIP, POLITICAL
from estates.privacy.services.signing_out import end_sign_in
from tenancy.audit import Actor, record
from tenancy.storage import keep_photo


@transaction.atomic
def say(person: Person, purpose: str, *, given: bool, by: Oneself) -> Consent:
    """Return the person's word on ``purpose``, given on the screen; pressed twice it is the same word.

    Raises NotOneself, NothingToAgreeTo.
    """
    refuse_others(person, by)
    if purpose == GUARDIANSHIP or purpose not in {each.key for each in all_agreements()}:
        raise NothingToAgreeTo
    return _take(person, purpose, given=given, by=by, channel=Consent.Channel.SCREEN)


@transaction.atomic
def enter_paper(
    person: Person,
    purpose: str,
    *,
    given: bool,
    scan: Cleaned | None,
    guardian: Person | None = None,
    by: Post,
) -> Consent:
    """Return the word somebody, or a child's guardian, signed on paper, with the scan of it.

    Raises NotAllowed, NothingToAgreeTo, ScanMissing, GuardianWrong.
    """
    if person.estate is None or not rules.may_answer(by, person.estate):
        raise NotAllowed(needed=rules.ANSWERERS_IN_WORDS)
    if purpose not in {each.key for each in all_agreements()}:
        raise NothingToAgreeTo
    if scan is None:
        raise ScanMissing
    if purpose == GUARDIANSHIP:
        _name_guardian(person, guardian)
    kept = keep_photo(scan, estate_id=person.estate_id, street_id=person.street_id, user_id=by.actor_user_id)
    channel = Consent.Channel.GUARDIAN if purpose == GUARDIANSHIP else Consent.Channel.PAPER
    named = guardian if purpose == GUARDIANSHIP else None
    return _take(person, purpose, given=given, by=by, channel=channel, evidence=kept, guardian=named)


def _take(person: Person, purpose: str, *, given: bool, by: Actor, **details: object) -> Consent:
    locked(person)
    version, last = agreement(purpose).version, last_words(person).get(purpose)
    same = last is not None and (last.given, last.version) == (given, version)
    if last is not None and same and last.guardian == details.get("guardian"):
        return last
    row = Consent.objects.create(
        street_id=person.street_id,
        estate_id=person.estate_id,
        person=person,
        purpose=purpose,
        version=version,
        given=given,
        **details,
    )
    record("estates.consent_given" if given else "estates.consent_withdrawn", row, by=by, purpose=purpose)
    if not given and purpose in ON_WITHDRAWAL:
        ON_WITHDRAWAL[purpose](person, by)
    return row


def _name_guardian(person: Person, guardian: Person | None) -> None:
    """Register who is the guardian. Raises GuardianWrong."""
    natural = guardian is not None and guardian.kind == Person.Kind.NATURAL and guardian.pk != person.pk
    if guardian is None or not natural or guardian.estate_id != person.estate_id or is_minor(guardian):
        raise GuardianWrong
    if guardian.deceased_on is not None or guardian.erased_at is not None:
        raise GuardianWrong
    person.guardian = guardian
    person.save(update_fields=["guardian"])


def _forget(kind: str) -> Callable[[Person, Actor], None]:
    def forget(person: Person, by: Actor) -> None:
        gone, _ = SensitiveFact.objects.filter(person=person, kind=kind).delete()
        if gone:
            record("estates.sensitive_fact_removed", person, by=by, kind=kind)

    return forget


# What ends at once with the consent; a name of an office is masked where it is shown (agreeing.py).
ON_WITHDRAWAL: dict[str, Callable[[Person, Actor], None]] = {
    CARE: _forget(SensitiveFact.Kind.CARE),
    POLITICAL: _forget(SensitiveFact.Kind.POLITICAL),
    GUARDIANSHIP: lambda person, by: end_sign_in(person, by=by),
}
