"""Casting a vote: for whom it counts, who may change it, each refusal, and what is logged."""

from datetime import timedelta

import pytest

from ballots import chain
from ballots.errors import (
    BallotClosed,
    CastBySomebodyElse,
    ChoiceUnknown,
    MattersMissing,
    NotAnAdult,
    NotOnTheRoll,
    NotTheRepresentative,
    NotYetOpen,
    OnlineNotAllowed,
)
from ballots.models import Slip, Vote
from ballots.rolls import household_electors
from ballots.services import cast_vote, open_ballot, withdraw_ballot
from core import clock
from core.errors import NotAllowed
from estates.models import Ownership
from tenancy.models import AuditEntry
from tests.ballots.conftest import (
    AFTERWARDS,
    CLOSES_AT,
    COLOUR,
    NOON,
    OPENS_AT,
    SHED,
    answer,
    make_draft,
    make_open,
    nothing_changes,
)

HOMES = ("owner", "tenant", "neighbour", "chair_home", "treasurer_home", "member_home", "supervisor_home")


def votes() -> list[tuple[str, str]]:
    """Return every standing answer: unit and choice."""
    return list(Vote.objects.order_by("elector__no", "matter__no").values_list("elector__label", "choice"))


def test_cast_vote_counts_one_answer_for_the_household(household_ballot, cast):
    receipt = cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))

    slip = Slip.objects.get()
    assert votes() == [("1栋1单元101", "for")]
    assert (receipt.code, receipt.seq, receipt.cast_at) == (chain.receipt_code(slip.hash), 1, NOON)
    assert receipt.labels == ("1栋1单元101",)


def test_cast_vote_lets_a_tenant_answer_for_the_household(household_ballot, cast):
    cast_vote(household_ballot, by=cast.tenant, choices=answer(household_ballot, "against"))

    assert votes() == [("1栋1单元201", "against")]


def test_cast_vote_says_who_took_part_and_never_what_they_chose(household_ballot, cast):
    cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot, "against"))

    entry = AuditEntry.objects.get(action="ballots.vote_cast")
    assert (entry.actor, entry.details) == ("居民 1栋1单元101 钱**", {"electors": [1], "changed": False})


def test_cast_vote_lets_the_same_person_change_and_keeps_every_slip(household_ballot, cast):
    first = cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot, "for"))
    second = cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot, "against"))

    assert votes() == [("1栋1单元101", "against")]
    assert [(s.seq, s.choices) for s in Slip.objects.all()] == [(1, {"1": "for"}), (2, {"1": "against"})]
    assert first.code != second.code


def test_cast_vote_gives_the_same_receipt_for_the_same_answers(household_ballot, cast):
    first = cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))
    with nothing_changes():
        second = cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))

    assert second == first


def test_cast_vote_refuses_another_person_of_the_household(household_ballot, cast):
    cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))

    with nothing_changes(), pytest.raises(CastBySomebodyElse) as refusal:
        cast_vote(household_ballot, by=cast.spouse, choices=answer(household_ballot, "against"))
    assert refusal.value.message == "您家已经投过票了，是由钱**投的。"


def test_cast_vote_chains_each_slip_to_the_one_before(household_ballot, cast):
    for name in HOMES[:3]:
        cast_vote(household_ballot, by=getattr(cast, name), choices=answer(household_ballot))

    first, second, third = Slip.objects.all()
    household_ballot.refresh_from_db()
    assert first.prev_hash == household_ballot.roll_sha256
    assert (second.prev_hash, third.prev_hash) == (first.hash, second.hash)
    assert (household_ballot.chain_seq, household_ballot.chain_head) == (3, third.hash)


def test_cast_vote_refuses_before_the_ballot_opens(household_ballot, cast):
    with clock.travel(OPENS_AT - timedelta(seconds=1)), nothing_changes(), pytest.raises(NotYetOpen):
        cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))


def test_cast_vote_takes_the_first_and_the_last_second(household_ballot, cast):
    with clock.travel(OPENS_AT):
        cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))
    with clock.travel(CLOSES_AT - timedelta(microseconds=1)):
        cast_vote(household_ballot, by=cast.tenant, choices=answer(household_ballot))

    assert len(votes()) == 2


def test_cast_vote_refuses_a_draft(cast, in_estate):
    draft = make_draft(in_estate, cast.chair)

    with nothing_changes(), pytest.raises(NotYetOpen):
        cast_vote(draft, by=cast.owner, choices=answer(draft))


@pytest.mark.parametrize("moment", [CLOSES_AT, AFTERWARDS])
def test_cast_vote_refuses_at_the_minute_it_closes(household_ballot, cast, moment):
    with clock.travel(moment), nothing_changes(), pytest.raises(BallotClosed):
        cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))


def test_cast_vote_refuses_a_withdrawn_ballot(household_ballot, cast):
    withdraw_ballot(household_ballot, reason="方案要改", by=cast.chair)

    with nothing_changes(), pytest.raises(BallotClosed):
        cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))


def test_cast_vote_refuses_a_unit_that_is_not_on_the_roll(cast, in_estate):
    draft = make_draft(in_estate, cast.chair)
    open_ballot(draft, household_electors(in_estate)[1:], by=cast.chair)

    with nothing_changes(), pytest.raises(NotOnTheRoll):
        cast_vote(draft, by=cast.owner, choices=answer(draft))


@pytest.mark.parametrize("name", ["owner_title", "chair"])
def test_cast_vote_refuses_another_capacity_for_a_household(household_ballot, cast, name):
    with nothing_changes(), pytest.raises(NotAllowed):
        cast_vote(household_ballot, by=getattr(cast, name), choices=answer(household_ballot))


def test_cast_vote_refuses_a_home_nobody_has_verified(household_ballot, cast):
    cast.owner.verified_at = None

    with nothing_changes(), pytest.raises(NotAllowed):
        cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))


def test_cast_vote_refuses_somebody_who_has_moved_out(household_ballot, cast):
    cast.owner.ends_on = clock.today()

    with nothing_changes(), pytest.raises(NotAllowed):
        cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))


def test_cast_vote_refuses_a_child(household_ballot, cast):
    cast.owner.person.born_on = NOON.date().replace(year=NOON.year - 18) + timedelta(days=1)

    with nothing_changes(), pytest.raises(NotAnAdult):
        cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot))


def test_cast_vote_refuses_answers_that_leave_a_matter_out(cast, in_estate):
    ballot = make_open(in_estate, cast.chair, matters=(SHED, COLOUR))
    shed = ballot.matters.get(no=1)

    with nothing_changes(), pytest.raises(MattersMissing) as refusal:
        cast_vote(ballot, by=cast.owner, choices={shed.pk: "for"})
    assert refusal.value.message == "还有事项没有选：车棚用什么颜色"


@pytest.mark.parametrize("choice", ["", "yes", "option1", "void"])
def test_cast_vote_refuses_a_choice_that_is_not_offered(household_ballot, cast, choice):
    with nothing_changes(), pytest.raises(ChoiceUnknown):
        cast_vote(household_ballot, by=cast.owner, choices=answer(household_ballot, choice))


def test_cast_vote_refuses_a_matter_of_another_ballot(household_ballot, cast, in_estate):
    other = make_open(in_estate, cast.chair)

    with nothing_changes(), pytest.raises(ChoiceUnknown):
        cast_vote(household_ballot, by=cast.owner, choices={**answer(household_ballot), **answer(other)})


def test_cast_vote_refuses_a_ballot_on_paper(owners_ballot, cast):
    with nothing_changes(), pytest.raises(OnlineNotAllowed):
        cast_vote(owners_ballot, by=cast.owner_title, choices=answer(owners_ballot))


def test_cast_vote_answers_for_all_units_of_one_owner(online_owners_ballot, cast):
    receipt = cast_vote(
        online_owners_ballot, by=cast.neighbour_second_title, choices=answer(online_owners_ballot)
    )

    assert votes() == [("1栋1单元301", "for"), ("1栋1单元801", "for")]
    assert receipt.labels == ("1栋1单元301", "1栋1单元801")


def test_cast_vote_refuses_a_tenant_deciding_for_the_owner(online_owners_ballot, cast):
    with nothing_changes(), pytest.raises(NotAllowed):
        cast_vote(online_owners_ballot, by=cast.tenant, choices=answer(online_owners_ballot))


def test_cast_vote_refuses_a_co_owner_who_is_not_the_representative(online_owners_ballot, cast):
    title = Ownership.objects.create(unit=cast.units[0], person=cast.spouse.person, represents_owners=False)

    with nothing_changes(), pytest.raises(NotTheRepresentative):
        cast_vote(online_owners_ballot, by=title, choices=answer(online_owners_ballot))


def test_cast_vote_refuses_a_second_co_owner(online_owners_ballot, cast):
    title = Ownership.objects.create(unit=cast.units[0], person=cast.spouse.person)
    cast_vote(online_owners_ballot, by=cast.owner_title, choices=answer(online_owners_ballot))

    with nothing_changes(), pytest.raises(CastBySomebodyElse):
        cast_vote(online_owners_ballot, by=title, choices=answer(online_owners_ballot, "against"))


def test_cast_vote_lets_the_buyer_answer_for_a_unit_sold_before_it_answered(online_owners_ballot, cast):
    sold = cast.neighbour_second_title
    sold.ends_on = clock.today()
    sold.save()
    bought = Ownership.objects.create(unit=sold.unit, person=cast.landlord.person)
    cast_vote(online_owners_ballot, by=bought, choices=answer(online_owners_ballot, "against"))
    cast_vote(online_owners_ballot, by=cast.neighbour_title, choices=answer(online_owners_ballot, "for"))

    assert votes() == [("1栋1单元301", "for"), ("1栋1单元801", "against")]


def test_cast_vote_lets_the_sellers_answer_stand(online_owners_ballot, cast):
    cast_vote(online_owners_ballot, by=cast.neighbour_title, choices=answer(online_owners_ballot))
    sold = cast.neighbour_second_title
    sold.ends_on = clock.today()
    sold.save()
    bought = Ownership.objects.create(unit=sold.unit, person=cast.landlord.person)

    with nothing_changes(), pytest.raises(CastBySomebodyElse):
        cast_vote(online_owners_ballot, by=bought, choices=answer(online_owners_ballot, "against"))
