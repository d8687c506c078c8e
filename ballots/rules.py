"""Who may do what with a ballot, and what it is decided by."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ballots.counting import Measure, Requirement, Threshold
from ballots.errors import (
    BallotClosed,
    BallotStillOpen,
    NotAnAdult,
    NotOnTheRoll,
    NotTheRepresentative,
    NotYetOpen,
    OnlineNotAllowed,
)
from ballots.models import Ballot, Elector, Matter, PaperCount, Vote
from core import clock
from core.errors import NotAllowed, Refused
from core.rows import find
from estates.models import Ownership, Person, Post, Residency
from tenancy.rules import Rules

# Who may count papers: the committee, and those who watch it.
TELLERS = (*Post.COMMITTEE, Post.Role.SUPERVISOR)


def may_run(estate_id: int | None, post: Post) -> bool:
    """Say whether ``post`` prepares, opens, closes and withdraws the ballots of an estate."""
    return post.is_committee and _is_here(estate_id, post)


def may_count_paper(ballot: Ballot, post: Post) -> bool:
    """Say whether ``post`` may enter paper totals."""
    return post.role in TELLERS and _is_here(ballot.estate_id, post)


def may_vote(ballot: Ballot, by: Residency | Ownership) -> bool:
    """Say whether ``by`` could cast or change a vote now; what was cast before is not asked."""
    try:
        refuse_unless_open(ballot)
        electors_for(ballot, by)
    except Refused:
        return False
    return True


def may_see_count(count: PaperCount, post: Post) -> bool:
    """Say whether ``post`` may see a teller's count: its own, or any once both of its round are in."""
    if not may_count_paper(count.ballot, post):
        return False
    both = PaperCount.objects.filter(ballot=count.ballot_id, round=count.round).count() == 2
    return both or count.counted_by_id == post.person_id


def is_countable(ballot: Ballot) -> bool:
    """Say whether nobody on the roll can cast a vote any more, so that it may be counted."""
    try:
        refuse_ended(ballot)
        refuse_unless_countable(ballot)
    except Refused:
        return False
    return True


def is_adult(person: Person, age: int) -> bool:
    """Say whether ``person`` is ``age`` today; who was verified without a birthday is taken for an adult."""
    born, today = person.born_on, clock.today()
    return born is None or (born.year + age, born.month, born.day) <= (today.year, today.month, today.day)


def refuse_ended(ballot: Ballot) -> None:
    """Raise BallotClosed if the ballot was counted or withdrawn."""
    if ballot.state in (Ballot.State.CLOSED, Ballot.State.WITHDRAWN):
        raise BallotClosed


def refuse_unless_open(ballot: Ballot) -> None:
    """Raise NotYetOpen, BallotClosed or OnlineNotAllowed unless a vote can be cast at this moment."""
    refuse_ended(ballot)
    if not ballot.has_started:
        raise NotYetOpen
    if ballot.is_over:
        raise BallotClosed
    if not ballot.online:
        raise OnlineNotAllowed


def refuse_unless_countable(ballot: Ballot) -> None:
    """Raise BallotStillOpen while somebody on the roll can still cast a vote."""
    if not ballot.has_started:
        raise NotYetOpen
    if ballot.is_over:
        return
    voted = Vote.objects.filter(matter__ballot=ballot).values("elector").distinct().count()
    if voted < ballot.roll_units:
        raise BallotStillOpen


def electors_for(ballot: Ballot, by: Residency | Ownership) -> list[Elector]:
    """Return the rows of the roll that ``by`` answers for: a household, or all units of one owner.

    Owners are asked by unit, so that a unit sold while the ballot is open passes to its buyer unless it has
    answered (domain.md §6 case 16). Raises NotAllowed, NotOnTheRoll, NotAnAdult, NotTheRepresentative.
    """
    _refuse_other_capacity(ballot, by)
    found = find(Elector, estate_id=ballot.estate_id, ballot_id=ballot.pk, unit_id=by.unit_id)
    if not found:
        raise NotOnTheRoll
    own = found[0]
    if isinstance(by, Residency):
        if not is_adult(by.person, ballot.rules["voting_age"]):
            raise NotAnAdult(age=ballot.rules["voting_age"])
        return [own]
    if not by.represents_owners:
        raise NotTheRepresentative
    titles = Ownership.objects.in_force().filter(person_id=by.person_id, represents_owners=True)
    roll = Elector.objects.filter(estate=ballot.estate_id, ballot=ballot)
    return list(roll.filter(head_no=own.head_no, unit__in=titles.values("unit")))


def frozen_rules(rules: Rules, electorate: str) -> dict[str, Any]:
    """Return the rules a ballot of ``electorate`` will be decided by, as JSON."""
    owners = electorate == Ballot.Electorate.OWNERS
    who = "owners" if owners else "household"
    agree = rules.ratio(f"ballots.{who}_agree")
    raised = rules.ratio("ballots.owners_agree_raised") if owners else agree
    return {
        "measures": [Measure.HEADS, Measure.AREA] if owners else [Measure.HEADS],
        # 以上 includes the number, 过半数 does not (民法典 1259).
        "participate": [*rules.ratio(f"ballots.{who}_participate"), not owners],
        "agree": [*agree, True],
        "agree_raised": [*raised, not owners],
        "void_participates": rules["ballots.void_participates"],
        "most_wins": not owners and rules["ballots.household_option_wins"] == "most",
        "voting_age": rules.integer("ballots.voting_age"),
        "online_basis": rules["ballots.online_278_basis"] if owners else "",
    }


def requirement(frozen: Mapping[str, Any], matter: Matter) -> Requirement:
    """Return what ``matter`` needs under the frozen rules of its ballot."""
    return Requirement(
        measures=tuple(Measure(name) for name in frozen["measures"]),
        participate=Threshold(*frozen["participate"]),
        agree=Threshold(*frozen["agree_raised" if matter.raises else "agree"]),
        void_participates=frozen["void_participates"],
    )


def is_in_force(capacity: Residency | Ownership | Post, on: date | None = None) -> bool:
    """Say whether a dated capacity holds on a day (Asia/Shanghai), by default today."""
    day = on or clock.today()
    return capacity.starts_on <= day and (capacity.ends_on is None or capacity.ends_on > day)


def _is_here(estate_id: int | None, post: Post) -> bool:
    return post.estate_id == estate_id and is_in_force(post)


def _refuse_other_capacity(ballot: Ballot, by: Residency | Ownership) -> None:
    households = ballot.electorate == Ballot.Electorate.HOUSEHOLDS
    known = is_in_force(by) and by.estate_id == ballot.estate_id
    if households and not (known and isinstance(by, Residency) and by.verified_at):
        raise NotAllowed(needed="已核实的本小区居民")
    if not households and not (known and isinstance(by, Ownership)):
        raise NotAllowed(needed="本小区业主")
