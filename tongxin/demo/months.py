"""An estate's months as they are published, and what 聚福园's general fund gets and spends in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core import clock
from estates.models import Post
from funds.models import Contribution, Expense, Fund, Source
from funds.reports.statement import next_month_to_disclose
from funds.services import disclose_month, general_fund, record_contribution
from tongxin.demo.case import Bill
from tongxin.demo.purse import bank_reference, spend
from tongxin.demo.stage import Cue, Players, Story, at

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
# What happens in the last three months, the earliest first; in the months before only the income comes.
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


def months_between(first: date, before: date) -> list[date]:
    """Return the first days of the months from that of ``first`` to the one that ends before ``before``."""
    months, month = [], clock.month_of(first)[0]
    while clock.month_of(month)[1] <= before:
        months.append(month)
        month = clock.month_of(month)[1]
    return months


def publish_months(players: Players, first: date, today: date) -> Story:
    """Publish the months since ``first`` that are over by ``today``, each on the third of the following one.

    Months before the estate has moved any money are not published.
    """
    for month in months_between(first, today):
        yield published_on(month, today)
        _publish(players, month)


def keep_months(players: Players, first: date, today: date) -> Story:
    """Income and expenses of the general fund since ``first``, each month published when it is over."""
    months = months_between(first, today)
    yield at(months[0], 10)
    fund = general_fund(players.estate)
    _receive(players, fund, Income(1, Source.PUBLIC, "社区代管的车棚充电和停车收入结存", CARRIED_FEN))
    told = [EACH_MONTH] * (len(months) - len(MONTHS)) + list(MONTHS)
    for month, happenings in zip(months, told, strict=True):
        yield from _live_through(players, fund, month, happenings)
        yield published_on(month, today)
        _publish(players, month)


def published_on(month: date, today: date) -> Cue:
    """Return the evening of the third of the following month, or today's midnight if that is earlier."""
    following = clock.month_of(month)[1]
    return min(at(following + timedelta(days=2), 19), at(today, 0), key=lambda cue: cue.moment)


def _publish(players: Players, month: date) -> None:
    if next_month_to_disclose(players.estate) == month:
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
