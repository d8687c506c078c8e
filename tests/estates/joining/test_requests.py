"""Requests with a proof: filed once, decided by others, owners of the register only, the photo till then."""

import pytest

from core.errors import NotAllowed, StateRefused
from core.images import ImageUnknown
from estates.joining.errors import (
    AlreadyAsked,
    AlreadyLivesHere,
    OtherNameHere,
    OwnerNotInRegister,
    OwnRequest,
    ReasonMissing,
    UnitUnknown,
)
from estates.joining.services import (
    Newcomer,
    accept_request,
    file_request,
    refuse_request,
    unit_at,
    withdraw_request,
)
from estates.models import JoinRequest, Person, Residency
from tenancy.models import AuditEntry, Membership, StoredFile
from tests.cast import Cast
from tests.estates.joining.conftest import at_home, here, newcomer
from tests.projects.road import photo

Tenure, State = Residency.Tenure, JoinRequest.State
DECIDERS = ("chair", "community_officer", "community_secretary", "street_officer")


def _ask(cast: Cast, by: Newcomer | None = None, **said: object) -> JoinRequest:
    given = {"name": "朱示例新", "tenure": Tenure.TENANT, "owns": False, "photo": photo("blue"), **said}
    with at_home():
        unit = unit_at(here(), building=cast.units[1].building, entrance="1", door="201")
        return file_request(unit, **given, by=by or newcomer())


def _rows() -> tuple[object, ...]:
    with at_home():
        requests = list(JoinRequest.objects.order_by("id").values_list("state", "reason", "residency_id"))
        people = list(Person.objects.order_by("id").values_list("id", "user_id"))
        counts = (Residency.objects.count(), Membership.objects.count(), AuditEntry.objects.count())
        return requests, people, counts, StoredFile.objects.count()


@pytest.mark.parametrize(("entrance", "door"), [("1", "201"), ("1单元", "201室"), (" 1 ", " 201 ")])
def test_unit_at_reads_an_address_as_people_write_it(cast: Cast, entrance: str, door: str):
    with at_home():
        found = unit_at(here(), building=cast.units[1].building, entrance=entrance, door=door)

        assert found == cast.units[1]


@pytest.mark.parametrize(("entrance", "door"), [("2", "201"), ("1", "999"), ("", "201")])
def test_unit_at_refuses_an_address_that_is_not_in_the_register(cast: Cast, entrance: str, door: str):
    with at_home(), pytest.raises(UnitUnknown):
        unit_at(here(), building=cast.units[1].building, entrance=entrance, door=door)


def test_file_request_keeps_a_clean_photo_and_makes_nobody_a_resident(cast: Cast):
    asked = _ask(cast)

    with at_home():
        assert (asked.state, asked.unit_id, asked.tenure, asked.owns) == (
            State.FILED,
            cast.units[1].pk,
            "tenant",
            False,
        )
        assert asked.proof.mime == "image/jpeg"
        assert not Person.objects.filter(user=asked.user).exists()
        assert Membership.objects.filter(estate_id=11, user=asked.user).count() == 1
        entry = AuditEntry.objects.get(action="estates.join_requested")
        assert (entry.user_id, entry.details["unit"]) == (asked.user_id, cast.units[1].pk)


def test_file_request_counts_an_owner_occupier_as_owner(cast: Cast):
    assert _ask(cast, tenure=Tenure.OWNER).owns is True


@pytest.mark.parametrize(
    ("refusal", "name", "said"),
    [
        (OtherNameHere, "tenant", {"name": "别人示例"}),
        (AlreadyLivesHere, "tenant", {"name": "吴示例三"}),
        (ImageUnknown, None, {"photo": b"no photo"}),
    ],
)
def test_file_request_refuses_and_keeps_nothing(
    cast: Cast, refusal: type[Exception], name: str | None, said: dict
):
    by = Newcomer(cast.user(name)) if name else newcomer()
    before = _rows()

    with pytest.raises(refusal):
        _ask(cast, by, **said)

    assert _rows() == before


def test_file_request_refuses_a_second_open_one(cast: Cast):
    by = newcomer()
    _ask(cast, by)
    before = _rows()

    with pytest.raises(AlreadyAsked):
        _ask(cast, by)

    assert _rows() == before


@pytest.mark.parametrize("name", DECIDERS)
def test_accept_request_makes_a_resident(cast: Cast, name: str):
    asked = _ask(cast)
    with at_home():
        done = accept_request(asked, by=getattr(cast, name))

        home = Residency.objects.get(pk=done.residency_id)
        assert (home.unit_id, home.tenure, home.source) == (cast.units[1].pk, "tenant", "request")
        assert (home.person.name, home.person.user_id) == ("朱示例新", asked.user_id)
        stored = JoinRequest.objects.get(pk=asked.pk)
        assert (stored.state, stored.decided_by_id) == (State.ACCEPTED, getattr(cast, name).pk)
        assert AuditEntry.objects.get(action="estates.join_accepted").details == {"residency": home.pk}


def test_accept_request_links_the_owner_of_that_name(cast: Cast):
    asked = _ask(cast, name="郑示例房东", tenure=Tenure.OWNER)
    with at_home():
        done = accept_request(asked, by=cast.chair)

        assert done.residency.person_id == cast.landlord.person_id


def test_accept_request_makes_no_owner_out_of_a_photo(cast: Cast):
    asked = _ask(cast, name="朱示例新", tenure=Tenure.FAMILY, owns=True)
    before = _rows()

    with at_home(), pytest.raises(OwnerNotInRegister):
        accept_request(asked, by=cast.chair)

    assert _rows() == before


@pytest.mark.parametrize(
    "name", ["treasurer", "member", "supervisor", "cashier", "street_leader", "social_worker"]
)
def test_deciding_refuses_other_offices(cast: Cast, name: str):
    asked = _ask(cast)
    before = _rows()

    with at_home():
        with pytest.raises(NotAllowed):
            accept_request(asked, by=getattr(cast, name))
        with pytest.raises(NotAllowed):
            refuse_request(asked, reason="看不清", by=getattr(cast, name))

    assert _rows() == before


def test_nobody_decides_their_own_request(cast: Cast):
    asked = _ask(cast, Newcomer(cast.user("chair")), name="冯示例chair", tenure=Tenure.TENANT)
    before = _rows()

    with at_home():
        for act in (accept_request, lambda row, by: refuse_request(row, reason="x", by=by)):
            with pytest.raises(OwnRequest):
                act(asked, by=cast.chair)

    assert _rows() == before


def test_refuse_request_tells_why(cast: Cast):
    asked = _ask(cast)
    with at_home():
        refuse_request(asked, reason=" 看不清 ", by=cast.chair)

        stored = JoinRequest.objects.get(pk=asked.pk)
        assert (stored.state, stored.reason, stored.decided_at is not None) == (State.REFUSED, "看不清", True)
        assert AuditEntry.objects.filter(action="estates.join_refused").count() == 1
        assert not Person.objects.filter(user=asked.user).exists()


def test_refuse_request_needs_a_reason(cast: Cast):
    asked = _ask(cast)
    before = _rows()

    with at_home(), pytest.raises(ReasonMissing):
        refuse_request(asked, reason="  ", by=cast.chair)

    assert _rows() == before


def test_a_request_is_decided_once(cast: Cast):
    asked = _ask(cast)
    with at_home():
        refuse_request(asked, reason="看不清", by=cast.chair)
    before = _rows()

    with at_home():
        for act in (
            lambda: accept_request(asked, by=cast.community_officer),
            lambda: refuse_request(asked, reason="x", by=cast.chair),
            lambda: withdraw_request(JoinRequest.objects.get(), by=Newcomer(asked.user)),
        ):
            with pytest.raises(StateRefused):
                act()

    assert _rows() == before


def test_withdraw_request_leaves_no_trace_of_belonging(cast: Cast):
    asked = _ask(cast)
    with at_home():
        withdraw_request(asked, by=Newcomer(asked.user))

        assert JoinRequest.objects.get().state == State.WITHDRAWN
        assert not Membership.objects.filter(user=asked.user).exists()
        assert AuditEntry.objects.filter(action="estates.join_withdrawn").count() == 1


def test_withdraw_request_is_for_its_maker(cast: Cast):
    asked = _ask(cast)
    before = _rows()

    with at_home(), pytest.raises(NotAllowed):
        withdraw_request(asked, by=Newcomer(cast.user("owner")))

    assert _rows() == before
