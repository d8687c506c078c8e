"""Who took part, what came out, whether two counts of the papers agree. Read only.

Nothing here tells how anybody answered before a ballot is closed: ``turnout`` counts electors, ``outcome``
refuses, and only ``count_votes`` (for close_ballot and the verifier) looks at choices.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import JSONObject
from django.urls import reverse

from ballots import wording
from ballots.counting import (
    VOID,
    Limb,
    Measure,
    Question,
    Requirement,
    Sums,
    Tally,
    Threshold,
    Weight,
    choose,
    decide,
    tally,
)
from ballots.errors import ResultNotYet
from ballots.models import Ballot, Elector, Matter, PaperCount, PaperTotal, Slip, Vote
from ballots.outcomes import ChoiceLine, MatterOutcome, Outcome
from ballots.rules import TELLERS, requirement
from core import clock
from core.rows import columns, rows_of
from core.work import When, WorkItem
from estates.models import Person, Post
from tenancy.models import Estate

# By hand, since each vote sends it under the ballot's lock.
STANDING = f"""
SELECT {columns(Slip, "s")}, {columns(Person, "p")} FROM ballots_slip s
JOIN estates_person p ON p.street_id = s.street_id AND p.id = s.cast_by_id
WHERE s.id IN (SELECT v.slip_id FROM ballots_vote v WHERE v.estate_id = %s AND v.elector_id = ANY(%s))
ORDER BY s.seq DESC
"""  # noqa: S608


@dataclass(frozen=True)
class Turnout:
    """Who took part so far, of the whole frozen roll; ``limbs`` are the conditions on taking part.

    Of a paper ballot nothing is known (``is_known`` false) until two counts agree.
    """

    is_known: bool
    taking_part: Sums
    roll: Sums
    limbs: tuple[Limb, ...]


@dataclass(frozen=True)
class Mismatch:
    """One figure that two tellers counted differently."""

    matter: str
    choice: str
    measure: Measure
    first: int
    second: int


@dataclass(frozen=True)
class PaperProgress:
    """How far the counting of papers is: the round, who has counted in it, where they differ."""

    round: int
    counts: tuple[PaperCount, ...]
    mismatches: tuple[Mismatch, ...]

    @property
    def is_agreed(self) -> bool:
        """Whether two persons counted the same."""
        return len(self.counts) == 2 and not self.mismatches

    @property
    def awaits_second(self) -> bool:
        """Whether one person has counted and the other has not."""
        return len(self.counts) == 1


def turnout(ballot: Ballot) -> Turnout:
    """Return who took part so far; never how they answered."""
    return turnouts([ballot])[ballot.pk]


def turnouts(ballots: Iterable[Ballot]) -> dict[int, Turnout]:
    """Return the turnout of each ballot by its id, with one query for all that are cast online."""
    ballots = list(ballots)
    answered = Elector.objects.filter(
        Exists(Vote.objects.filter(elector=OuterRef("pk"))),
        ballot__in=[ballot.pk for ballot in ballots if ballot.online and not ballot.is_closed],
    )
    sums = (
        answered.order_by()
        .values("ballot_id")
        .annotate(heads=Count("head_no", distinct=True), area_centi=Sum("area_centi"))
    )
    online = {row["ballot_id"]: Sums(row["heads"], row["area_centi"]) for row in sums}
    return {ballot.pk: _turnout(ballot, online.get(ballot.pk, Sums())) for ballot in ballots}


def outcome(ballot: Ballot) -> Outcome:
    """Return what came out, as it was frozen at close. Raises ResultNotYet."""
    if not ballot.is_closed or ballot.result is None:
        until = clock.local(ballot.closes_at)
        raise ResultNotYet(until=f"{until.year}年{until.month}月{until.day}日 {until:%H:%M}")
    return Outcome.from_json(ballot.result)


def count_votes(ballot: Ballot) -> Outcome:
    """Return what comes out of the votes, or of the agreed paper totals, as they stand."""
    matters = ballot.asked
    counted = _online_tallies(ballot, matters) if ballot.online else _paper_tallies(ballot, matters)
    return outcome_of_tallies(ballot, matters, counted)


def outcome_of_tallies(ballot: Ballot, matters: Sequence[Matter], counted: Mapping[int, Tally]) -> Outcome:
    """Return what comes out of the tallies (by matter id) of all matters of a ballot, without a query."""
    outcomes = tuple(_matter_outcome(ballot, matter, counted[matter.pk]) for matter in matters)
    deciding = [matter for matter in outcomes if not matter.is_choice] or outcomes
    first = counted[matters[0].pk]
    return Outcome(
        passed=all(matter.passed for matter in deciding),
        sentence=next((matter.sentence for matter in deciding if not matter.passed), deciding[0].sentence),
        roll=first.roll,
        taking_part=first.taking_part(with_void=ballot.rules["void_participates"]),
        matters=outcomes,
    )


def paper_progress(ballot: Ballot) -> PaperProgress:
    """Return how far the counting of papers is; where two counts stand, also where they differ."""
    counts = list(ballot.paper_counts.select_related("counted_by"))
    last = counts[-1].round if counts else 1
    latest = tuple(count for count in counts if count.round == last)
    return PaperProgress(last, latest, _mismatches(latest) if len(latest) == 2 else ())


def standing_slips(electors: Sequence[Elector]) -> list[Slip]:
    """Return the slips that the answers of ``electors`` stand on, newest first, with who cast them."""
    slips = []
    estate = electors[0].estate_id if electors else None
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [estate, [elector.pk for elector in electors]])
        for found in cursor.fetchall():
            slip, slip.cast_by = rows_of((Slip, Person), found)
            slips.append(slip)
    return slips


def work_items(post: Post, estate: Estate) -> list[WorkItem]:
    """Return what ``post`` has to do about ballots: count papers, close; what runs; what was decided last.

    A ballot with a subject stands on the list with what it is for; only its papers are named here. One query.
    """
    if post.role not in TELLERS:
        return []
    ballots = Ballot.objects.filter(estate=estate)
    decided = ballots.filter(state=Ballot.State.CLOSED, subject="").order_by("-closed_at")[:3]
    shown = Q(state=Ballot.State.OPEN) | Q(pk__in=decided.values("pk"))
    counts = PaperCount.objects.filter(ballot=OuterRef("pk")).order_by("round", "place")
    papers = ArraySubquery(counts.values(json=JSONObject(round="round", by="counted_by_id")))
    rows = list(ballots.filter(shown).annotate(papers=papers).order_by("closed_at", "closes_at"))
    items = [_work_item(ballot, post, estate) for ballot in rows]
    return [item for item in items if item is not None]


def _work_item(ballot: Any, post: Post, estate: Estate) -> WorkItem | None:
    if ballot.is_closed:
        return _item(estate, "results", ballot, "结果已公布", When.DONE)
    if not ballot.is_over:
        running = "正在投票，截止后计票"
        return (
            None if ballot.subject else _item(estate, "show", ballot, running, When.OTHERS, ballot.closes_at)
        )
    if not ballot.online:
        return _counting(ballot, post, estate)
    if post.is_committee and not ballot.subject:
        return _item(estate, "close", ballot, "已截止，请计票并公布结果")
    return None


def _counting(ballot: Any, post: Post, estate: Estate) -> WorkItem:
    latest = [count for count in ballot.papers if count["round"] == ballot.papers[-1]["round"]]
    if len(latest) == 1 and latest[0]["by"] == post.person_id:
        return _item(estate, "paper", ballot, "等另一位录第二遍纸质票", When.OTHERS)
    note = ("请录入纸质票，要两个人各录一遍", "请录第二遍纸质票", "两遍纸质票都录了，请核对并计票")[
        len(latest)
    ]
    return _item(estate, "paper", ballot, note)


def _item(
    estate: Estate,
    page: str,
    ballot: Ballot,
    note: str,
    group: When = When.TODAY,
    due_at: datetime | None = None,
) -> WorkItem:
    url = reverse(f"ballots:{page}", args=[estate.slug, ballot.pk])
    return WorkItem(ballot.title, url, note, due_at, group)


def _turnout(ballot: Ballot, online: Sums) -> Turnout:
    roll = Sums(ballot.roll_heads, ballot.roll_area_centi)
    taking_part = outcome(ballot).taking_part if ballot.is_closed else online
    threshold = Threshold(*ballot.rules["participate"]) if ballot.rules else None
    limbs = tuple(
        Limb(Question.PARTICIPATE, measure, taking_part.of(measure), roll.of(measure), threshold)
        for measure in (Measure(name) for name in ballot.rules.get("measures", ()))
        if threshold
    )
    return Turnout(ballot.online or ballot.is_closed, taking_part, roll, limbs)


def _online_tallies(ballot: Ballot, matters: list[Matter]) -> dict[int, Tally]:
    roll = [Weight(elector.no, elector.head_no, elector.area_centi) for elector in ballot.electors.all()]
    answers: dict[int, dict[int, str]] = {matter.pk: {} for matter in matters}
    votes = Vote.objects.filter(matter__ballot=ballot).values_list("matter_id", "elector__no", "choice")
    for matter_id, no, choice in votes:
        answers[matter_id][no] = choice
    return {matter_id: tally(roll, given) for matter_id, given in answers.items()}


def _paper_tallies(ballot: Ballot, matters: list[Matter]) -> dict[int, Tally]:
    totals = _totals(paper_progress(ballot).counts[0])
    roll = Sums(ballot.roll_heads, ballot.roll_area_centi)
    by_matter: dict[int, dict[str, Sums]] = {matter.pk: {} for matter in matters}
    for (matter_id, choice), sums in totals.items():
        by_matter[matter_id][choice] = sums
    return {matter_id: Tally(roll, by_choice) for matter_id, by_choice in by_matter.items()}


def _totals(count: PaperCount) -> dict[tuple[int, str], Sums]:
    rows = PaperTotal.objects.filter(count=count).values_list("matter_id", "choice", "heads", "area_centi")
    return {(matter_id, choice): Sums(heads, area) for matter_id, choice, heads, area in rows}


def _mismatches(counts: tuple[PaperCount, ...]) -> tuple[Mismatch, ...]:
    first, second = (_totals(count) for count in counts)
    matters = Matter.objects.filter(ballot_id=counts[0].ballot_id)
    return tuple(
        Mismatch(matter.text, label, measure, mine.of(measure), theirs.of(measure))
        for matter in matters
        for code, label in _paper_choices(matter)
        for measure in Measure
        if (mine := first[matter.pk, code]).of(measure) != (theirs := second[matter.pk, code]).of(measure)
    )


def _paper_choices(matter: Matter) -> tuple[tuple[str, str], ...]:
    return (*matter.choices, (VOID, "无效"))


def _matter_outcome(ballot: Ballot, matter: Matter, counted: Tally) -> MatterOutcome:
    households = not ballot.counts_area
    needed = requirement(ballot.rules, matter)
    told = _choice if matter.options else _yes_or_no
    passed, winner, sentence, limbs = told(ballot.rules, matter, counted, needed, households)
    shown = matter.choices if ballot.online else _paper_choices(matter)
    return MatterOutcome(
        no=matter.no,
        text=matter.text,
        raises=matter.raises,
        is_choice=bool(matter.options),
        passed=passed,
        winner=winner,
        winner_label=matter.words(winner) if winner else "",
        sentence=sentence,
        limbs=limbs,
        lines=tuple(ChoiceLine(code, label, counted.of(code)) for code, label in shown),
        split_heads=counted.split_heads,
    )


Told = tuple[bool, str, str, tuple[Limb, ...]]


def _yes_or_no(
    rules: Mapping[str, object], matter: Matter, counted: Tally, needed: Requirement, households: bool
) -> Told:
    decision = decide(counted, needed)
    sentence = wording.sentence(decision.passed, decision.limbs, households=households)
    return decision.passed, decision.winner, sentence, decision.limbs


def _choice(
    rules: Mapping[str, object], matter: Matter, counted: Tally, needed: Requirement, households: bool
) -> Told:
    options = [code for code, _words in matter.choices[:-1]]
    decision = choose(counted, needed, options, most_wins=bool(rules["most_wins"]))
    best = decision.winner or max(options, key=lambda option: counted.of(option).heads)
    sentence = wording.option_sentence(
        matter.words(decision.winner) if decision.winner else "",
        matter.words(best),
        decision.limbs,
        households=households,
    )
    return decision.passed, decision.winner, sentence, decision.limbs
