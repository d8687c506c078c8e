"""The demonstration from the first row to the last, in parts that are whole or not there at all."""

from collections.abc import Callable, Iterable
from datetime import date

from core import bell, clock
from estates.models import Post, Unit
from funds.services import set_street_budget
from projects.models import Concern
from tenancy.models import Estate
from tenancy.scope import scope
from tongxin.demo import people, places
from tongxin.demo.live import live
from tongxin.demo.months import keep_months
from tongxin.demo.next_door import next_door
from tongxin.demo.register import fill_register
from tongxin.demo.road import road
from tongxin.demo.shed import shed
from tongxin.demo.stage import Players, Story, office, perform, players_of

Say = Callable[[str], object]
FIRST_YEAR = 2025
# What the street gave in 2025 was 598,000 yuan (../shared/data/luocheng.json).
BUDGET_FEN = 600_000_00


def seed(say: Say) -> None:
    """Make what of the demonstration is not there yet, one line of progress per part.

    Each part is one transaction: killed in the middle, it begins anew the next time. Days of what goes on
    now are counted back from today, so the demonstration is as fresh as the day it was made.
    """
    ringer = bell.set_ringer(bell.silence)
    today = clock.today()
    try:
        _, jufuyuan = _settle(places.JUFUYUAN, people.JUFUYUAN, say)
        _, heyuan = _settle(places.HEYUAN, people.HEYUAN, say)
        _play(jufuyuan, lambda players: _jufuyuan(players, today), say, "车棚全程、八个在办项目、三个月公示")
        _play(heyuan, lambda players: [next_door(players, today)], say, "诉求和通知")
    finally:
        bell.set_ringer(ringer)


def _settle(place: places.Place, parts: people.Parts, say: Say) -> tuple[bool, Estate]:
    """Return the estate with register and offices, and whether they were made now."""
    street, estate = places.open_place(place)
    with scope(street), clock.travel_to(2025, 3, 20):
        if Unit.objects.exists() and Post.objects.exists():
            return False, estate
        with scope(street, estate):
            units = fill_register(place.layout, first_name=place.names_from)
            people.give_parts(units, parts, base=place.numbers_from)
        people.give_staff(estate.community, base=place.numbers_from)
    say(f"  {place.street_name} {place.estate_name}：房屋、住户、物管委")
    return True, estate


def _play(estate: Estate, stories: Callable[[Players], Iterable[Story]], say: Say, words: str) -> None:
    """Perform an estate's stories in one transaction, unless they were performed before."""
    with scope(estate.street):
        if Concern.objects.filter(estate=estate).exists():
            return
        players = players_of(estate.street, estate)
        perform(players, stories(players))
    say(f"  {estate.street.name} {estate.name}：{words}")


def _jufuyuan(players: Players, today: date) -> list[Story]:
    cases = [shed(), *live(today)]
    return [
        _budgets(players, today),
        *(road(players, case) for case in cases),
        keep_months(players, today),
    ]


def _budgets(players: Players, today: date) -> Story:
    """The street sets each year's budget before the year begins."""
    for year in range(FIRST_YEAR, today.year + 1):
        yield office(date(year - 1, 12, 20), 9)
        set_street_budget(players.street, year, BUDGET_FEN, by=players.post(Post.Role.STREET_FINANCE))
