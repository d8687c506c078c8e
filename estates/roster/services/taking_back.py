"""Writing a reversal: what an import made ends, what it changed is as before, what it ended stands again."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from estates.models import Building, Ownership, Person, Residency, SamePerson, Unit
from estates.roster.effects import MODELS, Effects, naming, update_rows
from tenancy.models import Estate

BATCH = 1_000  # rows per statement
LINKS: tuple[type[Ownership] | type[Residency], ...] = (Ownership, Residency)


@dataclass
class TakingBack:
    """Takes the effects of one import back from ``today`` on: the days in between stay as they were."""

    estate: Estate
    today: date
    effects: Effects = field(default_factory=Effects)
    again: dict[int, Unit] = field(default_factory=dict)

    def take_back(self, done: dict[str, Any]) -> None:
        """Write all of it; ``done`` is what ``RosterImport.effects`` keeps."""
        made = done["made"]
        for model in LINKS:
            self._end(model, made.get(model._meta.model_name, ()))
        self._end(Unit, made.get("unit", ()))
        self._restore(done["changed"])
        self._begin_units(done["ended"].get("unit", {}))
        for model in LINKS:
            kind = str(model._meta.model_name)
            self._begin(model, done["ended"].get(kind, {}), done["removed"].get(kind, ()))
        self._forget(made)

    def _end(self, model: Any, keys: Any) -> None:
        """End rows today; what began today never held."""
        rows = list(model.objects.filter(estate=self.estate, pk__in=keys))
        void = [row for row in rows if row.starts_on == self.today and model is not Unit]
        gone = {row.pk for row in void}
        self.effects.remove(void)
        self.effects.end(row for row in rows if row.pk not in gone)
        model.objects.filter(pk__in=gone).delete()
        model.objects.filter(estate=self.estate, pk__in=keys).update(ends_on=self.today)

    def _restore(self, changed: dict[str, dict[str, dict[str, Any]]]) -> None:
        """Have rows say what they said before."""
        for kind, said in changed.items():
            rows = MODELS[kind]._base_manager.in_bulk([int(pk) for pk in said])
            for pk, fields in said.items():
                for name, (before, _now) in fields.items():
                    row: Any = rows[int(pk)]
                    target = row._meta.get_field(name)
                    value = target.related_model(pk=before) if target.is_relation else before
                    self.effects.set(row, **{name: value})
        update_rows(self.effects)

    def _begin_units(self, ended: dict[str, Any]) -> None:
        """Have units stand again: those that ended today as if nothing had been, the others from today on."""
        for unit in Unit.objects.filter(estate=self.estate, pk__in=[int(pk) for pk in ended]):
            if unit.ends_on == self.today:
                self._reopen(unit, ended[str(unit.pk)])
            else:
                self.again[unit.pk] = _copy(unit, starts_on=self.today, ends_on=_day(ended[str(unit.pk)]))
        copies = list(self.again.values())
        Unit.objects.bulk_create(copies, batch_size=BATCH)
        self.effects.make(copies)

    def _begin(self, model: Any, ended: dict[str, Any], removed: Any) -> None:
        """Have owners own and residents live here again, likewise; what was taken away comes back."""
        copies = []
        for row in model.objects.filter(estate=self.estate, pk__in=[int(pk) for pk in ended]):
            if row.ends_on == self.today and row.unit_id not in self.again:
                self._reopen(row, ended[str(row.pk)])
            else:
                copies.append(self._begun_again(row, _day(ended[str(row.pk)])))
        copies += [self._begun_again(_told(model, each), _day(each["ends_on"])) for each in removed]
        model.objects.bulk_create(copies, batch_size=BATCH)
        self.effects.make(copies)

    def _begun_again(self, row: Any, ends_on: date | None) -> Any:
        unit = self.again.get(row.unit_id)
        return _copy(row, unit_id=unit.pk if unit else row.unit_id, starts_on=self.today, ends_on=ends_on)

    def _reopen(self, row: Any, ends_on: str | None) -> None:
        self.effects.set(row, ends_on=_day(ends_on))
        type(row).objects.filter(pk=row.pk).update(ends_on=row.ends_on)

    def _forget(self, made: dict[str, list[int]]) -> None:
        """Take away persons and buildings that nothing names any more: they were only written down."""
        SamePerson.objects.filter(estate=self.estate, first_id__in=made.get("person", ())).delete()
        SamePerson.objects.filter(estate=self.estate, second_id__in=made.get("person", ())).delete()
        self._void_units(made.get("unit", ()))
        for model in (Person, Building):
            keys = set(made.get(str(model._meta.model_name), ()))
            rows = list(model.objects.filter(estate=self.estate, pk__in=_unnamed(model, keys)))
            self.effects.remove(rows)
            model.objects.filter(pk__in=[row.pk for row in rows])._raw_delete("default")

    def _void_units(self, keys: Any) -> None:
        """Take away units that were made today: nothing names them, and no day knows of them."""
        young = Unit.objects.filter(estate=self.estate, pk__in=keys, starts_on=self.today)
        free = _unnamed(Unit, set(young.values_list("pk", flat=True)))
        Unit.objects.filter(pk__in=free)._raw_delete("default")


def _unnamed(model: Any, keys: set[int]) -> set[int]:
    for other, column in naming(model):
        keys = keys - set(
            other._base_manager.filter(**{f"{column.name}__in": keys}).values_list(column.attname, flat=True)
        )
    return keys


def _copy(row: Any, **values: Any) -> Any:
    told = {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}
    return type(row)(**{**told, "id": None, **values})


def _told(model: Any, values: dict[str, Any]) -> Any:
    read = {name: model._meta.get_field(name.removesuffix("_id")) for name in values if name != "id"}
    return model(
        **{
            name: column.target_field.to_python(values[name])
            if column.is_relation
            else column.to_python(values[name])
            for name, column in read.items()
        }
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
