"""Ballots of estate a1, drafted and opened by its chair; the clock stands in the middle of their time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from ballots.models import Ballot, Elector, Matter, PaperCount, PaperTotal, Slip, Vote
from ballots.rolls import household_electors, owner_electors
from ballots.services import MatterDraft, draft_ballot, open_ballot
from core import clock
from tenancy.models import AuditEntry
from tenancy.rules import set_rules
from tests.cast import Cast

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.SHANGHAI)
OPENS_AT = NOON - timedelta(days=1)
CLOSES_AT = NOON + timedelta(days=6)
AFTERWARDS = CLOSES_AT + timedelta(hours=1)
SHED = MatterDraft("在东门旁建一座非机动车棚")
SHED_ON_COMMON_GROUND = MatterDraft("改变东门旁绿地的用途，建一座非机动车棚", raises=True)
COLOUR = MatterDraft("车棚用什么颜色", options=("绿色", "灰色"))


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """Stop the clock at noon of a day on which the ballots of these tests are open."""
    with clock.travel(NOON):
        yield


def make_draft(estate, chair, *, electorate="households", matters=(SHED,), **values) -> Ballot:
    """Return a draft, open from yesterday for a week."""
    with clock.travel(OPENS_AT):
        return draft_ballot(
            estate=estate,
            title="东门车棚",
            question="要不要在东门旁建一座非机动车棚？",
            electorate=electorate,
            matters=matters,
            opens_at=values.pop("opens_at", OPENS_AT),
            closes_at=values.pop("closes_at", CLOSES_AT),
            by=chair,
            **values,
        )


def make_open(estate, chair, **values) -> Ballot:
    """Return an open ballot with the roll of its electorate."""
    draft = make_draft(estate, chair, **values)
    electors = household_electors(estate) if draft.electorate == "households" else owner_electors(estate)
    with clock.travel(OPENS_AT):
        return open_ballot(draft, electors, by=chair)


@pytest.fixture
def household_ballot(cast: Cast, in_estate) -> Ballot:
    """An open ballot of the seven households on one matter, online."""
    return make_open(in_estate, cast.chair)


@pytest.fixture
def owners_ballot(cast: Cast, in_estate) -> Ballot:
    """An open ballot of the owners (8 units, 7 heads, 628.00 m²) on a raised matter, on paper."""
    return make_open(in_estate, cast.chair, electorate="owners", matters=(SHED_ON_COMMON_GROUND,))


@pytest.fixture
def online_owners_ballot(cast: Cast, in_estate) -> Ballot:
    """The same with the street's basis recorded: online."""
    record_basis(in_estate)
    return make_open(in_estate, cast.chair, electorate="owners", matters=(SHED_ON_COMMON_GROUND,))


def record_basis(estate, basis: str = "示例〔2026〕1 号") -> None:
    """Record for the estate what allows owners to decide online, or take it back."""
    values = {"ballots.online_278_basis": basis}
    set_rules(estate.street, values, estate_id=estate.pk, note="示例", by=None)


def answer(ballot: Ballot, choice: str = "for") -> dict[int, str]:
    """Return ``choice`` for every matter of a ballot."""
    return {matter.pk: choice for matter in ballot.matters.all()}


TABLES = (Ballot, Matter, Elector, Slip, Vote, PaperCount, PaperTotal, AuditEntry)


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Assert that no row of a ballot, nor of the audit log, is other than before the block."""
    before = [list(table.objects.order_by("pk").values()) for table in TABLES]
    yield
    assert [list(table.objects.order_by("pk").values()) for table in TABLES] == before


def actions() -> list[tuple[str, str]]:
    """Return what the audit log says was done to ballots, and by whom."""
    entries = AuditEntry.objects.filter(action__startswith="ballots.").order_by("pk")
    return list(entries.values_list("action", "actor"))
