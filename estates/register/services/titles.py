"""Who owns a unit from which day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db import transaction

from core import clock
from core.rows import insert, update
from estates.models import Ownership, Person, Post, Residency, Unit
from estates.register import errors
from estates.register.services import keeping
from tenancy.audit import record

Owner = tuple[Person, Fraction]
WHOLE = Fraction(1)


@dataclass(frozen=True)
class Transfer:
    """What a transfer did: who owns now, who did, who moved out with it.

    ``offices`` are those the leaving owners still hold and ``staying`` who lives on in the unit: nobody
    ended either, somebody should look at them.
    """

    unit: Unit
    titles: list[Ownership]
    ended: list[Ownership]
    moved_out: list[Residency]
    offices: list[Post]
    staying: list[Residency]


@transaction.atomic
def transfer_ownership(
    unit: Unit,
    *,
    to: Sequence[Owner],
    on: date,
    acquired_by: Ownership.Acquired,
    evidence: str,
    heirs_pending: bool = False,
    by: Post,
) -> Transfer:
    """Return what changed: from ``on`` the unit belongs to ``to``, until the day before to who owned it.

    Shares are parts that make one whole, or all are the whole: 共同共有. ``heirs_pending``: nobody speaks
    for the new owners yet. Raises NotAllowed, UnitNotThere, EvidenceMissing, DayImpossible, DayTooEarly,
    HeirsFirst, OwnersMissing, SharesDiffer. Source: 民法典 209, 230, 297; domain.md §6 cases 2, 46.
    """
    keeping.need_keeper(by, unit.estate)
    unit = keeping.standing_unit(unit)
    evidence = keeping.need_evidence(evidence)
    keeping.need_day(on, unit.estate)
    _need_owners(unit, to, on)
    before = keeping.titles_of(unit)
    keeping.need_later(on, unit, before)
    if on > clock.today() and (unit.heirs_pending or heirs_pending):
        raise errors.HeirsFirst
    ended = [title for title in before if keeping.is_open(title, on)]
    for title in ended:
        keeping.end(title, on)
    speaks, act = not heirs_pending, {"acquired_by": acquired_by, "evidence": evidence}
    titles = [_title(unit, owner, on, represents_owners=speaks, **act) for owner in to]
    insert(*titles)
    if unit.heirs_pending != heirs_pending:
        unit.heirs_pending = heirs_pending
        update(unit, "heirs_pending")
    answer = _left(unit, titles, ended, on)
    _tell(answer, on, acquired_by, evidence, by)
    return answer


@transaction.atomic
def name_representative(unit: Unit, ownership: Ownership, *, evidence: str, by: Post) -> Ownership:
    """Return the title whose owner alone speaks for the owners of ``unit`` from today on.

    What was agreed before stays told: titles whose voice changes go on as new rows. Raises NotAllowed,
    UnitNotThere, EvidenceMissing, NotAnOwnerNow, AlreadySpeaks. Source: SPC-区分 9; domain.md §6 case 46.
    """
    keeping.need_keeper(by, unit.estate)
    unit = keeping.standing_unit(unit)
    evidence = keeping.need_evidence(evidence)
    today = clock.today()
    titles = list(unit.ownerships.in_force(today).select_related("person").order_by("pk"))
    named = next((title for title in titles if title.pk == ownership.pk), None)
    if named is None or named.person.deceased_on is not None:
        raise errors.NotAnOwnerNow(label=unit.label)
    if [title.pk for title in titles if title.represents_owners] == [named.pk]:
        raise errors.AlreadySpeaks(name=named.person.name)
    speaking = [let_speak(title, title.pk == named.pk, today) for title in titles]
    answer = next(title for title in speaking if title.represents_owners)
    record("estates.representative_named", answer, by=by, unit=unit.pk, evidence=evidence)
    return answer


def let_speak(title: Ownership, speaks: bool, on: date) -> Ownership:
    """Return the title as it stands from ``on``: with or without a voice. The days before keep theirs."""
    if title.represents_owners is speaks:
        return title
    if title.starts_on == on:
        title.represents_owners = speaks
        update(title, "represents_owners")
        return title
    follows = carried(title, title.unit_id, on, ends_on=title.ends_on, represents_owners=speaks)
    keeping.end(title, on)
    insert(follows)
    return follows


def carried(title: Ownership, unit_id: int, on: date, **changes: object) -> Ownership:
    """Return a new title, not written yet, that says of a unit from ``on`` what ``title`` says."""
    same = {
        "person": title.person,
        "share_numerator": title.share_numerator,
        "share_denominator": title.share_denominator,
        "represents_owners": title.represents_owners,
        "acquired_by": title.acquired_by,
        "evidence": title.evidence,
    }
    place = {"street_id": title.street_id, "estate_id": title.estate_id, "unit_id": unit_id}
    return Ownership(**place, starts_on=on, **(same | changes))


def _need_owners(unit: Unit, to: Sequence[Owner], on: date) -> None:
    if not to:
        raise errors.OwnersMissing(reason="没有写产权人")
    if len({person.pk for person, _ in to}) < len(to):
        raise errors.OwnersMissing(reason="同一个人写了两次")
    for person, share in to:
        if person.estate_id != unit.estate_id or person.erased_at is not None:
            raise errors.OwnersMissing(reason="有人不在本小区的登记里")
        if person.deceased_on is not None and person.deceased_on <= on:
            raise errors.OwnersMissing(reason=f"{person.name} 已经去世")
        if not 0 < share <= WHOLE:
            raise errors.SharesDiffer(total=str(share))
    total = sum(share for _, share in to)
    if total != WHOLE and any(share != WHOLE for _, share in to):
        raise errors.SharesDiffer(total=str(total))


def _title(unit: Unit, owner: Owner, on: date, **told: object) -> Ownership:
    person, share = owner
    parts = {"share_numerator": share.numerator, "share_denominator": share.denominator}
    place = {"street_id": unit.street_id, "estate_id": unit.estate_id, "unit": unit}
    return Ownership(**place, person=person, starts_on=on, **parts, **told)


def _left(unit: Unit, titles: list[Ownership], ended: list[Ownership], on: date) -> Transfer:
    """End the owner's own residency of who owns no more, and look up what nobody ended."""
    stays = {title.person_id for title in titles}
    leaving = [title.person for title in ended if title.person_id not in stays]
    gone = {person.pk for person in leaving}
    moved_out, staying = [], []
    for home in keeping.homes_of(unit):
        if home.ends_on is not None and home.ends_on <= on:
            continue
        as_owner = home.tenure == Residency.Tenure.OWNER and home.person_id in gone
        if as_owner and home.starts_on < on and home.ends_on is None:
            keeping.end(home, on)
            moved_out.append(home)
        else:
            staying.append(home)
    return Transfer(unit, titles, ended, moved_out, keeping.offices_of(leaving), staying)


def _tell(answer: Transfer, on: date, acquired_by: str, evidence: str, by: Post) -> None:
    shares = [
        [title.person_id, f"{title.share_numerator}/{title.share_denominator}"] for title in answer.titles
    ]
    record(
        "estates.ownership_transferred",
        answer.unit,
        by=by,
        on=on.isoformat(),
        acquired_by=str(acquired_by),
        evidence=evidence,
        to=shares,
        ended=[title.pk for title in answer.ended],
        moved_out=[home.pk for home in answer.moved_out],
    )
