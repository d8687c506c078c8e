"""The demonstration from the first row to the last, in parts that are whole or not there at all."""

from collections.abc import Callable

from core import bell, clock
from estates.models import Post, Unit
from tenancy.models import Estate
from tenancy.scope import scope
from tongxin.demo import people, places
from tongxin.demo.register import fill_register

Say = Callable[[str], None]
STANDING = ((places.JUFUYUAN, people.JUFUYUAN), (places.HEYUAN, people.HEYUAN))


def seed(say: Say) -> None:
    """Make what of the demonstration is not there yet, one line of progress per part.

    Each part is one transaction: killed in the middle, it begins anew the next time.
    """
    ringer = bell.set_ringer(bell.silence)
    try:
        for place, parts in STANDING:
            _, estate = places.open_place(place)
            if _settle(estate, place, parts):
                say(f"  {place.street_name} {place.estate_name}：房屋、住户、物管委")
    finally:
        bell.set_ringer(ringer)


def _settle(estate: Estate, place: places.Place, parts: people.Parts) -> bool:
    """Fill the register and the offices of an estate and its street; say whether anything was to do."""
    with scope(estate.street_id), clock.travel_to(2025, 3, 20):
        if Unit.objects.exists() and Post.objects.exists():
            return False
        with scope(estate.street_id, estate):
            units = fill_register(place.layout, first_name=place.names_from)
            people.give_parts(units, parts, base=place.numbers_from)
        people.give_staff(estate.community, base=place.numbers_from)
    return True
