"""How a figure is made: two things timed turn by turn, their ratio per round, the median of the rounds."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from statistics import median, quantiles
from typing import Any

Timed = Callable[[], float]  # one round of something; returns its cost in milliseconds


@dataclass(frozen=True)
class Figure:
    """A figure with its bound: ``ratio`` is what the bound speaks of; ``at_least`` turns the bound round.

    ``ours`` and ``baseline`` are medians of rounds in ``unit``; ``spread`` are the quartiles of the ratio
    over the rounds. A figure without a baseline has its own value as ``ratio``.
    """

    name: str
    ratio: float
    bound: float
    ours: float
    baseline: float | None
    unit: str
    rounds: int
    spread: tuple[float, float]
    at_least: bool = False
    note: str = ""

    @property
    def ok(self) -> bool:
        """Whether the bound holds."""
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound

    def as_json(self) -> dict[str, Any]:
        """Return the figure as it is printed, numbers to three places."""
        values = {key: _short(value) for key, value in asdict(self).items()}
        return {**values, "ok": self.ok}


def compared(
    name: str,
    ours: Sequence[float],
    baseline: Sequence[float],
    *,
    bound: float,
    unit: str = "ms",
    at_least: bool = False,
    note: str = "",
) -> Figure:
    """Return the figure of two series of rounds; with ``at_least`` its ratio is our speed over the other's.

    Raises ValueError where a round of one side has none of the other beside it.
    """
    pairs = list(zip(ours, baseline, strict=True))
    ratios = [other / own if at_least else own / other for own, other in pairs]
    return Figure(
        name=name,
        ratio=median(ratios),
        bound=bound,
        ours=median(ours),
        baseline=median(baseline),
        unit=unit,
        rounds=len(pairs),
        spread=quartiles(ratios),
        at_least=at_least,
        note=note,
    )


def alone(name: str, values: Sequence[float], *, bound: float, unit: str, note: str = "") -> Figure:
    """Return a figure that is held to a bound of its own, without a baseline."""
    middle = median(values)
    return Figure(name, middle, bound, middle, None, unit, len(values), quartiles(values), note=note)


def quartiles(values: Sequence[float]) -> tuple[float, float]:
    """Return the first and the third quartile, of one value that value twice."""
    if len(values) < 2:
        return values[0], values[0]
    first, _, third = quantiles(values, n=4, method="inclusive")
    return first, third


def turn_by_turn(
    ours: Timed, baseline: Timed, rounds: int, *, seed: int = 1
) -> tuple[list[float], list[float]]:
    """Return the costs of ``rounds`` rounds of both, in random order each time, after one that is unseen."""
    order = random.Random(seed)
    sides = (ours, baseline)
    for side in sides:
        side()
    costs: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for index in order.sample((0, 1), 2):
            costs[index].append(sides[index]())
    return costs


def median_of(act: Callable[[], object], times: int) -> Timed:
    """Return a round that does ``act`` so many times and costs the median of them, in milliseconds."""

    def one_round() -> float:
        return median(milliseconds(act) for _ in range(times))

    return one_round


def milliseconds(act: Callable[[], object]) -> float:
    """Return how long ``act`` takes."""
    begin = time.perf_counter_ns()
    act()
    return float(Fraction(time.perf_counter_ns() - begin, 1_000_000))


def _short(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    return [_short(each) for each in value] if isinstance(value, tuple) else value
