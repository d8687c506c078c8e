"""Paper totals: who may enter them, which figures can be true, and when two counts stand."""

from collections.abc import Mapping, Sequence

from ballots import rules
from ballots.counting import VOID, Sums
from ballots.errors import (
    BallotStillOpen,
    NotYetOpen,
    PaperMismatch,
    PaperNotCounted,
    PaperNotUsed,
    PaperTotalsImpossible,
)
from ballots.models import Ballot, Matter, PaperCount, PaperTotal
from ballots.reports import PaperProgress, paper_progress
from core.errors import NotAllowed
from estates.models import Post
from tenancy.models import StoredFile

# matter id → choice or ``void`` → heads, and area where it decides (else 0)
Totals = Mapping[int, Mapping[str, Sums]]


def refuse_paper(ballot: Ballot, by: Post) -> None:
    """Raise a refusal unless the time is up, papers are used here and ``by`` may count them."""
    if not rules.may_count_paper(ballot, by):
        raise NotAllowed(needed="本小区物管委或监督小组")
    if ballot.online:
        raise PaperNotUsed
    rules.refuse_ended(ballot)
    if not ballot.has_started:
        raise NotYetOpen
    if not ballot.is_over:
        raise BallotStillOpen


def refuse_totals(ballot: Ballot, matters: Sequence[Matter], totals: Totals) -> None:
    """Raise PaperTotalsImpossible unless the figures are whole, agree with each other and fit the roll.

    Its field is ``matter_<id>_<choice>_heads``.
    """
    wanted = {matter.pk: {*dict(matter.choices), VOID} for matter in matters}
    if {matter_id: set(given) for matter_id, given in totals.items()} != wanted:
        raise PaperTotalsImpossible(reason="每一项、每一种选择都要填，没有的填 0。")
    for matter_id, choice, sums in flat(totals):
        field = f"matter_{matter_id}_{choice}_heads"
        if min(sums.heads, sums.area_centi) < 0:
            raise PaperTotalsImpossible(field=field, reason="数字不能小于 0。")
        if (sums.area_centi > 0) != (ballot.counts_area and sums.heads > 0):
            raise PaperTotalsImpossible(field=field, reason="有人数就有面积，没有人数面积也是 0。")
    handed_in = {matter_id: sum(given.values(), Sums()) for matter_id, given in totals.items()}
    first, *others = matters
    for other in others:
        if handed_in[other.pk] != handed_in[first.pk]:
            reason = "各个事项加起来的人数和面积要一样，都等于收回的票。"
            raise PaperTotalsImpossible(field=_first_figure(other), reason=reason)
    papers = handed_in[first.pk]
    if papers.heads > ballot.roll_heads or papers.area_centi > ballot.roll_area_centi:
        raise PaperTotalsImpossible(field=_first_figure(first), reason="收回的票超过了名册上的人数或面积。")


def _first_figure(matter: Matter) -> str:
    """Return the field of the first figure of a matter: where a sum that is wrong is shown."""
    return f"matter_{matter.pk}_{matter.choices[0][0]}_heads"


def add_count(ballot: Ballot, progress: PaperProgress, *, by: Post, sheet: StoredFile | None) -> PaperCount:
    """Return the row of a teller's count: second in its round, or first of the next once two differ."""
    return PaperCount.objects.create(
        street_id=ballot.street_id,
        estate_id=ballot.estate_id,
        ballot=ballot,
        round=progress.round + (len(progress.counts) == 2),
        place=2 if progress.awaits_second else 1,
        counted_by=by.person,
        sheet=sheet,
    )


def flat(totals: Totals) -> list[tuple[int, str, Sums]]:
    """Return every figure with its place."""
    return [
        (matter_id, choice, sums) for matter_id, given in totals.items() for choice, sums in given.items()
    ]


def paper_total(count: PaperCount, matter_id: int, choice: str, sums: Sums) -> PaperTotal:
    """Return the row, not yet written, of one figure."""
    row = PaperTotal(street_id=count.street_id, estate_id=count.estate_id, count=count, matter_id=matter_id)
    row.choice, row.heads, row.area_centi = choice, sums.heads, sums.area_centi
    return row


def refuse_uncounted(ballot: Ballot) -> None:
    """Raise PaperNotCounted or PaperMismatch unless two persons counted the same."""
    progress = paper_progress(ballot)
    if len(progress.counts) < 2:
        raise PaperNotCounted
    if progress.mismatches:
        raise PaperMismatch(count=len(progress.mismatches))
