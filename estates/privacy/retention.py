"""What is kept no longer than it may be: one list of what goes, counted first, taken away when told to.

Places are gone through one by one, each under its own rules. Running it again finds nothing more to do. The
log of looks can be thinned by the portal itself, but the database lets go of no row younger than six months
(migration 0005), whatever a street's rules or a mistake of ours say.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import SignIn, User
from core import clock
from estates.models import (
    DataRequest,
    LegalHold,
    Look,
    Ownership,
    Person,
    Post,
    Residency,
    RosterDraft,
    SlipBatch,
)
from estates.privacy.blocking import blocks_of
from estates.privacy.rulebook import KEY_DAYS, UNVERIFIED_DAYS
from estates.privacy.services.erasing import erase_person
from estates.privacy.services.signing_out import close
from estates.rulebook import DRAFT_HOURS, INACTIVE_YEARS, LOOK_MONTHS, SLIP_PDF_HOURS
from tenancy.models import Estate, IdempotencyKey, Street
from tenancy.rules import Rules, rules_in_force
from tenancy.scope import scope

Counts = dict[str, int]


@dataclass(frozen=True)
class Term:
    """One kind of row, the rule that ends its time, and how it goes."""

    name: str
    table: str
    rule: str
    rows: Callable[[int | None, Rules], QuerySet]
    go: Callable[[QuerySet], int]


def count_or_apply(street: Street, *, apply: bool) -> Counts:
    """Return how many rows of each kind are past their time in a street, or were taken away."""
    counts = dict.fromkeys((term.name for term in TERMS), 0)
    for estate_id in (
        None,
        *Estate.objects.filter(street=street).order_by("pk").values_list("pk", flat=True),
    ):
        for term in TERMS:
            with scope(street.pk, estate_id):
                rows = term.rows(estate_id, rules_in_force(street.pk, estate_id))
                counts[term.name] += term.go(rows) if apply else _counted(term, rows)
    return counts


def count_or_apply_everywhere(*, apply: bool) -> Counts:
    """Return the same of what belongs to no place: sign-ins, unverified sign-ups, sessions that ended.

    The longest time that any street sets is kept to.
    """
    now = clock.now()
    looks, unverified = (_longest(rule) for rule in (LOOK_MONTHS, UNVERIFIED_DAYS))
    log = SignIn.objects.filter(at__lt=_months_before(now, looks))
    # Whoever was registered anywhere was verified by it (estates.services.give_sign_in).
    joined_before = now - timedelta(days=unverified)
    users = User.objects.filter(phone_verified=False, is_active=True, joined_at__lt=joined_before)
    sessions = Session.objects.filter(expire_date__lt=now)
    if not apply:
        return {"sign_ins": log.count(), "unverified": users.count(), "sessions": sessions.count()}
    gone = list(users)
    for user in gone:
        close(user)
    return {"sign_ins": _delete(log), "unverified": len(gone), "sessions": _delete(sessions)}


def _longest(rule: str) -> int:
    values = []
    for street_id in Street.objects.values_list("pk", flat=True):
        with scope(street_id):
            values.append(rules_in_force(street_id, None).integer(rule))
    return max(values)


def _months_before(moment: datetime, months: int) -> datetime:
    """Return the moment so many months earlier, on the first of the month: a day more is kept, never less."""
    whole = moment.year * 12 + moment.month - 1 - months
    return moment.replace(year=whole // 12, month=whole % 12 + 1, day=1)


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def _held(estate_id: int | None) -> bool:
    return LegalHold.objects.filter(estate_id=estate_id, person=None, lifted_at=None).exists()


def _keys(estate_id: int | None, rules: Rules) -> QuerySet:
    before = clock.now() - timedelta(days=rules.integer(KEY_DAYS))
    return IdempotencyKey.objects.filter(estate_id=estate_id, made_at__lt=before)


def _drafts(estate_id: int | None, rules: Rules) -> QuerySet:
    before = clock.now() - timedelta(hours=rules.integer(DRAFT_HOURS))
    rows = RosterDraft.objects.filter(estate_id=estate_id, made_at__lt=before).exclude(data=b"")
    return rows.exclude(state=RosterDraft.State.APPLYING)


def _slips(estate_id: int | None, rules: Rules) -> QuerySet:
    before = clock.now() - timedelta(hours=rules.integer(SLIP_PDF_HOURS))
    return SlipBatch.objects.filter(estate_id=estate_id, emptied_at=None, made_at__lt=before).exclude(
        pdf=None
    )


def _copies(estate_id: int | None, rules: Rules) -> QuerySet:
    return DataRequest.objects.filter(estate_id=estate_id, expires_at__lt=clock.now()).exclude(data=None)


def _looks(estate_id: int | None, rules: Rules) -> QuerySet:
    if _held(estate_id):
        return Look.objects.none()
    locked = LegalHold.objects.filter(person=OuterRef("person"), lifted_at=None)
    before = _months_before(clock.now(), rules.integer(LOOK_MONTHS))
    return Look.objects.filter(~Exists(locked), estate_id=estate_id, at__lt=before)


def _people(estate_id: int | None, rules: Rules) -> QuerySet:
    """Return who neither lives, owns nor serves here since longer than the years; staff are the street's."""
    if estate_id is None:
        return Person.objects.none()
    limit = _years_before(clock.today(), rules.integer(INACTIVE_YEARS))
    was_here, still = Q(), Q()
    for model in (Residency, Ownership, Post):
        links = model.objects.filter(person=OuterRef("pk"))
        was_here |= Q(Exists(links))
        still |= Q(Exists(links.filter(Q(ends_on=None) | Q(ends_on__gte=limit))))
    people = Person.objects.filter(estate_id=estate_id, erased_at=None, kind=Person.Kind.NATURAL)
    return people.filter(was_here).exclude(still).order_by("pk")


def _counted(term: Term, rows: QuerySet) -> int:
    return len(list(_free(rows))) if term.table == Person._meta.db_table else rows.count()


def _free(people: QuerySet) -> Iterator[Person]:
    """Yield those whom no dispute, open money or child keeps."""
    return (person for person in people if not blocks_of(person))


def _delete(rows: QuerySet) -> int:
    return rows.delete()[0]


def _empty_copies(rows: QuerySet) -> int:
    return rows.update(data=None)


def _drop_drafts(rows: QuerySet) -> int:
    waiting = rows.filter(state=RosterDraft.State.WAITING)
    dropped = waiting.update(state=RosterDraft.State.DROPPED, data=b"")
    return dropped + rows.update(data=b"")


def _empty_slips(rows: QuerySet) -> int:
    return rows.update(pdf=None, emptied_at=clock.now())


def _erase(people: QuerySet) -> int:
    gone = list(_free(people))
    for person in gone:
        erase_person(person, by=None)
    return len(gone)


TERMS = (
    Term("keys", IdempotencyKey._meta.db_table, KEY_DAYS, _keys, _delete),
    Term("drafts", RosterDraft._meta.db_table, DRAFT_HOURS, _drafts, _drop_drafts),
    Term("slips", SlipBatch._meta.db_table, SLIP_PDF_HOURS, _slips, _empty_slips),
    Term("copies", DataRequest._meta.db_table, "estates.copy_hours", _copies, _empty_copies),
    Term("looks", Look._meta.db_table, LOOK_MONTHS, _looks, _delete),
    Term("people", Person._meta.db_table, INACTIVE_YEARS, _people, _erase),
)
