"""Where somebody stands in a ballot, by the capacity chosen or the first that is on the roll."""

from datetime import timedelta

import pytest

from ballots.counting import Sums
from ballots.errors import CastBySomebodyElse, NotOnTheRoll
from ballots.rolls import household_electors
from ballots.services import cast_vote, open_ballot
from ballots.standing import Part, Standing, parts_in, standing_in
from core import clock
from core.errors import NotAllowed
from estates.capacities import Capacities
from estates.models import Ownership, Person, Residency
from estates.services import register_resident
from tests.ballots.conftest import AFTERWARDS, NOON, OPENS_AT, answer, make_draft, make_open


def capacities(cast, name: str, chosen: str = "") -> Capacities:
    """Return what somebody of the cast may act as in the estate."""
    return Capacities(cast.user(name).pk, 11, chosen=chosen)


def test_standing_in_speaks_for_the_home(household_ballot, cast):
    standing = standing_in(household_ballot, capacities(cast, "owner"))

    assert (standing.by, standing.labels, standing.weight) == (cast.owner, "1栋1单元101", Sums(1, 8_950))
    assert (standing.slip, standing.code, standing.answers) == (None, "", [])
    assert standing.need() == cast.owner


def test_standing_in_speaks_for_all_units_of_an_owner(online_owners_ballot, cast):
    standing = standing_in(online_owners_ballot, capacities(cast, "neighbour"))

    assert (standing.labels, standing.weight) == ("1栋1单元301、1栋1单元801", Sums(1, 15_650))


def test_standing_in_remembers_the_own_slip_and_the_one_of_the_home(household_ballot, cast):
    receipt = cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot, "against"))

    own = standing_in(household_ballot, capacities(cast, "owner"))
    home = standing_in(household_ballot, capacities(cast, "spouse"))

    assert (own.code, own.answers, own.others_slip) == (receipt.code, ["不同意"], None)
    assert (home.slip, home.others_slip) == (None, own.slip)
    with pytest.raises(CastBySomebodyElse):
        home.need()


@pytest.mark.parametrize("name", ["cashier", "stranger", "street_officer"])
def test_standing_in_says_which_capacity_is_needed(household_ballot, cast, name):
    standing = standing_in(household_ballot, capacities(cast, name))

    assert isinstance(standing.refusal, NotAllowed)
    with pytest.raises(NotAllowed):
        standing.need()


def test_standing_in_prefers_the_home_that_was_chosen(cast, in_estate):
    second = register_resident(cast.units[7], cast.owner.person, tenure=Residency.Tenure.TENANT, by=None)
    ballot = make_open(in_estate, cast.chair)
    first = standing_in(ballot, capacities(cast, "owner"))
    chosen = standing_in(ballot, capacities(cast, "owner", f"residency:{second.pk}"))

    assert (first.by, chosen.by) == (cast.owner, second)


def test_standing_in_passes_over_a_home_that_is_not_on_the_roll(cast, in_estate):
    draft = make_draft(in_estate, cast.chair)
    ballot = open_ballot(draft, household_electors(in_estate), by=cast.chair)
    second = register_resident(cast.units[7], cast.owner.person, tenure=Residency.Tenure.TENANT, by=None)

    standing = standing_in(ballot, capacities(cast, "owner", f"residency:{second.pk}"))

    assert standing.by == cast.owner


def test_standing_in_says_that_the_unit_is_not_on_the_roll(cast, in_estate):
    draft = make_draft(in_estate, cast.chair)
    ballot = open_ballot(draft, household_electors(in_estate)[1:], by=cast.chair)

    assert isinstance(standing_in(ballot, capacities(cast, "owner")).refusal, NotOnTheRoll)


def test_need_of_nobody_is_refused():
    with pytest.raises(NotOnTheRoll):
        Standing().need()


def test_parts_in_tells_own_votes_from_those_of_the_home(household_ballot, cast):
    cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))
    pk = household_ballot.pk

    parts = {
        name: parts_in([household_ballot], capacities(cast, name)).get(pk)
        for name in ("owner", "spouse", "tenant", "cashier", "stranger")
    }

    assert parts == {
        "owner": Part(True, True, True),
        "spouse": Part(True, True, False),
        "tenant": Part(True, False, False, True),
        "cashier": None,
        "stranger": None,
    }


def test_parts_in_waits_for_nobody_who_may_not_answer(online_owners_ballot, household_ballot, cast):
    ballots = [online_owners_ballot, household_ballot]
    before = {pk: part.waits for pk, part in parts_in(ballots, capacities(cast, "owner")).items()}
    Person.objects.filter(pk=cast.owner.person_id).update(born_on=NOON.date() - timedelta(days=17 * 365))
    Ownership.objects.filter(pk=cast.owner_title.pk).update(represents_owners=False)

    after = parts_in(ballots, capacities(cast, "owner"))

    assert before == {ballot.pk: True for ballot in ballots}
    assert after == {ballot.pk: Part(is_on_roll=True) for ballot in ballots}


@pytest.mark.parametrize("moment", [OPENS_AT - timedelta(minutes=1), AFTERWARDS])
def test_parts_in_waits_only_while_the_ballot_is_open(household_ballot, cast, moment):
    with clock.travel(moment):
        parts = parts_in([household_ballot], capacities(cast, "tenant"))

    assert parts == {household_ballot.pk: Part(is_on_roll=True)}


def test_parts_in_waits_for_no_paper(owners_ballot, cast):
    assert parts_in([owners_ballot], capacities(cast, "owner")) == {owners_ballot.pk: Part(is_on_roll=True)}


def test_parts_in_does_not_take_a_home_for_a_title(online_owners_ballot, household_ballot, cast):
    """The tenant lives in a unit of the owners' roll and owns none; the landlord owns it."""
    ballots = [online_owners_ballot, household_ballot]

    assert set(parts_in(ballots, capacities(cast, "tenant"))) == {household_ballot.pk}
    Ownership.objects.create(unit=cast.units[1], person=cast.tenant.person)
    assert set(parts_in(ballots, capacities(cast, "tenant"))) == {ballot.pk for ballot in ballots}
