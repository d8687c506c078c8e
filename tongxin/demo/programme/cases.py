"""A slot of the plan as a case: the days of its road, its bills, who gives how much."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from core import clock, periods
from core.money import format_yuan
from funds.models import Contribution, Source
from projects.models import Project
from projects.services import BudgetDraft
from tongxin.demo.case import Bill, Case, Diary, Gifts, Plan, Present, Settled, Trouble, Votes
from tongxin.demo.programme.estates import Town
from tongxin.demo.programme.matters import Matter

if TYPE_CHECKING:
    from tongxin.demo.programme.plan import Slot

NOT_CHANGED = "在原来的位置修理、更换或者做活动，共有部分的用途没有改变。"
NAMELESS = "未注明来源的汇款"
NOTICE_DAYS, RATING_DAYS = 7, 14
LABOUR, GOODS = Contribution.Kind.LABOUR, Contribution.Kind.GOODS
# What 广汉中学宿舍 gave besides money, yuan by project: hands and things.
IN_KIND = (
    (1_560, 1_180),
    (1_320, 1_440),
    (1_680, 960),
    (1_160, 1_350),
    (1_440, 1_090),
    (1_250, 1_220),
    (1_390, 1_060),
    (1_480, 1_120),
)


@dataclass(frozen=True)
class Sum:
    """What a project cost, in yuan, what residents and nameless givers paid, what was saved."""

    cost: int
    own: int
    unnamed: int
    saved: int


def small_matter(town: Town, day: date, told: tuple[str, str, str, str, str], number: int) -> Case:
    """Return a concern that the committee put right without a project."""
    words, place, before, cure, after = told
    published = _next_workday(day + timedelta(days=1))
    settled = Settled(published + timedelta(days=3 + number % 9), cure, after)
    place = _named(place, town, number)
    return Case(Trouble(place, words, before, day, published, supports=2 + number % 5, settled=settled))


def case_of(slot: "Slot", money: Sum, number: int) -> Case:
    """Return the case of a slot, the ``number``-th of its estate, from the trouble to the rating."""
    town, matter = slot.town, slot.matter
    chance = random.Random(f"case {town.slug} {number}")  # noqa: S311 (a plan, not a secret)
    diary, works = _diary(slot.filed_on, chance)
    assert diary.published is not None and diary.started is not None
    homes = town.layout.homes - town.seats - 4  # without those who hold an office, and two empty flats
    lines = _lines(matter, money.cost + money.saved)
    return Case(
        trouble=Trouble(
            _named(matter.place, town, number),
            matter.words,
            matter.before,
            slot.filed_on,
            diary.published,
            supports=chance.randrange(3, homes // 3),
        ),
        plan=_plan(slot, lines, money, number),
        diary=diary.as_diary(),
        works=works,
        member=number % (town.seats - 2),
        cosigns=-(-town.layout.homes // 10) + chance.randrange(1, 4),
        votes=_votes(homes, town.layout.homes - 2, chance),
        gifts=_gifts(money.own, diary.street, town),
        presents=_presents(slot, money, number, diary.street),
        payments=_payments(money, diary.started),
        bills=_bills(matter, lines, money, diary.started, diary.completed),
        after=matter.after,
        acceptance=(matter.seen, chance.choice(THOUGHTS)),
        ratings=_ratings(homes, chance),
        proof=_proof(slot, number, diary),
    )


THOUGHTS = (
    "用了几天，确实方便多了，同意。",
    "看过了，做得实在，同意。",
    "邻居们都说好，同意。",
    "没有留下垃圾，同意。",
    "和当初投票时说的一样，同意。",
)


@dataclass(frozen=True)
class Days:
    """The days of a road, each known."""

    published: date
    drafted: date
    proposed: date
    cosigned: date
    vote_opens: date
    votes_until: date
    vote_closes: date
    counted: date
    submitted: date
    community: date
    street: date
    started: date
    completed: date
    accepted: date
    settled: date
    rated: date
    closed: date

    def as_diary(self) -> Diary:
        """Return them as the diary of a case."""
        return Diary(**{name: day for name, day in vars(self).items() if name != "published"})


def _diary(filed: date, chance: random.Random) -> tuple[Days, tuple[date, date]]:
    """Return the days of the road, the staff's on working days, periods by law; and the planned works."""
    day = timedelta(days=1)
    published = _next_workday(filed + day)
    drafted = published + chance.randrange(1, 4) * day
    cosigned = drafted + 2 * day
    opens = cosigned + day
    counted = opens + 6 * day
    submitted = _after(counted, NOTICE_DAYS)
    community = _next_workday(submitted + day)
    street = _next_workday(community + chance.randrange(1, 3) * day)
    started = _next_workday(street + 4 * day)
    # The street's second payment and the last bill come before the work is done, holidays or not.
    completed = max(started + chance.randrange(5, 11) * day, _next_workday(started + 3 * day) + 4 * day)
    settled = completed + 2 * day
    rated = settled + 12 * day
    closed = max(_after(settled, NOTICE_DAYS), _after(settled, RATING_DAYS)) + day
    days = Days(
        published, drafted, drafted + day, cosigned, opens, opens + 4 * day, opens + 5 * day, counted,
        submitted, community, street, started, completed, completed + day, settled, rated, closed,
    )  # fmt: skip
    return days, (started, completed)


def _after(day: date, period: int) -> date:
    """Return the first day after a period that was posted on ``day``."""
    return clock.local(periods.Period(day, period).ends_at).date()


def _next_workday(day: date) -> date:
    while not periods.is_working_day(day):
        day += timedelta(days=1)
    return day


def _named(words: str, town: Town, number: int) -> str:
    layout = town.layout
    return words.format(n=number % layout.buildings + 1, e=number % layout.entrances + 1)


def _lines(matter: Matter, yuan: int) -> tuple[BudgetDraft, BudgetDraft]:
    """Return the budget: about three fifths of it the material, the rest the work."""
    quantity = max(1, yuan * 58 // 100 // matter.price)
    price = matter.price if quantity * matter.price < yuan else yuan * 58 // 100
    rest = yuan - quantity * price
    return (
        BudgetDraft(matter.item, matter.unit, quantity * 100, price * 100, matter.specification),
        BudgetDraft(matter.work, "项", 100, rest * 100),
    )


def _plan(slot: "Slot", lines: tuple[BudgetDraft, BudgetDraft], money: Sum, number: int) -> Plan:
    budget = money.cost + money.saved
    street = budget - money.own - money.unnamed
    parts = {Source.STREET: street, Source.SELF: money.own, Source.OTHER: money.unnamed}
    matter, facility = slot.matter, slot.matter.kind == Project.Kind.FACILITY
    return Plan(
        title=_named(matter.title, slot.town, number),
        how=matter.how,
        lines=lines,
        sources={source: yuan * 100 for source, yuan in parts.items() if yuan},
        common_part=NOT_CHANGED,
        beneficiaries=slot.town.layout.homes // (slot.town.layout.buildings if "{n}" in matter.title else 1),
        need=matter.need,
        kind=matter.kind,
        warranty_months=24 if facility and slot.is_large else 12 if facility else 0,
        quotes=_quotes(matter, budget, slot) if slot.is_large else (),
    )


def _quotes(matter: Matter, budget: int, slot: "Slot") -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return two quotes, the chosen one first."""
    other = budget * 109 // 100 // 10 * 10
    what = f"{slot.town.name} {matter.item}等"
    return (
        (f"{matter.payee}报价", (f"{what}  {format_yuan(budget * 100)} 元", "质保 2 年", f"{slot.filed_on}")),
        (
            "德阳示例工程有限公司报价",
            (f"{what}  {format_yuan(other * 100)} 元", "质保 1 年", f"{slot.filed_on}"),
        ),
    )


def _votes(homes: int, roll: int, chance: random.Random) -> Votes:
    cast = max(roll * 11 // 20 + 1, homes * chance.randrange(72, 96) // 100)
    disagree, abstain = cast * chance.randrange(2, 13) // 100, chance.randrange(0, 3)
    return Votes(agree=cast - disagree - abstain, disagree=disagree, abstain=abstain)


def _gifts(own: int, granted: date, town: Town) -> Gifts | None:
    """Return an even sum from most homes; ``_presents`` has what is left over."""
    if not own:
        return None
    flats = town.layout.homes * 2 // 3 if own < 1_200 else town.layout.homes - 2
    return Gifts(own // flats // 5 * 5 * 100, granted + timedelta(days=1), granted + timedelta(days=2), flats)


def _presents(slot: "Slot", money: Sum, number: int, granted: date) -> list[Present]:
    """Return the rest of the homes' part from one of them, nameless money, and labour and goods."""
    on, presents = granted + timedelta(days=3), []
    gifts = _gifts(money.own, granted, slot.town)
    if gifts is not None and gifts.flats is not None:
        rest = money.own * 100 - gifts.each_fen * gifts.flats
        if rest:
            presents.append(Present(on, rest, flat=slot.town.layout.homes - 3))
    if money.unnamed:
        presents.append(Present(on, money.unnamed * 100, giver=NAMELESS, source=Source.OTHER))
    if slot.town.slug == "guanghanzhongxue":
        labour, goods = IN_KIND[number % len(IN_KIND)]
        presents.append(Present(on, labour * 100, giver="住户义务出工", kind=LABOUR))
        presents.append(Present(on, goods * 100, flat=5 + number, kind=GOODS))
    return presents


def _payments(money: Sum, started: date) -> list[tuple[date, int]]:
    """Return what the street pays: at once, or of large sums a third when the work is half done."""
    street = (money.cost - money.own - money.unnamed) * 100
    first = _next_workday(started)
    if not street:
        return []
    if street < 6_000_00:
        return [(first, street)]
    return [(first, street * 7 // 10), (_next_workday(first + timedelta(days=3)), street - street * 7 // 10)]


def _bills(
    matter: Matter, lines: tuple[BudgetDraft, BudgetDraft], money: Sum, started: date, completed: date
) -> list[Bill]:
    """Return one bill for a small thing, two for a large one: the material first, then the work."""
    day = timedelta(days=1)
    on = _next_workday(started) + day
    if money.cost <= 3_000:
        purpose = f"{matter.item}和{matter.work}"
        return [Bill(matter.payee, purpose, matter.category, money.cost * 100, on, on + day, on + 2 * day)]
    first, second = (line.amount_fen for line in lines)
    done = max(completed - 2 * day, _next_workday(on + 2 * day) + day)
    return [
        Bill(matter.payee, matter.item, matter.category, first, on, on + day, on + 2 * day),
        Bill(matter.payee, matter.work, matter.category, second, done, done, done + day),
    ]


def _ratings(homes: int, chance: random.Random) -> tuple[int, int, int, int]:
    rated = max(6, homes * chance.randrange(30, 62) // 100)
    fair = chance.choice((0, 0, 0, 1, 1, 2)) if rated > 12 else 0
    poor = 1 if rated > 20 and chance.random() < 0.15 else 0
    very = (rated - fair - poor) * chance.randrange(50, 70) // 100
    return (very, rated - fair - poor - very, fair, poor)


def _proof(slot: "Slot", number: int, days: Days) -> str:
    title, done = _named(slot.matter.title, slot.town, number), days.accepted
    return (
        f"“{title}”{done.year} 年 {done.month} 月 {done.day} 日验收合格，现在已经用上，钱的去向见决算公示。"
    )
