"""Whatever is done to the register, in whatever order: what it said of a day that is over stays said."""

from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.errors import Refused
from estates.models import Ownership, Residency, Unit
from estates.register.services import (
    Part,
    merge_units,
    move_in,
    move_out,
    name_representative,
    note_death,
    split_unit,
    transfer_ownership,
)
from tests.cast import Cast, make_person
from tests.estates.register.standing import told_on

FIRST = date(2026, 6, 1)
ACTS = ("transfer", "speak", "die", "split", "merge", "in", "out")
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9), st.integers(0, 9)), max_size=6)


def _pick(rows, number: int):
    rows = list(rows)
    return rows[number % len(rows)] if rows else None


def _act(cast: Cast, act: str, one: int, two: int) -> None:
    """Do something to the register today, as far as it lets itself be done."""
    today, by = clock.today(), cast.community_officer
    day = {"on": today, "by": by}
    units = Unit.objects.in_force().select_related("building", "estate").order_by("pk")
    unit, person = (
        _pick(units, one),
        _pick([cast.owner.person, cast.spouse.person, cast.landlord.person], two),
    )
    if act == "transfer":
        to = [(person, Fraction(1, 2)), (make_person("何示例"), Fraction(1, 2))]
        transfer_ownership(unit, to=to, acquired_by=Ownership.Acquired.SALE, evidence="合同", **day)
    elif act == "speak" and (title := _pick(unit.ownerships.in_force().order_by("pk"), two)):
        name_representative(unit, title, evidence="推选书", by=by)
    elif act == "die":
        note_death(person, **day)
    elif act == "split":
        half = unit.area_centi // 2
        parts = [Part("9", f"{unit.pk}A", half), Part("9", f"{unit.pk}B", unit.area_centi - half)]
        split_unit(unit, parts, evidence="测绘", **day)
    elif act == "merge" and (other := _pick(units, two)).pk != unit.pk:
        whole = {"entrance": "9", "door": f"{unit.pk}M", "area_centi": unit.area_centi + other.area_centi}
        merge_units([unit, other], evidence="测绘", **whole, **day)
    elif act == "in":
        move_in(unit, person, tenure=Residency.Tenure.FAMILY, **day)
    elif act == "out" and (home := _pick(Residency.objects.in_force().order_by("pk"), two)):
        move_out(home, **day)


@pytest.mark.slow
@given(steps=steps)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_act_changes_what_the_register_says_of_a_day_that_is_over(cast, in_estate, steps):
    with transaction.atomic():
        told = {}
        for number, (act, one, two) in enumerate(steps):
            with clock.travel_to(*(FIRST + timedelta(days=number)).timetuple()[:3]):
                yesterday = clock.today() - timedelta(days=1)
                told[yesterday] = told_on(yesterday)
                with suppress(Refused):
                    _act(cast, act, one, two)
                assert {day: told_on(day) for day in told} == told
        transaction.set_rollback(True)
