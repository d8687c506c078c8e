"""Assisted entry: consent first, one person, within the time; confirmed or denied by the person."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import NotAllowed
from core.images import ImageUnknown
from estates.joining.errors import (
    AlreadyLivesHere,
    ObjectionMissing,
    OtherNameHere,
    OwnerUnknown,
    VisitAnswered,
    VisitDone,
    VisitOver,
)
from estates.joining.services import (
    Newcomer,
    confirm_visit,
    dispute_visit,
    open_visit,
    register_on_visit,
)
from estates.models import Assistance, Person, Residency
from tenancy.models import AuditEntry, StoredFile
from tenancy.rules import set_rules
from tests.cast import Cast
from tests.estates.joining.conftest import at_home, here
from tests.projects.road import photo

Tenure = Residency.Tenure
VISITORS = ("social_worker", "community_officer", "community_secretary", "street_officer")


def _open(cast: Cast, name: str = "social_worker") -> Assistance:
    with at_home():
        return open_visit(here(), photo=photo("red"), by=getattr(cast, name))


def _register(cast: Cast, visit: Assistance, **said: object) -> Assistance:
    given = {"name": "朱示例老人", "tenure": Tenure.FAMILY, "phone": "", "by": cast.social_worker, **said}
    with at_home():
        return register_on_visit(visit, cast.units[1], **given)


def _rows() -> tuple[object, ...]:
    with at_home():
        visits = list(Assistance.objects.order_by("id").values())
        people = list(Person.objects.order_by("id").values_list("id", "user_id"))
        return (
            visits,
            people,
            Residency.objects.count(),
            AuditEntry.objects.count(),
            StoredFile.objects.count(),
        )


@pytest.mark.parametrize("name", VISITORS)
def test_open_visit_lasts_as_long_as_the_rule_says(cast: Cast, name: str):
    visit = _open(cast, name)

    with at_home():
        assert visit.closes_at - visit.opened_at == timedelta(minutes=30)
        assert (visit.helper, visit.consent.mime, visit.person) == (getattr(cast, name), "image/jpeg", None)
        assert AuditEntry.objects.get(action="estates.visit_opened").details == {"minutes": 30}


def test_open_visit_follows_the_streets_rule(cast: Cast):
    with at_home():
        set_rules(here().street, {"estates.assistance_minutes": 10}, note="示例", by=None, estate_id=11)

    assert _open(cast).closes_at - _open(cast).opened_at >= timedelta(minutes=9)


@pytest.mark.parametrize("name", ["chair", "member", "supervisor", "cashier", "street_leader", "auditor"])
def test_open_visit_refuses_other_offices(cast: Cast, name: str):
    before = _rows()

    with pytest.raises(NotAllowed):
        _open(cast, name)

    assert _rows() == before


def test_open_visit_refuses_what_is_no_photo(cast: Cast):
    before = _rows()

    with at_home(), pytest.raises(ImageUnknown):
        open_visit(here(), photo=b"x", by=cast.social_worker)

    assert _rows() == before


def test_register_on_visit_makes_a_resident_without_a_phone(cast: Cast):
    visit = _register(cast, _open(cast))

    with at_home():
        home = Residency.objects.get(person=visit.person)
        assert (home.unit_id, home.tenure, home.source) == (cast.units[1].pk, "family", "assisted")
        assert (visit.person.user_id, visit.person.phone, visit.done) == (None, "", "登记为 1栋1单元201 家人")
        entry = AuditEntry.objects.get(action="estates.visit_registered")
        assert entry.details == {"residency": home.pk, "has_phone": False}
        assert (entry.subject_id, entry.user_id) == (visit.pk, cast.social_worker.person.user_id)


def test_register_on_visit_gives_a_sign_in_where_there_is_a_phone(cast: Cast):
    visit = _register(cast, _open(cast), phone="+8613800000075")

    assert visit.person.user.phone == "+8613800000075" and visit.person.user.phone_verified


def test_register_on_visit_finds_the_owner(cast: Cast):
    visit = _register(cast, _open(cast), name="郑示例房东", tenure=Tenure.OWNER)

    assert visit.person_id == cast.landlord.person_id


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (OwnerUnknown, {"tenure": Tenure.OWNER}),
        (OtherNameHere, {"phone": "+8613800000001"}),
        (AlreadyLivesHere, {"name": "吴示例三", "phone": "+8613800000003"}),
    ],
)
def test_register_on_visit_refuses_and_changes_nothing(cast: Cast, refusal: type[Exception], said: dict):
    visit = _open(cast)
    before = _rows()

    with pytest.raises(refusal):
        _register(cast, visit, **said)

    assert _rows() == before


def test_register_on_visit_is_for_whoever_took_the_photo(cast: Cast):
    visit = _open(cast)
    before = _rows()

    with pytest.raises(NotAllowed):
        _register(cast, visit, by=cast.community_officer)

    assert _rows() == before


def test_register_on_visit_refuses_when_the_time_is_over(cast: Cast):
    with clock.travel_to(2026, 11, 2, 9):
        visit = _open(cast)
    before = _rows()
    with clock.travel_to(2026, 11, 2, 9, 30), pytest.raises(VisitOver):
        _register(cast, visit)
    assert _rows() == before

    with clock.travel_to(2026, 11, 2, 9, 29):
        assert _register(cast, visit).ended_at is not None


def test_register_on_visit_registers_one(cast: Cast):
    visit = _open(cast)
    _register(cast, visit)
    before = _rows()

    with pytest.raises(VisitDone):
        _register(cast, visit, name="朱示例二")

    assert _rows() == before


def test_the_person_confirms_once(cast: Cast):
    visit = _register(cast, _open(cast), phone="+8613800000075")
    by = Newcomer(visit.person.user)
    with at_home():
        assert confirm_visit(visit, by=by).confirmed_at is not None
        assert AuditEntry.objects.filter(action="estates.visit_confirmed").count() == 1
    before = _rows()

    with at_home():
        for act in (lambda: confirm_visit(visit, by=by), lambda: dispute_visit(visit, objection="x", by=by)):
            with pytest.raises(VisitAnswered):
                act()

    assert _rows() == before


def test_the_person_denies(cast: Cast):
    visit = _register(cast, _open(cast), phone="+8613800000075")
    with at_home():
        done = dispute_visit(visit, objection=" 我没签过字 ", by=Newcomer(visit.person.user))

        assert (done.objection, done.disputed_at is not None, done.confirmed_at) == ("我没签过字", True, None)
        assert AuditEntry.objects.filter(action="estates.visit_disputed").count() == 1


def test_denying_says_what_is_wrong(cast: Cast):
    visit = _register(cast, _open(cast), phone="+8613800000075")
    before = _rows()

    with at_home(), pytest.raises(ObjectionMissing):
        dispute_visit(visit, objection=" ", by=Newcomer(visit.person.user))

    assert _rows() == before


def test_nobody_else_answers(cast: Cast):
    visit = _register(cast, _open(cast), phone="+8613800000075")
    before = _rows()

    with at_home():
        for act in (confirm_visit, lambda row, by: dispute_visit(row, objection="x", by=by)):
            with pytest.raises(NotAllowed):
                act(visit, by=Newcomer(cast.user("social_worker")))

    assert _rows() == before
