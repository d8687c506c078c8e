"""What a fund can still pay, how much of that has come, and what an expense waits for.

A project spends what was planned and no more: residents voted on the plan, and every expense is split over
its sources by it, so a fen above it would never find its source. The general fund has no plan; it has what
it has.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Sum

from core.errors import Refused
from core.money import format_yuan, split
from funds import errors, rules
from funds.models import Expense, Fund, Source
from funds.reports.positions import FundPosition, fund_positions

WAITS_FOR = {
    Source.STREET: "等街道拨付",
    Source.SELF: "等居民自筹",
    Source.PUBLIC: "等公共收益到账",
    Source.GIFT: "等捐赠到账",
    Source.OTHER: "等其他资金到账",
}


@dataclass(frozen=True)
class Shortage:
    """What has to come from a source, in fen, before an expense can be signed; None is the whole fund."""

    source: Source | None
    missing: int

    def __str__(self) -> str:
        """Return ``等街道拨付 816.00 元``."""
        return f"{WAITS_FOR[self.source] if self.source else '等公共资金到账'} {format_yuan(self.missing)} 元"


@dataclass(frozen=True)
class Room:
    """How much room a fund has for one more expense, in fen.

    ``available`` has come and is not held, ``waiting`` is what other filed expenses claim and nobody has
    approved yet, ``used`` is paid or approved. ``left`` is what can ever be claimed: planned − used −
    waiting; None where there is no plan (the general fund).
    """

    fund: Fund
    planned: int
    used: int
    available: int
    waiting: int

    @property
    def left(self) -> int | None:
        """What the fund can ever pay besides what is claimed already."""
        return None if self.fund.is_general else max(self.planned - self.used - self.waiting, 0)

    def __str__(self) -> str:
        """Return ``可用 408.00 元，等签字 1,020.00 元，最多还能报 720.00 元``."""
        words = [f"可用 {format_yuan(self.available)} 元"]
        words += [f"等签字 {format_yuan(self.waiting)} 元"] if self.waiting else []
        words += [f"最多还能报 {format_yuan(self.left)} 元"] if self.left is not None else []
        return "，".join(words)


class Purse:
    """The positions of some funds of one estate with what their expenses have taken, read at once.

    One query, two with what waits for signature, however many funds and expenses.
    """

    def __init__(self, funds: Iterable[Fund]) -> None:
        self.funds = {fund.pk: fund for fund in funds}
        rows = list(self.funds.values())
        self.positions = {position.fund_id: position for position in fund_positions(rows)} if rows else {}

    def parts(self, fund: Fund, amount_fen: int) -> dict[str, int]:
        """Return what each source would pay of ``amount_fen``: by the plan over all expenses so far, or, from
        the general fund, by what is there. Raises MoneyNotThere where that is less.
        """
        position = self.positions[fund.pk]
        if fund.is_general:
            return _parts_by_what_is_there(position, amount_fen)
        lines = [line for line in position.lines if line.planned or line.taken]
        planned, taken = [line.planned for line in lines], [line.taken for line in lines]
        parts = rules.shares_of(amount_fen, planned, taken)
        return dict(zip((line.source for line in lines), parts, strict=True))

    def shortages(self, fund: Fund, amount_fen: int) -> tuple[Shortage, ...]:
        """Return what must still come before ``amount_fen`` can be paid from the fund."""
        position = self.positions[fund.pk]
        if fund.is_general:
            missing = amount_fen - position.available
            return (Shortage(None, missing),) if missing > 0 else ()
        parts = self.parts(fund, amount_fen)
        short = {Source(source): part - position.line(source).available for source, part in parts.items()}
        return tuple(Shortage(source, missing) for source, missing in short.items() if missing > 0)

    def is_beyond(self, fund: Fund, amount_fen: int) -> bool:
        """Say whether the amount is more than the plan has left over what is paid and approved."""
        position = self.positions[fund.pk]
        return not fund.is_general and amount_fen > position.planned - position.spent - position.held

    def rooms(self, *, besides: Expense | None = None) -> dict[int, Room]:
        """Return the room of each fund for one more expense, by the fund's key, in the order given."""
        claims = Expense.objects.filter(fund__in=self.funds, state__in=Expense.CLAIMED)
        claims = claims.exclude(pk=besides.pk) if besides else claims
        waiting = dict(claims.order_by().values_list("fund").annotate(fen=Sum("amount_fen")))
        return {pk: self._room(fund, waiting.get(pk, 0)) for pk, fund in self.funds.items()}

    def _room(self, fund: Fund, waiting: int) -> Room:
        position = self.positions[fund.pk]
        used = position.spent + position.held
        return Room(fund, position.planned, used, position.available, waiting)


@dataclass(frozen=True)
class Outlook:
    """What becomes of an expense that is filed now: the room for it, what it waits for.

    ``short`` is what must come before this one can be signed, ``short_in_turn`` before this one and all that
    are filed already can be.
    """

    room: Room
    short: tuple[Shortage, ...]
    short_in_turn: tuple[Shortage, ...]


def outlook(expense: Expense) -> Outlook:
    """Return what becomes of the expense when it is filed as it is noted now."""
    fund, amount, purse = expense.fund, expense.amount_fen or 0, Purse([expense.fund])
    room = purse.rooms(besides=expense)[fund.pk]
    if room.left is not None and amount > room.left:
        return Outlook(room, (), ())
    return Outlook(room, purse.shortages(fund, amount), purse.shortages(fund, amount + room.waiting))


def rooms(funds: Iterable[Fund], *, besides: Expense | None = None) -> dict[int, Room]:
    """Return the room of each fund for one more expense, by the fund's key, in the order given."""
    return Purse(funds).rooms(besides=besides)


def waits(expenses: Iterable[Expense]) -> dict[int, tuple[Shortage, ...]]:
    """Return what each filed expense waits for, by its key; what could be signed now waits for nothing.

    Nor does what lies beyond the plan: no money will come for it, it is to be sent back.
    """
    claimed = [expense for expense in expenses if expense.state in Expense.CLAIMED]
    purse = Purse(expense.fund for expense in claimed)
    possible = [row for row in claimed if not purse.is_beyond(row.fund, row.amount_fen or 0)]
    found = {row.pk: purse.shortages(row.fund, row.amount_fen or 0) for row in possible}
    return {pk: shortages for pk, shortages in found.items() if shortages}


def in_words(shortages: Iterable[Shortage]) -> str:
    """Return ``等街道拨付 816.00 元，等居民自筹 4.00 元``."""
    return "，".join(str(shortage) for shortage in shortages)


def filing_obstacle(expense: Expense) -> Refused | None:
    """Return why a project can never pay the expense: it is more than what is left of its plan."""
    room = rooms([expense.fund], besides=expense)[expense.fund_id]
    return _beyond(expense, room) if room.left is not None and (expense.amount_fen or 0) > room.left else None


def money_obstacle(expense: Expense) -> Refused | None:
    """Return why a filed expense can't be signed by anybody: it is beyond the plan, or money has not come."""
    if expense.state not in Expense.CLAIMED:
        return None
    fund, amount, purse = expense.fund, expense.amount_fen or 0, Purse([expense.fund])
    if purse.is_beyond(fund, amount):
        return _beyond(expense, replace(purse.rooms(besides=expense)[fund.pk], waiting=0))
    shortages = purse.shortages(fund, amount)
    return errors.MoneyNotThere(waits=in_words(shortages)) if shortages else None


def _beyond(expense: Expense, room: Room) -> Refused:
    return errors.ExpenseBeyondPlan(
        fund=expense.fund.label,
        left=format_yuan(room.left or 0),
        wanted=format_yuan(expense.amount_fen or 0),
        planned=format_yuan(room.planned),
        used=format_yuan(room.used),
        waiting=format_yuan(room.waiting),
    )


def _parts_by_what_is_there(position: FundPosition, amount_fen: int) -> dict[str, int]:
    available = {line.source: line.available for line in position.lines if line.available > 0}
    if sum(available.values()) < amount_fen:
        raise errors.MoneyNotThere(waits=str(Shortage(None, amount_fen - sum(available.values()))))
    return dict(zip(available, split(amount_fen, list(available.values())), strict=True))
