"""The 194 projects and 23 small matters of 2025 as cases, the same every time (../shared/data/luocheng.json).

Real are the sums: 217 concerns, 194 projects, 130 of them at most 3,000 yuan; 598,000 yuan from the street,
84,000 from residents, 4,000 without a named source. The shed of 聚福园 (``shed.py``) is one of the 194.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tongxin.demo.case import Case
from tongxin.demo.programme.cases import Sum, case_of, small_matter
from tongxin.demo.programme.estates import HOME, TOWNS, Town
from tongxin.demo.programme.matters import LARGE, SETTLED, SMALL, Matter

PROJECTS, SMALL_ONES, CONCERNS = 194, 130, 217
SPENT, SELF_RAISED = 686_000, 84_000  # yuan
UNNAMED_PARTS = (1_500, 1_500, 1_000)  # yuan: 4,000 have no named source
SHED_SPENT, SHED_SELF_RAISED = 24_000, 4_800
LIMIT = 3_000  # yuan; 3000元以下 includes the number (民法典 1259)
FIRST, LAST = date(2025, 4, 3), date(2025, 10, 8)
AFTER_THE_SHED = date(2025, 8, 14)
SCHOOL, STATION = "guanghanzhongxue", "zhanbei"


@dataclass(frozen=True)
class Slot:
    """A place in the plan: in which estate a matter is brought up on which day, and what it is."""

    town: Town
    filed_on: date
    matter: Matter
    is_large: bool


def cases_of(town: Town) -> list[Case]:
    """Return the cases of an estate that are loaded, in the order in which they were brought up."""
    slots = [slot for slot in _slots() if slot.town == town]
    sums = dict(zip(_slots(), _sums(), strict=True))
    projects = [case_of(slot, sums[slot], number) for number, slot in enumerate(slots)]
    return [*projects, *_settled_of(town)]


def _settled_of(town: Town) -> list[Case]:
    """23 of the 27 estates put one small matter right without a project."""
    place = TOWNS.index(town)
    if place >= CONCERNS - PROJECTS:
        return []
    since = AFTER_THE_SHED if town == HOME else FIRST
    day = since + timedelta(days=7 * place % ((LAST - since).days))
    return [small_matter(town, day, SETTLED[place % len(SETTLED)], place)]


@cache
def _slots() -> tuple[Slot, ...]:
    """193 slots: seven an estate, eight in five of them; the shed is one of 聚福园's."""
    counts = {town: 8 if place in (3, 7, 12, 17, 22) else 7 for place, town in enumerate(TOWNS)}
    counts[HOME] -= 1
    slots: list[Slot] = []
    large = _spread_evenly(sum(counts.values()), PROJECTS - SMALL_ONES - 1)
    for town, count in counts.items():
        days = _days(town, count)
        used: set[str] = set()
        for day in days:
            is_large = large[len(slots)]
            matter = _matter(town, day, is_large, used)
            used.add(matter.title)
            slots.append(Slot(town, day, matter, is_large))
    return tuple(slots)


def _spread_evenly(places: int, marked: int) -> list[bool]:
    return [(place + 1) * marked // places > place * marked // places for place in range(places)]


def _days(town: Town, count: int) -> list[date]:
    chance = random.Random(f"days {town.slug}")  # noqa: S311 (a plan, not a secret)
    since = AFTER_THE_SHED if town == HOME else FIRST
    step = ((LAST - since).days - 3) / (count - 1)
    return [since + timedelta(days=int(step * n) + chance.randrange(0, 4)) for n in range(count)]


def _matter(town: Town, day: date, is_large: bool, used: set[str]) -> Matter:
    """Return a matter of the season that the estate has not had; benches are 站北小区's first."""
    if town.slug == STATION and not is_large and not used & {SMALL[1].title}:
        return SMALL[1]
    chance = random.Random(f"matter {town.slug} {day}")  # noqa: S311 (a plan, not a secret)
    fitting = [
        matter
        for matter in (LARGE if is_large else SMALL)
        if matter.title not in used and matter.season[0] <= day <= matter.season[1]
    ]
    bound = [matter for matter in fitting if matter.season != Matter.season]
    return chance.choice(bound if bound and chance.random() < 0.35 else fitting)


@cache
def _sums() -> tuple[Sum, ...]:
    """Return what each slot costs and who pays, in yuan; the sums of the programme come out exactly."""
    slots, chance = _slots(), random.Random("sums of 2025")  # noqa: S311 (a plan, not a secret)
    small = [n for n, slot in enumerate(slots) if not slot.is_large]
    costs = [
        chance.randrange(3_300, 11_800, 10) if slot.is_large else chance.randrange(760, 3_000, 10)
        for slot in slots
    ]
    for n in small[::11]:
        costs[n] = LIMIT
    benches = next(n for n, slot in enumerate(slots) if slot.matter is SMALL[1] and slot.town.slug == STATION)
    costs[benches] = 1_920
    fixed = {benches, *small}
    _meet(costs, SPENT - SHED_SPENT, [n for n in range(len(slots)) if n not in fixed])
    large = [n for n, slot in enumerate(slots) if slot.is_large]
    unnamed = dict(zip(large[5:46:20], UNNAMED_PARTS, strict=True))
    own = [_own_part(slot, cost, chance) for slot, cost in zip(slots, costs, strict=True)]
    own[benches] = costs[benches]
    adjustable = [n for n, part in enumerate(own) if part and n != benches and n not in unnamed]
    _meet(own, SELF_RAISED - SHED_SELF_RAISED, adjustable)
    return tuple(
        Sum(cost, own_part, unnamed.get(n, 0), _saved(n, cost, own_part))
        for n, (cost, own_part) in enumerate(zip(costs, own, strict=True))
    )


def _own_part(slot: Slot, cost: int, chance: random.Random) -> int:
    """Return what residents pay: a fifth of large things, more at the school's dormitory, else nothing."""
    if slot.town.slug == SCHOOL:
        return cost * (38 if slot.is_large else 30) // 100 // 10 * 10
    if slot.is_large:
        return cost * chance.randrange(14, 23) // 100 // 10 * 10
    return 0


def _saved(number: int, cost: int, own_part: int) -> int:
    """Return by how many yuan a small thing came cheaper than planned; the street keeps that."""
    saved = 20 + 10 * (number % 5)
    return saved if number % 9 == 4 and cost + saved <= LIMIT and not own_part else 0


def _meet(amounts: list[int], wanted: int, adjustable: Sequence[int]) -> None:
    """Bring the sum of ``amounts`` to ``wanted`` by 10 yuan at a time, evenly over what may change."""
    turn = 0
    while gap := wanted - sum(amounts):
        amounts[adjustable[turn % len(adjustable)]] += 10 if gap > 0 else -10
        turn += 1
