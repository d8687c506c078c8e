"""Taking an import back: exactly what it did, from today on, once, and never past what people did since."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from core import clock
from core.errors import NotAllowed
from estates.models import Building, Ownership, Person, Post, Residency, RosterImport, SamePerson, Unit
from estates.roster import errors
from estates.roster.services import decide_names, import_roster, reverse_import
from estates.services import appoint, give_sign_in, register_resident
from tenancy.models import AuditEntry, Estate
from tenancy.scope import scope
from tests.cast import Cast, phone
from tests.estates.roster.register import A1, everything, rows_of, standing
from tests.estates.roster.sheets import flat, text

REGISTER = ("Building", "Unit", "Person", "Ownership", "Residency", "SamePerson")


def _mixed(estate: Estate) -> list[list[str]]:
    """Return the register with a new unit, changed ones, another owner, and one unit gone."""
    rows = rows_of(estate)
    rows[0][3], rows[0][8] = "91.00", "13800000777"  # area and phone of 101
    rows[1][5] = "孙示例新"  # 201 is sold
    rows[2][9] = "出租"  # the owner of 301 moves out
    return [*rows[:-1], flat(), flat(房号="502", 产权人="示例乙、示例丙", 共有情况="按份共有 1/4、3/4")]


def _import(estate: Estate, rows: list[list[str]]) -> RosterImport:
    with scope(*A1):
        return import_roster(estate, text(rows), file_name="名册.csv", by=None)


def _reverse(done: RosterImport, by: Post | None = None) -> RosterImport:
    with scope(*A1):
        return reverse_import(done, by=by)


def test_reverse_import_on_the_same_day_leaves_the_register_as_it_was(estate: Estate, cast: Cast):
    before, was = everything(), standing(estate)
    done = _import(estate, _mixed(estate))
    assert standing(estate) != was

    row = _reverse(done, cast.community_officer)

    after = everything()
    assert {name: after[name] for name in REGISTER} == {name: before[name] for name in REGISTER}
    assert (row.reverses_id, row.made_by_id, row.new, row.changed, row.gone) == (
        done.pk,
        cast.community_officer.pk,
        1,
        3,
        2,
    )
    with scope(*A1):
        entry = AuditEntry.objects.get(action="estates.roster_reversed")
    assert (entry.subject_id, entry.details) == (row.pk, {"reverses": done.pk, "sha256": done.sha256})


def test_reverse_import_later_holds_from_its_own_day_and_the_days_between_stay_told(
    estate: Estate, cast: Cast
):
    was = standing(estate)
    done = _import(estate, _mixed(estate))
    between, meant = clock.today(), standing(estate)
    with clock.travel(clock.now() + timedelta(days=5)):
        _reverse(done)

        assert standing(estate) == was
        with scope(*A1):
            assert Unit.objects.in_force(between).count() == len(meant)
            assert Ownership.objects.in_force(between).filter(person__name="孙示例新").count() == 1
            assert Ownership.objects.in_force().filter(person__name="孙示例新").count() == 0
            again = Ownership.objects.in_force().get(unit__door="201", unit__building__name="1栋")
            assert (again.person.name, again.starts_on) == ("郑示例房东", clock.today())


def test_reverse_import_refuses_who_does_not_keep_the_register(estate: Estate, cast: Cast):
    done = _import(estate, _mixed(estate))
    before = everything()

    with pytest.raises(NotAllowed):
        _reverse(done, cast.chair)

    assert everything() == before


def test_reverse_import_is_done_once_and_not_itself_reversed(estate: Estate, cast: Cast):
    done = _import(estate, _mixed(estate))
    row = _reverse(done)
    before = everything()

    with pytest.raises(errors.ImportTakenBack):
        _reverse(done)
    with pytest.raises(errors.ReversalStands):
        _reverse(row)

    assert everything() == before


def _area(estate: Estate, cast: Cast) -> None:
    Unit.objects.filter(door="101", building__name="1栋").update(area_centi=5)


def _sold(estate: Estate, cast: Cast) -> None:
    Ownership.objects.filter(person__name="示例甲").update(ends_on=clock.today() + timedelta(days=1))


def _restarted(estate: Estate, cast: Cast) -> None:
    Ownership.objects.filter(person__name="郑示例房东").update(ends_on=None)


def _imported(estate: Estate, cast: Cast) -> None:
    rows = rows_of(estate)
    rows[0][3] = "95.00"
    import_roster(estate, text(rows), file_name="x", by=None)


@pytest.mark.parametrize("change", [_area, _sold, _restarted, _imported], ids=lambda each: each.__name__)
def test_reverse_import_refuses_what_was_changed_since(estate: Estate, cast: Cast, change: Callable):
    done = _import(estate, _mixed(estate))
    with scope(*A1):
        change(estate, cast)
    before = everything()

    with pytest.raises(errors.ImportChangedSince):
        _reverse(done)

    assert everything() == before


def _signed_in(estate: Estate, cast: Cast) -> None:
    give_sign_in(Person.objects.get(name="示例甲"), phone(901), by=None)


def _in_office(estate: Estate, cast: Cast) -> None:
    appoint(Person.objects.get(name="示例甲"), Post.Role.BUILDING_LEAD, by=None)


def _moved_in(estate: Estate, cast: Cast) -> None:
    unit = Unit.objects.get(door="502", building__name="3栋")
    register_resident(unit, cast.owner.person, tenure=Residency.Tenure.TENANT, by=None)


@pytest.mark.parametrize("use", [_signed_in, _in_office, _moved_in], ids=lambda each: each.__name__)
def test_reverse_import_refuses_what_is_in_use(estate: Estate, cast: Cast, use: Callable):
    done = _import(estate, _mixed(estate))
    with scope(*A1):
        use(estate, cast)
    before = everything()

    with pytest.raises(errors.ImportInUse):
        _reverse(done)

    assert everything() == before


def test_reverse_import_refuses_people_who_were_decided_about(estate: Estate, cast: Cast):
    done = _import(estate, [*rows_of(estate), flat(), flat(房号="502")])
    with scope(*A1):
        asked = list(SamePerson.objects.all())
        decide_names(estate, asked, decision="different", reason="核对过。", by=cast.community_officer)
    before = everything()

    with pytest.raises(errors.ImportInUse):
        _reverse(done)

    assert everything() == before


def test_an_import_may_be_taken_back_once_what_came_after_it_was(estate: Estate, cast: Cast):
    was = standing(estate)
    first = _import(estate, _mixed(estate))
    rows = rows_of(estate)
    rows[0][3] = "95.00"
    _reverse(_import(estate, rows))

    _reverse(first)

    assert standing(estate) == was
    with scope(*A1):
        assert Building.objects.count() == 1
