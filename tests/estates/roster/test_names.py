"""People of one name: asked about by the importer, decided by people; and those known by their number."""

import pytest

from core.errors import NotAllowed, StateRefused
from estates.documents import document_hash, is_id_card
from estates.models import Ownership, Person, Post, Residency, SamePerson, Unit
from estates.roster import errors
from estates.roster.comparing import compare
from estates.roster.services import decide_names, import_roster, propose_names
from projects.models import Concern
from tenancy.models import AuditEntry, Estate
from tenancy.scope import scope
from tests.cast import Cast
from tests.estates.roster.register import A1, everything, rows_of
from tests.estates.roster.sheets import HEADS, flat, text

NUMBER = "11010519491231002X"  # the example of GB 11643
OTHER = "440524198801010011"
NUMBERED = [*HEADS, "证件号码", "用途", "房屋性质"]


def _import(estate: Estate, *rows: list[str], heads: list[str] = HEADS) -> None:
    """Take over the register with these rows besides."""
    more = [*rows_of(estate), *rows]
    wide = [[*row, *[""] * (len(heads) - len(row))] for row in more]
    with scope(*A1):
        import_roster(estate, text(wide, heads=heads), file_name="x", by=None)


def _flat(door: str, name: str = "示例甲", number: str = "", **more: str) -> list[str]:
    kind = "居民身份证" if number else ""
    return [*flat(房号=door, 产权人=name, 证件类型=kind), number, more.get("用途", ""), more.get("性质", "")]


def _asked() -> list[tuple[str, str, str]]:
    with scope(*A1):
        return list(SamePerson.objects.order_by("id").values_list("first__name", "second__name", "state"))


def _decide(estate: Estate, by: Post, decision: str, reason: str = "") -> None:
    with scope(*A1):
        decide_names(estate, list(SamePerson.objects.all()), decision=decision, reason=reason, by=by)


def test_the_importer_asks_once_about_each_later_owner_of_a_name(estate: Estate, by: Post):
    _import(estate, *(flat(房号=f"50{number}") for number in range(4)), flat(房号="601", 产权人="示例乙"))
    with scope(*A1):
        assert propose_names(estate) == 0
        first = Person.objects.filter(name="示例甲").order_by("id")[0]
        assert set(SamePerson.objects.values_list("first_id", flat=True)) == {first.pk}

    assert _asked() == [("示例甲", "示例甲", "open")] * 3


def test_nobody_is_asked_about_who_is_known_by_number(estate: Estate, by: Post):
    _import(estate, _flat("501", number=NUMBER), _flat("502", number=OTHER), heads=NUMBERED)

    assert _asked() == []


def test_owners_of_one_number_are_one_person_and_the_number_is_nowhere(estate: Estate, by: Post):
    rows = [_flat(f"50{number}", number=NUMBER) for number in range(3)]
    _import(estate, *rows, heads=NUMBERED)

    with scope(*A1):
        person = Person.objects.get(name="示例甲")
        assert person.document_hash == document_hash("id_card", NUMBER)
        assert Ownership.objects.filter(person=person).count() == 3
        found = compare(estate, text([*[[*row, "", "", ""] for row in rows_of(estate)]], heads=NUMBERED))
        assert found.counts == {"new": 0, "changed": 0, "gone": 0, "unchanged": 11}
    assert NUMBER not in str(everything())


def test_who_is_known_by_number_takes_over_the_units_of_the_same_name(estate: Estate, by: Post):
    _import(estate, flat(), flat(房号="502"))
    rows = [[*row, "", "", ""] for row in rows_of(estate)]
    for row in rows[-2:]:
        row[6], row[10] = "居民身份证", NUMBER

    with scope(*A1):
        import_roster(estate, text(rows, heads=NUMBERED), file_name="x", by=None)

        owners = Ownership.objects.in_force().filter(unit__building__name="3栋")
        assert owners.values("person").distinct().count() == 1
        homes = Residency.objects.in_force().filter(unit__building__name="3栋")
        assert homes.values("person").distinct().count() == 1
        assert compare(estate, text(rows, heads=NUMBERED)).counts["unchanged"] == 10


def test_use_and_tenure_are_read_where_the_sheet_has_them(estate: Estate, by: Post):
    _import(estate, _flat("501", 用途="商铺", 性质="公房"), _flat("502", "示例乙"), heads=NUMBERED)

    with scope(*A1):
        told = Unit.objects.filter(building__name="3栋").order_by("door").values_list("use", "tenure")
        assert list(told) == [("shop", "public"), ("home", "private")]


@pytest.mark.parametrize(
    ("kind", "number", "message"),
    [
        ("居民身份证", "110105194912310021", "身份证号码不对。请照证件核对 18 位号码。"),
        ("护照", "E1", "证件号码不对。请只写字母和数字，5 到 30 位。"),
        ("", "E12345678", "写了证件号码，请写明是哪种证件。"),
        ("护照", "E12345678、E87654321", "有 1 位产权人，证件号码写了 2 个。几个号码用顿号分开。"),
    ],
    ids=["check digit", "short", "no kind", "too many"],
)
def test_a_number_that_can_not_be_is_told_without_the_number(
    estate: Estate, by: Post, kind: str, number: str, message: str
):
    row = [*flat(证件类型=kind), number, "", ""]
    with scope(*A1):
        faults = compare(estate, text([row], heads=NUMBERED)).faults

    assert [fault.message for fault in faults] == [message]


def test_one_number_of_two_names_is_told(estate: Estate, by: Post):
    rows = [_flat("501", number=NUMBER), _flat("502", "示例乙", number=NUMBER)]
    with scope(*A1):
        faults = compare(estate, text(rows, heads=NUMBERED)).faults

    assert [(fault.row, fault.message) for fault in faults] == [
        (3, "和第 2 行的号码相同，名字却不同。请核对。")
    ]


def test_is_id_card_looks_at_region_birthday_and_check_digit():
    assert is_id_card(NUMBER)
    assert not is_id_card("110105194912310021")
    assert not is_id_card(NUMBER + "1")
    assert document_hash("id_card", NUMBER) != document_hash("passport", NUMBER)


def test_decide_names_merges_fifteen_in_one_go(estate: Estate, by: Post):
    _import(estate, *(flat(房号=f"5{number:02}", 联系电话="") for number in range(15)))

    _decide(estate, by, "same")
    _decide(estate, by, "same")

    with scope(*A1):
        first = Person.objects.filter(name="示例甲").order_by("id")[0]
        assert Ownership.objects.filter(person=first).count() == 15
        assert Residency.objects.filter(person=first).count() == 15
        assert set(SamePerson.objects.values_list("state", "decided_by_id")) == {("same", by.pk)}
        entries = AuditEntry.objects.filter(action="estates.persons_merged")
        assert entries.count() == 14
        assert set(entries[0].details["moved"]) == {
            "estates.ownership.person",
            "estates.residency.person",
        }


def test_decide_names_has_everything_of_the_second_person_name_the_first(
    estate: Estate, cast: Cast, by: Post
):
    with scope(*A1):
        first = Person.objects.create(name="王示例四")
        Person.objects.filter(pk=first.pk).update(phone="")
        second = cast.chair.person
        asked = SamePerson.objects.create(
            first=min(first, second, key=_pk), second=max(first, second, key=_pk)
        )
        decide_names(estate, [asked], decision="same", by=by)

        stays = Person.objects.get(pk=asked.first_id)
        gone = Person.objects.get(pk=asked.second_id)
        assert (stays.user_id, gone.user_id) == (cast.chair.person.user_id, None)
        assert Post.objects.get(pk=cast.chair.pk).person_id == stays.pk
        assert Concern.objects.filter(person=gone).count() == 0


def _pk(person: Person) -> int:
    return person.pk


def test_decide_names_keeps_two_apart_with_the_reason(estate: Estate, by: Post):
    _import(estate, flat(), flat(房号="502"))

    _decide(estate, by, "different", "到场核对过。")
    _decide(estate, by, "different", "到场核对过。")

    with scope(*A1):
        asked = SamePerson.objects.get()
        assert (asked.state, asked.reason, propose_names(estate)) == ("different", "到场核对过。", 0)
        entry = AuditEntry.objects.get(action="estates.names_decided")
        assert (entry.subject_id, entry.details["decision"]) == (asked.pk, "different")


def _refused(estate: Estate, by: Post, refusal: type, decision: str = "same") -> None:
    before = everything()
    with pytest.raises(refusal):
        _decide(estate, by, decision)
    assert everything() == before


def test_decide_names_refuses_two_sign_ins(estate: Estate, cast: Cast, by: Post):
    with scope(*A1):
        SamePerson.objects.create(first=cast.owner.person, second=cast.spouse.person)

    _refused(estate, by, errors.TwoSignIns)


def test_decide_names_refuses_two_numbers(estate: Estate, by: Post):
    with scope(*A1):
        first = Person.objects.create(name="示例甲", document_hash="a" * 64)
        SamePerson.objects.create(
            first=first, second=Person.objects.create(name="示例甲", document_hash="b" * 64)
        )

    _refused(estate, by, errors.TwoDocuments)


def test_decide_names_refuses_two_owners_of_one_unit(estate: Estate, cast: Cast, by: Post):
    with scope(*A1):
        other = Person.objects.create(name="钱示例一")
        Ownership.objects.create(unit=cast.units[0], person=other)
        SamePerson.objects.create(first=cast.owner.person, second=other)

    _refused(estate, by, errors.BothOwnIt)


def test_decide_names_refuses_what_one_person_does_once(estate: Estate, cast: Cast, by: Post):
    with scope(*A1):
        other = Person.objects.create(name="钱示例一")
        tenure, begun = Residency.Tenure.OWNER, cast.owner.starts_on
        Residency.objects.create(unit=cast.units[0], person=other, tenure=tenure, starts_on=begun)
        SamePerson.objects.create(first=cast.owner.person, second=other)

    _refused(estate, by, errors.BothDidIt)


def test_decide_names_refuses_without_a_reason_and_without_anybody(estate: Estate, by: Post):
    _import(estate, flat(), flat(房号="502"))

    _refused(estate, by, errors.ReasonMissing, "different")
    with scope(*A1), pytest.raises(errors.NothingChosen):
        decide_names(estate, [], decision="same", by=by)


def test_decide_names_refuses_another_answer(estate: Estate, by: Post):
    _import(estate, flat(), flat(房号="502"))
    _decide(estate, by, "different", "核对过。")

    _refused(estate, by, StateRefused)


def test_decide_names_refuses_who_does_not_keep_the_register(estate: Estate, cast: Cast, by: Post):
    _import(estate, flat(), flat(房号="502"))

    _refused(estate, cast.chair, NotAllowed)
