"""What makes a roll and its slips provable: canonical text, sha256, a chain, and a code to note down."""

import base64
from collections.abc import Iterable
from datetime import UTC, datetime

from ballots.models import Ballot, Elector, Matter, Slip
from core.canonical import sha256_of


def roll_hash(ballot: Ballot, matters: Iterable[Matter], electors: Iterable[Elector]) -> str:
    """Return the sha256 of everything that is frozen: question, window, rules, matters and roll."""
    content = {
        "title": ballot.title,
        "question": ballot.question,
        "facts": ballot.facts,
        "electorate": ballot.electorate,
        "online": ballot.online,
        "opens_at": _moment(ballot.opens_at),
        "closes_at": _moment(ballot.closes_at),
        "rules": ballot.rules,
        "rules_version": ballot.rules_version,
        "matters": [[matter.no, matter.text, matter.raises, matter.options] for matter in matters],
        "electors": [
            [elector.no, elector.unit_id, elector.label, elector.area_centi, elector.head_no]
            for elector in electors
        ],
    }
    return sha256_of(content)


def slip_hash(slip: Slip) -> str:
    """Return the sha256 of a slip, the hash before it included."""
    content = {
        "ballot": slip.ballot_id,
        "seq": slip.seq,
        "cast_by": slip.cast_by_id,
        "cast_at": _moment(slip.cast_at),
        "electors": slip.electors,
        "choices": slip.choices,
        "prev_hash": slip.prev_hash,
    }
    return sha256_of(content)


def receipt_code(sha256: str) -> str:
    """Return the first 80 bits of a hash as four groups of four letters and digits (no 0, 1, 8, 9)."""
    letters = base64.b32encode(bytes.fromhex(sha256)[:10]).decode()
    return " ".join(letters[start : start + 4] for start in range(0, 16, 4))


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
