"""What somebody agrees to now: the last word counts, if it was about the words as they stand."""

from datetime import date

from django.db.models import OuterRef, Subquery

from core import clock
from core.purposes import Agreement, agreement, all_agreements
from estates.models import Consent, Person, Post
from estates.privacy.errors import GuardianMissing
from estates.privacy.purposes import GUARDIANSHIP, OFFICE_NAME
from estates.rulebook import GUARDIAN_AGE
from tenancy.rules import rules_in_force


def last_words(person: Person) -> dict[str, Consent]:
    """Return the newest consent or withdrawal of each purpose; one query."""
    newest = Consent.objects.filter(person=person).order_by("purpose", "-id").distinct("purpose")
    return {row.purpose: row for row in newest.select_related("guardian")}


def counts(row: Consent | None) -> bool:
    """Say whether this last word is a consent to the words as they stand."""
    return row is not None and row.given and row.version == agreement(row.purpose).version


def agrees(person: Person, purpose: str) -> bool:
    """Say whether ``person`` agrees to ``purpose`` now."""
    rows = Consent.objects.filter(person=person, purpose=purpose)
    return counts(rows.order_by("-id").first())


def office_name_agreed() -> Subquery:
    """Return, to annotate posts with, the holder's last word on being named in full; None without one.

    Whoever takes an office is named by it (domain.md §4.4) until they say otherwise.
    """
    words = Consent.objects.filter(person=OuterRef("person"), purpose=OFFICE_NAME)
    return Subquery(words.order_by("-id").values("given")[:1])


def offered_to(person: Person) -> list[Agreement]:
    """Return what the person can agree to by themselves: an office's name only to those in office."""
    holds = Post.objects.in_force().filter(person=person).exclude(estate=None).exists()
    alone = [each for each in all_agreements() if each.key != GUARDIANSHIP]
    if person.estate_id is None:
        return []
    return [each for each in alone if each.key != OFFICE_NAME or holds]


def age_on(born_on: date, day: date) -> int:
    """Return how many full years old somebody is on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def is_minor(person: Person) -> bool:
    """Say whether the law asks a guardian for this person (PIPL 31); who has no birthday here is no minor."""
    if person.born_on is None:
        return False
    limit = rules_in_force(person.street_id, person.estate_id).integer(GUARDIAN_AGE)
    return age_on(person.born_on, clock.today()) < limit


def need_guardian(person: Person) -> None:
    """Refuse a minor without a registered guardian who agreed. Raises GuardianMissing."""
    if not is_minor(person):
        return
    row = Consent.objects.filter(person=person, purpose=GUARDIANSHIP).order_by("-id").first()
    agreed = row is not None and counts(row) and row.guardian_id == person.guardian_id
    if person.guardian_id is None or not agreed:
        limit = rules_in_force(person.street_id, person.estate_id).integer(GUARDIAN_AGE)
        raise GuardianMissing(age=limit)
