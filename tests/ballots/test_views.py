"""The pages of ballots as each of the cast sees them."""

from uuid import uuid4

import pytest

from ballots.models import Ballot, Slip, Vote
from tenancy.scope import scope
from tests.ballots.conftest import make_open


@pytest.fixture
def households(cast, estate) -> Ballot:
    """An open ballot of households; no scope is left open."""
    with scope(estate.street_id, estate):
        return make_open(estate, cast.chair)


def url(ballot: Ballot, page: str = "") -> str:
    return f"/e/a1/votes/{ballot.pk}/{page}"


def chosen(ballot: Ballot, choice: str = "for") -> dict[str, str]:
    with scope(ballot.street_id, ballot.estate_id):
        fields = {f"matter_{pk}": choice for pk in ballot.matters.values_list("pk", flat=True)}
    return {**fields, "idempotency_key": uuid4().hex}


def test_voting_goes_by_three_pages_and_writes_at_the_confirmation_only(households, cast):
    client = cast.client("owner")

    shown = client.get(url(households))
    checked = client.post(url(households, "check/"), chosen(households))
    with scope(1, 11):
        before = Slip.objects.count()
    confirmed = client.post(url(households, "cast/"), chosen(households))
    done = client.get(confirmed.headers["Location"])

    assert (shown.status_code, checked.status_code, confirmed.status_code, done.status_code) == (
        200,
        200,
        302,
        200,
    )
    assert before == 0
    with scope(1, 11):
        assert [vote.choice for vote in Vote.objects.all()] == ["for"]
