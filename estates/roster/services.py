"""Taking a roster over: the register says what the sheet says, and what it said before stays told."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from core import clock
from core.errors import NotAllowed
from core.rows import locked, update
from estates.errors import RosterHasFaults
from estates.models import Building, Ownership, Person, Post, Residency, RosterImport, Unit
from estates.roster.comparing import Change, Standing, compare
from estates.roster.lines import OwnerLine, RosterLine
from estates.rules import KEEPERS_IN_WORDS, may_keep_register
from tenancy.audit import record
from tenancy.models import Estate

BATCH = 1_000  # rows per statement


@transaction.atomic
def import_roster(estate: Estate, data: bytes, *, file_name: str, by: Post | None) -> RosterImport:
    """Return what was taken over of the file ``data``: all of it, or nothing.

    From today on units are new, have other owners or stand no more; until yesterday everything holds as it
    was (``in_force(day)``). Owners are kept by name within one unit only; between units nobody is merged.
    ``by=None`` is the command line. Raises NotAllowed, what ``read_sheet`` raises, RosterHasFaults.
    """
    if by is not None and not may_keep_register(by, estate):
        raise NotAllowed(needed=KEEPERS_IN_WORDS)
    locked(estate)  # two sheets of one estate, one after the other
    found = compare(estate, data)
    if found.faults:
        raise RosterHasFaults(count=len(found.faults))
    _Writing(estate, clock.today()).write(found.new, found.changed, found.gone)
    row = RosterImport.objects.create(
        street_id=estate.street_id,
        estate=estate,
        file_name=file_name[:120],
        sha256=hashlib.sha256(data).hexdigest(),
        new=len(found.new),
        changed=len(found.changed),
        gone=len(found.gone),
        unchanged=found.unchanged,
    )
    counts = {"new": row.new, "changed": row.changed, "gone": row.gone, "unchanged": row.unchanged}
    record("estates.roster_imported", row, by=by, sha256=row.sha256, **counts)
    return row


@dataclass
class _Writing:
    """The rows to be written and ended, gathered unit by unit and then written kind by kind."""

    estate: Estate
    today: date
    persons: list[Person] = field(default_factory=list)
    titles: list[Ownership] = field(default_factory=list)
    homes: list[Residency] = field(default_factory=list)
    ended: list[Ownership | Residency] = field(default_factory=list)
    standing_homes: dict[int, list[Residency]] = field(default_factory=dict)

    def write(self, new: Sequence[RosterLine], changed: Sequence[Change], gone: Sequence[Standing]) -> None:
        """Write what is new, then what changed, then end what is gone."""
        for home in Residency.objects.in_force(self.today).filter(estate=self.estate):
            self.standing_homes.setdefault(home.unit_id, []).append(home)
        self._add(new)
        for change in changed:
            self._change(change)
        told = ["area_centi", "area_source", "occupancy", "heirs_pending"]
        Unit.objects.bulk_update([change.standing.unit for change in changed], told, batch_size=BATCH)
        self._close(gone)
        self._end_rows(Ownership)
        self._end_rows(Residency)
        Person.objects.bulk_create(self.persons, batch_size=BATCH)
        Ownership.objects.bulk_create(self.titles, batch_size=BATCH)
        Residency.objects.bulk_create(self.homes, batch_size=BATCH)

    def _add(self, lines: Sequence[RosterLine]) -> None:
        buildings = self._buildings(lines)
        units = [
            self._owned(
                Unit,
                building=buildings[line.building],
                entrance=line.entrance,
                door=line.door,
                area_centi=line.area_centi,
                area_source=line.area_source,
                occupancy=line.occupancy,
                heirs_pending=line.heirs_pending,
                starts_on=self.today,
            )
            for line in lines
        ]
        Unit.objects.bulk_create(units, batch_size=BATCH)
        for unit, line in zip(units, lines, strict=True):
            persons = [self._own(unit, owner, line, first=not no) for no, owner in enumerate(line.owners)]
            if line.occupancy == Unit.Occupancy.OWNER:
                self._live(unit, persons)

    def _buildings(self, lines: Iterable[RosterLine]) -> dict[str, Building]:
        known = {building.name: building for building in Building.objects.filter(estate=self.estate)}
        last = max((building.position for building in known.values()), default=0)
        names = dict.fromkeys(line.building for line in lines if line.building not in known)
        made = [self._owned(Building, name=name, position=last + no) for no, name in enumerate(names, 1)]
        Building.objects.bulk_create(made)
        return known | {building.name: building for building in made}

    def _change(self, change: Change) -> None:
        unit, line, before = change.standing.unit, change.line, change.standing.unit.occupancy
        unit.area_centi, unit.heirs_pending = line.area_centi, line.heirs_pending
        unit.area_source = line.area_source or unit.area_source
        unit.occupancy = line.occupancy or unit.occupancy
        titles = {title.person.name: title for title in change.standing.titles}
        persons = []
        for no, owner in enumerate(line.owners):
            title = titles.pop(owner.name, None)
            if title is None:
                persons.append(self._own(unit, owner, line, first=not no))
            else:
                persons.append(self._keep(title, owner, line, first=not no))
        self.ended += titles.values()
        moved_out = unit.occupancy != before and unit.occupancy in (Unit.Occupancy.LET, Unit.Occupancy.VACANT)
        own = {person.pk for person in persons if person.pk}
        for home in self.standing_homes.get(unit.pk, []):
            lives_as_owner = home.tenure == Residency.Tenure.OWNER
            if lives_as_owner and (moved_out or home.person_id not in own):
                self.ended.append(home)
        if unit.occupancy == Unit.Occupancy.OWNER != before and unit.pk not in self.standing_homes:
            self._live(unit, persons)

    def _keep(self, title: Ownership, owner: OwnerLine, line: RosterLine, *, first: bool) -> Person:
        """Bring the share, the kind of document and the phone of an owner who stays up to date."""
        person = title.person
        share = (title.share_numerator, title.share_denominator, title.represents_owners)
        if share != (*owner.share, not line.heirs_pending):
            title.share_numerator, title.share_denominator = owner.share
            title.represents_owners = not line.heirs_pending
            update(title, "share_numerator", "share_denominator", "represents_owners")
        phone = line.phone if first and line.phone else person.phone
        document = owner.document or person.document
        if (person.phone, person.document) != (phone, document):
            person.phone, person.document = phone, document
            update(person, "phone", "document")
        return person

    def _own(self, unit: Unit, owner: OwnerLine, line: RosterLine, *, first: bool) -> Person:
        values = {"kind": owner.kind, "name": owner.name, "document": owner.document}
        person: Person = self._owned(
            Person, **values, phone=line.phone if first else "", is_demo=self.estate.is_demo
        )
        self.persons.append(person)
        up, down = owner.share
        title = {"unit": unit, "person": person, "share_numerator": up, "share_denominator": down}
        speaks = not line.heirs_pending
        self.titles.append(self._owned(Ownership, **title, represents_owners=speaks, starts_on=self.today))
        return person

    def _live(self, unit: Unit, owners: Sequence[Person]) -> None:
        """Register the first owner who is a person as living there."""
        first = next((person for person in owners if person.kind == Person.Kind.NATURAL), None)
        if first is None:
            return
        home = {"unit": unit, "person": first, "tenure": Residency.Tenure.OWNER, "verified_at": clock.now()}
        self.homes.append(self._owned(Residency, **home, starts_on=self.today))

    def _close(self, gone: Sequence[Standing]) -> None:
        """End units that are not on the sheet, with who owns them and who lives there."""
        units = [standing.unit.pk for standing in gone]
        Unit.objects.filter(estate=self.estate, pk__in=units).update(ends_on=self.today)
        for standing in gone:
            self.ended += standing.titles
            self.ended += self.standing_homes.get(standing.unit.pk, [])

    def _end_rows(self, model: type[Ownership] | type[Residency]) -> None:
        """End the gathered rows of a model today; what began today never held."""
        keys = [row.pk for row in self.ended if isinstance(row, model)]
        rows = model.objects.filter(estate=self.estate, pk__in=keys)
        rows.filter(starts_on=self.today).delete()
        rows.update(ends_on=self.today)

    def _owned(self, model: Any, **values: Any) -> Any:
        return model(street_id=self.estate.street_id, estate_id=self.estate.pk, **values)
