"""Who may do what, the age of an adult, and the rules that are frozen."""

from datetime import date

import pytest

from ballots import rules
from ballots.counting import Measure, Requirement, Threshold
from ballots.models import Matter
from ballots.services import enter_paper_totals
from core import clock, rulebook
from core.errors import RuleOutOfBounds
from estates.models import Person
from tenancy.rules import rules_in_force, set_rules
from tests.ballots.conftest import AFTERWARDS, NOON, record_basis
from tests.ballots.test_papers import totals

HALF = Threshold(1, 2, strict=True)
TWO_THIRDS = Threshold(2, 3, strict=False)


@pytest.mark.parametrize(
    ("name", "runs", "counts"),
    [
        ("chair", True, True), ("treasurer", True, True), ("member", True, True),
        ("supervisor", False, True), ("cashier", False, False), ("community_officer", False, False),
        ("street_officer", False, False), ("street_leader", False, False),
    ],
)  # fmt: skip
def test_may_run_and_may_count_paper_by_office(owners_ballot, cast, name, runs, counts):
    post = getattr(cast, name)

    assert (rules.may_run(11, post), rules.may_count_paper(owners_ballot, post)) == (runs, counts)


def test_may_run_ends_with_the_office_and_with_the_estate(cast):
    elsewhere = rules.may_run(12, cast.chair)
    cast.chair.ends_on = NOON.date()

    assert (elsewhere, rules.may_run(11, cast.chair)) == (False, False)


@pytest.mark.parametrize(
    ("name", "may"), [("owner", True), ("spouse", True), ("owner_title", False), ("stranger", False)]
)
def test_may_vote_asks_for_the_capacity_of_the_electorate(household_ballot, cast, name, may):
    assert rules.may_vote(household_ballot, getattr(cast, name)) is may


def test_may_vote_ends_with_the_time(household_ballot, cast):
    with clock.travel(household_ballot.closes_at):
        assert not rules.may_vote(household_ballot, cast.owner)


@pytest.mark.parametrize(
    ("born_on", "adult"),
    [
        (None, True), (date(2008, 11, 22), True), (date(2008, 11, 23), True), (date(2008, 11, 24), False),
        (date(1950, 1, 1), True), (date(2026, 1, 1), False),
    ],
)  # fmt: skip
def test_is_adult_from_the_eighteenth_birthday(born_on, adult):
    assert rules.is_adult(Person(born_on=born_on), 18) is adult


@pytest.mark.parametrize(("month", "day", "adult"), [(2, 28, False), (3, 1, True)])
def test_is_adult_of_a_leap_day_child_waits_for_march(month, day, adult):
    """Born on 29 February 2008; 2026 has no such day."""
    with clock.travel_to(2026, month, day):
        assert rules.is_adult(Person(born_on=date(2008, 2, 29)), 18) is adult


def test_frozen_rules_of_households(cast, in_estate):
    frozen = rules.frozen_rules(rules_in_force(1, 11), "households")

    wanted = Requirement((Measure.HEADS,), HALF, HALF)
    assert rules.requirement(frozen, Matter()) == wanted
    assert (frozen["most_wins"], frozen["voting_age"], frozen["online_basis"]) == (True, 18, "")


@pytest.mark.parametrize(("raises", "agree"), [(False, HALF), (True, Threshold(3, 4, strict=False))])
def test_frozen_rules_of_owners_are_those_of_the_law(cast, in_estate, raises, agree):
    record_basis(in_estate)
    frozen = rules.frozen_rules(rules_in_force(1, 11), "owners")

    wanted = Requirement((Measure.HEADS, Measure.AREA), TWO_THIRDS, agree)
    assert rules.requirement(frozen, Matter(raises=raises)) == wanted
    assert (frozen["most_wins"], frozen["online_basis"]) == (False, "示例〔2026〕1 号")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ballots.owners_participate", (1, 2)),
        ("ballots.owners_participate", (665, 1000)),
        ("ballots.owners_agree", (49, 100)),
        ("ballots.owners_agree_raised", (2, 3)),
        ("ballots.household_participate", (1, 3)),
        ("ballots.household_agree", (1, 3)),
        ("ballots.voting_age", 16),
        ("ballots.voting_age", 20),
        ("ballots.household_option_wins", "chair"),
    ],
)
def test_a_street_cannot_set_less_than_the_law_asks(cast, in_estate, key, value):
    with pytest.raises(RuleOutOfBounds):
        set_rules(in_estate.street, {key: value}, estate_id=in_estate.pk, note="示例", by=None)


def test_a_street_can_ask_for_more(cast, in_estate):
    more = {"ballots.owners_participate": (3, 4), "ballots.owners_agree": (2, 3)}
    set_rules(in_estate.street, more, estate_id=in_estate.pk, note="示例", by=None)
    frozen = rules.frozen_rules(rules_in_force(1, 11), "owners")

    assert (frozen["participate"], frozen["agree"]) == ([3, 4, False], [2, 3, True])


def test_every_rule_of_ballots_says_its_basis():
    declared = [rule for rule in rulebook.all_rules() if rule.key.startswith("ballots.")]

    assert len(declared) == 12
    assert [rule.key for rule in declared if not rule.basis] == []


def test_may_see_count_hides_the_first_count_until_the_second_is_in(owners_ballot, cast):
    with clock.travel(AFTERWARDS):
        count = enter_paper_totals(owners_ballot, totals(owners_ballot), by=cast.chair)
        alone = [rules.may_see_count(count, post) for post in (cast.chair, cast.supervisor, cast.cashier)]
        enter_paper_totals(owners_ballot, totals(owners_ballot), by=cast.supervisor)
        both = [rules.may_see_count(count, post) for post in (cast.chair, cast.supervisor, cast.cashier)]

    assert (alone, both) == ([True, False, False], [True, True, False])
