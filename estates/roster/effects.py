"""What an import made, changed, ended and removed, row by row: enough to take exactly that back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from estates.models import Building, Ownership, Person, Residency, Unit

BATCH = 1_000  # rows per statement
MODELS: dict[str, type[Model]] = {
    str(model._meta.model_name): model for model in (Building, Unit, Person, Ownership, Residency)
}
_plain = DjangoJSONEncoder().default


@dataclass
class Effects:
    """The effects of one import, by kind of row.

    ``changed`` keeps for each row what its fields said before; what they say now is read when the effects
    are kept, as a pair. ``ended`` keeps the end a row had before, ``removed`` the whole row.
    """

    made: dict[str, list[int]] = field(default_factory=dict)
    changed: dict[str, dict[int, tuple[Any, dict[str, Any]]]] = field(default_factory=dict)
    ended: dict[str, dict[str, Any]] = field(default_factory=dict)
    removed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def make(self, rows: Iterable[Model]) -> None:
        """Write down rows that were made."""
        for row in rows:
            self.made.setdefault(_kind(row), []).append(row.pk)

    def set(self, row: Any, **values: Any) -> None:
        """Set fields of a row, and write down what they said; a row that is just being made said nothing."""
        for name, value in values.items():
            key = row._meta.get_field(name).attname
            before = getattr(row, key)
            old = getattr(row, name) if key != name else before
            if old is value or old == value:
                continue
            setattr(row, name, value)
            if row.pk is not None:
                said = self.changed.setdefault(_kind(row), {}).setdefault(row.pk, (row, {}))[1]
                said.setdefault(name, before)

    def end(self, rows: Iterable[Any]) -> None:
        """Write down rows that are going to be ended."""
        for row in rows:
            self.ended.setdefault(_kind(row), {})[str(row.pk)] = _json(row.ends_on)

    def remove(self, rows: Iterable[Any]) -> None:
        """Write down rows that are going to be taken away whole."""
        for row in rows:
            told = {
                column.attname: _json(getattr(row, column.attname)) for column in row._meta.concrete_fields
            }
            self.removed.setdefault(_kind(row), []).append(told)

    def as_json(self) -> dict[str, Any]:
        """Return the effects as ``RosterImport.effects`` keeps them."""
        changed = {
            kind: {
                str(pk): {name: [_json(before), _json(_now(row, name))] for name, before in said.items()}
                for pk, (row, said) in rows.items()
            }
            for kind, rows in self.changed.items()
        }
        return {"made": self.made, "changed": changed, "ended": self.ended, "removed": self.removed}


def update_rows(effects: Effects) -> None:
    """Write the rows that were changed, those with the same fields with one statement."""
    for kind, rows in effects.changed.items():
        alike: dict[tuple[str, ...], list[Any]] = {}
        for row, said in rows.values():
            alike.setdefault(tuple(sorted(said)), []).append(row)
        for names, same in alike.items():
            _write(MODELS[kind], names, same)


def _write(model: Any, names: Sequence[str], rows: Sequence[Any]) -> None:
    for row in rows:
        for name in names:
            if row._meta.get_field(name).is_relation:
                setattr(row, name, getattr(row, name))  # its key is known only now that it has been made
    model.objects.bulk_update(rows, names, batch_size=BATCH)


def touched(effects: dict[str, Any]) -> set[tuple[str, int]]:
    """Return every row that an import made, changed, ended or removed, as kind and key."""
    found: set[tuple[str, int]] = set()
    for kind in MODELS:
        keys = [*effects.get("made", {}).get(kind, ())]
        keys += effects.get("changed", {}).get(kind, {})
        keys += effects.get("ended", {}).get(kind, {})
        keys += [row["id"] for row in effects.get("removed", {}).get(kind, ())]
        found |= {(kind, int(key)) for key in keys}
    return found


def naming(model: type[Model]) -> list[tuple[Any, Any]]:
    """Return every model of the portal and its field that names a row of ``model``, those above us too."""
    relations: Any = model._meta.get_fields(include_hidden=True)
    return [(each.related_model, each.field) for each in relations if each.auto_created and not each.concrete]


def _now(row: Any, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)


def _kind(row: Model) -> str:
    return str(row._meta.model_name)


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool) else _plain(value)
