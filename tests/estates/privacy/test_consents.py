"""Agreeing, taking it back, and what hangs on it."""

from datetime import date

import pytest

from core import clock
from core.errors import NotAllowed
from core.images import clean
from estates.errors import AlreadyHasAnotherSignIn
from estates.models import Consent, Person, Residency, SensitiveFact
from estates.privacy import errors
from estates.privacy.agreeing import age_on, agrees, is_minor, last_words, offered_to
from estates.privacy.oneself import Oneself
from estates.privacy.purposes import CARE, GUARDIANSHIP, OFFICE_NAME, POLITICAL
from estates.privacy.services import enter_paper, note_care, say
from estates.services import give_sign_in, register_resident
from tenancy.models import AuditEntry, Estate, Membership
from tenancy.scope import scope
from tests.cast import Cast, make_person, phone
from tests.projects.road import photo

TODAY = (2026, 6, 1)


@pytest.fixture(autouse=True)
def _today(cast: Cast):
    with clock.travel_to(*TODAY):
        yield


def _scan():
    return clean(photo("white"))


def _words() -> list[tuple]:
    return list(Consent.objects.order_by("id").values_list("purpose", "given", "version", "channel"))


def test_say_is_one_row_however_often_it_is_pressed(cast: Cast, in_estate: Estate):
    owner = cast.owner.person

    first = say(owner, CARE, given=True, by=Oneself(owner))
    again = say(owner, CARE, given=True, by=Oneself(owner))

    assert first == again and _words() == [(CARE, True, 1, "screen")]
    assert agrees(owner, CARE) and not agrees(owner, POLITICAL) and not agrees(cast.spouse.person, CARE)
    entry = AuditEntry.objects.get(action="estates.consent_given")
    assert (entry.actor, entry.details) == ("本人 钱**", {"purpose": CARE})


def test_say_no_takes_back_and_yes_gives_again(cast: Cast, in_estate: Estate):
    owner = cast.owner.person
    for given in (True, False, True):
        say(owner, POLITICAL, given=given, by=Oneself(owner))

    assert _words() == [(POLITICAL, given, 1, "screen") for given in (True, False, True)]
    assert agrees(owner, POLITICAL) and list(last_words(owner)) == [POLITICAL]


def test_say_no_forgets_what_was_sealed_with_it_and_only_that(cast: Cast, in_estate: Estate):
    for name in ("owner", "spouse"):
        person = getattr(cast, name).person
        say(person, CARE, given=True, by=Oneself(person))
        note_care(person, flags=["alone"], by=cast.community_officer)

    say(cast.owner.person, CARE, given=False, by=Oneself(cast.owner.person))

    assert [fact.person for fact in SensitiveFact.objects.all()] == [cast.spouse.person]
    assert AuditEntry.objects.filter(action="estates.sensitive_fact_removed").count() == 1


def test_say_is_for_oneself(cast: Cast, in_estate: Estate):
    with pytest.raises(errors.NotOneself):
        say(cast.owner.person, CARE, given=True, by=Oneself(cast.spouse.person))

    assert _words() == []


@pytest.mark.parametrize("purpose", [GUARDIANSHIP, "estates.register", "nothing"])
def test_say_refuses_what_nobody_is_asked_for(cast: Cast, in_estate: Estate, purpose: str):
    with pytest.raises(errors.NothingToAgreeTo):
        say(cast.owner.person, purpose, given=True, by=Oneself(cast.owner.person))

    assert _words() == []


def test_a_consent_to_older_words_counts_no_more(cast: Cast, in_estate: Estate):
    person = cast.owner.person
    Consent.objects.create(person=person, purpose=CARE, version=0, given=True, channel="screen")

    assert not agrees(person, CARE)


def test_an_office_hides_its_name_only_where_that_was_said(cast: Cast):
    with scope(1, 11):
        for name, given in (("chair", False), ("member", True)):
            person = getattr(cast, name).person
            say(person, OFFICE_NAME, given=given, by=Oneself(person))

    page = cast.client("visitor").get("/e/a1/").content.decode()

    names = [getattr(cast, name).person.name in page for name in ("chair", "member", "treasurer")]
    assert names == [False, True, True] and "冯**" in page


def test_offered_to_names_the_office_to_those_in_office(cast: Cast, in_estate: Estate):
    assert [each.key for each in offered_to(cast.chair.person)] == [OFFICE_NAME, CARE, POLITICAL]
    assert [each.key for each in offered_to(cast.owner.person)] == [CARE, POLITICAL]
    assert offered_to(cast.street_officer.person) == []


def test_enter_paper_keeps_the_scan(cast: Cast, in_estate: Estate):
    row = enter_paper(cast.landlord.person, CARE, given=True, scan=_scan(), by=cast.community_officer)

    assert _words() == [(CARE, True, 1, "paper")]
    assert row.evidence.mime == "image/jpeg" and row.evidence.estate_id == 11


def test_enter_paper_needs_the_paper_and_who_keeps_the_register(cast: Cast, in_estate: Estate):
    person = cast.landlord.person
    with pytest.raises(errors.ScanMissing):
        enter_paper(person, CARE, given=True, scan=None, by=cast.community_officer)
    with pytest.raises(NotAllowed):
        enter_paper(person, CARE, given=True, scan=_scan(), by=cast.chair)
    with pytest.raises(errors.NothingToAgreeTo):
        enter_paper(person, "nothing", given=True, scan=_scan(), by=cast.community_officer)

    assert _words() == []


def _child(born_on: date = date(2015, 9, 1)) -> Person:
    child = make_person("钱示例小")
    child.born_on = born_on
    child.save()
    return child


def test_give_sign_in_refuses_a_child_until_a_guardian_signed(cast: Cast, in_estate: Estate):
    child = _child()
    with pytest.raises(errors.GuardianMissing, match="不满 14 岁"):
        give_sign_in(child, phone(50), by=None)
    child.refresh_from_db()
    assert child.user_id is None

    guardian = cast.owner.person
    enter_paper(child, GUARDIANSHIP, given=True, scan=_scan(), guardian=guardian, by=cast.community_officer)
    give_sign_in(child, phone(50), by=None)

    assert (child.guardian, child.user.phone) == (guardian, phone(50))
    assert _words() == [(GUARDIANSHIP, True, 1, "guardian")]


def test_a_guardian_who_only_stands_in_the_register_is_not_enough(cast: Cast, in_estate: Estate):
    child = _child()
    child.guardian = cast.owner.person
    child.save()

    with pytest.raises(errors.GuardianMissing):
        give_sign_in(child, phone(50), by=None)

    assert not Membership.objects.filter(user__phone=phone(50)).exists()


def test_register_resident_refuses_a_child_with_a_login_and_no_guardian(cast: Cast, in_estate: Estate):
    child = _child()
    child.user = cast.spouse.person.user
    cast.spouse.person.user = None
    cast.spouse.person.save()
    child.save()

    with pytest.raises(errors.GuardianMissing):
        register_resident(cast.units[0], child, tenure=Residency.Tenure.FAMILY, by=None)

    assert not Residency.objects.filter(person=child).exists()


def test_a_child_without_a_login_lives_with_its_family(cast: Cast, in_estate: Estate):
    home = register_resident(cast.units[0], _child(), tenure=Residency.Tenure.FAMILY, by=None)

    assert home.pk


def test_a_guardian_who_takes_it_back_ends_the_childs_sign_in(cast: Cast, in_estate: Estate):
    child, guardian = _child(), cast.owner.person
    by = cast.community_officer
    enter_paper(child, GUARDIANSHIP, given=True, scan=_scan(), guardian=guardian, by=by)
    user = give_sign_in(child, phone(50), by=None)

    enter_paper(child, GUARDIANSHIP, given=False, scan=_scan(), guardian=guardian, by=by)

    child.refresh_from_db()
    user.refresh_from_db()
    assert (child.user, user.is_active, user.phone) == (None, False, f"erased-{user.pk}")
    assert not Membership.objects.filter(user=user).exists()


@pytest.mark.parametrize("who", ["nobody", "itself", "child", "dead"])
def test_enter_paper_refuses_who_can_be_no_guardian(cast: Cast, in_estate: Estate, who: str):
    child, other, dead = _child(), _child(), make_person("钱示例故")
    dead.deceased_on = date(2020, 1, 1)
    guardian = {"nobody": None, "itself": child, "child": other, "dead": dead}[who]

    with pytest.raises(errors.GuardianWrong):
        enter_paper(
            child, GUARDIANSHIP, given=True, scan=_scan(), guardian=guardian, by=cast.community_officer
        )

    assert _words() == []


@pytest.mark.parametrize(
    ("born_on", "minor"),
    [(date(2012, 6, 1), False), (date(2012, 6, 2), True), (date(2026, 5, 31), True), (None, False)],
)
def test_is_minor_ends_with_the_birthday(cast: Cast, in_estate: Estate, born_on, minor):
    assert is_minor(_child(born_on)) is minor


def test_age_on_counts_full_years():
    born = date(2012, 2, 29)

    assert [age_on(born, day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [13, 14]


def test_a_grown_up_with_a_login_is_not_asked(cast: Cast, in_estate: Estate):
    with pytest.raises(AlreadyHasAnotherSignIn):
        give_sign_in(cast.owner.person, phone(51), by=None)
