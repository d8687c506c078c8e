"""What is handed to the books: legs, draws, and the transaction they make before it is posted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.errors import AmountTooLarge
from core.money import MAX_FEN
from ledger import chain
from ledger.errors import Unbalanced
from ledger.models import Account, Hold, Transaction


@dataclass(frozen=True)
class Leg:
    """One side of a transaction: debit positive, credit negative."""

    account: Account
    amount: int


@dataclass(frozen=True)
class Draw:
    """A part of a hold that the transaction it is given to uses up."""

    hold: Hold
    amount: int


@dataclass(frozen=True)
class Entry:
    """A transaction that is to be posted."""

    kind: str
    occurred_on: date
    memo: str
    subject: str
    legs: Sequence[Leg]
    draws: Sequence[Draw]
    key: str
    reverses: Transaction | None = None
    reason: str = ""

    @property
    def body_hash(self) -> str:
        """The hash of everything said here but the key."""
        return chain.body_hash(
            kind=self.kind,
            occurred_on=self.occurred_on,
            memo=self.memo,
            subject=self.subject,
            legs=[(n, leg.account.code, leg.amount) for n, leg in enumerate(self.legs, 1)],
            draws=[(draw.hold.key, draw.amount) for draw in self.draws],
            reverses=self.reverses.seq if self.reverses else None,
            reason=self.reason,
        )

    def moves(self) -> dict[int, int]:
        """Return by how much each account changes, in its own sign, by the account's id."""
        moves: Counter[int] = Counter()
        for leg in self.legs:
            moves[leg.account.pk] += leg.account.sign * leg.amount
        return dict(moves)

    def frees(self) -> dict[int, int]:
        """Return how much of what is held on each account is drawn, by the account's id."""
        frees: Counter[int] = Counter()
        for draw in self.draws:
            frees[draw.hold.account_id] += draw.amount
        return dict(frees)

    def require_sound(self, book_id: int) -> None:
        """Refuse what no book could hold: Unbalanced, AmountTooLarge.

        A mistake of the caller raises ValueError or TypeError: rows of another book, a hold drawn twice, a
        draw without a posting that reduces the held account by as much.
        """
        amounts: list[int] = [whole(leg.amount) for leg in self.legs]
        if len(amounts) < 2 or 0 in amounts or sum(amounts) != 0:
            raise Unbalanced
        for amount in [abs(amount) for amount in amounts] + [draw.amount for draw in self.draws]:
            positive(amount)
        rows = [leg.account for leg in self.legs] + [draw.hold for draw in self.draws]
        if any(row.book_id != book_id for row in rows):
            raise ValueError("an account or a hold of another book")
        if len({draw.hold.pk for draw in self.draws}) != len(self.draws):
            raise ValueError("a hold is drawn twice by one transaction")
        moves = self.moves()
        if any(part > -moves.get(account, 0) for account, part in self.frees().items()):
            raise ValueError("a draw needs a posting that reduces the held account by as much")


def whole(amount: int) -> int:
    """Return ``amount``, which is an int and no bool; else TypeError."""
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError(f"the books hold whole numbers, not {type(amount).__name__}")
    return amount


def positive(amount: int) -> int:
    """Return ``amount``, a whole number above zero (else ValueError). Raises AmountTooLarge."""
    if whole(amount) <= 0:
        raise ValueError("an amount is above zero")
    if amount > MAX_FEN:
        raise AmountTooLarge
    return amount
