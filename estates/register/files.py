"""All that is kept of one unit or one person, for the page about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import clock
from estates.models import Dated, Ownership, Person, Post, Residency, Unit, UnitSuccession
from tenancy.models import AuditEntry

ENTRIES = 20  # of the log, the newest
WORDS = {
    "estates.ownership_transferred": "登记过户",
    "estates.representative_named": "指定共有人代表",
    "estates.unit_split": "拆分房屋",
    "estates.units_merged": "合并房屋",
    "estates.person_registered": "登记人员",
    "estates.person_corrected": "更正姓名电话",
    "estates.death_noted": "登记去世",
    "estates.sign_in_given": "开通登录",
}


@dataclass(frozen=True)
class Act:
    """Something that was done, as the log has it."""

    words: str
    entry: AuditEntry


@dataclass(frozen=True)
class UnitFile:
    """A unit: owners and residents now and before, what it came from and became, what was done."""

    unit: Unit
    owners: Sequence[Ownership]
    former_owners: Sequence[Ownership]
    homes: Sequence[Residency]
    former_homes: Sequence[Residency]
    successions: Sequence[UnitSuccession]
    acts: Sequence[Act]

    @property
    def is_shared(self) -> bool:
        """Whether several own it."""
        return len(self.owners) > 1

    @property
    def stands(self) -> bool:
        """Whether it is in the register and nobody has said until when."""
        return self.unit.ends_on is None


@dataclass(frozen=True)
class PersonFile:
    """A person: homes, property and offices, now and before, and what was done."""

    person: Person
    titles: Sequence[Ownership]
    homes: Sequence[Residency]
    posts: Sequence[Post]
    acts: Sequence[Act]


def unit_file(unit: Unit) -> UnitFile:
    """Return what is kept of a unit; as many statements for any number of rows."""
    titles = list(unit.ownerships.select_related("person").order_by("-starts_on", "pk"))
    homes = list(unit.residencies.select_related("person").order_by("-starts_on", "pk"))
    links = UnitSuccession.objects.filter(estate=unit.estate_id)
    links = links.filter(earlier=unit) | links.filter(later=unit)
    return UnitFile(
        unit=unit,
        owners=[row for row in titles if not _over(row)],
        former_owners=[row for row in titles if _over(row)],
        homes=[row for row in homes if not _over(row)],
        former_homes=[row for row in homes if _over(row)],
        successions=list(links.select_related("earlier__building", "later__building").order_by("on", "pk")),
        acts=acts_on(unit),
    )


def person_file(person: Person) -> PersonFile:
    """Return what is kept of a person; as many statements for any number of rows."""
    titles = person.ownerships.select_related("unit__building").order_by("-starts_on", "pk")
    homes = person.residencies.select_related("unit__building").order_by("-starts_on", "pk")
    posts = person.posts.order_by("-starts_on", "pk")
    return PersonFile(person, list(titles), list(homes), list(posts), acts_on(person))


def acts_on(thing: Unit | Person) -> list[Act]:
    """Return what was done to a unit or person by hand, the newest first."""
    rows = AuditEntry.objects.filter(street_id=thing.street_id, subject=thing._meta.label_lower)
    rows = rows.filter(subject_id=thing.pk, action__in=WORDS).order_by("-pk")[:ENTRIES]
    return [Act(WORDS[entry.action], entry) for entry in rows]


def _over(row: Dated) -> bool:
    return row.ends_on is not None and row.ends_on <= clock.today()
