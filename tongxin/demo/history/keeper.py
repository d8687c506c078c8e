"""The books while history is loaded: ``ledger.services`` in memory, sealed by the ledger's own hashes."""

from collections.abc import Sequence
from datetime import date

from estates.models import Post
from ledger import chain
from ledger.entries import Draw, Entry, Leg
from ledger.models import Account, Balance, Book, Hold, HoldChange, Posting, Transaction
from tongxin.demo.history.shelf import Shelf


class Keeper:
    """The one writer of a book; ``estate_id`` None is the street's own."""

    def __init__(self, shelf: Shelf, *, street_id: int, estate_id: int | None) -> None:
        self.shelf, self.place = shelf, {"street_id": street_id, "estate_id": estate_id}
        self.book = Book.objects.filter(**self.place, asset=Book.Asset.CNY).first()
        self.accounts: dict[str, Account] = {}
        self.balances: dict[int, Balance] = {}
        if self.book is not None:
            for balance in self.book.balances.select_related("account"):
                self._know(balance.account, balance)

    def open_book(self) -> Book:
        """Return the book, opened now if it was not there."""
        if self.book is None:
            self.book = self.shelf.add(Book(**self.place, asset=Book.Asset.CNY))
        return self.book

    def account(self, code: str, name: str, side: str) -> Account:
        """Return the account of that code, opened now if it was not there; never below nothing."""
        if code not in self.accounts:
            inside = {**self.place, "book": self.open_book()}
            account = self.shelf.add(Account(**inside, code=code, name=name, side=side))
            self._know(account, self.shelf.add(Balance(**inside, account=account, floor=0)))
        return self.accounts[code]

    def available(self, code: str) -> int:
        """Return what can still be spent or reserved on an account."""
        return self.balances[self.accounts[code].pk].available

    def post(
        self,
        *,
        kind: str,
        occurred_on: date,
        legs: Sequence[Leg],
        key: str,
        memo: str,
        subject: str,
        by: Post,
        draws: Sequence[Draw] = (),
    ) -> Transaction:
        """Return the new transaction; see ``ledger.services.post``."""
        book, entry = self.open_book(), Entry(kind, occurred_on, memo, subject, legs, draws, key)
        entry.require_sound(book.pk)
        inside = {**self.place, "book": book}
        row = Transaction(
            **inside,
            seq=book.head_seq + 1,
            key=key,
            body_hash=entry.body_hash,
            kind=kind,
            occurred_on=occurred_on,
            memo=memo,
            subject=subject,
            n_legs=len(legs),
            n_draws=len(draws),
            by_label=by.actor_label,
            prev_hash=book.head_hash,
        )
        row.hash = chain.transaction_hash(book, row)
        self.shelf.add(row)
        for n, leg in enumerate(legs, 1):
            self.shelf.add(
                Posting(**inside, transaction=row, seq=row.seq, n=n, account=leg.account, amount=leg.amount)
            )
        self._draw(row, draws)
        for account_id, amount in entry.moves().items():
            self._move(account_id, amount, -entry.frees().get(account_id, 0), row.seq)
        book.head_seq, book.head_hash = row.seq, row.hash
        self.shelf.change(book)
        return row

    def hold(self, account: Account, amount: int, *, key: str, memo: str, subject: str, by: Post) -> Hold:
        """Return the new hold; see ``ledger.services.hold``."""
        book = self.open_book()
        inside = {**self.place, "book": book}
        row = Hold(**inside, account=account, key=key, amount=amount, memo=memo, subject=subject)
        row.by_label, row.body_hash = by.actor_label, chain.hold_hash(book, row)
        self._move(account.pk, 0, amount)
        return self.shelf.add(row)

    def release(self, row: Hold) -> None:
        """Release what is left of a hold, as the settlement's job does."""
        part, inside = row.remaining, {**self.place, "book": self.open_book()}
        row.released += part
        kind = HoldChange.Kind.RELEASED
        self.shelf.add(HoldChange(**inside, hold=row, kind=kind, amount=part, by_label="系统"))
        self._move(row.account_id, 0, -part)
        self.shelf.change(row)

    def _draw(self, row: Transaction, draws: Sequence[Draw]) -> None:
        for draw in draws:
            draw.hold.drawn += draw.amount
            self.shelf.change(draw.hold)
            self.shelf.add(
                HoldChange(
                    **self.place,
                    book=self.open_book(),
                    hold=draw.hold,
                    kind=HoldChange.Kind.DRAWN,
                    amount=draw.amount,
                    transaction=row,
                    by_label=row.by_label,
                )
            )

    def _move(self, account_id: int, posted: int, held: int, seq: int | None = None) -> None:
        balance = self.balances[account_id]
        balance.posted, balance.held = balance.posted + posted, balance.held + held
        balance.seq = balance.seq if seq is None else seq
        if balance.available < (balance.floor or 0):
            raise ValueError(f"history overdraws {balance.account.code} by {-balance.available} fen")
        self.shelf.change(balance)

    def _know(self, account: Account, balance: Balance) -> None:
        self.accounts[account.code], self.balances[account.pk] = account, balance
