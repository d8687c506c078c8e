"""What is sealed says nothing, opens only as what it is, and moves to another key."""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.factors import factors_of, set_up_totp
from core.errors import NotAllowed
from core.sealing import is_under_first_key
from core.sealing import unseal as unseal_text
from estates.models import Look, SensitiveFact
from estates.privacy import errors, rules
from estates.privacy.oneself import Oneself
from estates.privacy.purposes import CARE, POLITICAL
from estates.privacy.seal import resealed, seal, unseal
from estates.privacy.services import note_care, note_political_status, read_fact, remove_fact, say
from tenancy.models import AuditEntry, Estate
from tenancy.scope import scope
from tests.cast import Cast
from tests.sign_in import SECRET

WORDS = "独自住在三楼示例"


@pytest.fixture
def agreed(cast: Cast) -> Cast:
    """The owner and the spouse agree to both."""
    with scope(1, 11):
        for person in (cast.owner.person, cast.spouse.person):
            for purpose in (CARE, POLITICAL):
                say(person, purpose, given=True, by=Oneself(person))
    return cast


def test_seal_opens_as_what_it_was():
    sealed = seal({"flags": ["alone"], "words": WORDS}, person_id=7, kind="care")

    assert unseal(sealed, person_id=7, kind="care") == {"flags": ["alone"], "words": WORDS}
    assert "alone" not in sealed and WORDS not in sealed


@pytest.mark.parametrize(("person_id", "kind"), [(8, "care"), (7, "political")])
def test_seal_opens_in_no_other_row(person_id: int, kind: str):
    with pytest.raises(errors.SealUnreadable):
        unseal(seal("x", person_id=7, kind="care"), person_id=person_id, kind=kind)


@pytest.mark.parametrize("sealed", ["", "x", "gAAAAAB" + "x" * 93])
def test_what_was_never_sealed_is_refused_in_words(sealed: str):
    with pytest.raises(errors.SealUnreadable):
        unseal(sealed, person_id=7, kind="care")
    with pytest.raises(errors.SealUnreadable):
        resealed(sealed)


def test_keys_are_changed_by_putting_one_in_front(settings):
    settings.DATA_KEYS = ["old"]
    sealed = seal("x", person_id=7, kind="care")
    settings.DATA_KEYS = ["new", "old"]
    assert unseal(sealed, person_id=7, kind="care") == "x" and not is_under_first_key(sealed)

    moved = resealed(sealed)

    settings.DATA_KEYS = ["new"]
    assert unseal(moved, person_id=7, kind="care") == "x" and is_under_first_key(moved)
    with pytest.raises(errors.SealUnreadable):
        unseal(sealed, person_id=7, kind="care")


def test_note_and_read_a_fact(agreed: Cast):
    with scope(1, 11):
        note_care(agreed.owner.person, flags=["alone", "other"], words=WORDS, by=agreed.community_officer)
        note_political_status(agreed.owner.person, status="member", by=agreed.party_secretary)

        care = read_fact(agreed.owner.person, "care", by=agreed.social_worker)
        political = read_fact(agreed.owner.person, "political", by=agreed.community_secretary)

        assert (care.words, political.words) == (f"独居老人、其他：{WORDS}", "中共党员")
        assert list(Look.objects.order_by("id").values_list("what", "post_id")) == [
            ("特殊关照", agreed.social_worker.pk),
            ("政治面貌", agreed.community_secretary.pk),
        ]
        noted = AuditEntry.objects.filter(action="estates.sensitive_fact_noted").order_by("id")
        assert [entry.details for entry in noted] == [{"kind": "care"}, {"kind": "political"}]


def test_note_again_replaces_it(agreed: Cast):
    with scope(1, 11):
        for flags in (["alone"], ["disabled"]):
            note_care(agreed.owner.person, flags=flags, by=agreed.community_officer)

        assert read_fact(agreed.owner.person, "care", by=agreed.community_officer).words == "残疾"
        assert SensitiveFact.objects.count() == 1


def test_note_needs_the_persons_own_consent(cast: Cast):
    with scope(1, 11):
        with pytest.raises(errors.ConsentMissing, match="特殊关照"):
            note_care(cast.owner.person, flags=["alone"], by=cast.community_officer)

        assert not SensitiveFact.objects.exists()


READ = {
    "care": {"community_officer", "community_secretary", "social_worker"},
    "political": {"party_secretary", "community_secretary"},
}


@pytest.mark.parametrize("kind", sorted(READ))
def test_facts_are_read_noted_and_removed_by_few(agreed: Cast, kind: str):
    posts = [name for name in Cast.names() if hasattr(getattr(agreed, name, None), "role")]
    allowed = set()
    with scope(1, 11):
        estate = Estate.objects.get(pk=11)
        for name in posts:
            by = getattr(agreed, name)
            if rules.may_read(by, kind, estate):
                allowed.add(name)
                continue
            for act in (read_fact, remove_fact):
                with pytest.raises(NotAllowed):
                    act(agreed.owner.person, kind, by=by)
        assert not Look.objects.exists()

    assert len(posts) > 15 and allowed == READ[kind]


def test_staff_of_another_community_reads_nothing(agreed: Cast):
    agreed.community_officer.community_id = 12

    with scope(1, 11), pytest.raises(NotAllowed):
        read_fact(agreed.owner.person, "care", by=agreed.community_officer)


def test_remove_fact_forgets_it_and_says_so_once(agreed: Cast):
    with scope(1, 11):
        note_care(agreed.owner.person, flags=["alone"], by=agreed.community_officer)
        for _ in range(2):
            remove_fact(agreed.owner.person, "care", by=agreed.community_officer)

        assert not SensitiveFact.objects.exists()
        assert AuditEntry.objects.filter(action="estates.sensitive_fact_removed").count() == 1


def test_values_swapped_in_the_database_open_nowhere(agreed: Cast):
    owner, spouse, by = agreed.owner.person, agreed.spouse.person, agreed.community_officer
    with scope(1, 11):
        note_care(owner, flags=["alone"], by=by)
        taken = SensitiveFact.objects.get(person=owner).sealed
        note_care(spouse, flags=["disabled"], by=by)
        SensitiveFact.objects.filter(person=spouse).update(sealed=taken)

        with pytest.raises(errors.SealUnreadable):
            read_fact(spouse, "care", by=by)


def test_a_dump_of_the_database_holds_nothing_of_it(agreed: Cast):
    with scope(1, 11):
        note_care(agreed.owner.person, flags=["alone"], words=WORDS, by=agreed.community_officer)
        note_political_status(agreed.owner.person, status="probationary", by=agreed.party_secretary)
    dump = ""
    with scope(1), connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            dump += repr(cursor.fetchall())

    assert "钱示例一" in dump
    assert [word for word in (WORDS, "alone", "独居", "probationary", "预备党员") if word in dump] == []


def _reseal(*arguments: str) -> dict:
    out = StringIO()
    call_command("reseal", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_reseal_moves_everything_to_the_first_key_and_may_run_again(agreed: Cast, settings):
    settings.DATA_KEYS = ["old"]
    with scope(1, 11):
        for person in (agreed.owner.person, agreed.spouse.person):
            note_care(person, flags=["alone"], by=agreed.community_officer)
    set_up_totp(agreed.user("owner"), SECRET)
    settings.DATA_KEYS = ["new", "old"]

    assert _reseal() == {
        "street-a": {"resealed": 2, "sealed": 2},
        "street-b": {"resealed": 0, "sealed": 0},
        "second_factors": 1,
    }
    assert _reseal("--street", "street-a") == {"street-a": {"resealed": 0, "sealed": 2}}

    settings.DATA_KEYS = ["new"]
    with scope(1, 11):
        assert read_fact(agreed.owner.person, "care", by=agreed.community_officer).words == "独居老人"
    totp = factors_of(agreed.user("owner")).totp
    assert totp is not None and unseal_text(totp.data["secret"]) == SECRET


def test_reseal_goes_in_batches(agreed: Cast, settings, monkeypatch):
    from estates.management.commands import reseal

    monkeypatch.setattr(reseal, "AT_ONCE", 1)
    settings.DATA_KEYS = ["old"]
    with scope(1, 11):
        for person in (agreed.owner.person, agreed.spouse.person):
            note_care(person, flags=["alone"], by=agreed.community_officer)
    settings.DATA_KEYS = ["new", "old"]

    assert _reseal("--street", "street-a") == {"street-a": {"resealed": 2, "sealed": 2}}


def test_reseal_refuses_what_it_can_not_open_and_unknown_streets(agreed: Cast, settings):
    with scope(1, 11):
        note_care(agreed.owner.person, flags=["alone"], by=agreed.community_officer)
        sealed = SensitiveFact.objects.get().sealed
    settings.DATA_KEYS = ["another"]

    with pytest.raises(CommandError, match="打不开"):
        _reseal()
    with pytest.raises(CommandError, match="没有这个街道"):
        _reseal("--street", "nowhere")

    with scope(1, 11):
        assert SensitiveFact.objects.get().sealed == sealed
