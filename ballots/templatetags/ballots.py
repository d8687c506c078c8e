"""Drawings and words of ballots for their pages: ``{% load ballots %}``."""

from collections.abc import Iterable

from django import template

from ballots import wording
from ballots.counting import Limb, Measure, Question
from ballots.models import Ballot, Matter
from ballots.outcomes import MatterOutcome
from ballots.reports import Turnout
from ballots.rules import requirement
from core import charts

register = template.Library()


@register.simple_tag
def turnout_chart(turnout: Turnout, ballot: Ballot, size: str = "") -> charts.Chart:
    """Return who took part so far against what is needed; says nothing of how they answered."""
    return _quorum(turnout.limbs, ballot, caption="现在有多少人参加", size=size)


@register.simple_tag
def limbs_chart(matter: MatterOutcome, ballot: Ballot, size: str = "") -> charts.Chart:
    """Return the limbs a matter was decided by."""
    return _quorum(matter.limbs, ballot, caption=matter.text, words=matter.winner_label, size=size)


@register.simple_tag
def conditions(matter: Matter, ballot: Ballot) -> list[str]:
    """Return what a matter needs to pass, one condition a line."""
    needed = requirement(ballot.rules, matter)
    most_wins = bool(matter.options) and ballot.rules["most_wins"]
    return wording.conditions(needed, households=not ballot.counts_area, most_wins=most_wins)


@register.filter
def heads(number: int, ballot: Ballot) -> str:
    """Return a number of households or persons: 5 户, 5 人."""
    return wording.amount(Measure.HEADS, number, households=not ballot.counts_area)


def _quorum(
    limbs: Iterable[Limb], ballot: Ballot, *, caption: str, size: str, words: str = ""
) -> charts.Chart:
    rows = [_limb(limb, ballot, words or "同意") for limb in limbs]
    return charts.quorum(rows, caption=caption, size=size)


def _limb(limb: Limb, ballot: Ballot, words: str) -> charts.Limb:
    told = "参加" if limb.question is Question.PARTICIPATE else words
    by = "" if not ballot.counts_area else "（面积）" if limb.measure is Measure.AREA else "（人数）"
    whole = wording.amount(limb.measure, limb.whole, households=not ballot.counts_area)
    part = wording.amount(limb.measure, limb.part, households=not ballot.counts_area).rsplit(" ", 1)[0]
    threshold = limb.threshold
    return charts.Limb(
        label=f"{told}{by}",
        have=limb.part,
        total=limb.whole,
        text=f"{part} / {whole}",
        needs=(threshold.numerator, threshold.denominator),
        needs_text=wording.share(threshold),
        strictly=threshold.strict,
    )
