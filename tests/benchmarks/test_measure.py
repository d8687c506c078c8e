"""Ratios, medians and quartiles, exactly."""

import pytest

from benchmarks.measure import Figure, alone, compared, median_of, milliseconds, quartiles, turn_by_turn


def test_compared_is_the_median_of_the_ratios_of_rounds():
    figure = compared("list", [4.0, 9.0, 6.0], [2.0, 3.0, 3.0], bound=3.0)

    assert figure == Figure(
        name="list",
        ratio=2.0,
        bound=3.0,
        ours=6.0,
        baseline=3.0,
        unit="ms",
        rounds=3,
        spread=(2.0, 2.5),
    )


def test_compared_at_least_is_our_speed_over_the_other_s():
    figure = compared("ledger_post", [4.0, 5.0], [2.0, 4.0], bound=0.5, at_least=True)

    assert (figure.ratio, figure.ok) == (0.65, True)


def test_compared_needs_both_sides_of_every_round():
    with pytest.raises(ValueError, match="shorter"):
        compared("list", [1.0, 2.0], [1.0], bound=3.0)


@pytest.mark.parametrize(
    ("ratio", "at_least", "ok"),
    [(3.0, False, True), (3.01, False, False), (0.5, True, False), (3.0, True, True)],
)
def test_a_bound_holds_up_to_itself(ratio: float, at_least: bool, ok: bool):
    figure = compared(
        "f", [1.0] if at_least else [ratio], [ratio if at_least else 1.0], bound=3.0, at_least=at_least
    )

    assert figure.ok is ok


def test_a_figure_alone_is_its_own_ratio():
    figure = alone("memory", [90.0, 110.0, 100.0], bound=130.0, unit="MiB", note="PSS")

    assert figure.as_json() == {
        "name": "memory",
        "ratio": 100.0,
        "bound": 130.0,
        "ours": 100.0,
        "baseline": None,
        "unit": "MiB",
        "rounds": 3,
        "spread": [95.0, 105.0],
        "at_least": False,
        "note": "PSS",
        "ok": True,
    }


def test_as_json_has_three_places():
    figure = compared("list", [1.0], [3.0], bound=3.0)

    assert (figure.as_json()["ratio"], figure.as_json()["spread"]) == (0.333, [0.333, 0.333])


def test_quartiles_of_few():
    assert quartiles([5.0]) == (5.0, 5.0)
    assert quartiles([1.0, 2.0, 3.0, 4.0, 5.0]) == (2.0, 4.0)


def test_turn_by_turn_times_both_in_every_round_and_forgets_the_first():
    calls: list[str] = []

    def side(name: str, costs: list[float]):
        def timed() -> float:
            calls.append(name)
            return costs[calls.count(name) - 1]

        return timed

    ours, bare = turn_by_turn(side("a", [9.0, 1.0, 2.0, 3.0]), side("b", [9.0, 4.0, 5.0, 6.0]), 3)

    assert (ours, bare) == ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])
    assert [sorted(calls[n : n + 2]) for n in range(0, 8, 2)] == [["a", "b"]] * 4


def test_median_of_does_it_so_many_times():
    done: list[int] = []

    cost = median_of(lambda: done.append(1), 5)()

    assert len(done) == 5
    assert cost >= 0
    assert milliseconds(lambda: None) >= 0
