"""What the pages of rosters show; read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from core import charts
from core.masking import mask_phone
from estates.errors import SheetRefused
from estates.models import Ownership, Person, RosterDraft, RosterImport, SamePerson
from estates.roster.comparing import Change, Comparison, Standing, compare
from estates.roster.lines import RosterLine
from estates.roster.services.drafts import newest_job
from estates.roster.sheet import Fault
from estates.roster.telling import label_of, owners_of, shown_of
from estates.rulebook import GONE_PERCENT
from tenancy.models import Estate, Job
from tenancy.rules import rules_in_force

WORDS = {"new": "新增", "changed": "有变化", "gone": "名册里没有了", "unchanged": "没有变化"}
PARTS = {"faults": "要改的地方", "changed": "有变化", "new": "新增", "gone": "名册里没有了"}


@dataclass(frozen=True)
class Count:
    """How many units, in words."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Cell:
    """A cell that says something else than the register."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Flat:
    """A unit of the preview; ``cells`` where it changes."""

    label: str
    owners: str
    area_centi: int
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a draft would change; ``is_much`` where the sheet leaves out more than the street finds usual."""

    found: Comparison
    is_much: bool
    why_not: str = ""

    @property
    def counts(self) -> list[Count]:
        """The four counts with their words."""
        return counted(self.found.counts)

    @property
    def fault_count(self) -> str:
        """How many faults there are, as the page says it."""
        return str(len(self.found.faults))

    @property
    def changes_nothing(self) -> bool:
        """Whether the register says all of this already."""
        return not (self.found.new or self.found.changed or self.found.gone)

    @property
    def parts(self) -> list[Count]:
        """The lists that have something in them."""
        sizes = {"faults": len(self.found.faults), **self.found.counts}
        return [Count(key, label, sizes[key]) for key, label in PARTS.items() if sizes[key]]

    def rows(self, part: str) -> Sequence[Fault | RosterLine | Change | Standing]:
        """Return the rows of a list; of ``shown`` what a page of them says."""
        lists: dict[str, Sequence[Any]] = {
            "faults": self.found.faults,
            "changed": self.found.changed,
            "new": self.found.new,
            "gone": self.found.gone,
        }
        return lists[part]


def preview(draft: RosterDraft) -> Preview:
    """Return what the draft would change today. Raises SheetRefused where its heads are not known."""
    found = compare(draft.estate, bytes(draft.data))
    rules = rules_in_force(draft.street_id, draft.estate_id)
    standing = len(found.changed) + found.unchanged + len(found.gone)
    is_much = len(found.gone) * 100 > standing * rules.integer(GONE_PERCENT)
    return Preview(found, is_much, why_not(draft))


def why_not(draft: RosterDraft) -> str:
    """Return why the last try to take the draft over came to nothing; empty where there was none."""
    last = newest_job(draft)
    return last.error if last is not None else ""


def is_under_way(draft: RosterDraft) -> Job | None:
    """Return the job that is taking the draft over, if one still is."""
    if draft.state != RosterDraft.State.APPLYING:
        return None
    job = newest_job(draft)
    return None if job is None or job.state == Job.State.FAILED else job


def flat(row: RosterLine | Change | Standing) -> Flat:
    """Return a unit as the preview shows it."""
    if isinstance(row, Change):
        before, after = shown_of(row.standing.line), shown_of(row.line)
        cells = (Cell(name, before[name] or "—", after[name] or "—") for name in row.columns)
        return Flat(label_of(row.line), owners_of(row.line), row.line.area_centi, tuple(cells))
    line = row.line if isinstance(row, Standing) else row
    return Flat(label_of(line), owners_of(line), line.area_centi)


def counted(counts: dict[str, int]) -> list[Count]:
    """Return counts of units with their words."""
    return [Count(key, label, counts[key]) for key, label in WORDS.items()]


def counts_of(done: RosterImport) -> list[Count]:
    """Return what an import changed, in units."""
    return counted({key: getattr(done, key) for key in WORDS})


def drawing(counts: Sequence[Count], size: str) -> charts.Chart:
    """Return the counts as bars."""
    bars = [charts.Bar(each.label, each.count, f"{each.count} 户") for each in counts]
    return charts.bar(bars, caption="名册和登记对比", label="对比结果", size=size)


def imports_of(estate: Estate) -> QuerySet[RosterImport]:
    """Return what was taken over in an estate, with who did it and what took it back."""
    taken_back = RosterImport.objects.filter(reverses=OuterRef("pk"))
    rows = RosterImport.objects.filter(estate=estate).defer("effects")
    return rows.select_related("made_by__person").annotate(is_taken_back=Exists(taken_back))


def drafts_of(estate: Estate) -> QuerySet[RosterDraft]:
    """Return the files that wait to be looked through, newest first, without their content."""
    open_ = (RosterDraft.State.WAITING, RosterDraft.State.APPLYING)
    rows = RosterDraft.objects.filter(estate=estate, state__in=open_).defer("data")
    return rows.select_related("made_by__person").order_by("-id")


@dataclass(frozen=True)
class Namesake:
    """A person among others of one name; ``question`` asks whether they are the first one."""

    person: Person
    units: str
    phone: str
    question: SamePerson | None = None


@dataclass(frozen=True)
class Namesakes:
    """The person of a name who was registered first, and those who came later."""

    first: Namesake
    others: tuple[Namesake, ...]


def open_names(estate: Estate) -> QuerySet[Any]:
    """Return the keys of the persons about whom there are open questions, each once."""
    asked = SamePerson.objects.filter(estate=estate, state=SamePerson.State.OPEN)
    return asked.order_by("first_id").values_list("first_id", flat=True).distinct()


def namesakes(estate: Estate, firsts: Sequence[int]) -> list[Namesakes]:
    """Return the open questions about these persons, with two queries."""
    asked = SamePerson.objects.filter(estate=estate, state=SamePerson.State.OPEN, first_id__in=firsts)
    questions = list(asked.select_related("first", "second").order_by("first_id", "id"))
    persons = {*firsts, *(question.second_id for question in questions)}
    units: dict[int, list[str]] = {}
    owned = Ownership.objects.in_force().filter(estate=estate, person_id__in=persons)
    for title in owned.select_related("unit__building").order_by("unit__building__position", "unit_id"):
        units.setdefault(title.person_id, []).append(title.unit.label)
    groups: dict[int, list[SamePerson]] = {}
    for question in questions:
        groups.setdefault(question.first_id, []).append(question)
    return [
        Namesakes(
            _namesake(asked[0].first, units),
            tuple(_namesake(question.second, units, question) for question in asked),
        )
        for asked in groups.values()
    ]


def _namesake(person: Person, units: dict[int, list[str]], question: SamePerson | None = None) -> Namesake:
    phone = mask_phone(person.phone) if person.phone else ""
    return Namesake(person, "、".join(units.get(person.pk, ())) or "没有房屋", phone, question)


def refused_words(refusal: SheetRefused) -> str:
    """Return why a file can't be read, in one line."""
    return f"{refusal.message}{refusal.hint}"
