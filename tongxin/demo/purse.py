"""Money in the stories: what homes give, what the street pays, what is spent with receipts."""

import zlib
from collections.abc import Sequence
from datetime import date

from core import clock
from estates.models import Post
from funds.models import Contribution, Expense, Fund, Source
from tongxin.demo.case import Bill, Gifts, Present
from tongxin.demo.drawing import Slip, receipt
from tongxin.demo.stage import Players, Story, at, office, spread

Role = Post.Role


def collect(players: Players, fund: Fund, gifts: Gifts) -> Story:
    """The cashier records what each flat gives (居民自筹)."""
    flats = players.units[: gifts.flats]
    for number, (cue, unit) in enumerate(
        zip(spread(gifts.first, gifts.last, len(flats)), flats, strict=True), 1
    ):
        yield cue
        players.hands.record_contribution(
            fund,
            source=Source.SELF,
            kind=Contribution.Kind.CASH,
            amount_fen=gifts.each_fen,
            unit=unit,
            bank_reference=bank_reference("收", fund.pk, number),
            received_on=clock.today(),
            by=players.post(Role.CASHIER),
        )


def take(players: Players, fund: Fund, presents: Sequence[Present]) -> Story:
    """The cashier records money without a flat, labour and goods."""
    for number, present in enumerate(presents, 1):
        yield at(present.on, 16)
        in_cash = present.kind == Contribution.Kind.CASH
        players.hands.record_contribution(
            fund,
            source=present.source,
            kind=present.kind,
            amount_fen=present.amount_fen,
            unit=None if present.flat is None else players.units[present.flat],
            from_label=present.giver,
            bank_reference=bank_reference("另", fund.pk, number) if in_cash else "",
            received_on=clock.today(),
            by=players.post(Role.CASHIER),
        )


def receive_grant(players: Players, fund: Fund, number: int, day: date, amount_fen: int) -> Story:
    """The street's finance office pays a part of the grant."""
    yield office(day, 15)
    players.hands.disburse_grant(
        players.hands.grant_of(fund),
        amount_fen,
        bank_reference=bank_reference("拨", fund.pk, number),
        paid_on=clock.today(),
        by=players.post(Role.STREET_FINANCE),
    )


def spend(players: Players, fund: Fund, bill: Bill) -> Story:
    """An expense: the receipt first, then approval (by two where it is large), then payment."""
    number = bill.filed_by_member
    filer = players.post(Role.TREASURER) if number is None else players.post(Role.MEMBER, number)
    yield at(bill.filed_on, 19)
    expense = _file(players, fund, bill, filer)
    if bill.approved_on is None:
        return
    yield at(bill.approved_on, 19, 30)
    expense = players.hands.approve_expense(expense, photos_fit=True, by=players.post(Role.CHAIR))
    if expense.state == Expense.State.SIGNED:
        yield at(bill.approved_on, 20, 15)
        expense = players.hands.approve_expense(expense, photos_fit=True, by=players.post(Role.SUPERVISOR))
    if bill.paid_on is None:
        return
    yield at(bill.paid_on, 14)
    reference = bank_reference("付", fund.pk, expense.pk)
    cashier = players.post(Role.CASHIER)
    players.hands.pay_expense(expense, bank_reference=reference, paid_on=clock.today(), by=cashier)


def _file(players: Players, fund: Fund, bill: Bill, filer: Post) -> Expense:
    serial = zlib.crc32(f"{bill.payee}{bill.purpose}{bill.filed_on}".encode()) % 1_000_000
    slip = Slip(bill.payee, bill.purpose, bill.filed_on, bill.amount_fen, serial)
    expense = players.hands.draft_expense(fund, photo=receipt(slip), by=filer)
    return players.hands.file_expense(
        expense,
        amount_fen=bill.amount_fen,
        spent_on=bill.filed_on,
        purpose=bill.purpose,
        category=bill.category,
        payee=bill.payee,
        invoice_number=f"{serial:020d}",
        by=filer,
    )


def bank_reference(kind: str, fund: int, number: int) -> str:
    """Return an invented reference of a bank transfer."""
    return f"示例{kind}{fund:03d}-{number:04d}"
