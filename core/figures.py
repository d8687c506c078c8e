"""Figures as they may be told: shares and round numbers, rounded down only (domain.md §1.4)."""


def tenths(part: int, whole: int) -> int:
    """Return the share of ``part`` in ``whole`` in tenths of a percent, rounded down: 130 of 194 is 670.

    It is the largest number that passes the comparison by cross-multiplication: 1000 is said only where the
    part is at least the whole. Raises ValueError below zero and where there is nothing to have a share in.
    """
    if part < 0 or whole <= 0:
        raise ValueError(f"{part} of {whole} is no share")
    return part * 1000 // whole


def percent(part: int, whole: int) -> str:
    """Return the share as ``67.0%``, rounded down to a tenth."""
    share = tenths(part, whole)
    return f"{share // 10}.{share % 10}%"


def at_least(value: int, step: int, counter: str = "") -> str:
    """Return a round number that ``value`` really exceeds: 151 in fifties is ``150余人``, 150 is ``150人``.

    ``counter`` is the word behind. Below one step, and on it, the value itself is told: never 0余. Raises
    ValueError for what can't be rounded down.
    """
    down = _down(value, step)
    return f"{down:,}余{counter}" if down else f"{value:,}{counter}"


def over(value: int, step: int, counter: str = "") -> str:
    """Return ``超1,200人次`` for what is strictly more than that: 1,200 itself is ``1,200人次``."""
    down = _down(value, step)
    return f"超{down:,}{counter}" if down else f"{value:,}{counter}"


def _down(value: int, step: int) -> int:
    """Return the largest multiple of ``step`` below ``value``, nothing where the value is told itself."""
    if value < 0 or step <= 0:
        raise ValueError(f"{value} can't be told in steps of {step}")
    return value - value % step if value % step else 0
