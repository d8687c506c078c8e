"""The estate's general money, month by month, and the three months that were published.

Until the estate used the portal its months were posted on paper; the books to that day are closed, the three
last complete months before today are published here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core import clock
from core.money import format_yuan
from estates.models import Post
from funds.models import Contribution, Expense, Fund, Source
from funds.services import disclose_month, general_fund, record_contribution
from ledger.models import Balance, Book
from ledger.services import close_period, open_book
from notices.models import Notice
from notices.services import publish
from tongxin.demo.case import Bill
from tongxin.demo.purse import bank_reference, spend
from tongxin.demo.stage import Players, Story, at

Role = Post.Role
Category = Expense.Category
CARRIED_FEN = 8_640_00


@dataclass(frozen=True)
class Income:
    """What comes in on a day of the month (fen)."""

    day: int
    source: Source
    giver: str
    amount_fen: int


@dataclass(frozen=True)
class Spending:
    """What is spent on a day of the month (fen)."""

    day: int
    payee: str
    purpose: str
    category: Expense.Category
    amount_fen: int


EACH_MONTH = (
    Income(6, Source.PUBLIC, "车棚充电服务收入", 1_086_40),
    Income(20, Source.PUBLIC, "临时停车收入", 960_00),
)
# What happens in the three months, the earliest first.
MONTHS: tuple[tuple[Income | Spending, ...], ...] = (
    (
        *EACH_MONTH,
        Spending(9, "广汉示例五金经营部", "更换楼道灯泡 12 只", Category.MATERIALS, 216_00),
        Spending(22, "广汉示例管道疏通服务部", "3栋下水管疏通", Category.SERVICE, 380_00),
    ),
    (
        *EACH_MONTH,
        Income(12, Source.GIFT, "广汉示例超市有限公司", 500_00),
        Spending(10, "广汉示例图文打印店", "公示打印和公告栏维护", Category.PRINTING, 64_50),
        Spending(24, "广汉示例绿化服务部", "中庭绿篱修剪", Category.SERVICE, 450_00),
    ),
    (
        *EACH_MONTH,
        Spending(11, "广汉示例五金经营部", "单元门闭门器 4 个", Category.EQUIPMENT, 272_00),
    ),
)


def published_months(today: date) -> list[date]:
    """Return the first days of the last complete months before ``today``, the earliest first."""
    months = [clock.month_of(today)[0]]
    for _ in MONTHS:
        months.insert(0, clock.month_of(months[0] - timedelta(days=1))[0])
    return months[:-1]


def keep_months(players: Players, today: date) -> Story:
    """Income and expenses of the general fund, the books closed before, then month after month published."""
    months = published_months(today)
    before = months[0] - timedelta(days=1)
    yield at(before, 10)
    fund = general_fund(players.estate)
    _receive(players, fund, Income(before.day, Source.PUBLIC, "车棚充电和停车收入结存", CARRIED_FEN))
    yield at(months[0], 20)
    _hand_over(players, before)
    for month, happenings in zip(months, MONTHS, strict=True):
        yield from _live_through(players, fund, month, happenings)
        following = clock.month_of(month)[1]
        yield min(at(following + timedelta(days=2), 19), at(today, 0), key=lambda cue: cue.moment)
        disclose_month(players.estate, month, by=players.post(Role.TREASURER))


def _live_through(
    players: Players, fund: Fund, month: date, happenings: Sequence[Income | Spending]
) -> Story:
    for happening in sorted(happenings, key=lambda happening: happening.day):
        day = month.replace(day=happening.day)
        if isinstance(happening, Income):
            yield at(day, 11)
            _receive(players, fund, happening)
        else:
            days = (day, day + timedelta(days=1), day + timedelta(days=2))
            bill = Bill(happening.payee, happening.purpose, happening.category, happening.amount_fen, *days)
            yield from spend(players, fund, bill)


def _receive(players: Players, fund: Fund, income: Income) -> None:
    record_contribution(
        fund,
        source=income.source,
        kind=Contribution.Kind.CASH,
        amount_fen=income.amount_fen,
        from_label=income.giver,
        bank_reference=bank_reference("收", fund.pk, fund.contributions.count() + 1),
        received_on=clock.today(),
        by=players.post(Role.CASHIER),
    )


def _hand_over(players: Players, through: date) -> None:
    """Close the books through a day, and tell everybody what they came to and where the months hang."""
    book = open_book(street_id=players.street.pk, estate_id=players.estate.pk)
    stands = _bank(book)
    treasurer = players.post(Role.TREASURER)
    words = f"{through.year}年{through.month}月及以前各月的收支已逐月张贴纸质公示"
    report = {"说明": words, "银行存款（分）": stands}
    close_period(book, through, report=report, by=treasurer)
    publish(
        estate=players.estate,
        kind=Notice.Kind.ANNOUNCEMENT,
        title=f"关于{players.estate.name}公共资金转入平台公示的公告",
        paragraphs=[
            f"{words}，账目转入本平台，结转余额 {format_yuan(stands)} 元。",
            "从下一个月起，每月收支在本平台公示，同时张贴纸质公示。以前的公示可以到物管委查看。",
        ],
        subject="funds.handover",
        by=treasurer,
    )


def _bank(book: Book) -> int:
    return Balance.objects.get(account__book=book, account__code="bank").posted
