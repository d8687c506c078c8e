"""What a month's statement says: plain values that screen, print and verification read alike.

Amounts in fen. Nothing personal is in it: payees and givers are masked before they come here.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from funds.models import Source


@dataclass(frozen=True)
class SourceMoves:
    """What one source had, brought, paid and has."""

    source: str
    opening_fen: int
    income_fen: int
    expense_fen: int
    closing_fen: int

    @property
    def label(self) -> str:
        """The source in words."""
        return str(Source(self.source).label)


@dataclass(frozen=True)
class FundMoves:
    """What one fund had, got, paid and has; ``transferred_fen`` came from (+) or went to (−) other funds."""

    fund_id: int
    label: str
    planned_fen: int
    opening_fen: int
    income_fen: int
    expense_fen: int
    transferred_fen: int
    closing_fen: int


@dataclass(frozen=True)
class Entry:
    """One movement on the bank account: income positive, expense negative."""

    seq: int
    on: date
    words: str
    party: str
    voucher: str
    fund: str
    amount_fen: int
    parts: tuple[tuple[str, int], ...]
    category: str = ""
    receipt: str = ""
    handled_by: str = ""
    approved_by: str = ""
    second_approved_by: str = ""
    paid_by: str = ""
    # How many times the same home has given (or got) this in the month, from 1; 0 where it is no home's.
    nth_of_home: int = 0

    @property
    def income_fen(self) -> int:
        """What came in, or nothing."""
        return max(self.amount_fen, 0)

    @property
    def expense_fen(self) -> int:
        """What went out, or nothing."""
        return max(-self.amount_fen, 0)

    @property
    def parts_with_labels(self) -> tuple[dict[str, Any], ...]:
        """Which sources moved, and by how much, in words: {label, fen}."""
        return tuple({"label": str(Source(source).label), "fen": fen} for source, fen in self.parts)

    @property
    def signed_by(self) -> str:
        """Who approved, one or two."""
        return "、".join(name for name in (self.approved_by, self.second_approved_by) if name)


@dataclass(frozen=True)
class EntryGroup:
    """What stands in one line of a list: one movement, or as many equal ones as homes gave or got."""

    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        """The earliest of them, which says what all of them say."""
        return self.entries[0]

    @property
    def homes(self) -> int:
        """How many homes are in the line; 0 where it is one movement."""
        return len(self.entries) if len(self.entries) > 1 else 0

    @property
    def each_fen(self) -> int:
        """What each of them brought or took, without its sign."""
        return abs(self.first.amount_fen)

    @property
    def amount_fen(self) -> int:
        """What came or went by all of them together."""
        return sum(entry.amount_fen for entry in self.entries)

    @property
    def last_on(self) -> date:
        """The latest day."""
        return max(entry.on for entry in self.entries)

    @property
    def numbers(self) -> list[str]:
        """Their numbers in the ledger, runs joined: 3–12, 14."""
        return _spans([entry.seq for entry in self.entries])

    @property
    def vouchers(self) -> tuple[str, list[str]]:
        """Their vouchers: what all have in common (收2026-), and the serials with their runs joined."""
        head, dash, _ = self.first.voucher.rpartition("-")
        serials = [int(entry.voucher.rpartition("-")[2]) for entry in self.entries]
        return f"{head}{dash}", _spans(serials, width=4)


@dataclass(frozen=True)
class Payable:
    """An expense that was approved and not yet paid at the end of the month (应付)."""

    voucher: str
    words: str
    party: str
    fund: str
    amount_fen: int


@dataclass(frozen=True)
class InKind:
    """Labour or goods given in the month, at their stated value; no part of the cash."""

    voucher: str
    words: str
    party: str
    value_fen: int


@dataclass(frozen=True)
class MonthlyStatement:
    """The money of an estate in one month, as the ledger had it up to ``through_seq``."""

    month: date
    opening_fen: int
    income_fen: int
    expense_fen: int
    closing_fen: int
    by_source: tuple[SourceMoves, ...]
    by_fund: tuple[FundMoves, ...]
    entries: tuple[Entry, ...]
    payables: tuple[Payable, ...]
    in_kind: tuple[InKind, ...]
    grants_left_fen: int
    through_seq: int
    head_hash: str

    @property
    def is_balanced(self) -> bool:
        """Whether opening + in − out = closing, as a whole, over the sources, the funds and the entries."""
        sums = [
            (self.opening_fen, self.income_fen, self.expense_fen, self.closing_fen),
            _sums(self.by_source),
            _sums(self.by_fund),
        ]
        adds_up = all(opening + came - went == closing for opening, came, went, closing in sums)
        moved = sum(line.transferred_fen for line in self.by_fund)
        listed = (sum(e.income_fen for e in self.entries), sum(e.expense_fen for e in self.entries))
        same = len(set(sums)) == 1 and moved == 0 and listed == (self.income_fen, self.expense_fen)
        return adds_up and same

    @property
    def payable_fen(self) -> int:
        """What is approved and not yet paid."""
        return sum(line.amount_fen for line in self.payables)

    @property
    def in_kind_fen(self) -> int:
        """What labour and goods of the month were valued at."""
        return sum(line.value_fen for line in self.in_kind)

    @property
    def groups(self) -> tuple[EntryGroup, ...]:
        """The movements in the order of the ledger; what homes gave alike to one fund is one line."""
        grouped: dict[tuple[object, ...], list[Entry]] = {}
        for entry in self.entries:
            alike = (entry.voucher[:5], entry.words, entry.fund, entry.amount_fen, entry.nth_of_home)
            grouped.setdefault(alike if entry.nth_of_home else (entry.seq,), []).append(entry)
        return tuple(EntryGroup(tuple(entries)) for entries in grouped.values())

    @property
    def incomes(self) -> tuple[EntryGroup, ...]:
        """The lines that brought money."""
        return tuple(group for group in self.groups if group.amount_fen > 0)

    @property
    def expenses(self) -> tuple[EntryGroup, ...]:
        """The lines that took money."""
        return tuple(group for group in self.groups if group.amount_fen < 0)

    def to_json(self) -> dict[str, Any]:
        """Return the values as JSON can hold them; ``from_json`` gives the same statement back."""
        values = asdict(self) | {"month": self.month.isoformat()}
        values["entries"] = [line | {"on": line["on"].isoformat()} for line in values["entries"]]
        return json.loads(json.dumps(values, ensure_ascii=False))

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "MonthlyStatement":
        """Return the statement that ``to_json`` wrote."""
        lines: dict[str, Any] = {
            "by_source": tuple(SourceMoves(**line) for line in values["by_source"]),
            "by_fund": tuple(FundMoves(**line) for line in values["by_fund"]),
            "entries": tuple(_entry(line) for line in values["entries"]),
            "payables": tuple(Payable(**line) for line in values["payables"]),
            "in_kind": tuple(InKind(**line) for line in values["in_kind"]),
        }
        return cls(**{**values, **lines, "month": date.fromisoformat(values["month"])})


def _spans(numbers: list[int], *, width: int = 0) -> list[str]:
    """Return whole numbers with their runs joined: 3–12, 14."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][-1] + 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    return ["–".join(f"{number:0{width}d}" for number in span) for span in spans]


def _sums(lines: tuple[SourceMoves, ...] | tuple[FundMoves, ...]) -> tuple[int, int, int, int]:
    return (
        sum(line.opening_fen for line in lines),
        sum(line.income_fen for line in lines),
        sum(line.expense_fen for line in lines),
        sum(line.closing_fen for line in lines),
    )


def _entry(line: Mapping[str, Any]) -> Entry:
    parts = tuple((source, fen) for source, fen in line["parts"])
    return Entry(**{**line, "on": date.fromisoformat(line["on"]), "parts": parts})
