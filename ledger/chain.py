"""The byte form that is hashed. Frozen: a change needs a new version tag, old rows keep theirs (README)."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date
from typing import Any

from ledger.models import Book, Closing, Hold, Transaction

BODY = "tongxin-body/1"
TRANSACTION = "tongxin-transaction/1"
HOLD = "tongxin-hold/1"
CLOSING = "tongxin-closing/1"

LegLine = tuple[int, str, int]
DrawLine = tuple[str, int]


def canonical(value: Any) -> bytes:
    """Return ``value`` as JSON in its one byte form: UTF-8, keys sorted, no spaces, no floats.

    Raises TypeError for anything that this form can't say exactly.
    """
    _refuse_inexact(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: Any) -> str:
    """Return the sha256 of the canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def body_hash(
    *,
    kind: str,
    occurred_on: date,
    memo: str,
    subject: str,
    legs: Iterable[LegLine],
    draws: Iterable[DrawLine],
    reverses: int | None = None,
    reason: str = "",
) -> str:
    """Return the hash of what a transaction says, by which the same key with another content is noticed.

    ``legs`` are (n, account code, amount) in the order of n, ``draws`` (hold key, amount) in any order,
    ``reverses`` the seq of the transaction that is reversed.
    """
    return digest(
        {
            "v": BODY,
            "kind": kind,
            "occurred_on": occurred_on.isoformat(),
            "memo": memo,
            "subject": subject,
            "legs": [list(leg) for leg in legs],
            "draws": sorted(list(draw) for draw in draws),
            "reverses": reverses,
            "reason": str(reason),
        }
    )


def transaction_hash(book: Book, row: Transaction) -> str:
    """Return the hash that chains a transaction, through its body, to the one before it."""
    return digest(
        {
            "v": TRANSACTION,
            "book": book.place,
            "seq": row.seq,
            "prev": row.prev_hash,
            "key": row.key,
            "body": row.body_hash,
            "posted_at": row.posted_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": row.by_label,
        }
    )


def hold_hash(book: Book, row: Hold) -> str:
    """Return the hash of what a hold was placed for."""
    return digest(
        {
            "v": HOLD,
            "book": book.place,
            "key": row.key,
            "account": row.account.code,
            "amount": row.amount,
            "memo": row.memo,
            "subject": row.subject,
        }
    )


def closing_hash(book: Book, row: Closing) -> str:
    """Return the hash of a closing: its report, and the place in the chain at which it was true."""
    return digest(
        {
            "v": CLOSING,
            "book": book.place,
            "through": row.through.isoformat(),
            "seq": row.seq,
            "head": row.head_hash,
            "report": row.report,
        }
    )


def _refuse_inexact(value: Any) -> None:
    if isinstance(value, dict):
        if not all(isinstance(name, str) for name in value):
            raise TypeError("the names in a report are text")
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            _refuse_inexact(part)
    elif not (value is None or isinstance(value, str | int)):
        raise TypeError(f"a {type(value).__name__} has no exact form in the books")
