"""The rules a street may set: each app declares its own, with default, bounds, label and legal basis.

A number from law or practice is never a literal in a service; it is a ``Rule`` in ``<app>/rulebook.py`` and
is read with ``resolve``. Which layer says what, and in which version, is kept by tenancy. Keys are
``<app>.<what>``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.errors import RuleOutOfBounds
from core.money import format_yuan

Ratio = tuple[int, int]
Value = int | str | bool | Ratio


class Kind(StrEnum):
    """What a rule's value is; ``fen`` and ``days`` are whole numbers from zero up, a ratio is (num, den)."""

    INT = "int"
    RATIO = "ratio"
    BOOL = "bool"
    CHOICE = "choice"
    TEXT = "text"
    FEN = "fen"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a street may decide.

    ``minimum`` and ``maximum`` are included, have the form of the value, and are lengths for a text.
    ``choices`` are (value, Chinese label) pairs. ``basis`` names the law, the practice or 待街道确认. A
    rule that contradicts itself raises ValueError, so at import.
    """

    key: str
    default: Any
    kind: Kind | str
    label: str | Promise
    basis: str | Promise
    minimum: Any = None
    maximum: Any = None
    choices: tuple[tuple[str, str | Promise], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", Kind(self.kind))
        if not (self.key and self.label and self.basis):
            raise ValueError(f"a rule needs a key, a label and a basis: {self.key!r}")
        if (self.kind is Kind.CHOICE) is not bool(self.choices):
            raise ValueError(f"choices belong to a choice, and a choice needs them: {self.key}")
        if not self.admits(self.default):
            raise ValueError(f"the default is outside the rule's own bounds: {self.key}")

    def admits(self, value: Any) -> bool:
        """Say whether ``value`` has the right form and lies inside the bounds."""
        if not _has_form(self.kind, value):
            return False
        if self.kind is Kind.CHOICE:
            return value in [choice for choice, _label in self.choices]
        size = len(value) if self.kind is Kind.TEXT else value
        above = self.minimum is None or not _less(size, self.minimum)
        below = self.maximum is None or not _less(self.maximum, size)
        return above and below

    def allowed(self) -> str:
        """Return in Chinese what may be put here, as the middle of a sentence."""
        if self.kind is Kind.BOOL:
            return _("只能选“是”或“否”")
        if self.kind is Kind.CHOICE:
            return _("只能选 {options}").format(
                options="、".join(str(label) for _value, label in self.choices)
            )
        bounds = []
        if self.minimum is not None:
            bounds.append(_("不少于 {bound}").format(bound=self.shown(self.minimum)))
        if self.maximum is not None:
            bounds.append(_("不超过 {bound}").format(bound=self.shown(self.maximum)))
        return "，".join(bounds) or _WANTED[self.kind]()

    def shown(self, value: Any) -> str:
        """Return a value or bound of this rule as a person reads it."""
        if isinstance(value, bool):
            return _("是") if value else _("否")
        if self.kind is Kind.TEXT and isinstance(value, int):
            return _("{count} 个字").format(count=value)
        return _SHOWN.get(self.kind, str)(value) if not self.choices else str(dict(self.choices)[value])


_RULES: dict[str, Rule] = {}


def declare(*rules: Rule) -> None:
    """Enter ``rules`` in the book; a key that is already there raises ValueError and enters none."""
    book = dict(_RULES)
    for entry in rules:
        if entry.key in book:
            raise ValueError(f"this rule is declared twice: {entry.key}")
        book[entry.key] = entry
    _RULES.update(book)


def all_rules() -> tuple[Rule, ...]:
    """Return every declared rule, ordered by key."""
    return tuple(_RULES[key] for key in sorted(_RULES))


def rule(key: str) -> Rule:
    """Return the rule ``key``; one that nobody declared raises KeyError."""
    return _RULES[key]


def check(key: str, value: Any) -> Value:
    """Return ``value`` if the rule admits it; raises RuleOutOfBounds with what would be admitted."""
    entry = rule(key)
    if not entry.admits(value):
        raise RuleOutOfBounds(field=key, label=entry.label, allowed=entry.allowed(), basis=entry.basis)
    return value


def resolve(key: str, *layers: Mapping[str, Any]) -> Value:
    """Return what ``key`` is under ``layers`` of stored values, widest first (street, then estate).

    The last layer that names it wins, else the default. A stored value that has come to lie outside the
    bounds, because the law moved, raises RuleOutOfBounds: nobody goes on deciding by it, and it is not bent
    silently.
    """
    named = [layer[key] for layer in layers if key in layer]
    return from_json(key, named[-1]) if named else rule(key).default


def to_json(key: str, value: Any) -> int | str | bool:
    """Return a checked ``value`` as it is stored: a ratio becomes "4/5", everything else stays."""
    value = check(key, value)
    return f"{value[0]}/{value[1]}" if isinstance(value, tuple) else value


def from_json(key: str, stored: Any) -> Value:
    """Return the value that ``stored`` stands for, checked; the inverse of ``to_json``."""
    if rule(key).kind is Kind.RATIO and isinstance(stored, str):
        match = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", stored)
        stored = (int(match[1]), int(match[2])) if match else stored
    return check(key, stored)


def _has_form(kind: Kind | str, value: Any) -> bool:
    if kind is Kind.BOOL:
        return isinstance(value, bool)
    if kind in (Kind.CHOICE, Kind.TEXT):
        return isinstance(value, str)
    if kind is Kind.RATIO:
        pair = isinstance(value, tuple) and len(value) == 2 and all(_is_whole(part) for part in value)
        return pair and value[0] >= 0 and value[1] > 0
    return _is_whole(value) and (kind is Kind.INT or value >= 0)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _less(left: Any, right: Any) -> bool:
    if isinstance(left, tuple):
        return left[0] * right[1] < right[0] * left[1]
    return left < right


_SHOWN: dict[str, Callable[[Any], str]] = {
    Kind.RATIO: lambda ratio: f"{ratio[0]}/{ratio[1]}",
    Kind.FEN: lambda fen: _("{amount} 元").format(amount=format_yuan(fen)),
    Kind.DAYS: lambda days: _("{days} 天").format(days=days),
}
_WANTED: dict[str, Callable[[], str]] = {
    Kind.INT: lambda: _("请填整数"),
    Kind.RATIO: lambda: _("请填分数，例如 4/5"),
    Kind.TEXT: lambda: _("请填文字"),
    Kind.FEN: lambda: _("请填不小于零的金额"),
    Kind.DAYS: lambda: _("请填不小于零的天数"),
}
