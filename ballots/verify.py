"""Whether the rows of a ballot still prove what was frozen and published."""

from collections.abc import Iterator

from ballots import chain
from ballots.models import Ballot, Slip, Vote
from ballots.outcomes import Outcome
from ballots.reports import count_votes


def faults(ballot: Ballot) -> list[str]:
    """Return what does not hold, in English for whoever runs the check; nothing where all holds.

    Asks again: the hash of roll and rules, every link of the chain of slips, that each vote is what the
    last slip for it said, and that counting again gives the result that was published (trust.md V10).
    """
    if ballot.state == Ballot.State.DRAFT or not ballot.roll_sha256:
        return []
    slips = list(ballot.slips.all())
    return [
        *_roll_faults(ballot),
        *_chain_faults(ballot, slips),
        *_vote_faults(ballot, slips),
        *_count_faults(ballot),
    ]


def _roll_faults(ballot: Ballot) -> Iterator[str]:
    if chain.roll_hash(ballot, ballot.asked, ballot.electors.all()) != ballot.roll_sha256:
        yield "roll, rules, matters or window are not what was frozen"


def _chain_faults(ballot: Ballot, slips: list[Slip]) -> Iterator[str]:
    head = ballot.roll_sha256
    for place, slip in enumerate(slips, 1):
        if (slip.seq, slip.prev_hash, slip.hash) != (place, head, chain.slip_hash(slip)):
            yield f"slip {slip.seq} does not follow the one before it"
        head = slip.hash
    if (len(slips), head) != (ballot.chain_seq, ballot.chain_head):
        yield "the chain does not end where the ballot says"


def _vote_faults(ballot: Ballot, slips: list[Slip]) -> Iterator[str]:
    said = {
        (int(matter), elector): (slip.pk, choice)
        for slip in slips
        for matter, choice in slip.choices.items()
        for elector in slip.electors
    }
    rows = Vote.objects.filter(matter__ballot=ballot)
    stored = {
        (matter, elector): (slip, choice)
        for matter, elector, slip, choice in rows.values_list(
            "matter__no", "elector__no", "slip_id", "choice"
        )
    }
    for matter, elector in sorted(said.keys() | stored.keys()):
        if said.get((matter, elector)) != stored.get((matter, elector)):
            yield f"the vote of elector {elector} on matter {matter} is not what the last slip says"


def _count_faults(ballot: Ballot) -> Iterator[str]:
    if ballot.result is not None and Outcome.from_json(ballot.result) != count_votes(ballot):
        yield "counting again does not give the published result"
