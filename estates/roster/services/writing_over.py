"""Writing a compared roster: rows made, changed and ended, gathered by unit, written by kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core import clock
from estates.models import Building, Ownership, Person, Post, Residency, Unit
from estates.roster.comparing import Change, Comparison, Standing
from estates.roster.effects import Effects, update_rows
from estates.roster.lines import OwnerLine, RosterLine
from tenancy.models import Estate

BATCH = 1_000  # rows per statement
LEFT = (Unit.Occupancy.LET, Unit.Occupancy.VACANT)


@dataclass
class WritingOver:
    """What is going to be written of one comparison; ``numbered`` are the persons known by their number."""

    estate: Estate
    today: date
    effects: Effects = field(default_factory=Effects)
    persons: list[Person] = field(default_factory=list)
    titles: list[Ownership] = field(default_factory=list)
    homes: list[Residency] = field(default_factory=list)
    ended: list[Any] = field(default_factory=list)
    numbered: dict[str, Person] = field(default_factory=dict)
    met: dict[int, Person] = field(default_factory=dict)
    officials: set[int] = field(default_factory=set)
    standing_homes: dict[int, list[Residency]] = field(default_factory=dict)

    def write(self, found: Comparison) -> dict[str, Any]:
        """Write what is new, then what changed, then end what is gone; return the effects as kept."""
        self._look_up()
        self._add(found.new)
        for change in found.changed:
            self._change(change)
        self._close(found.gone)
        Person.objects.bulk_create(self.persons, batch_size=BATCH)
        update_rows(self.effects)
        self._end_rows()
        Ownership.objects.bulk_create(self.titles, batch_size=BATCH)
        Residency.objects.bulk_create(self.homes, batch_size=BATCH)
        for rows in (self.persons, self.titles, self.homes):
            self.effects.make(rows)
        return self.effects.as_json()

    def _look_up(self) -> None:
        for home in Residency.objects.in_force(self.today).filter(estate=self.estate):
            self.standing_homes.setdefault(home.unit_id, []).append(home)
        known = Person.objects.filter(estate=self.estate).exclude(document_hash="")
        self.numbered = {person.document_hash: self._met(person) for person in known}
        self.officials = set(Post.objects.filter(estate=self.estate).values_list("person_id", flat=True))

    def _met(self, person: Person) -> Person:
        """Return the one row of a person who owns several units."""
        return self.met.setdefault(person.pk, person)

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
                use=line.use or Unit.Use.HOME,
                tenure=line.tenure or Unit.Tenure.PRIVATE,
                heirs_pending=line.heirs_pending,
                starts_on=self.today,
            )
            for line in lines
        ]
        Unit.objects.bulk_create(units, batch_size=BATCH)
        self.effects.make(units)
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
        self.effects.make(made)
        return known | {building.name: building for building in made}

    def _change(self, change: Change) -> None:
        unit, line, before = change.standing.unit, change.line, change.standing.unit.occupancy
        titles = list(change.standing.titles)
        owners = dict(zip(change.standing.line.owners, titles, strict=True))
        stays = {new: owners[old] for old, new in change.pairs}
        self.effects.set(
            unit,
            area_centi=line.area_centi,
            heirs_pending=line.heirs_pending,
            area_source=line.area_source or unit.area_source,
            occupancy=line.occupancy or unit.occupancy,
            use=line.use or unit.use,
            tenure=line.tenure or unit.tenure,
        )
        persons = []
        for no, owner in enumerate(line.owners):
            if owner in stays:
                persons.append(self._keep(stays[owner], owner, change, first=not no))
            else:
                persons.append(self._own(unit, owner, line, first=not no))
        self.ended += [title for title in titles if title not in stays.values()]
        self._move(unit, before, persons)

    def _move(self, unit: Unit, before: str, owners: Sequence[Person]) -> None:
        """End the homes of owners who left, and let one move in where the owner lives in the unit now."""
        moved_out = unit.occupancy != before and unit.occupancy in LEFT
        homes = self.standing_homes.get(unit.pk, [])
        for home in homes:
            stays = any(home.person is person or home.person_id == person.pk for person in owners)
            if home.tenure == Residency.Tenure.OWNER and (moved_out or not stays):
                self.ended.append(home)
        if unit.occupancy == Unit.Occupancy.OWNER != before and not homes:
            self._live(unit, owners)

    def _keep(self, title: Ownership, owner: OwnerLine, change: Change, *, first: bool) -> Person:
        """Bring an owner who stays up to date."""
        up, down = owner.share
        speaks = not change.line.heirs_pending
        self.effects.set(title, share_numerator=up, share_denominator=down, represents_owners=speaks)
        person, taken = self._met(title.person), self.numbered.get(owner.document_hash)
        if taken is not None and taken is not person:
            return self._hand_on(title, taken, change)
        self.effects.set(
            person,
            name=owner.name,
            phone=change.line.phone if first and change.line.phone else person.phone,
            document=owner.document or person.document,
            document_hash=owner.document_hash or person.document_hash,
        )
        if owner.document_hash:
            self.numbered[owner.document_hash] = person
        return person

    def _hand_on(self, title: Ownership, taken: Person, change: Change) -> Person:
        """Write a title to the person who is known by that number, and the home with it.

        Who has a sign-in or an office keeps what is theirs: people decide that the two are one.
        """
        person = title.person
        owns_here = any(other.person_id == taken.pk for other in change.standing.titles if taken.pk)
        if person.user_id is not None or person.pk in self.officials or owns_here:
            return person
        self.effects.set(title, person=taken)
        for home in self.standing_homes.get(title.unit_id, []):
            if home.person_id == person.pk:
                self.effects.set(home, person=taken)
        return taken

    def _own(self, unit: Unit, owner: OwnerLine, line: RosterLine, *, first: bool) -> Person:
        person = self._person(owner)
        if first and line.phone:
            self.effects.set(person, phone=line.phone)
        up, down = owner.share
        title = {"unit": unit, "person": person, "share_numerator": up, "share_denominator": down}
        speaks = not line.heirs_pending
        self.titles.append(self._owned(Ownership, **title, represents_owners=speaks, starts_on=self.today))
        return person

    def _person(self, owner: OwnerLine) -> Person:
        """Return who is known by the owner's number, else somebody new: never somebody of the same name."""
        known = self.numbered.get(owner.document_hash)
        if known is not None:
            self.effects.set(known, name=owner.name)
            return known
        values = {"kind": owner.kind, "name": owner.name, "document": owner.document}
        person: Person = self._owned(
            Person, **values, document_hash=owner.document_hash, is_demo=self.estate.is_demo
        )
        self.persons.append(person)
        if owner.document_hash:
            self.numbered[owner.document_hash] = person
        return person

    def _live(self, unit: Unit, owners: Sequence[Person]) -> None:
        """Register the first owner who is a person as living there."""
        first = next((person for person in owners if person.kind == Person.Kind.NATURAL), None)
        if first is None:
            return
        home = {"unit": unit, "person": first, "tenure": Residency.Tenure.OWNER, "verified_at": clock.now()}
        source = Residency.Source.ROSTER
        self.homes.append(self._owned(Residency, **home, source=source, starts_on=self.today))

    def _close(self, gone: Sequence[Standing]) -> None:
        """End units that are not on the sheet, with who owns them and who lives there."""
        for standing in gone:
            self.ended.append(standing.unit)
            self.ended += standing.titles
            self.ended += self.standing_homes.get(standing.unit.pk, [])

    def _end_rows(self) -> None:
        """End the gathered rows today; what began today never held, but for units, which others may name."""
        for model in (Unit, Ownership, Residency):
            rows = [row for row in self.ended if isinstance(row, model)]
            void = [row for row in rows if row.starts_on == self.today and model is not Unit]
            self.effects.remove(void)
            gone = {row.pk for row in void}
            self.effects.end([row for row in rows if row.pk not in gone])
            here = model.objects.filter(estate=self.estate)
            here.filter(pk__in=gone).delete()
            here.filter(pk__in=[row.pk for row in rows]).update(ends_on=self.today)

    def _owned(self, model: Any, **values: Any) -> Any:
        return model(street_id=self.estate.street_id, estate_id=self.estate.pk, **values)
