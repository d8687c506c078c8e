"""What the rulebook says here and now: programme default → street → estate, never outside the bounds."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import rulebook
from core.rows import find
from tenancy.audit import Actor, record
from tenancy.models import RuleSet, Street


@dataclass(frozen=True)
class Rules:
    """The values in force in one scope, and the versions they come from (``street.estate``)."""

    version: str
    layers: tuple[Mapping[str, Any], ...]

    def __getitem__(self, key: str) -> object:
        return rulebook.resolve(key, *self.layers)

    def integer(self, key: str) -> int:
        """Return a whole number: an amount in fen, days, a count."""
        value = self[key]
        assert isinstance(value, int)
        return value

    def ratio(self, key: str) -> tuple[int, int]:
        """Return numerator and denominator."""
        value = self[key]
        assert isinstance(value, tuple)
        return value


def rules_in_force(street_id: int, estate_id: int | None) -> Rules:
    """Return the rules of an estate (or of the street as a whole), with one query."""
    return _layered(_versions(street_id), estate_id)


def rules_of_estates(street_id: int, estate_ids: Collection[int]) -> dict[int, Rules]:
    """Return the rules of several estates of a street by estate, with one query for all."""
    rows = _versions(street_id)
    return {estate_id: _layered(rows, estate_id) for estate_id in estate_ids}


def _versions(street_id: int) -> list[RuleSet]:
    return sorted(find(RuleSet, street_id=street_id), key=lambda row: row.version)


def _layered(rows: Iterable[RuleSet], estate_id: int | None) -> Rules:
    street: RuleSet | None = None
    estate: RuleSet | None = None
    for row in rows:
        if row.estate_id is None:
            street = row
        elif row.estate_id == estate_id:
            estate = row
    chosen = [row for row in (street, estate) if row is not None]
    version = f"{street.version if street else 0}.{estate.version if estate else 0}"
    return Rules(version, tuple(row.values for row in chosen))


@transaction.atomic
def set_rules(
    street: Street, values: Mapping[str, Any], *, estate_id: int | None = None, note: str, by: Actor | None
) -> RuleSet:
    """Return the new version in which ``values`` replace those of the version before.

    Raises RuleOutOfBounds, and KeyError for a rule nobody declared.
    """
    Street.objects.select_for_update(of=("self",)).only("id").get(pk=street.pk)
    last = RuleSet.objects.filter(street=street, estate_id=estate_id).order_by("-version").first()
    merged = dict(last.values) if last else {}
    merged |= {key: rulebook.to_json(key, value) for key, value in values.items()}
    row = RuleSet.objects.create(
        street=street,
        estate_id=estate_id,
        version=last.version + 1 if last else 1,
        values=merged,
        note=note,
    )
    record("tenancy.rules_set", row, by=by, changed=sorted(values))
    return row
