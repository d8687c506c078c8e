"""What keeps an import from being taken back: somebody changed what it wrote, or relies on it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from core import clock
from estates.models import Ownership, Person, Residency, RosterImport, SamePerson, Unit
from estates.roster.effects import MODELS, naming, touched
from estates.roster.errors import ImportChangedSince, ImportInUse
from tenancy.models import AuditEntry

WORDS = {"building": "楼栋", "unit": "房屋", "person": "人员", "ownership": "产权", "residency": "居住登记"}
DATED = ("unit", "ownership", "residency")


def refuse_later_changes(done: RosterImport) -> None:
    """Raise ImportChangedSince or ImportInUse unless everything is as the import ``done`` left it."""
    for kind, keys in _by_kind(touched(done.effects)).items():
        _refuse_words_of_others(done, kind, keys)
    _refuse_later_imports(done)
    _refuse_other_values(done)
    for kind, keys in done.effects["made"].items():
        if kind in DATED and _alive(kind, keys) != len(keys):
            raise ImportChangedSince(what=WORDS[kind])
        _refuse_use(done, kind, keys)


def _refuse_words_of_others(done: RosterImport, kind: str, keys: list[int]) -> None:
    """Refuse where the audit log knows of something done to these very rows since."""
    label = MODELS[kind]._meta.label_lower
    since = AuditEntry.objects.filter(street_id=done.street_id, subject=label, subject_id__in=keys)
    entry = since.filter(at__gt=done.made_at).first()
    if entry is not None:
        used = entry.action == "estates.sign_in_given"
        raise ImportInUse(what=WORDS[kind]) if used else ImportChangedSince(what=WORDS[kind])


def _refuse_later_imports(done: RosterImport) -> None:
    """Refuse where a later import, not taken back itself, wrote over the same rows."""
    mine = touched(done.effects)
    here = RosterImport.objects.filter(estate_id=done.estate_id, pk__gt=done.pk)
    taken_back = here.exclude(reverses=None).values("reverses_id")
    for other in here.filter(reverses=None).exclude(pk__in=taken_back).iterator(chunk_size=1):
        both = mine & touched(other.effects)
        if both:
            raise ImportChangedSince(what=WORDS[min(both)[0]])


def _refuse_other_values(done: RosterImport) -> None:
    """Refuse where a row that the import changed or ended says something else today than it did then."""
    for kind, rows in done.effects["changed"].items():
        found = {
            str(pk): row for pk, row in MODELS[kind]._base_manager.in_bulk([int(pk) for pk in rows]).items()
        }
        for pk, said in rows.items():
            if pk not in found or any(_says(found[pk], name) != now for name, (_, now) in said.items()):
                raise ImportChangedSince(what=WORDS[kind])
    ended_on = clock.local(done.made_at).date()
    for kind, rows in done.effects["ended"].items():
        there = MODELS[kind]._base_manager.filter(pk__in=[int(pk) for pk in rows], ends_on=ended_on)
        if there.count() != len(rows):
            raise ImportChangedSince(what=WORDS[kind])


def _refuse_use(done: RosterImport, kind: str, keys: list[int]) -> None:
    """Refuse where something else than the import itself names a row that it made."""
    if kind == "person" and Person.objects.filter(pk__in=keys).exclude(user=None).exists():
        raise ImportInUse(what=WORDS[kind])
    for model, field in naming(MODELS[kind]):
        others = model._base_manager.filter(**{f"{field.name}__in": keys})
        if model is SamePerson:
            others = others.exclude(state=SamePerson.State.OPEN)
        own = (
            done.effects["made"].get(str(model._meta.model_name), ())
            if model in (Unit, Ownership, Residency)
            else ()
        )
        if others.exclude(Q(pk__in=own)).exists():
            raise ImportInUse(what=WORDS[kind])


def _alive(kind: str, keys: list[int]) -> int:
    return int(MODELS[kind]._base_manager.filter(pk__in=keys, ends_on=None).count())


def _says(row: Any, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)


def _by_kind(rows: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    keys: dict[str, list[int]] = {}
    for kind, pk in sorted(rows):
        keys.setdefault(kind, []).append(pk)
    return keys
