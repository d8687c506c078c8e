"""How a ballot is counted: pure functions on whole numbers, no database, no clock, no words.

民法典 278 asks four questions of a decision of the owners, and all four must be answered with yes: do
enough heads and enough area take part (≥ 2/3 of all), and do enough of those that took part agree
(> 1/2, or ≥ 3/4 where the decision raises maintenance money, rebuilds, or changes what common parts are
for)? 民法典 1259: 以上 includes the number itself, 过半数 does not; so every threshold says whether it is
strict, and is compared by multiplying across, never by dividing. Heads: one unit is one head, an owner of
several units is one head (SPC-区分 9; domain.md §2.2). A decision of households asks two questions, by
household. Areas are whole 0.01 m².
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

FOR, AGAINST, ABSTAIN, VOID = "for", "against", "abstain", "void"


class Measure(StrEnum):
    """What is counted: heads (households in a ballot of households) or area."""

    HEADS = "heads"
    AREA = "area"


class Question(StrEnum):
    """The two questions a threshold answers."""

    PARTICIPATE = "participate"
    AGREE = "agree"


@dataclass(frozen=True)
class Threshold:
    """A share of a whole; ``strict`` means more than it, otherwise exactly it is enough."""

    numerator: int
    denominator: int
    strict: bool

    def is_met(self, part: int, whole: int) -> bool:
        """Return whether ``part`` of ``whole`` reaches the share; nothing of nothing never does."""
        have, need = part * self.denominator, whole * self.numerator
        return whole > 0 and (have > need if self.strict else have >= need)

    def needed(self, whole: int) -> int:
        """Return the smallest whole number that reaches the share of ``whole``."""
        need = whole * self.numerator
        return need // self.denominator + 1 if self.strict else -(-need // self.denominator)


@dataclass(frozen=True)
class Sums:
    """Heads and area (0.01 m²) of some electors."""

    heads: int = 0
    area_centi: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.heads + other.heads, self.area_centi + other.area_centi)

    def of(self, measure: Measure) -> int:
        """Return the one of the two that ``measure`` asks for."""
        return self.heads if measure is Measure.HEADS else self.area_centi


@dataclass(frozen=True)
class Weight:
    """What one elector weighs; electors of one head carry one ``head_no``."""

    no: int
    head_no: int
    area_centi: int


@dataclass(frozen=True)
class Tally:
    """Everything a decision on one matter depends on.

    ``split_heads`` took part with units that answered differently (possible only when a unit was sold
    while the ballot was open): they took part, and agreed to nothing.
    """

    roll: Sums
    by_choice: Mapping[str, Sums] = field(default_factory=dict)
    split_heads: int = 0

    def of(self, choice: str) -> Sums:
        """Return who gave this answer."""
        return self.by_choice.get(choice, Sums())

    def taking_part(self, *, with_void: bool) -> Sums:
        """Return who took part; a void paper does only where the rule says so."""
        counted = (sums for choice, sums in self.by_choice.items() if with_void or choice != VOID)
        return sum(counted, Sums(self.split_heads))


@dataclass(frozen=True)
class Requirement:
    """What a matter needs to pass."""

    measures: tuple[Measure, ...]
    participate: Threshold
    agree: Threshold
    void_participates: bool = False


@dataclass(frozen=True)
class Limb:
    """One question of a decision and its answer: ``part`` of ``whole`` against a threshold."""

    question: Question
    measure: Measure
    part: int
    whole: int
    threshold: Threshold

    @property
    def is_met(self) -> bool:
        """Whether the answer is yes."""
        return self.threshold.is_met(self.part, self.whole)

    @property
    def missing(self) -> int:
        """How much more would have been needed."""
        return max(0, self.threshold.needed(self.whole) - self.part)


@dataclass(frozen=True)
class Decision:
    """Whether a matter passes, with the limbs that say why; ``winner`` is the option taken, if any."""

    passed: bool
    limbs: tuple[Limb, ...]
    winner: str = ""


def tally(roll: Sequence[Weight], answers: Mapping[int, str]) -> Tally:
    """Return the tally of ``answers`` (elector number → choice) over a frozen roll.

    A head counts once, for what its units answered; units that did not answer don't matter to it.
    Answers of numbers that are not on the roll raise KeyError.
    """
    weights = {weight.no: weight for weight in roll}
    heads: dict[int, set[str]] = {}
    sums: dict[str, Sums] = {}
    for no, choice in answers.items():
        weight = weights[no]
        sums[choice] = sums.get(choice, Sums()) + Sums(0, weight.area_centi)
        heads.setdefault(weight.head_no, set()).add(choice)
    for choices in heads.values():
        if len(choices) == 1:
            (choice,) = choices
            sums[choice] += Sums(1)
    return Tally(whole(roll), sums, sum(len(choices) > 1 for choices in heads.values()))


def whole(roll: Iterable[Weight]) -> Sums:
    """Return heads and area of a roll, each head once."""
    weights = list(roll)
    return Sums(len({weight.head_no for weight in weights}), sum(weight.area_centi for weight in weights))


def decide(counted: Tally, requirement: Requirement) -> Decision:
    """Return whether a yes-or-no matter passes: every limb must be met (民法典 278)."""
    limbs = _limbs(counted, requirement, FOR)
    passed = _all_met(limbs)
    return Decision(passed, limbs, FOR if passed else "")


def choose(counted: Tally, requirement: Requirement, options: Sequence[str], *, most_wins: bool) -> Decision:
    """Return which of ``options`` is taken, if one is.

    ``most_wins``: the one with most heads, if it leads alone, once enough take part; otherwise an option
    must reach the agreement the matter needs, by every measure.
    """
    ranked = sorted(options, key=lambda option: -counted.of(option).heads)
    if not most_wins:
        decisions = [_limbs(counted, requirement, option) for option in ranked]
        passing = [limbs for limbs in decisions if _all_met(limbs)]
        winner = ranked[decisions.index(passing[0])] if passing else ""
        return Decision(bool(winner), passing[0] if passing else decisions[0], winner)
    limbs = _participation(counted, requirement)
    best = counted.of(ranked[0]).heads
    leads = best > 0 and [counted.of(option).heads for option in ranked].count(best) == 1
    winner = ranked[0] if leads and _all_met(limbs) else ""
    return Decision(bool(winner), limbs, winner)


def _limbs(counted: Tally, requirement: Requirement, choice: str) -> tuple[Limb, ...]:
    part = counted.of(choice)
    present = counted.taking_part(with_void=requirement.void_participates)
    agreeing = (
        Limb(Question.AGREE, measure, part.of(measure), present.of(measure), requirement.agree)
        for measure in requirement.measures
    )
    return (*_participation(counted, requirement), *agreeing)


def _participation(counted: Tally, requirement: Requirement) -> tuple[Limb, ...]:
    present = counted.taking_part(with_void=requirement.void_participates)
    return tuple(
        Limb(
            Question.PARTICIPATE,
            measure,
            present.of(measure),
            counted.roll.of(measure),
            requirement.participate,
        )
        for measure in requirement.measures
    )


def _all_met(limbs: Iterable[Limb]) -> bool:
    return all(limb.is_met for limb in limbs)
