"""The books against an oracle of plain dictionaries, recomputed after each step (hypothesis)."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core import clock
from ledger import errors
from ledger.models import Account, Book, Hold, Transaction
from ledger.reports import balances, statement
from ledger.services import Draw, Leg, close_period, hold, open_account, open_book, post, release, reverse
from ledger.verify import verify_book
from tenancy.scope import scope
from tests.ledger.books import fire

FIRST, TODAY = date(2026, 11, 1), date(2026, 11, 20)
CODES = {"bank": ("debit", 0), "own": ("credit", 0), "grant": ("credit", -300), "issued": ("debit", None)}
AMOUNTS = st.integers(-600, 600)
ACCOUNTS = st.sampled_from(sorted(CODES))
DAYS = st.integers(0, 18)


@dataclass
class Posted:
    """What the oracle knows of a transaction."""

    row: Transaction
    body: tuple
    reverses: "Posted | None" = None
    reversed: bool = False


@dataclass
class Oracle:
    """What must be true, in plain Python."""

    posted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CODES, 0))
    held: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CODES, 0))
    by_key: dict[str, Posted] = field(default_factory=dict)
    holds: list[list] = field(default_factory=list)  # row, code, remaining
    closed: date | None = None

    def moves(self, legs: list[tuple[str, int]]) -> dict[str, int]:
        moves = dict.fromkeys(CODES, 0)
        for code, amount in legs:
            moves[code] += amount if CODES[code][0] == "debit" else -amount
        return moves

    def refusal(
        self, day: date, legs: list[tuple[str, int]], draws: list[tuple[list, int]] = ()
    ) -> type | None:
        """Return what a posting that balances must be refused with, if with anything."""
        if self.closed and day <= self.closed:
            return errors.PeriodClosed
        if any(part > held[2] for held, part in draws):
            return errors.HoldExhausted
        for code, move in self.moves(legs).items():
            freed = sum(part for held, part in draws if held[1] == code)
            floor = CODES[code][1]
            touched = code in [leg[0] for leg in legs]
            if touched and floor is not None and self.posted[code] + move - self.held[code] + freed < floor:
                return errors.InsufficientFunds
        return None

    def apply(self, legs: list[tuple[str, int]], draws: list[tuple[list, int]] = ()) -> None:
        for code, move in self.moves(legs).items():
            self.posted[code] += move
        for held, part in draws:
            held[2] -= part
            self.held[held[1]] -= part


class Books(RuleBasedStateMachine):
    """Whatever people do, in any order, the books and the oracle agree; refusals change nothing."""

    @initialize()
    def open(self) -> None:
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.clock = clock.travel_to(TODAY.year, TODAY.month, TODAY.day)
        self.clock.__enter__()
        self.scope = scope(1, 11)
        self.scope.__enter__()
        self.oracle, self.count = Oracle(), 0
        self.book = open_book(street_id=1, estate_id=11)
        self.accounts: dict[str, Account] = {
            code: open_account(self.book, code, code, side=side, floor=floor)
            for code, (side, floor) in CODES.items()
        }
        start = [("bank", 1000), ("own", -600), ("grant", -400)]
        self._try_posting(FIRST, start)

    def teardown(self) -> None:
        if hasattr(self, "scope"):
            self.scope.__exit__(None, None, None)
            self.clock.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    def _key(self) -> str:
        self.count += 1
        return f"k{self.count}"

    def _post(self, key: str, day: date, legs: list, draws: list) -> Transaction:
        return post(
            self.book,
            kind="x",
            occurred_on=day,
            legs=[Leg(self.accounts[code], amount) for code, amount in legs],
            draws=[Draw(held[0], part) for held, part in draws],
            key=key,
            memo=key,
            by=None,
        )

    def _expect(self, refusal: type | None, call) -> object:
        if refusal is None:
            return call()
        with pytest.raises(refusal):
            call()
        return None

    def _try_posting(self, day: date, legs: list, draws: list = ()) -> None:
        key, refusal = self._key(), self.oracle.refusal(day, legs, draws)
        row = self._expect(refusal, lambda: self._post(key, day, legs, draws))
        if row is not None:
            self.oracle.apply(legs, draws)
            self.oracle.by_key[key] = Posted(row, (day, legs, draws))

    @rule(
        day=DAYS,
        legs=st.lists(st.tuples(ACCOUNTS, AMOUNTS.filter(bool)), min_size=1, max_size=4),
        last=ACCOUNTS,
    )
    def post_balanced(self, day: int, legs: list, last: str) -> None:
        rest = -sum(amount for _, amount in legs)
        if rest:
            self._try_posting(FIRST + timedelta(days=day), [*legs, (last, rest)])

    @rule(amount=st.integers(1, 600), day=DAYS, source=st.sampled_from(["own", "grant"]))
    def pay_in(self, amount: int, day: int, source: str) -> None:
        self._try_posting(FIRST + timedelta(days=day), [("bank", amount), (source, -amount)])

    @rule(legs=st.lists(st.tuples(ACCOUNTS, AMOUNTS), max_size=4))
    def post_unbalanced(self, legs: list) -> None:
        amounts = [amount for _, amount in legs]
        if len(legs) < 2 or 0 in amounts or sum(amounts):
            self._expect(errors.Unbalanced, lambda: self._post(self._key(), TODAY, legs, []))

    @precondition(lambda self: self.oracle.by_key)
    @rule(data=st.data())
    def send_again(self, data) -> None:
        key = data.draw(st.sampled_from(sorted(self.oracle.by_key)))
        known = self.oracle.by_key[key]
        if known.reverses is None:
            assert self._post(key, *known.body).pk == known.row.pk
        day, legs, _ = known.body
        other = [(code, -amount) for code, amount in legs]
        self._expect(errors.KeyReusedInBook, lambda: self._post(key, day, other, []))

    @rule(code=ACCOUNTS, amount=st.integers(1, 500))
    def place_hold(self, code: str, amount: int) -> None:
        floor = CODES[code][1]
        left = self.oracle.posted[code] - self.oracle.held[code] - amount
        refusal = errors.InsufficientFunds if floor is not None and left < floor else None
        key = self._key()
        row = self._expect(refusal, lambda: hold(self.accounts[code], amount, key=key, memo=key, by=None))
        if row is not None:
            self.oracle.held[code] += amount
            self.oracle.holds.append([row, code, amount])
            assert hold(self.accounts[code], amount, key=key, memo=key, by=None).pk == row.pk

    @precondition(lambda self: self.oracle.holds)
    @rule(data=st.data(), part=st.integers(1, 600), day=DAYS)
    def spend_hold(self, data, part: int, day: int) -> None:
        held = data.draw(st.sampled_from(self.oracle.holds))
        code, other = held[1], "bank" if held[1] != "bank" else "own"
        down = -part if CODES[code][0] == "debit" else part
        self._try_posting(FIRST + timedelta(days=day), [(code, down), (other, -down)], [(held, part)])

    @precondition(lambda self: self.oracle.holds)
    @rule(data=st.data(), part=st.none() | st.integers(1, 300))
    def release_hold(self, data, part: int | None) -> None:
        held = data.draw(st.sampled_from(self.oracle.holds))
        wanted = held[2] if part is None else part
        refusal = errors.HoldExhausted if not wanted or wanted > held[2] else None
        row = self._expect(refusal, lambda: release(held[0], amount=part, by=None))
        if row is not None:
            held[2] -= wanted
            self.oracle.held[held[1]] -= wanted

    @precondition(lambda self: self.oracle.by_key)
    @rule(data=st.data(), day=DAYS)
    def take_back(self, data, day: int) -> None:
        known = self.oracle.by_key[data.draw(st.sampled_from(sorted(self.oracle.by_key)))]
        on, key = FIRST + timedelta(days=day), self._key()
        legs = [(code, -amount) for code, amount in known.body[1]]
        refusal = self.oracle.refusal(on, legs)
        if known.reverses:
            refusal = errors.ReversalIsFinal
        elif known.reversed:
            refusal = errors.AlreadyReversed
        row = self._expect(
            refusal, lambda: reverse(known.row, reason="mistake", key=key, occurred_on=on, by=None)
        )
        if row is not None:
            self.oracle.apply(legs)
            known.reversed = True
            self.oracle.by_key[key] = Posted(row, (on, legs, []), reverses=known)

    @rule(day=DAYS)
    def close(self, day: int) -> None:
        through = FIRST + timedelta(days=day)
        closed = self.oracle.closed and through <= self.oracle.closed
        refusal = errors.PeriodClosed if closed else None
        report = {"posted": dict(self.oracle.posted)}
        if self._expect(refusal, lambda: close_period(self.book, through, report=report, by=None)):
            self.oracle.closed = through

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "oracle"):
            return
        fire()
        self.book.refresh_from_db()
        lines = balances(self.book)
        assert {code: line.posted for code, line in lines.items()} == self.oracle.posted
        assert {code: line.held for code, line in lines.items()} == self.oracle.held
        assert self.book.head_seq == Transaction.objects.count() == len(self.oracle.by_key)
        assert self.book.closed_through == self.oracle.closed
        assert [row.remaining for row in Hold.objects.order_by("id")] == [h[2] for h in self.oracle.holds]
        verdict = verify_book(Book.objects.get(pk=self.book.pk))
        assert verdict.finding is None, str(verdict.finding)
        assert statement(self.book, FIRST, TODAY).closing == self.oracle.posted


@pytest.mark.slow
@pytest.mark.django_db
def test_the_books_agree_with_an_oracle_whatever_is_done():
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            database=None,
        ),
    )
