"""Claiming a home: by the owner's name or as somebody new, once, refused without using the code up."""

import threading

import pytest
from django.db import connections

from accounts.models import User
from core import clock
from estates.joining.errors import (
    AlreadyLivesHere,
    CodeExpired,
    CodeUnknown,
    CodeUsed,
    CodeWithdrawn,
    OtherNameHere,
    OwnerNameDiffers,
)
from estates.joining.services import Newcomer, claim_home
from estates.models import ClaimSlip, Ownership, Person, Residency, Unit
from tenancy.models import AuditEntry, Membership
from tests.cast import SINCE, Cast
from tests.estates.joining.conftest import at_home, newcomer, print_slips

Tenure = Residency.Tenure


def _slip_of(cast: Cast, unit: Unit) -> str:
    return print_slips(cast, unit)[1][0].sha256


def _state() -> tuple[int, int, int, int, list[tuple[object, ...]]]:
    """Return everything a claim may change."""
    with at_home():
        slips = list(ClaimSlip.objects.order_by("id").values_list("used_at", "used_by_id", "withdrawn_at"))
        persons = list(Person.objects.order_by("id").values_list("id", "user_id"))
        return (
            Residency.objects.count(),
            Membership.objects.count(),
            AuditEntry.objects.count(),
            User.objects.count(),
            [*slips, *persons],
        )


def _refused(refusal: type[Exception], sha256: str, **said: object) -> None:
    before = _state()
    with at_home(), pytest.raises(refusal):
        claim_home(sha256, **said)
    assert _state() == before


def test_an_owner_of_the_unit_gets_the_sign_in_and_lives_there(cast: Cast):
    by, sha256 = newcomer(), _slip_of(cast, cast.units[1])
    with at_home():
        residency = claim_home(sha256, name="郑示例房东", tenure=Tenure.OWNER, by=by)

        assert residency.person_id == cast.landlord.person_id
        assert (residency.unit_id, residency.tenure, residency.source) == (
            cast.units[1].pk,
            Tenure.OWNER,
            Residency.Source.SLIP,
        )
        assert Person.objects.get(pk=residency.person_id).user_id == by.user.pk
        assert residency.verified_at is not None
        slip = ClaimSlip.objects.get()
        assert (slip.used_by_id, slip.used_at is not None) == (residency.person_id, True)
        assert Membership.objects.filter(estate_id=11, user=by.user).count() == 1
        entry = AuditEntry.objects.get(action="estates.home_claimed")
        assert (entry.user_id, entry.actor) == (by.user.pk, f"登录账号 {by.user.pk}")
        assert entry.details == {"residency": residency.pk, "tenure": "owner"}


@pytest.mark.parametrize("tenure", [Tenure.FAMILY, Tenure.TENANT])
def test_family_and_tenants_are_registered_as_new_persons(cast: Cast, tenure: Tenure):
    by, sha256 = newcomer(), _slip_of(cast, cast.units[1])
    with at_home():
        persons = Person.objects.count()

        residency = claim_home(sha256, name="郑示例房东", tenure=tenure, by=by)

        assert (residency.tenure, Person.objects.count()) == (tenure, persons + 1)
        person = residency.person
        assert (person.name, person.phone, person.user_id) == ("郑示例房东", by.user.phone, by.user.pk)
        assert not Ownership.objects.filter(person=person).exists()


def test_who_lives_there_on_paper_signs_in_as_the_same_person(cast: Cast):
    by, sha256 = newcomer(), _slip_of(cast, cast.units[1])
    with at_home():
        paper = Person.objects.create(name="朱示例纸上")
        home = Residency.objects.create(
            unit=cast.units[1], person=paper, tenure="family", verified_at=clock.now(), starts_on=SINCE
        )

        residency = claim_home(sha256, name="朱示例纸上", tenure=Tenure.FAMILY, by=by)

        assert residency == home and Person.objects.get(pk=paper.pk).user_id == by.user.pk


def test_an_owner_of_two_units_claims_the_second_as_the_same_person(cast: Cast):
    by, sha256 = Newcomer(cast.user("neighbour")), _slip_of(cast, cast.units[7])
    with at_home():
        residency = claim_home(sha256, name="王示例四", tenure=Tenure.OWNER, by=by)

        assert (residency.person_id, residency.unit_id) == (cast.neighbour.person_id, cast.units[7].pk)


@pytest.mark.parametrize("name", ["郑示例", "钱示例一", "郑示例房东二"])
def test_an_owner_of_another_name_is_refused(cast: Cast, name: str):
    sha256 = _slip_of(cast, cast.units[1])

    _refused(OwnerNameDiffers, sha256, name=name, tenure=Tenure.OWNER, by=newcomer())


def test_an_owner_who_signs_in_already_is_not_taken_over(cast: Cast):
    sha256 = _slip_of(cast, cast.units[0])

    _refused(OwnerNameDiffers, sha256, name="钱示例一", tenure=Tenure.OWNER, by=newcomer())


def test_two_owners_of_one_name_are_told_apart_by_people(cast: Cast):
    sha256 = _slip_of(cast, cast.units[1])
    with at_home():
        twin = Person.objects.create(name="郑示例房东")
        Ownership.objects.create(unit=cast.units[1], person=twin, starts_on=SINCE)

    _refused(OwnerNameDiffers, sha256, name="郑示例房东", tenure=Tenure.OWNER, by=newcomer())


def test_a_dead_owner_claims_nothing(cast: Cast):
    sha256 = _slip_of(cast, cast.units[1])
    with at_home():
        Person.objects.filter(pk=cast.landlord.person_id).update(deceased_on="2026-01-01")

    _refused(OwnerNameDiffers, sha256, name="郑示例房东", tenure=Tenure.OWNER, by=newcomer())


def test_a_sign_in_is_nobody_else_in_the_same_estate(cast: Cast):
    sha256 = _slip_of(cast, cast.units[1])

    _refused(OtherNameHere, sha256, name="郑示例", tenure=Tenure.TENANT, by=Newcomer(cast.user("owner")))


def test_a_registered_person_who_owns_nothing_there_is_no_owner(cast: Cast):
    sha256 = _slip_of(cast, cast.units[1])

    _refused(OwnerNameDiffers, sha256, name="钱示例一", tenure=Tenure.OWNER, by=Newcomer(cast.user("owner")))


def test_who_lives_there_already_uses_nothing_up(cast: Cast):
    sha256 = _slip_of(cast, cast.units[1])

    _refused(
        AlreadyLivesHere, sha256, name="吴示例三", tenure=Tenure.TENANT, by=Newcomer(cast.user("tenant"))
    )


def test_a_code_that_nobody_printed_is_refused(cast: Cast):
    _slip_of(cast, cast.units[1])

    _refused(CodeUnknown, "0" * 64, name="示例", tenure=Tenure.TENANT, by=newcomer())


def test_a_code_counts_once(cast: Cast):
    sha256 = _slip_of(cast, cast.units[1])
    with at_home():
        claim_home(sha256, name="示例甲", tenure=Tenure.TENANT, by=newcomer(70))

    _refused(CodeUsed, sha256, name="示例乙", tenure=Tenure.TENANT, by=newcomer(71))


def test_a_code_dies_with_the_next_print(cast: Cast):
    sha256 = _slip_of(cast, cast.units[1])
    _slip_of(cast, cast.units[1])

    _refused(CodeWithdrawn, sha256, name="示例", tenure=Tenure.TENANT, by=newcomer())


def test_a_code_counts_until_its_day_is_over(cast: Cast):
    with clock.travel_to(2026, 11, 2):
        sha256 = _slip_of(cast, cast.units[1])
    by = newcomer()
    with clock.travel_to(2026, 12, 3, 0):
        _refused(CodeExpired, sha256, name="示例", tenure=Tenure.TENANT, by=by)
    with clock.travel_to(2026, 12, 2, 23, 59), at_home():
        assert claim_home(sha256, name="示例", tenure=Tenure.TENANT, by=by).tenure == Tenure.TENANT


def test_the_code_of_a_unit_that_is_gone_opens_nothing(cast: Cast):
    sha256 = _slip_of(cast, cast.units[1])
    with at_home():
        Unit.objects.filter(pk=cast.units[1].pk).update(ends_on=clock.today())

    _refused(CodeExpired, sha256, name="示例", tenure=Tenure.TENANT, by=newcomer())


@pytest.mark.committed
@pytest.mark.parametrize("tenure", [Tenure.OWNER, Tenure.FAMILY])
def test_two_who_claim_one_slip_at_once_are_one(cast: Cast, tenure: Tenure):
    sha256 = _slip_of(cast, cast.units[1])
    claimants = [newcomer(70), newcomer(71)]
    start, outcomes = threading.Barrier(2), []

    def claim(by: Newcomer) -> None:
        try:
            with at_home():
                start.wait()
                claim_home(sha256, name="郑示例房东", tenure=tenure, by=by)
            outcomes.append("claimed")
        except CodeUsed:
            outcomes.append("used")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claim, args=(by,)) for by in claimants]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["claimed", "used"]
    with at_home():
        assert Residency.objects.filter(unit=cast.units[1], tenure=tenure).count() == 1
        assert Person.objects.filter(user__in=[by.user for by in claimants]).count() == 1


@pytest.mark.committed
def test_two_slips_of_one_owner_at_once_make_one_sign_in(cast: Cast):
    with at_home():
        Ownership.objects.create(unit=cast.units[7], person=cast.landlord.person, starts_on=SINCE)
    digests = [_slip_of(cast, unit) for unit in (cast.units[1], cast.units[7])]
    start, outcomes = threading.Barrier(2), []

    def claim(by: Newcomer, sha256: str) -> None:
        try:
            with at_home():
                start.wait()
                claim_home(sha256, name="郑示例房东", tenure=Tenure.OWNER, by=by)
            outcomes.append("claimed")
        except OwnerNameDiffers:
            outcomes.append("refused")
        finally:
            connections.close_all()

    pairs = list(zip([newcomer(70), newcomer(71)], digests, strict=True))
    threads = [threading.Thread(target=claim, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["claimed", "refused"]
