"""Voting by program: the same rules as by page, and never an answer in what is read or kept."""

import pytest

from ballots.models import Ballot, Slip, Vote
from ballots.services import cast_vote, close_ballot
from core import clock
from tenancy.models import AuditEntry, IdempotencyKey
from tenancy.scope import scope
from tests.api_client import Api
from tests.ballots.conftest import answer, make_open
from tests.cast import Cast


@pytest.fixture
def running(cast: Cast, estate) -> Ballot:
    """Return a ballot of households that takes votes."""
    with scope(1, 11):
        return make_open(estate, cast.chair)


def _body(ballot: Ballot, choice: str = "for") -> dict[str, object]:
    with scope(1, 11):
        return {"answers": [{"matter": pk, "choice": choice} for pk in answer(ballot)]}


def test_cast_gives_a_receipt_that_never_says_the_answer(cast: Cast, running: Ballot):
    owner = Api(cast, "owner")

    done = owner.post(f"estates/a1/ballots/{running.pk}/cast/", _body(running, "against"))
    seen = owner.get(f"estates/a1/ballots/{running.pk}/").json()

    assert (done.status_code, set(done.json())) == (201, {"code", "cast_at", "units"})
    assert done.json()["units"] == ["1栋1单元101"] and done.json()["cast_at"].endswith("+08:00")
    assert seen["mine"] == {"is_on_roll": True, "has_voted": True, "may_change": True}
    assert seen["taking_part"]["heads"] == 1
    with scope(1, 11):
        assert [vote.choice for vote in Vote.objects.all()] == ["against"]
        kept = list(IdempotencyKey.objects.values_list("answer", flat=True))
        told = list(AuditEntry.objects.filter(action="ballots.vote_cast").values_list("details", flat=True))
    assert "against" not in f"{kept} {told} {seen['mine']}"


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("visitor", 401, "sign_in_needed"),
        ("stranger", 404, "not_found_here"),
        ("cashier", 403, "not_allowed"),
    ],
)
def test_cast_is_for_who_is_on_the_roll(cast: Cast, running: Ballot, name: str, status: int, code: str):
    refused = Api(cast, name).post(f"estates/a1/ballots/{running.pk}/cast/", _body(running))

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    with scope(1, 11):
        assert not Slip.objects.exists() and not IdempotencyKey.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "answers"),
        ({"answers": []}, 422, "answers"),
        ({"answers": "for"}, 422, "answers"),
        ({"answers": [{"matter": "x", "choice": "for"}]}, 422, "answers.0.matter"),
        ({"answers": [{"matter": 1, "choice": "for", "by": 7}]}, 422, "answers.0.by"),
        ([], 422, ""),
    ],
)
def test_cast_says_which_field_it_cannot_read(
    cast: Cast, running: Ballot, body: object, status: int, field: str
):
    refused = Api(cast, "owner").post(f"estates/a1/ballots/{running.pk}/cast/", body)

    assert (refused.status_code, refused.json().get("field")) == (status, field)
    with scope(1, 11):
        assert not Slip.objects.exists()


def test_cast_is_refused_by_the_service_as_on_the_page(cast: Cast, running: Ballot):
    with scope(1, 11):
        cast_vote(running, by=cast.spouse, choices=answer(running))

    refused = Api(cast, "owner").post(f"estates/a1/ballots/{running.pk}/cast/", _body(running))

    assert (refused.status_code, refused.json()["code"]) == (409, "cast_by_somebody_else")
    with scope(1, 11):
        assert Slip.objects.count() == 1


def test_a_result_is_refused_until_it_is_counted_and_then_everybodys(cast: Cast, running: Ballot):
    with scope(1, 11):
        for name in ("owner", "tenant", "neighbour", "chair_home", "treasurer_home", "member_home"):
            cast_vote(running, by=getattr(cast, name), choices=answer(running))
    before = Api(cast, "visitor").get(f"estates/a1/results/{running.pk}/")
    with scope(1, 11), clock.travel(running.closes_at):
        close_ballot(running, by=cast.chair)

    listed = Api(cast, "visitor").get("estates/a1/results/").json()["items"]
    shown = Api(cast, "visitor").get(f"estates/a1/results/{running.pk}/").json()

    assert (before.status_code, before.json()["code"]) == (409, "result_not_yet")
    assert [row["id"] for row in listed] == [running.pk]
    assert (shown["passed"], shown["taking_part"]["heads"]) == (True, 6)
    assert [line["heads"] for line in shown["matters"][0]["lines"]] == [6, 0, 0]


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_of_ballots_ask_a_constant_number_of_queries(
    cast: Cast, estate, rows: int, django_assert_num_queries
):
    with scope(1, 11):
        for _ in range(rows):
            make_open(estate, cast.chair)
    owner = Api(cast, "owner")
    owner.get("estates/a1/")

    with django_assert_num_queries(13):
        listed = owner.get("estates/a1/ballots/?limit=100").json()["items"]

    assert len(listed) == rows and all(row["mine"]["is_on_roll"] for row in listed)


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_of_results_ask_a_constant_number_of_queries(
    cast: Cast, estate, rows: int, django_assert_num_queries
):
    with scope(1, 11):
        for _ in range(rows):
            ballot = make_open(estate, cast.chair)
            with clock.travel(ballot.closes_at):
                close_ballot(ballot, by=cast.chair)

    with django_assert_num_queries(8):
        listed = Api(cast, "visitor").get("estates/a1/results/?limit=100").json()["items"]

    assert len(listed) == rows and not listed[0]["passed"]


def test_a_ballot_of_households_tells_no_area_and_one_of_owners_does(cast: Cast, estate, running: Ballot):
    owner = Api(cast, "owner")
    before = owner.get(f"estates/a1/ballots/{running.pk}/").json()
    with scope(1, 11), clock.travel(running.closes_at):
        close_ballot(running, by=cast.chair)
    (row,) = owner.get("estates/a1/results/").json()["items"]
    whole = owner.get(f"estates/a1/results/{running.pk}/").json()

    weighed = [
        before["roll"],
        before["taking_part"],
        row["roll"],
        row["taking_part"],
        *whole["matters"][0]["lines"],
    ]
    assert {part["area_centi"] for part in weighed} == {None}
    with scope(1, 11):
        of_owners = make_open(estate, cast.chair, electorate=Ballot.Electorate.OWNERS)
    told = owner.get(f"estates/a1/ballots/{of_owners.pk}/").json()
    assert told["roll"]["area_centi"] == of_owners.roll_area_centi > 0
