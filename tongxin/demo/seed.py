"""The demonstration from the first row to the last, in parts that are whole or not there at all."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connections

from core import bell, clock
from estates.models import Post, Unit
from funds.models import StreetBudget
from funds.services import set_street_budget
from projects.models import Concern
from tenancy.models import AuditEntry, Estate, Street
from tenancy.scope import scope
from tongxin.demo import people, places, printing
from tongxin.demo.account import publish_account
from tongxin.demo.awkward import decide_many
from tongxin.demo.elsewhere import elsewhere
from tongxin.demo.factors import give_factors
from tongxin.demo.history import load_history
from tongxin.demo.history.load import LOADED
from tongxin.demo.live import live
from tongxin.demo.months import keep_months, publish_months
from tongxin.demo.next_door import next_door
from tongxin.demo.programme import HOME, Town, cases_of
from tongxin.demo.register import fill_register
from tongxin.demo.road import road
from tongxin.demo.shed import shed
from tongxin.demo.stage import Players, Story, office, perform, perform_together, players_of

Say = Callable[[str], object]
Estates = dict[Town, Estate]
FIRST_YEAR = 2025
# What the street gave in 2025 was 598,000 yuan (../shared/data/luocheng.json).
BUDGET_FEN = 600_000_00
FIRST_MONTH, SHED_CLOSED = date(2025, 4, 1), date(2025, 8, 13)
# What goes on now began no earlier than this; months before it are part of the history.
LIVE_DAYS = 125
# Every estate's owners and others are invented from a number of their own.
NAMES_EACH = 140


def seed(say: Say) -> None:
    """Make what of the demonstration is not there yet, one line of progress per part.

    Each part is one transaction: killed in the middle, it begins anew the next time. Days of what goes on
    now are counted back from today, so the demonstration is as fresh as the day it was made.
    """
    ringer = bell.set_ringer(bell.silence)
    today = clock.today()
    try:
        luocheng, estates = places.open_luocheng()
        lianshan, others = places.open_lianshan()
        made = [
            _settle(luocheng, estates, say),
            _settle(lianshan, others, say),
            _shed(luocheng, estates, say),
            _history(luocheng, estates, today, say),
            publish_account(luocheng, say),
            _now(luocheng, estates, today, say),
            _next_door(lianshan, others, today, say),
        ]
        give_factors(luocheng)
        give_factors(lianshan)
        if any(made):
            _count()
            printing.print_newest(luocheng, say)
    finally:
        bell.set_ringer(ringer)


def _count() -> None:
    """Have the planner know how many rows there are now; it would learn it by itself only minutes later."""
    with connections["owner"].cursor() as owner:
        owner.execute("ANALYZE")


def _settle(street: Street, estates: Estates, say: Say) -> bool:
    """Fill the registers and the offices of a street; say whether that was done now."""
    with scope(street), clock.travel_to(2025, 3, 20):
        if Unit.objects.exists():
            return False
        for number, (town, estate) in enumerate(estates.items()):
            with scope(street, estate):
                _move_in(town, first_name=number * NAMES_EACH, base=0 if town == HOME else 500)
        communities = list(dict.fromkeys(estate.community for estate in estates.values()))
        people.give_staff(communities[0], communities[1:], base=0 if HOME in estates else 500)
        for town, estate in estates.items():
            if town.slug == places.AWKWARD:
                with scope(street, estate):
                    decide_many(estate)
    say(f"  {street.name}：{len(estates)} 个小区的房屋、住户、物管委")
    return True


def _move_in(town: Town, *, first_name: int, base: int) -> None:
    awkward = town.slug == places.AWKWARD
    units = fill_register(town.layout, first_name=first_name, awkward=awkward)
    if awkward:
        people.give_awkward_sign_ins(units, base=base)
    parts = people.PARTS.get(town.slug)
    if parts is not None:
        people.give_parts(units, parts, base=base)
    else:
        people.seat(units, town, first_name=first_name + NAMES_EACH - 1)


def _shed(street: Street, estates: Estates, say: Say) -> bool:
    """The budget of 2025 and the shed of 聚福园, through the services, its months published."""
    with scope(street):
        if Concern.objects.exists():
            return False
        players = players_of(street, estates[HOME])
        months = publish_months(players, FIRST_MONTH, SHED_CLOSED)
        perform(players, [yearly_budget(players, FIRST_YEAR), road(players, shed()), months])
    say(f"  {street.name} {estates[HOME].name}：2025 年车棚全程")
    return True


def _history(street: Street, estates: Estates, today: date, say: Say) -> bool:
    """The rest of 2025, loaded in bulk, with every month since."""
    with scope(street):
        if AuditEntry.objects.filter(action=LOADED).exists():
            return False
        cases = {estate: cases_of(town) for town, estate in estates.items()}
        until = {estate: _until(town, today) for town, estate in estates.items()}
        load_history(street, cases, until, since=FIRST_MONTH)
        count = sum(len(told) for told in cases.values())
        printing.queue_behind_now(street)
    say(f"  {street.name}：2025 年 {count} 条诉求和各月公示")
    return True


def _until(town: Town, today: date) -> date:
    """Return the first month that is not part of an estate's history."""
    goes_on = town == HOME or town.chair_number is not None
    return clock.month_of(today - timedelta(days=LIVE_DAYS) if goes_on else today)[0]


def _now(street: Street, estates: Estates, today: date, say: Say) -> bool:
    """What goes on in the named estates, through the services."""
    with scope(street):
        if StreetBudget.objects.filter(year=today.year).exists():
            return False
        first = _until(HOME, today)
        plays: list[tuple[Players, Story]] = []
        for town, estate in estates.items():
            if town != HOME and town.chair_number is None:
                continue
            players = players_of(street, estate)
            if town == HOME:
                years = range(FIRST_YEAR + 1, today.year + 1)
                plays += [(players, yearly_budget(players, year)) for year in years]
                plays += [(players, road(players, case)) for case in live(today)]
                plays.append((players, keep_months(players, first, today)))
            else:
                plays += [(players, road(players, case)) for case in elsewhere(town, today)]
                plays.append((players, publish_months(players, first, today)))
        perform_together(plays)
    say(f"  {street.name}：在办的诉求、项目和最近几个月的公示")
    return True


def _next_door(street: Street, estates: Estates, today: date, say: Say) -> bool:
    with scope(street):
        if Concern.objects.exists():
            return False
        plays = [(players_of(street, estate), number) for number, estate in enumerate(estates.values())]
        perform_together((players, next_door(players, today, number)) for players, number in plays)
    say(f"  {street.name}：诉求和通知")
    return True


def yearly_budget(players: Players, year: int) -> Story:
    """The street sets a year's budget before the year begins."""
    yield office(date(year - 1, 12, 20), 9)
    set_street_budget(players.street, year, BUDGET_FEN, by=players.post(Post.Role.STREET_FINANCE))
