"""What is done with a ballot: drafted, opened, voted in, counted on paper, closed, withdrawn."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from ballots import chain, papers, rules
from ballots.errors import (
    CastBySomebodyElse,
    ChoiceUnknown,
    MattersImpossible,
    MattersMissing,
    OnlineBasisMissing,
    OwnersMustDecide,
    PaperAlreadyAgreed,
    ReasonMissing,
    RollEmpty,
    RollImpossible,
    SecondTellerNeeded,
    WindowImpossible,
)
from ballots.models import Ballot, Elector, Matter, PaperCount, PaperTotal, Slip
from ballots.outcomes import Outcome
from ballots.reports import count_votes, paper_progress, standing_slips
from ballots.rolls import ElectorData
from core import clock
from core.errors import NotAllowed
from core.rows import insert, locked, update
from core.states import move
from estates.models import Ownership, Post, Residency
from tenancy.audit import record
from tenancy.models import Estate, StoredFile
from tenancy.rules import Rules, rules_in_force

# By hand, since each vote sends it and the ORM takes longer to write it than the server to answer.
VOTES = """
INSERT INTO ballots_vote (street_id, estate_id, slip_id, matter_id, elector_id, choice)
SELECT %s, %s, %s, v.matter, v.elector, v.choice
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) v (matter, elector, choice)
ON CONFLICT (estate_id, matter_id, elector_id)
DO UPDATE SET choice = EXCLUDED.choice, slip_id = EXCLUDED.slip_id
"""


@dataclass(frozen=True)
class MatterDraft:
    """A thing to ask: yes or no, or one of ``options`` (words).

    ``raises``: three quarters must agree (民法典 278 ⑥⑦⑧).
    """

    text: str
    raises: bool = False
    options: Sequence[str] | None = None


@dataclass(frozen=True)
class Receipt:
    """What somebody who voted keeps: a code of the slip, for which units, and when; never the answer."""

    code: str
    seq: int
    cast_at: datetime
    labels: tuple[str, ...]


@transaction.atomic
def draft_ballot(
    *,
    estate: Estate,
    title: str,
    question: str,
    electorate: Ballot.Electorate,
    matters: Sequence[MatterDraft],
    opens_at: datetime,
    closes_at: datetime,
    subject: str = "",
    facts: Sequence[tuple[str, str]] = (),
    details_url: str = "",
    online: bool | None = None,
    by: Post,
) -> Ballot:
    """Return a new draft; ``facts`` (label, text) are frozen with it, ``details_url`` is a page of ours.

    ``online=None``: online where that is allowed, else on paper. Raises NotAllowed, WindowImpossible,
    MattersImpossible, OwnersMustDecide, OnlineBasisMissing.
    """
    _need_committee(estate.pk, by)
    in_force = _rules_for_draft(estate, electorate, matters, opens_at, closes_at)
    ballot = Ballot(street_id=estate.street_id, estate_id=estate.pk, title=title, question=question)
    ballot.electorate, ballot.opens_at, ballot.closes_at = electorate, opens_at, closes_at
    ballot.subject, ballot.details_url, ballot.facts = subject, details_url, [list(fact) for fact in facts]
    ballot.online = _is_online(in_force, electorate, online)
    ballot.save(force_insert=True)
    Matter.objects.bulk_create(_matter(ballot, no, draft) for no, draft in enumerate(matters, 1))
    record("ballots.ballot_drafted", ballot, by=by, electorate=electorate, online=ballot.online)
    return ballot


@transaction.atomic
def open_ballot(ballot: Ballot, electors: Sequence[ElectorData], *, by: Post) -> Ballot:
    """Return the ballot with roll, rules, matters and window frozen under one hash; votes from opens_at.

    Raises NotAllowed, StateRefused, WindowImpossible, RollEmpty, RollImpossible, OnlineBasisMissing.
    Source: domain.md §0.3; trust.md B2.
    """
    ballot = locked(ballot)
    _need_committee(ballot.estate_id, by)
    if ballot.is_over:
        raise WindowImpossible(field="closes_at", reason="截止时间已经过了。")
    in_force = rules_in_force(ballot.street_id, ballot.estate_id)
    _is_online(in_force, ballot.electorate, ballot.online)
    rows = _write_roll(ballot, electors) if ballot.state == Ballot.State.DRAFT else []
    ballot.rules = rules.frozen_rules(in_force, ballot.electorate)
    ballot.rules_version = in_force.version
    ballot.roll_units = len(rows)
    ballot.roll_heads = len({row.head_no for row in rows})
    ballot.roll_area_centi = sum(row.area_centi for row in rows)
    ballot.roll_sha256 = chain.roll_hash(ballot, ballot.asked, rows)
    ballot.chain_head = ballot.roll_sha256
    ballot.opened_at = clock.now()
    frozen = ("rules", "rules_version", "roll_units", "roll_heads", "roll_area_centi", "roll_sha256")
    move(ballot, Ballot.State.OPEN, update_fields=(*frozen, "chain_head", "opened_at"))
    record("ballots.ballot_opened", ballot, by=by, roll_sha256=ballot.roll_sha256, units=len(rows))
    return ballot


@transaction.atomic
def cast_vote(ballot: Ballot, *, by: Residency | Ownership, choices: Mapping[int, str]) -> Receipt:
    """Record what ``by`` answers for a household, or an owner for all their units; until close it may change.

    ``choices`` maps each matter's id to one of its choices. The same answers again give the same receipt.
    Raises NotYetOpen, BallotClosed, OnlineNotAllowed, NotAllowed, NotOnTheRoll, NotAnAdult,
    NotTheRepresentative, MattersMissing, ChoiceUnknown, CastBySomebodyElse.
    Source: 民法典 278; domain.md §2.2, §6 cases 1-4.
    """
    # They stand still once a ballot is open: before the lock is soon enough.
    matters = ballot.asked
    # The lock orders us against close_ballot, so no vote lands after the count.
    ballot = locked(ballot)
    rules.refuse_unless_open(ballot)
    electors = rules.electors_for(ballot, by)
    _refuse_choices(matters, choices)
    standing = standing_slips(electors)
    for other in (slip for slip in standing if slip.cast_by_id != by.person_id):
        raise CastBySomebodyElse(who=other.cast_by.masked_name)
    answers = {str(matter.no): choices[matter.pk] for matter in matters}
    numbers = sorted(elector.no for elector in electors)
    if standing and (standing[0].choices, standing[0].electors) == (answers, numbers):
        return _receipt(standing[0], electors)
    slip = _append_slip(ballot, by, numbers, answers)
    _write_votes(slip, electors, {matter: choices[matter.pk] for matter in matters})
    record("ballots.vote_cast", ballot, by=by, electors=numbers, changed=bool(standing))
    return _receipt(slip, electors)


@transaction.atomic
def enter_paper_totals(
    ballot: Ballot,
    totals: papers.Totals,
    *,
    by: Post,
    sheet: StoredFile | None = None,
) -> PaperCount:
    """Return one teller's count of the papers: matter id → choice or ``void`` → heads and area.

    Two persons count each round blind; where they differ (``reports.paper_progress``) both count again.
    Raises NotAllowed, PaperNotUsed, NotYetOpen, BallotClosed, BallotStillOpen, PaperAlreadyAgreed,
    SecondTellerNeeded, PaperTotalsImpossible. Source: trust.md B3.
    """
    ballot = locked(ballot)
    papers.refuse_paper(ballot, by)
    progress = paper_progress(ballot)
    if progress.is_agreed:
        raise PaperAlreadyAgreed
    if progress.awaits_second and progress.counts[0].counted_by_id == by.person_id:
        raise SecondTellerNeeded
    matters = ballot.asked
    papers.refuse_totals(ballot, matters, totals)
    count = papers.add_count(ballot, progress, by=by, sheet=sheet)
    PaperTotal.objects.bulk_create(papers.paper_total(count, *place) for place in papers.flat(totals))
    record("ballots.papers_counted", ballot, by=by, round=count.round, place=count.place)
    return count


@transaction.atomic
def close_ballot(ballot: Ballot, *, by: Post) -> Outcome:
    """Return what came out, now frozen on the ballot.

    Raises NotAllowed, NotYetOpen, BallotClosed, BallotStillOpen (time left and not everybody has voted),
    PaperNotCounted, PaperMismatch.
    """
    # The same lock as cast_vote takes: a vote is either counted here or refused there.
    ballot = locked(ballot)
    _need_committee(ballot.estate_id, by)
    rules.refuse_ended(ballot)
    rules.refuse_unless_countable(ballot)
    if not ballot.online:
        papers.refuse_uncounted(ballot)
    outcome = count_votes(ballot)
    ballot.result = outcome.as_json()
    ballot.closed_at = clock.now()
    move(ballot, Ballot.State.CLOSED, update_fields=("result", "closed_at"))
    record("ballots.ballot_closed", ballot, by=by, passed=outcome.passed, chain_head=ballot.chain_head)
    return outcome


@transaction.atomic
def withdraw_ballot(ballot: Ballot, *, reason: str, by: Post) -> Ballot:
    """Return the ballot, ended without a result. Raises NotAllowed, ReasonMissing, StateRefused."""
    ballot = locked(ballot)
    _need_committee(ballot.estate_id, by)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    ballot.withdrawn_because = reason.strip()
    move(ballot, Ballot.State.WITHDRAWN, update_fields=("withdrawn_because",))
    record("ballots.ballot_withdrawn", ballot, by=by, reason=ballot.withdrawn_because)
    return ballot


def _need_committee(estate_id: int | None, by: Post) -> None:
    if not rules.may_run(estate_id, by):
        raise NotAllowed(needed="本小区物管委")


def _rules_for_draft(
    estate: Estate,
    electorate: str,
    matters: Sequence[MatterDraft],
    opens_at: datetime,
    closes_at: datetime,
) -> Rules:
    in_force = rules_in_force(estate.street_id, estate.pk)
    _refuse_window(in_force, opens_at, closes_at)
    _refuse_matters(electorate, matters)
    return in_force


def _is_online(in_force: Rules, electorate: str, wanted: bool | None) -> bool:
    allowed = electorate == Ballot.Electorate.HOUSEHOLDS or bool(in_force["ballots.online_278_basis"])
    if wanted and not allowed:
        raise OnlineBasisMissing
    return allowed if wanted is None else wanted


def _refuse_window(in_force: Rules, opens_at: datetime, closes_at: datetime) -> None:
    shortest = in_force.integer("ballots.shortest_window")
    longest = in_force.integer("ballots.longest_window")
    if closes_at <= opens_at:
        raise WindowImpossible(field="closes_at", reason="截止要在开始之后。")
    if closes_at <= clock.now():
        raise WindowImpossible(field="closes_at", reason="截止时间已经过了。")
    if not timedelta(days=shortest) <= closes_at - opens_at <= timedelta(days=longest):
        raise WindowImpossible(field="closes_at", reason=f"投票要留 {shortest} 到 {longest} 天。")


def _refuse_matters(electorate: str, matters: Sequence[MatterDraft]) -> None:
    if not matters:
        raise MattersImpossible(field="matters", reason="至少要有一项。")
    if electorate == Ballot.Electorate.HOUSEHOLDS and any(matter.raises for matter in matters):
        raise OwnersMustDecide
    for no, matter in enumerate(matters, 1):
        options = [words.strip() for words in matter.options or ()]
        if matter.options is not None and (len(options) < 2 or "" in options):
            raise MattersImpossible(field=f"matter_{no}", reason=f"“{matter.text}”至少要有两个方案。")
        if len(set(options)) < len(options):
            raise MattersImpossible(field=f"matter_{no}", reason=f"“{matter.text}”有两个方案一样。")


def _matter(ballot: Ballot, no: int, draft: MatterDraft) -> Matter:
    return Matter(
        street_id=ballot.street_id,
        estate_id=ballot.estate_id,
        ballot=ballot,
        no=no,
        text=draft.text,
        raises=draft.raises,
        options=[words.strip() for words in draft.options or ()],
    )


def _write_roll(ballot: Ballot, electors: Sequence[ElectorData]) -> list[Elector]:
    if not electors:
        raise RollEmpty
    heads: dict[Hashable, int] = {}
    units: set[int] = set()
    rows = []
    for no, elector in enumerate(electors, 1):
        if elector.unit.pk in units:
            raise RollImpossible(label=elector.label)
        units.add(elector.unit.pk)
        row = Elector(street_id=ballot.street_id, estate_id=ballot.estate_id, ballot=ballot, no=no)
        row.unit, row.label, row.area_centi = elector.unit, elector.label, elector.area_centi
        row.head_no = heads.setdefault(elector.head, len(heads) + 1)
        rows.append(row)
    return Elector.objects.bulk_create(rows)


def _refuse_choices(matters: Sequence[Matter], choices: Mapping[int, str]) -> None:
    if set(choices) - {matter.pk for matter in matters}:
        raise ChoiceUnknown
    missing = [matter.text for matter in matters if matter.pk not in choices]
    if missing:
        raise MattersMissing(texts="；".join(missing))
    for matter in matters:
        if choices[matter.pk] not in dict(matter.choices):
            raise ChoiceUnknown(field=f"matter_{matter.pk}")


def _append_slip(
    ballot: Ballot, by: Residency | Ownership, numbers: list[int], answers: dict[str, str]
) -> Slip:
    slip = Slip(
        street_id=ballot.street_id,
        estate_id=ballot.estate_id,
        ballot=ballot,
        seq=ballot.chain_seq + 1,
        cast_by=by.person,
        cast_at=clock.now(),
        electors=numbers,
        choices=answers,
        prev_hash=ballot.chain_head,
    )
    slip.hash = chain.slip_hash(slip)
    insert(slip)
    ballot.chain_seq, ballot.chain_head = slip.seq, slip.hash
    update(ballot, "chain_seq", "chain_head")
    return slip


def _write_votes(slip: Slip, electors: Sequence[Elector], choices: Mapping[Matter, str]) -> None:
    """Write an answer for each elector and matter in place of the one that stood, if one did."""
    pairs = [(matter.pk, elector.pk, choice) for matter, choice in choices.items() for elector in electors]
    matters, heads, answers = (list(column) for column in zip(*pairs, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(VOTES, [slip.street_id, slip.estate_id, slip.pk, matters, heads, answers])


def _receipt(slip: Slip, electors: Sequence[Elector]) -> Receipt:
    labels = tuple(elector.label for elector in electors if elector.no in slip.electors)
    return Receipt(chain.receipt_code(slip.hash), slip.seq, slip.cast_at, labels)
