"""What came out of a ballot, as values that freeze to JSON and come back the same."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ballots.counting import Limb, Measure, Question, Sums, Threshold


@dataclass(frozen=True)
class ChoiceLine:
    """How many gave one answer; ``code`` is ``void`` for papers that count as none."""

    code: str
    label: str
    sums: Sums


@dataclass(frozen=True)
class MatterOutcome:
    """What was decided on one matter, with the limbs that say why.

    ``winner`` is the code of the option taken (``for`` when a yes-or-no matter passes, else empty).
    ``split_heads`` answered differently for different units.
    """

    no: int
    text: str
    raises: bool
    is_choice: bool
    passed: bool
    winner: str
    winner_label: str
    sentence: str
    limbs: tuple[Limb, ...]
    lines: tuple[ChoiceLine, ...]
    split_heads: int


@dataclass(frozen=True)
class Outcome:
    """What came out of a ballot as a whole, and of each matter.

    It passed when every yes-or-no matter did; a ballot of options alone, when each has a winner.
    """

    passed: bool
    sentence: str
    roll: Sums
    taking_part: Sums
    matters: tuple[MatterOutcome, ...]

    @property
    def limbs(self) -> tuple[Limb, ...]:
        """The limbs of the first matter: what the ballot is about."""
        return self.matters[0].limbs

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Outcome":
        """Return the outcome that ``as_json`` stored."""
        return cls(
            passed=stored["passed"],
            sentence=stored["sentence"],
            roll=Sums(**stored["roll"]),
            taking_part=Sums(**stored["taking_part"]),
            matters=tuple(_matter(matter) for matter in stored["matters"]),
        )


def _matter(stored: Mapping[str, Any]) -> MatterOutcome:
    lines = (ChoiceLine(line["code"], line["label"], Sums(**line["sums"])) for line in stored["lines"])
    limbs = (_limb(limb) for limb in stored["limbs"])
    return MatterOutcome(**{**stored, "limbs": tuple(limbs), "lines": tuple(lines)})


def _limb(stored: Mapping[str, Any]) -> Limb:
    return Limb(
        Question(stored["question"]),
        Measure(stored["measure"]),
        stored["part"],
        stored["whole"],
        Threshold(**stored["threshold"]),
    )
