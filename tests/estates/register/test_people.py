"""Registering people, where they live, correcting what is written of them, noting a death."""

from datetime import date

import pytest

from accounts.models import User
from core import clock
from core.errors import NotAllowed
from estates.models import Person, Post, Residency, Unit
from estates.register import errors
from estates.register.services import correct_person, move_in, move_out, note_death, register_person
from tenancy.models import AuditEntry, Estate
from tests.cast import SINCE, Cast, make_person, phone
from tests.estates.register.standing import everything, titles_on

ON = date(2026, 3, 2)
TODAY = (2026, 6, 1)


@pytest.fixture(autouse=True)
def _today(cast: Cast):
    with clock.travel_to(*TODAY):
        yield


def test_register_person_writes_somebody_new(cast: Cast, in_estate: Estate):
    person = register_person(in_estate, name=" 何示例 ", phone=phone(77), by=cast.community_officer)

    assert (person.name, person.phone, person.estate_id, person.kind) == ("何示例", phone(77), 11, "natural")
    assert AuditEntry.objects.get(action="estates.person_registered").subject_id == person.pk


def test_register_person_is_for_who_keeps_the_register(cast: Cast, in_estate: Estate):
    before = everything()

    with pytest.raises(NotAllowed):
        register_person(in_estate, name="何示例", by=cast.chair)

    assert everything() == before


def test_register_person_is_not_for_another_community(cast: Cast, in_estate: Estate):
    other = Post(role=Post.Role.COMMUNITY_SECRETARY, street_id=1, community_id=12, person=cast.chair.person)

    with pytest.raises(NotAllowed):
        register_person(in_estate, name="何示例", by=other)


def test_move_in_is_a_verified_residency(cast: Cast, in_estate: Estate):
    person = make_person("何示例")

    home = move_in(cast.units[7], person, tenure=Residency.Tenure.TENANT, on=ON, by=cast.community_officer)

    assert (home.starts_on, home.ends_on, home.tenure, home.source) == (ON, None, "tenant", "staff")
    assert home.verified_at == clock.now()
    assert AuditEntry.objects.filter(action="estates.resident_registered", subject_id=home.pk).count() == 1


def test_move_in_refuses_twice_the_gone_and_impossible_days(cast: Cast, in_estate: Estate):
    by, person, tenure = cast.community_officer, make_person("何示例"), Residency.Tenure.FAMILY
    erased = make_person("何示例删除")
    Person.objects.filter(pk=erased.pk).update(erased_at=clock.now())
    erased.refresh_from_db()
    Unit.objects.filter(pk=cast.units[7].pk).update(starts_on=date(2026, 5, 1))
    Unit.objects.filter(pk=cast.units[6].pk).update(ends_on=ON)
    before = everything()

    for refusal, unit, who, on in (
        (errors.AlreadyLivesThere, 0, cast.spouse.person, ON),
        (errors.PersonErased, 0, erased, ON),
        (errors.DayImpossible, 0, person, date(2027, 1, 1)),
        (errors.DayTooEarly, 7, person, ON),
        (errors.UnitNotThere, 6, person, ON),
    ):
        with pytest.raises(refusal):
            move_in(cast.units[unit], who, tenure=tenure, on=on, by=by)
    with pytest.raises(NotAllowed):
        move_in(cast.units[0], person, tenure=tenure, on=ON, by=cast.chair)

    assert everything() == before


def test_move_out_ends_a_residency(cast: Cast, in_estate: Estate):
    home = move_out(cast.tenant, on=ON, by=cast.street_officer)

    assert Residency.objects.get(pk=home.pk).ends_on == ON
    assert AuditEntry.objects.get(action="estates.moved_out").details == {"on": "2026-03-02"}


def test_move_out_refuses_twice_too_early_and_others(cast: Cast, in_estate: Estate):
    by = cast.community_officer
    move_out(cast.tenant, on=ON, by=by)
    before = everything()

    with pytest.raises(errors.LivesElsewhereNow):
        move_out(cast.tenant, on=ON, by=by)
    with pytest.raises(errors.DayTooEarly):
        move_out(cast.spouse, on=SINCE, by=by)
    with pytest.raises(errors.DayImpossible):
        move_out(cast.spouse, on=date(2027, 1, 1), by=by)
    with pytest.raises(NotAllowed):
        move_out(cast.spouse, on=ON, by=cast.chair)

    assert everything() == before


def test_correct_person_tells_what_stood_there_before(cast: Cast, in_estate: Estate):
    landlord = cast.landlord.person

    correct_person(landlord, name="郑示例", phone=phone(88), by=cast.community_officer)

    landlord.refresh_from_db()
    assert (landlord.name, landlord.phone) == ("郑示例", phone(88))
    assert AuditEntry.objects.get(action="estates.person_corrected").details == {
        "name": ["郑示例房东", "郑示例"],
        "phone": ["", "138****0088"],
    }


def test_correct_person_corrects_the_name_of_who_signs_in(cast: Cast, in_estate: Estate):
    owner = cast.owner.person

    correct_person(owner, name="钱示例", phone=owner.phone, by=cast.community_officer)

    assert Person.objects.get(pk=owner.pk).name == "钱示例"


def test_correct_person_refuses_phones_of_sign_ins_nothing_and_the_erased(cast: Cast, in_estate: Estate):
    by, owner, erased = cast.community_officer, cast.owner.person, make_person("何示例删除")
    Person.objects.filter(pk=erased.pk).update(erased_at=clock.now())
    before = everything()

    with pytest.raises(errors.SignInKeepsPhone):
        correct_person(owner, name=owner.name, phone=phone(88), by=by)
    with pytest.raises(errors.NothingToCorrect):
        correct_person(owner, name=owner.name, phone=owner.phone, by=by)
    with pytest.raises(errors.PersonErased):
        correct_person(erased, name="何示例", phone="", by=by)
    with pytest.raises(NotAllowed):
        correct_person(owner, name="钱示例", phone=owner.phone, by=cast.chair)
    with pytest.raises(NotAllowed):
        correct_person(cast.street_leader.person, name="褚示例", phone="", by=by)

    assert everything() == before


def test_note_death_leaves_the_units_to_the_heirs_and_the_offices_to_who_appoints(cast, in_estate):
    answer = note_death(cast.chair.person, on=ON, by=cast.community_officer)

    assert Person.objects.get(pk=cast.chair.person_id).deceased_on == ON
    assert [unit.pk for unit in answer.units] == [cast.units[3].pk]
    assert Unit.objects.get(pk=cast.units[3].pk).heirs_pending is True
    assert [home.pk for home in answer.moved_out] == [cast.chair_home.pk]
    assert Residency.objects.get(pk=cast.chair_home.pk).ends_on == ON
    assert [post.pk for post in answer.offices] == [cast.chair.pk]
    assert Post.objects.get(pk=cast.chair.pk).ends_on is None
    who = cast.chair.person_id
    assert titles_on(cast.units[3], date(2026, 5, 31)) == [(who, 1, 1, True)]
    assert titles_on(cast.units[3], date(2026, 6, 1)) == [(who, 1, 1, False)]
    entry = AuditEntry.objects.get(action="estates.death_noted")
    assert entry.details == {"on": "2026-03-02", "units": [cast.units[3].pk], "sessions": 0}
    assert not User.objects.get(pk=cast.user("chair").pk).is_active


def test_note_death_refuses_twice_the_future_organisations_and_who_moved_in_later(cast, in_estate):
    by = cast.community_officer
    company, young = make_person("示例物业有限公司"), make_person("何示例")
    Person.objects.filter(pk=company.pk).update(kind=Person.Kind.ORGANISATION)
    Person.objects.filter(pk=young.pk).update(born_on=date(2026, 4, 1))
    note_death(cast.tenant.person, on=ON, by=by)
    before = everything()

    with pytest.raises(errors.DeathAlreadyNoted):
        note_death(cast.tenant.person, on=ON, by=by)
    with pytest.raises(errors.DeathImpossible):
        note_death(cast.owner.person, on=date(2026, 6, 2), by=by)
    with pytest.raises(errors.DeathImpossible):
        note_death(cast.owner.person, on=SINCE, by=by)
    with pytest.raises(errors.DeathImpossible):
        note_death(company, on=ON, by=by)
    with pytest.raises(errors.DeathImpossible):
        note_death(young, on=ON, by=by)
    with pytest.raises(NotAllowed):
        note_death(cast.owner.person, on=ON, by=cast.chair)

    assert everything() == before
