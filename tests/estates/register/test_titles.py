"""Passing a unit on, and saying who of several owners speaks."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from core import clock
from core.errors import NotAllowed
from estates.models import Ownership, Person, Residency, Unit
from estates.register import errors
from estates.register.services import move_in, name_representative, note_death, transfer_ownership
from tenancy.models import AuditEntry, Estate
from tests.cast import SINCE, Cast, make_person
from tests.estates.register.standing import everything, titles_on

ON = date(2026, 3, 2)
TODAY = (2026, 6, 1)
SALE = {"acquired_by": Ownership.Acquired.SALE, "evidence": "不动产权证 2026 第 12 号"}
WHOLE, HALF = Fraction(1), Fraction(1, 2)


@pytest.fixture(autouse=True)
def _today(cast: Cast):
    with clock.travel_to(*TODAY):
        yield


def _pass_on(cast: Cast, to, *, unit: Unit | None = None, on: date = ON, **changes):
    values = SALE | {"by": cast.community_officer} | changes
    return transfer_ownership(unit or cast.units[0], to=to, on=on, **values)


def test_transfer_ownership_ends_the_old_title_on_the_day_the_new_begins(cast: Cast, in_estate: Estate):
    buyer = make_person("何示例买主")

    answer = _pass_on(cast, [(buyer, WHOLE)])

    assert titles_on(cast.units[0], ON - timedelta(days=1)) == [(cast.owner.person_id, 1, 1, True)]
    assert titles_on(cast.units[0], ON) == [(buyer.pk, 1, 1, True)]
    (title,) = answer.titles
    assert (title.acquired_by, title.evidence) == ("sale", SALE["evidence"])
    assert [row.pk for row in answer.ended] == [cast.owner_title.pk]


def test_transfer_ownership_moves_the_owner_out_and_names_who_stays(cast: Cast, in_estate: Estate):
    answer = _pass_on(cast, [(make_person("何示例买主"), WHOLE)])

    assert [home.pk for home in answer.moved_out] == [cast.owner.pk]
    assert Residency.objects.get(pk=cast.owner.pk).ends_on == ON
    assert [home.pk for home in answer.staying] == [cast.spouse.pk]
    assert Residency.objects.get(pk=cast.spouse.pk).ends_on is None


def test_transfer_ownership_names_the_offices_of_who_leaves_and_ends_none(cast: Cast, in_estate: Estate):
    answer = _pass_on(cast, [(make_person("何示例买主"), WHOLE)], unit=cast.units[3])

    assert [post.pk for post in answer.offices] == [cast.chair.pk]
    cast.chair.refresh_from_db()
    assert cast.chair.ends_on is None


def test_transfer_ownership_keeps_the_home_of_who_keeps_a_share(cast: Cast, in_estate: Estate):
    answer = _pass_on(cast, [(cast.owner.person, HALF), (make_person("何示例买主"), HALF)])

    assert answer.moved_out == []
    assert Residency.objects.get(pk=cast.owner.pk).ends_on is None


def test_transfer_ownership_takes_parts_of_one_whole_and_all_of_it_together(cast: Cast, in_estate: Estate):
    one, two, three = (make_person(f"何示例{n}") for n in "甲乙丙")
    third = Fraction(1, 3)

    _pass_on(cast, [(one, third), (two, third), (three, third)])
    _pass_on(cast, [(one, WHOLE), (two, WHOLE)], unit=cast.units[2])

    assert titles_on(cast.units[0], ON) == [(each.pk, 1, 3, True) for each in (one, two, three)]
    assert titles_on(cast.units[2], ON) == [(each.pk, 1, 1, True) for each in (one, two)]


def test_transfer_ownership_takes_a_day_to_come(cast: Cast, in_estate: Estate):
    buyer, ahead = make_person("何示例买主"), date(2026, 7, 1)

    _pass_on(cast, [(buyer, WHOLE)], on=ahead)

    assert titles_on(cast.units[0], clock.today()) == [(cast.owner.person_id, 1, 1, True)]
    assert titles_on(cast.units[0], ahead) == [(buyer.pk, 1, 1, True)]


def test_transfer_ownership_gives_a_unit_without_an_owner_its_first(cast: Cast, in_estate: Estate):
    unit = Unit.objects.create(building=cast.units[0].building, entrance="2", door="101", area_centi=100)
    buyer = make_person("何示例买主")

    answer = _pass_on(cast, [(buyer, WHOLE)], unit=unit)

    assert (answer.ended, titles_on(unit, ON)) == ([], [(buyer.pk, 1, 1, True)])


def test_transfer_ownership_sets_and_clears_that_heirs_are_pending(cast: Cast, in_estate: Estate):
    heir = make_person("何示例继承人")
    inherited = {"acquired_by": Ownership.Acquired.INHERITANCE}

    _pass_on(cast, [(heir, WHOLE)], heirs_pending=True, **inherited)
    waiting = Unit.objects.get(pk=cast.units[0].pk)

    assert waiting.heirs_pending is True
    assert titles_on(waiting, ON) == [(heir.pk, 1, 1, False)]

    _pass_on(cast, [(heir, WHOLE)], unit=waiting, on=date(2026, 4, 1), **inherited)

    assert Unit.objects.get(pk=waiting.pk).heirs_pending is False
    assert titles_on(waiting, date(2026, 4, 1)) == [(heir.pk, 1, 1, True)]


def test_transfer_ownership_is_recorded(cast: Cast, in_estate: Estate):
    buyer = make_person("何示例买主")

    _pass_on(cast, [(buyer, WHOLE)])

    entry = AuditEntry.objects.get(action="estates.ownership_transferred")
    assert (entry.subject_id, entry.actor) == (
        cast.units[0].pk,
        "社区工作者 褚示例community_officer",
    )
    assert entry.details == {
        "on": "2026-03-02",
        "acquired_by": "sale",
        "evidence": SALE["evidence"],
        "to": [[buyer.pk, "1/1"]],
        "ended": [cast.owner_title.pk],
        "moved_out": [cast.owner.pk],
    }


@pytest.mark.parametrize("role", ["chair", "street_leader", "street_finance"])
def test_transfer_ownership_is_for_who_keeps_the_register(cast: Cast, in_estate: Estate, role: str):
    buyer, before = make_person("何示例买主"), everything()

    with pytest.raises(NotAllowed):
        _pass_on(cast, [(buyer, WHOLE)], by=getattr(cast, role))

    assert everything() == before


@pytest.mark.parametrize(
    ("shares", "refusal"),
    [
        ([], errors.OwnersMissing),
        ([HALF], errors.SharesDiffer),
        ([HALF, Fraction(1, 3)], errors.SharesDiffer),
        ([WHOLE, HALF], errors.SharesDiffer),
        ([Fraction(0), WHOLE], errors.SharesDiffer),
        ([Fraction(3, 2), Fraction(-1, 2)], errors.SharesDiffer),
    ],
)
def test_transfer_ownership_refuses_shares_that_are_no_whole(cast, in_estate, shares, refusal):
    to = [(make_person(f"何示例{n}"), share) for n, share in zip("甲乙", shares, strict=False)]
    before = everything()

    with pytest.raises(refusal):
        _pass_on(cast, to)

    assert everything() == before


@pytest.mark.parametrize("flaw", ["twice", "elsewhere", "erased", "dead"])
def test_transfer_ownership_refuses_who_can_not_own(cast: Cast, in_estate: Estate, flaw: str):
    buyer = make_person("何示例买主")
    Person.objects.filter(pk=buyer.pk).update(
        erased_at=clock.now() if flaw == "erased" else None, deceased_on=ON if flaw == "dead" else None
    )
    buyer.refresh_from_db()
    to = {"twice": [(buyer, HALF), (buyer, HALF)], "elsewhere": [(cast.community_officer.person, WHOLE)]}
    before = everything()

    with pytest.raises(errors.OwnersMissing):
        _pass_on(cast, to.get(flaw, [(buyer, WHOLE)]))

    assert everything() == before


@pytest.mark.parametrize(
    ("on", "refusal"),
    [
        (SINCE, errors.DayTooEarly),
        (SINCE - timedelta(days=1), errors.DayTooEarly),
        (date(1996, 5, 31), errors.DayImpossible),
        (date(2026, 8, 31), errors.DayImpossible),
    ],
)
def test_transfer_ownership_refuses_days_that_overlap_or_can_not_be(cast, in_estate, on, refusal):
    buyer, before = make_person("何示例买主"), everything()

    with pytest.raises(refusal):
        _pass_on(cast, [(buyer, WHOLE)], on=on)

    assert everything() == before


def test_transfer_ownership_refuses_a_day_before_one_that_is_written_already(cast: Cast, in_estate: Estate):
    _pass_on(cast, [(make_person("何示例买主"), WHOLE)], on=date(2026, 7, 1))
    late, before = make_person("何示例后来"), everything()

    with pytest.raises(errors.DayTooEarly):
        _pass_on(cast, [(late, WHOLE)], on=date(2026, 6, 1))

    assert everything() == before


def test_transfer_ownership_refuses_no_evidence_and_units_that_are_gone(cast: Cast, in_estate: Estate):
    buyer = make_person("何示例买主")
    gone = cast.units[2]
    Unit.objects.filter(pk=gone.pk).update(ends_on=ON)
    before = everything()

    with pytest.raises(errors.EvidenceMissing):
        _pass_on(cast, [(buyer, WHOLE)], evidence="  ")
    with pytest.raises(errors.UnitNotThere):
        _pass_on(cast, [(buyer, WHOLE)], unit=gone)

    assert everything() == before


def test_transfer_ownership_of_what_heirs_wait_for_is_not_for_days_to_come(cast: Cast, in_estate: Estate):
    note_death(cast.owner.person, on=date(2026, 5, 1), by=cast.community_officer)
    heir = make_person("何示例继承人")
    unit, before = Unit.objects.get(pk=cast.units[0].pk), everything()

    with pytest.raises(errors.HeirsFirst):
        _pass_on(cast, [(heir, WHOLE)], unit=unit, on=date(2026, 6, 2))

    assert everything() == before


def _co_owned(cast: Cast) -> tuple[Unit, list[Ownership]]:
    people = [make_person(f"何示例{n}") for n in "甲乙"]
    return cast.units[0], _pass_on(cast, [(person, HALF) for person in people]).titles


def test_name_representative_leaves_one_voice_from_today_on(cast: Cast, in_estate: Estate):
    unit, (first, second) = _co_owned(cast)

    named = name_representative(unit, second, evidence="共有人推选书", by=cast.community_officer)

    yesterday, today = clock.today() - timedelta(days=1), clock.today()
    assert titles_on(unit, yesterday) == [(first.person_id, 1, 2, True), (second.person_id, 1, 2, True)]
    assert titles_on(unit, today) == [(first.person_id, 1, 2, False), (second.person_id, 1, 2, True)]
    assert named.pk == second.pk
    entry = AuditEntry.objects.get(action="estates.representative_named")
    assert entry.details == {"unit": unit.pk, "evidence": "共有人推选书"}


def test_name_representative_twice_on_one_day_changes_its_mind(cast: Cast, in_estate: Estate):
    unit, (first, second) = _co_owned(cast)
    name_representative(unit, second, evidence="推选书", by=cast.community_officer)
    quiet = unit.ownerships.in_force().get(person=first.person)

    name_representative(unit, quiet, evidence="新的推选书", by=cast.community_officer)

    assert titles_on(unit, clock.today()) == [(first.person_id, 1, 2, True), (second.person_id, 1, 2, False)]


def test_name_representative_gives_a_voice_back_after_a_death(cast: Cast, in_estate: Estate):
    unit, (first, second) = _co_owned(cast)
    note_death(first.person, on=date(2026, 5, 1), by=cast.community_officer)
    quiet = unit.ownerships.in_force().get(person=second.person)

    name_representative(unit, quiet, evidence="继承人书面推选", by=cast.community_officer)

    assert titles_on(unit, clock.today()) == [(first.person_id, 1, 2, False), (second.person_id, 1, 2, True)]
    assert Unit.objects.get(pk=unit.pk).heirs_pending is True


def test_name_representative_refuses_strangers_the_dead_and_who_speaks_already(cast, in_estate):
    unit, (first, second) = _co_owned(cast)
    by = cast.community_officer
    name_representative(unit, second, evidence="推选书", by=by)
    note_death(first.person, on=date(2026, 5, 1), by=by)
    name_representative(unit, unit.ownerships.in_force().get(person=second.person), evidence="推选书", by=by)
    dead, speaker = unit.ownerships.in_force().order_by("person_id")
    before = everything()

    with pytest.raises(errors.NotAnOwnerNow):
        name_representative(unit, cast.owner_title, evidence="推选书", by=by)
    with pytest.raises(errors.NotAnOwnerNow):
        name_representative(unit, cast.neighbour_title, evidence="推选书", by=by)
    with pytest.raises(errors.NotAnOwnerNow):
        name_representative(unit, dead, evidence="推选书", by=by)
    with pytest.raises(errors.AlreadySpeaks):
        name_representative(unit, speaker, evidence="推选书", by=by)
    with pytest.raises(errors.EvidenceMissing):
        name_representative(unit, speaker, evidence="", by=by)
    with pytest.raises(NotAllowed):
        name_representative(unit, speaker, evidence="推选书", by=cast.chair)

    assert everything() == before


def test_a_tenant_lives_on_under_a_new_owner(cast: Cast, in_estate: Estate):
    tenant = make_person("何示例租客")
    move_in(cast.units[2], tenant, tenure=Residency.Tenure.TENANT, on=ON, by=cast.community_officer)

    answer = _pass_on(cast, [(make_person("何示例买主"), WHOLE)], unit=cast.units[2], on=date(2026, 4, 1))

    assert [home.person_id for home in answer.staying] == [tenant.pk]
    assert [home.pk for home in answer.moved_out] == [cast.neighbour.pk]
