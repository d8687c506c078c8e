"""What every change of the register asks first: who does it, from which day, on what it rests."""

from collections.abc import Iterable
from datetime import date, timedelta

from core import clock
from core.errors import NotAllowed
from core.rows import locked, update
from estates.models import Dated, Ownership, Person, Post, Residency, Unit
from estates.register import errors
from estates.rulebook import AHEAD_DAYS, BACK_YEARS
from estates.rules import KEEPERS_IN_WORDS, may_keep_register
from tenancy.models import Estate
from tenancy.rules import rules_in_force

TEXT = 120  # characters of an evidence


def need_keeper(by: Post, estate: Estate | None) -> None:
    """Raise NotAllowed unless ``by`` keeps the register of ``estate``; of the street's staff nobody does."""
    if estate is None or not may_keep_register(by, estate):
        raise NotAllowed(needed=KEEPERS_IN_WORDS)


def need_evidence(evidence: str) -> str:
    """Return what a change rests on, without blanks around it. Raises EvidenceMissing."""
    words = evidence.strip()[:TEXT]
    if not words:
        raise errors.EvidenceMissing
    return words


def need_day(on: date, estate: Estate) -> None:
    """Raise DayImpossible for a day too far back or too far ahead to be registered today (rules)."""
    rules = rules_in_force(estate.street_id, estate.pk)
    today = clock.today()
    first = date(today.year - rules.integer(BACK_YEARS), today.month, 1)
    last = today + timedelta(days=rules.integer(AHEAD_DAYS))
    if not first <= on <= last:
        raise errors.DayImpossible(first=first.isoformat(), last=last.isoformat())


def standing_unit(unit: Unit) -> Unit:
    """Return the unit, locked, that still stands in the register. Raises UnitNotThere."""
    building = unit.building
    unit = locked(unit)
    unit.building = building
    if unit.ends_on is not None:
        raise errors.UnitNotThere(label=unit.label)
    return unit


def need_later(on: date, unit: Unit, *rows: Iterable[Dated]) -> None:
    """Raise DayTooEarly unless ``on`` lies behind the unit's beginning and all that ``rows`` say of it."""
    begun = [row.starts_on for kind in rows for row in kind]
    ended = [row.ends_on for kind in rows for row in kind if row.ends_on]
    if unit.starts_on and unit.starts_on > on:
        raise errors.DayTooEarly(since=unit.starts_on.isoformat())
    latest = max(begun, default=None)
    if latest is not None and latest >= on:
        raise errors.DayTooEarly(since=latest.isoformat())
    if ended and max(ended) > on:
        raise errors.DayTooEarly(since=max(ended).isoformat())


def titles_of(unit: Unit) -> list[Ownership]:
    """Return every title of a unit, of all days, the oldest first."""
    return list(unit.ownerships.select_related("person").order_by("starts_on", "pk"))


def homes_of(unit: Unit) -> list[Residency]:
    """Return every residency in a unit, of all days, the oldest first."""
    return list(unit.residencies.select_related("person").order_by("starts_on", "pk"))


def is_open(row: Dated, on: date) -> bool:
    """Say whether a row holds on a day and goes on without an end."""
    return row.starts_on <= on and row.ends_on is None


def end(row: Dated, on: date) -> None:
    """Write the day from which a row holds no more."""
    row.ends_on = on
    update(row, "ends_on")


def offices_of(persons: Iterable[Person]) -> list[Post]:
    """Return the offices that ``persons`` hold today: whoever appoints ends them, never the register."""
    posts = Post.objects.in_force().filter(person__in=[person.pk for person in persons])
    return list(posts.select_related("person").order_by("pk"))
