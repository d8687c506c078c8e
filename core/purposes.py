"""What is kept about people and why: each app declares its own, the privacy page is this list and no other.

A test walks every model: a field that could say something about somebody is declared here or named there as
saying nothing of anybody. Sources: PIPL 6, 7, 17, 19 and 51; the periods are those of domain.md §5.2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core import rulebook

# The version of the privacy page: one more whenever a purpose is added, widened or kept longer.
VERSION = 2
SINCE = "2026-11-23"


class Basis(StrEnum):
    """Why the law lets the data be kept; the value says it to whom they are about (PIPL 13)."""

    LAW = "依法必须，不需要另外同意"
    SERVICE = "为您办事所必需，不需要另外同意"
    CONSENT = "只在您同意时，随时可以撤回"


@dataclass(frozen=True)
class Purpose:
    """What a set of fields is kept for, in words for whom they are about.

    ``fields`` names them by model. ``kept`` says how long and may hold ``{default}``, which is what the
    rulebook gives for ``rule`` where a street has not chosen. ``agreement`` names the consent it hangs on.
    """

    key: str
    title: str
    fields: Mapping[str, tuple[str, ...]]
    kinds: str
    why: str
    basis: Basis
    kept: str
    shown_to: str
    rule: str = ""
    sensitive: bool = False
    agreement: str = ""

    @property
    def term(self) -> str:
        """How long the data are kept, in words."""
        return self.kept.format(default=rulebook.rule(self.rule).default) if self.rule else self.kept


@dataclass(frozen=True)
class Agreement:
    """Something that is done only as long as somebody agrees to it, in a version of its words.

    ``separate`` consents are about sensitive data and stand on a page of their own (PIPL 29). ``withdrawn``
    says what happens when the consent is taken back.
    """

    key: str
    version: int
    title: str
    words: str
    withdrawn: str
    separate: bool = False


_purposes: dict[str, Purpose] = {}
_agreements: dict[str, Agreement] = {}


def declare(*purposes: Purpose) -> None:
    """Make purposes known, in the order of the page; two of one key are an error."""
    _enter(_purposes, purposes)


def ask_for(*agreements: Agreement) -> None:
    """Make known what people are asked to agree to; two of one key are an error."""
    _enter(_agreements, agreements)


def all_purposes() -> tuple[Purpose, ...]:
    """Return every purpose, app by app."""
    return tuple(_purposes.values())


def all_agreements() -> tuple[Agreement, ...]:
    """Return everything that people are asked to agree to."""
    return tuple(_agreements.values())


def agreement(key: str) -> Agreement:
    """Return one by its key. Raises KeyError."""
    return _agreements[key]


def _enter(known: dict, added: Iterable) -> None:
    for each in added:
        if each.key in known:
            raise ValueError(f"{each.key} is declared twice")
        known[each.key] = each
