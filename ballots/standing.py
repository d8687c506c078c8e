"""Where somebody stands in a ballot: for which electors they speak, and what was cast for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from ballots import chain, rules
from ballots.counting import Sums
from ballots.errors import CastBySomebodyElse, NotOnTheRoll
from ballots.models import Ballot, Elector, Matter, Slip, Vote
from ballots.reports import standing_slips
from core.errors import NotAllowed, Refused
from estates.capacities import Capacities
from estates.models import Ownership, Residency


@dataclass(frozen=True)
class Standing:
    """One person's part in a ballot. ``refusal`` says why they have none; then nothing else is filled.

    ``others_slip``: somebody else of the home has voted, and only that person may change it.
    """

    by: Residency | Ownership | None = None
    electors: tuple[Elector, ...] = ()
    slip: Slip | None = None
    others_slip: Slip | None = None
    refusal: Refused | None = None

    @property
    def labels(self) -> str:
        """The units spoken for: 1栋1单元301、1栋1单元801."""
        return "、".join(elector.label for elector in self.electors)

    @property
    def weight(self) -> Sums:
        """What they weigh together: one head, and their area."""
        return Sums(1, sum(elector.area_centi for elector in self.electors))

    @property
    def code(self) -> str:
        """The receipt of the own standing slip."""
        return chain.receipt_code(self.slip.hash) if self.slip else ""

    @property
    def answers(self) -> list[str]:
        """What the own slip says, in words by matter; an open ballot may tell the one who cast it."""
        if self.slip is None:
            return []
        matters = Matter.objects.filter(ballot_id=self.slip.ballot_id)
        return [matter.words(self.slip.choices[str(matter.no)]) for matter in matters]

    def need(self) -> Residency | Ownership:
        """Return the capacity to vote in. Raises what stands against it, or CastBySomebodyElse."""
        if self.by is None:
            raise self.refusal or NotOnTheRoll()
        if self.others_slip is not None:
            raise CastBySomebodyElse(who=self.others_slip.cast_by.masked_name)
        return self.by


def standing_in(ballot: Ballot, capacities: Capacities) -> Standing:
    """Return where the caller stands: by the home or property chosen, else the first on the roll."""
    refusal: Refused = NotAllowed(needed="业主本人" if ballot.counts_area else "已核实的本小区居民")
    for number, by in enumerate(_held(ballot, capacities)):
        try:
            electors = rules.electors_for(ballot, by)
        except Refused as reason:
            refusal = refusal if number else reason
            continue
        slips = standing_slips(electors)
        others = next((slip for slip in slips if slip.cast_by_id != by.person_id), None)
        own = next((slip for slip in slips if slip.cast_by_id == by.person_id), None)
        return Standing(by, tuple(electors), own, others)
    return Standing(refusal=refusal)


def speaker_in(ballot: Ballot, capacities: Capacities) -> Residency | Ownership:
    """Return the capacity to cast in. Raises what stands against it where there is none.

    Who has one home only is not looked up on the roll: ``cast_vote`` does that, under its lock.
    """
    held: list[Residency | Ownership] = _held(ballot, capacities)
    return held[0] if len(held) == 1 else standing_in(ballot, capacities).need()


@dataclass(frozen=True)
class Part:
    """What a list says about the reader's part in a ballot; ``waits``: for a vote that is theirs to cast."""

    is_on_roll: bool = False
    has_voted: bool = False
    may_change: bool = False
    waits: bool = False


def parts_in(ballots: Iterable[Ballot], capacities: Capacities) -> dict[int, Part]:
    """Return the reader's part in each ballot by its id, with one query besides the capacities."""
    by_id = {ballot.pk: ballot for ballot in ballots}
    if not by_id or not (capacities.residencies or capacities.ownerships):
        return {}
    units: dict[str, set[int]] = {
        Ballot.Electorate.HOUSEHOLDS: {home.unit_id for home in capacities.residencies},
        Ballot.Electorate.OWNERS: {title.unit_id for title in capacities.ownerships},
    }
    held: list[Any] = [*capacities.residencies, *capacities.ownerships]
    persons = {by.person_id for by in held}
    votes = Vote.objects.filter(elector=OuterRef("pk"))
    electors = Elector.objects.filter(ballot__in=by_id, unit__in=set().union(*units.values())).annotate(
        voted=Exists(votes), cast_by=Subquery(votes.values("slip__cast_by")[:1])
    )
    own: dict[int, list[Elector]] = {}
    for elector in electors:
        if elector.unit_id in units[by_id[elector.ballot_id].electorate]:
            own.setdefault(elector.ballot_id, []).append(elector)
    return {
        pk: _part(by_id[pk], rows, persons, _may_answer(by_id[pk], capacities)) for pk, rows in own.items()
    }


def _part(ballot: Ballot, electors: Sequence[Any], persons: set[int], able: set[int]) -> Part:
    voted = all(elector.voted for elector in electors)
    unanswered = any(not elector.voted and elector.unit_id in able for elector in electors)
    own = {elector.cast_by for elector in electors} <= persons
    return Part(
        True, voted, voted and ballot.is_open and own, unanswered and ballot.is_open and ballot.online
    )


def _may_answer(ballot: Ballot, capacities: Capacities) -> set[int]:
    """Return the units whose answer is the caller's to give, as ``rules.electors_for`` says."""
    if ballot.counts_area:
        return {title.unit_id for title in capacities.ownerships if title.represents_owners}
    age = ballot.rules["voting_age"]
    return {home.unit_id for home in capacities.residencies if rules.is_adult(home.person, age)}


def _held(ballot: Ballot, capacities: Capacities) -> list[Any]:
    chosen = capacities.ownership if ballot.counts_area else capacities.residency
    held = capacities.ownerships if ballot.counts_area else capacities.residencies
    return sorted(held, key=lambda by: by != chosen)
