"""Another phone: asked for by one, agreed to by another, everything signed in ended, the old number told."""

import threading

import pytest
from django.db import connections

from accounts.models import ApiToken, User
from accounts.services import give_token
from core.errors import NotAllowed, StateRefused
from core.images import ImageUnknown
from estates.joining.errors import (
    ChangeFiledAlready,
    OwnPhone,
    PersonUnknown,
    PhoneTaken,
    ReasonMissing,
    TwoPeopleNeeded,
)
from estates.joining.services import approve_phone_change, file_phone_change, refuse_phone_change
from estates.models import Person, PhoneChange
from estates.services import give_sign_in
from tenancy.models import AuditEntry, StoredFile
from tenancy.scope import scope
from tests.cast import Cast, phone
from tests.estates.joining.conftest import here
from tests.projects.road import photo

State = PhoneChange.State
sent: list[tuple[str, str]] = []


class Sender:
    """Keeps what would be sent."""

    def send(self, number: str, text: str) -> None:
        """Keep it."""
        sent.append((number, text))


@pytest.fixture(autouse=True)
def _sender(settings):
    settings.SMS_SENDER = "tests.estates.joining.test_phones.Sender"
    sent.clear()


def _file(cast: Cast, by: str = "community_officer", **said: object) -> PhoneChange:
    given = {"name": "吴示例三", "old_phone": phone(3), "phone": phone(90), "reason": "号码停用，看过身份证"}
    with scope(1):
        estate = here()
        return file_phone_change(estate, **{**given, "photo": photo("red"), **said}, by=getattr(cast, by))


def _rows() -> tuple[object, ...]:
    with scope(1):
        changes = list(PhoneChange.objects.order_by("id").values())
        users = list(User.objects.order_by("id").values_list("id", "phone", "password"))
        return changes, users, AuditEntry.objects.count(), StoredFile.objects.count()


@pytest.mark.parametrize("name", ["community_officer", "community_secretary", "street_officer"])
def test_file_phone_change_changes_nothing_yet(cast: Cast, name: str):
    change = _file(cast, name)

    with scope(1):
        assert (change.state, change.estate_id, change.asked_person) == (
            State.FILED,
            11,
            getattr(cast, name).person,
        )
        entry = AuditEntry.objects.get(action="estates.phone_change_filed")
        assert entry.details == {"old": "138****0003", "new": "138****0090"}
    assert User.objects.get(pk=cast.user("tenant").pk).phone == phone(3)


@pytest.mark.parametrize(
    ("refusal", "by", "said"),
    [
        (NotAllowed, "street_leader", {}),
        (NotAllowed, "social_worker", {}),
        (NotAllowed, "chair", {}),
        (PersonUnknown, "community_officer", {"name": "吴示例"}),
        (PersonUnknown, "community_officer", {"old_phone": phone(4)}),
        (PhoneTaken, "community_officer", {"phone": phone(1)}),
        (ImageUnknown, "community_officer", {"photo": b"x"}),
    ],
    ids=["leader", "social worker", "chair", "name", "old phone", "taken", "photo"],
)
def test_file_phone_change_refuses_and_keeps_nothing(
    cast: Cast, refusal: type[Exception], by: str, said: dict
):
    before = _rows()

    with pytest.raises(refusal):
        _file(cast, by, **said)

    assert _rows() == before


def test_file_phone_change_refuses_ones_own_and_a_second_one(cast: Cast):
    with scope(1, 11):
        here_too = Person.objects.create(name="褚示例兼住")
        give_sign_in(here_too, phone(10), by=None)
    before = _rows()
    with pytest.raises(OwnPhone):
        _file(cast, name="褚示例兼住", old_phone=phone(10))
    assert _rows() == before

    _file(cast)
    before = _rows()
    with pytest.raises(ChangeFiledAlready):
        _file(cast, "street_officer", phone=phone(91))
    assert _rows() == before


def test_approve_phone_change_ends_everything_that_was_signed_in(
    cast: Cast, django_capture_on_commit_callbacks
):
    old_session, user = cast.client("tenant"), cast.user("tenant")
    give_token(user, name="示例", days=5)
    change = _file(cast)
    assert old_session.get("/me/").status_code == 200

    with django_capture_on_commit_callbacks(execute=True), scope(1):
        done = approve_phone_change(change, by=cast.street_officer)

    assert (done.state, done.decided_person) == (State.APPROVED, cast.street_officer.person)
    assert User.objects.get(pk=user.pk).phone == phone(90)
    assert old_session.get("/me/").status_code == 302
    assert not ApiToken.objects.in_force().filter(user=user).exists()
    assert [number for number, _ in sent] == [phone(3)] and "138****0090" in sent[0][1]
    with scope(1):
        assert Person.objects.get(pk=cast.tenant.person_id).phone == phone(90)
        entry = AuditEntry.objects.get(action="estates.phone_changed")
        assert entry.details == {"old": "138****0003", "new": "138****0090"}
        assert entry.user_id == cast.street_officer.person.user_id


def test_approve_phone_change_takes_two(cast: Cast):
    change = _file(cast)
    before = _rows()

    with scope(1):
        for act in (approve_phone_change, lambda row, by: refuse_phone_change(row, reason="x", by=by)):
            with pytest.raises(TwoPeopleNeeded):
                act(change, by=cast.community_officer)
            for name in ("street_leader", "auditor", "chair"):
                with pytest.raises(NotAllowed):
                    act(change, by=getattr(cast, name))

    assert (_rows(), sent) == (before, [])


def test_nobody_agrees_to_their_own_new_number(cast: Cast):
    with scope(1, 11):
        lives_here = Person.objects.create(name="褚示例兼住")
        give_sign_in(lives_here, phone(11), by=None)
    change = _file(cast, name="褚示例兼住", old_phone=phone(11))
    before = _rows()

    with scope(1), pytest.raises(OwnPhone):
        approve_phone_change(change, by=cast.street_officer)

    assert _rows() == before


def test_approve_phone_change_refuses_a_number_that_was_taken_meanwhile(cast: Cast):
    change = _file(cast)
    User.objects.create_user(phone(90))
    before = _rows()

    with scope(1), pytest.raises(PhoneTaken):
        approve_phone_change(change, by=cast.street_officer)

    assert (_rows(), sent) == (before, [])


def test_refuse_phone_change_says_why(cast: Cast):
    change = _file(cast)
    with scope(1):
        with pytest.raises(ReasonMissing):
            refuse_phone_change(change, reason=" ", by=cast.street_officer)
        done = refuse_phone_change(change, reason="照片看不清", by=cast.street_officer)

        assert (done.state, done.answer) == (State.REFUSED, "照片看不清")
        assert AuditEntry.objects.filter(action="estates.phone_change_refused").count() == 1
        with pytest.raises(StateRefused):
            approve_phone_change(change, by=cast.street_officer)
    assert User.objects.get(pk=cast.user("tenant").pk).phone == phone(3)


@pytest.mark.committed
def test_two_who_agree_at_once_are_one(cast: Cast):
    change = _file(cast)
    start, outcomes = threading.Barrier(2), []

    def approve(name: str) -> None:
        try:
            with scope(1):
                start.wait()
                approve_phone_change(change, by=getattr(cast, name))
            outcomes.append("changed")
        except StateRefused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=approve, args=(name,)) for name in ("street_officer", "community_secretary")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["changed", "refused"]
    assert len(sent) == 1
