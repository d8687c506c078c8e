"""The pages of one's own data, and of those who keep other people's."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from estates.models import Consent, DataRequest, LegalHold, Look, SensitiveFact
from estates.privacy.oneself import Oneself
from estates.privacy.purposes import CARE, GUARDIANSHIP
from estates.privacy.services import ask_for_copy, note_care, say
from estates.privacy.services.requests import copy_ready
from tenancy.scope import scope
from tests.cast import Cast, make_person
from tests.projects.road import photo


def _send(cast: Cast, who: str, url: str, **data: object) -> HttpResponse:
    return cast.client(who).post(url, {"idempotency_key": uuid4().hex, **data})


def _care(cast: Cast) -> None:
    with scope(1, 11):
        owner = cast.owner.person
        say(owner, CARE, given=True, by=Oneself(owner))
        note_care(owner, flags=["alone"], by=cast.community_officer)


def test_a_consent_is_given_and_taken_back_by_one_button_each(cast: Cast):
    for given in ("yes", "no"):
        answer = _send(cast, "owner", "/me/data/consent/", place="e11", purpose=CARE, given=given)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/me/data/")

    with scope(1, 11):
        rows = Consent.objects.order_by("id").values_list("person_id", "given")
        assert list(rows) == [(cast.owner.person_id, True), (cast.owner.person_id, False)]


@pytest.mark.parametrize("place", ["e12", "e21", "s1", "e99", ""])
def test_nobody_agrees_at_a_place_that_is_not_theirs(cast: Cast, place: str):
    answer = _send(cast, "owner", "/me/data/consent/", place=place, purpose=CARE, given="yes")

    assert answer.status_code == 302
    for street in (1, 2):
        with scope(street):
            assert not Consent.objects.exists()


def test_a_copy_is_handed_to_whose_it_is_and_to_nobody_else(cast: Cast):
    with scope(1, 11):
        owner = cast.owner.person
        copy_ready(ask_for_copy(owner, by=Oneself(owner)), b"PK-mine")

    answers = {who: cast.client(who).get("/me/data/copy.zip") for who in ("owner", "spouse", "chair")}

    assert {who: answer.status_code for who, answer in answers.items()} == {
        "owner": 200,
        "spouse": 404,
        "chair": 404,
    }
    assert answers["owner"].content == b"PK-mine"
    assert answers["owner"].headers["Cache-Control"] == "no-store, private"


def test_the_page_of_deletion_says_before_what_stands_in_the_way(cast: Cast):
    page = cast.client("owner").get("/me/data/erase/").content.decode()

    assert "您是业主，法律要求保留业主名册" in page
    answer = _send(cast, "owner", "/me/data/erase/", place="e11", sure="on")
    assert (answer.status_code, "现在还不能删除" in answer.content.decode()) == (409, True)
    with scope(1, 11):
        assert not DataRequest.objects.exists()


def test_a_request_is_taken_back_by_whose_it_is(cast: Cast):
    _send(cast, "tenant", "/me/data/correct/", place="e11", words="名字写错了")
    with scope(1, 11):
        asked = DataRequest.objects.get()

    assert _send(cast, "owner", "/me/data/withdraw/", place="e11", request=asked.pk).status_code == 404
    assert _send(cast, "tenant", "/me/data/withdraw/", place="e11", request=asked.pk).status_code == 302
    with scope(1, 11):
        assert DataRequest.objects.get().state == "withdrawn"


def test_reading_care_is_a_look_that_the_person_sees(cast: Cast):
    _care(cast)

    page = cast.client("social_worker").get(f"/e/a1/work/care/{cast.owner.person_id}/").content.decode()

    assert "独居老人" in page and "政治面貌" not in page
    with scope(1, 11):
        assert Look.objects.get().person_id == cast.owner.person_id
    assert "特殊关照" in cast.client("owner").get("/me/data/").content.decode()


def test_another_key_is_told_in_words(cast: Cast, settings):
    _care(cast)
    settings.DATA_KEYS = ["another"]

    answer = cast.client("social_worker").get(f"/e/a1/work/care/{cast.owner.person_id}/")

    assert (answer.status_code, "打不开" in answer.content.decode()) == (409, True)


def test_care_without_a_consent_is_refused_in_words(cast: Cast):
    url = f"/e/a1/work/care/{cast.owner.person_id}/note/"

    answer = _send(cast, "social_worker", url, flags="alone", words="")

    assert (answer.status_code, "单独同意" in answer.content.decode()) == (409, True)
    with scope(1, 11):
        assert not SensitiveFact.objects.exists()


def _paper(cast: Cast, person_id: int, **data: object) -> HttpResponse:
    scan = SimpleUploadedFile("x.jpg", photo("white"), "image/jpeg")
    url = f"/e/a1/work/consents/{person_id}/"
    return _send(cast, "community_officer", url, given="yes", scan=scan, **data)


def test_a_signed_paper_is_entered_with_its_photo(cast: Cast):
    assert _paper(cast, cast.owner.person_id, purpose=CARE).status_code == 302

    with scope(1, 11):
        row = Consent.objects.get()
        assert (row.channel, row.given, row.evidence.mime) == ("paper", True, "image/jpeg")


def test_a_guardian_is_somebody_of_the_childs_home(cast: Cast):
    stranger = cast.stranger.person_id
    with scope(1, 11):
        child = make_person("钱示例小").pk
    for guardian in (stranger, cast.neighbour.person_id, 0):
        answer = _paper(cast, child, purpose=GUARDIANSHIP, guardian=guardian)
        assert answer.status_code == 422

    with scope(1, 11):
        assert not Consent.objects.exists()


def test_a_hold_names_somebody_who_is_here_once(cast: Cast):
    for name, status in (("无此人示例", 422), ("钱示例一", 302)):
        answer = _send(cast, "street_officer", "/e/a1/work/holds/", name=name, reason="某案")
        assert answer.status_code == status

    with scope(1, 11):
        assert [hold.person_id for hold in LegalHold.objects.all()] == [cast.owner.person_id]
        make_person("钱示例一")
    answer = _send(cast, "street_officer", "/e/a1/work/holds/", name="钱示例一", reason="又一案")
    assert answer.status_code == 422


def test_lists_say_when_there_is_nothing(cast: Cast):
    words = {
        "/e/a1/work/data/": ("community_officer", "没有要答复的请求。"),
        "/e/a1/work/holds/": ("street_officer", "没有锁定的资料。"),
        "/e/a1/work/care/?q=无": ("social_worker", "没有叫这个名字的人。"),
    }

    missing = [
        url for url, (who, text) in words.items() if text not in cast.client(who).get(url).content.decode()
    ]

    assert missing == []
