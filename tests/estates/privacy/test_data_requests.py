"""Copies, corrections, deletion, and what stands in the way."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest

from accounts.models import ApiToken, User
from accounts.services import give_token
from core import clock, files
from core.errors import NotAllowed, StateRefused
from core.images import clean
from estates.models import Consent, DataRequest, LegalHold, Ownership, Person, Residency, SensitiveFact
from estates.privacy import errors
from estates.privacy.blocking import blocks_of
from estates.privacy.copying import Collector, collect, declare
from estates.privacy.oneself import Oneself
from estates.privacy.purposes import CARE
from estates.privacy.services import (
    answer_request,
    ask_for_copy,
    enter_paper,
    erase_person,
    file_correction,
    file_erasure,
    lift_hold,
    note_care,
    note_look,
    place_hold,
    say,
    withdraw_request,
)
from tenancy import jobs
from tenancy.models import AuditEntry, Estate, Job, Membership
from tenancy.scope import scope
from tests.cast import Cast
from tests.projects.road import make_concern, photo

TODAY = (2026, 6, 1)


@pytest.fixture(autouse=True)
def _today(cast: Cast):
    with clock.travel_to(*TODAY):
        yield


def _states() -> list[tuple[str, str]]:
    return list(DataRequest.objects.order_by("id").values_list("kind", "state"))


def _run_copy(cast: Cast, name: str = "tenant") -> DataRequest:
    with scope(1, 11):
        person = getattr(cast, name).person
        asked = ask_for_copy(person, by=Oneself(person))
        job = Job.objects.get(kind="estates.copy")
    assert jobs.run(1, 11, job.pk)
    with scope(1, 11):
        asked.refresh_from_db()
    return asked


def test_ask_for_copy_is_one_job_however_often_it_is_pressed(cast: Cast, in_estate: Estate):
    tenant = cast.tenant.person

    first = ask_for_copy(tenant, by=Oneself(tenant))

    assert ask_for_copy(tenant, by=Oneself(tenant)) == first
    assert _states() == [("copy", "filed")] and Job.objects.filter(kind="estates.copy").count() == 1
    assert first.due_on == date(2026, 6, 16)
    assert AuditEntry.objects.filter(action="estates.data_requested").count() == 1


def test_ask_for_copy_is_for_oneself(cast: Cast, in_estate: Estate):
    with pytest.raises(errors.NotOneself):
        ask_for_copy(cast.tenant.person, by=Oneself(cast.owner.person))

    assert _states() == [] and not Job.objects.filter(kind="estates.copy").exists()


def test_the_copy_holds_what_there_is_and_nothing_of_others(cast: Cast):
    make_concern(cast)
    with scope(1, 11):
        owner = cast.owner.person
        say(owner, CARE, given=True, by=Oneself(owner))
        note_care(owner, flags=["alone"], by=cast.community_officer)
        note_look(owner, "住户资料", by=cast.chair)

    asked = _run_copy(cast, "owner")

    assert (asked.state, asked.expires_at) == ("done", clock.now() + timedelta(hours=72))
    with zipfile.ZipFile(io.BytesIO(bytes(asked.data))) as archive:
        assert sorted(archive.namelist()) == ["我的资料.json", "我的资料.pdf"]
        assert archive.read("我的资料.pdf").startswith(b"%PDF-1.7")
        text = archive.read("我的资料.json").decode()
    found = json.loads(text)["资料"]["A1小区"]
    assert found["本人"][0]["姓名"] == "钱示例一" and found["本人"][0]["手机号"] == "+8613800000001"
    assert [row["房屋"] for row in found["住处"]] == ["1栋1单元101"]
    assert [row["内容"] for row in found["敏感信息"]] == ["独居老人"]
    assert [row["谁"] for row in found["谁看过"]] == ["物管委主任 冯示例chair"]
    assert len(found["诉求"]) == 1 and found["同意"][0]["意思"] == "同意"
    assert {"投票", "异议", "出资", "经办的报销", "参与项目", "办事记录", "登录"} <= set(found)
    assert [other for other in ("周示例二", "王示例四", "13800000002") if other in text] == []


def test_the_copy_holds_every_place_of_a_sign_in(cast: Cast):
    user = cast.user("tenant")
    with scope(1, 12):
        Person.objects.create(name="吴示例三", user=user)
        Membership.objects.create(user=user)

    assert sorted(collect(user.pk)) == ["A1小区", "A2小区"]


def test_a_copy_that_was_withdrawn_is_not_kept(cast: Cast):
    with scope(1, 11):
        tenant = cast.tenant.person
        asked = ask_for_copy(tenant, by=Oneself(tenant))
        withdraw_request(asked, by=Oneself(tenant))
        job = Job.objects.get(kind="estates.copy")

    assert jobs.run(1, 11, job.pk)

    with scope(1, 11):
        asked.refresh_from_db()
    assert (asked.state, asked.data) == ("withdrawn", None)


def test_declare_refuses_a_title_that_is_taken():
    with pytest.raises(ValueError, match="declared twice"):
        declare(Collector("本人", lambda person: []))


def test_file_correction_and_its_answer(cast: Cast, in_estate: Estate):
    tenant = cast.tenant.person
    asked = file_correction(tenant, words=" 名字写错了 ", by=Oneself(tenant))
    assert file_correction(tenant, words="再写一次", by=Oneself(tenant)) == asked

    answer_request(asked, agreed=True, answer="已经改好。", by=cast.community_officer)

    asked.refresh_from_db()
    assert (asked.words, asked.state, asked.answer) == ("名字写错了", "done", "已经改好。")
    assert (asked.answered_by, asked.answered_at) == (cast.community_officer, clock.now())
    entry = AuditEntry.objects.get(action="estates.data_request_answered")
    assert entry.details == {"kind": "correction", "state": "done"}


def test_file_correction_says_what_is_wrong(cast: Cast, in_estate: Estate):
    with pytest.raises(errors.RequestEmpty):
        file_correction(cast.tenant.person, words="  ", by=Oneself(cast.tenant.person))

    assert _states() == []


def test_answer_request_needs_reasons_the_right_office_and_an_open_request(cast: Cast, in_estate: Estate):
    tenant = cast.tenant.person
    asked = file_correction(tenant, words="名字写错了", by=Oneself(tenant))
    with pytest.raises(errors.AnswerMissing):
        answer_request(asked, agreed=False, answer=" ", by=cast.community_officer)
    with pytest.raises(NotAllowed):
        answer_request(asked, agreed=False, answer="不改。", by=cast.chair)
    assert _states() == [("correction", "filed")]

    answer_request(asked, agreed=False, answer="证件上就是这样。", by=cast.street_officer)

    with pytest.raises(StateRefused):
        answer_request(asked, agreed=True, answer="改了。", by=cast.street_officer)
    assert _states() == [("correction", "refused")]


def test_withdraw_request_is_for_oneself_and_once(cast: Cast, in_estate: Estate):
    tenant = cast.tenant.person
    asked = file_correction(tenant, words="名字写错了", by=Oneself(tenant))
    with pytest.raises(errors.NotOneself):
        withdraw_request(asked, by=Oneself(cast.owner.person))
    for _ in range(2):
        withdraw_request(asked, by=Oneself(tenant))

    assert _states() == [("correction", "withdrawn")]
    assert AuditEntry.objects.filter(action="estates.data_request_withdrawn").count() == 1


def _words(person: Person) -> list[str]:
    return [block.words for block in blocks_of(person)]


def test_blocks_name_everything_that_stands_in_the_way(cast: Cast, in_estate: Estate):
    cast.spouse.person.guardian = cast.owner.person
    cast.spouse.person.save()
    place_hold(in_estate, person=cast.chair.person, reason="某案", by=cast.street_officer)

    assert _words(cast.tenant.person) == []
    assert _words(cast.owner.person) == ["您是业主，法律要求保留业主名册", "您是孩子的监护人，请先换监护人"]
    assert _words(cast.chair.person) == [
        "有争议，资料已经保全锁定",
        "您还担任物管委主任，任职资料要公开",
        "您是业主，法律要求保留业主名册",
    ]


def test_file_erasure_is_refused_where_something_blocks(cast: Cast, in_estate: Estate):
    with pytest.raises(errors.ErasureBlocked, match="您是业主"):
        file_erasure(cast.owner.person, by=Oneself(cast.owner.person))

    assert _states() == []


def test_what_comes_to_block_in_between_stops_the_answer_too(cast: Cast, in_estate: Estate):
    tenant = cast.tenant.person
    asked = file_erasure(tenant, by=Oneself(tenant))
    place_hold(in_estate, reason="全小区的案子", by=cast.street_officer)

    with pytest.raises(errors.ErasureBlocked, match="保全锁定"):
        answer_request(asked, agreed=True, answer="好的。", by=cast.community_officer)

    tenant.refresh_from_db()
    assert (_states(), tenant.name) == ([("erasure", "filed")], "吴示例三")


def test_erasure_takes_out_who_it_was_and_leaves_what_was_counted(
    cast: Cast, django_capture_on_commit_callbacks
):
    make_concern(cast)
    user = cast.user("tenant")
    client = cast.client("tenant")
    give_token(user, name="手机", days=30)
    with django_capture_on_commit_callbacks(execute=True), scope(1, 11):
        tenant = cast.tenant.person
        scan = clean(photo("purple"))
        enter_paper(tenant, CARE, given=True, scan=scan, by=cast.community_officer)
        note_care(tenant, flags=["alone"], by=cast.community_officer)
        assert files.exists(scan.sha256)
        asked = file_erasure(tenant, words="搬走了", by=Oneself(tenant))
        answer_request(asked, agreed=True, answer="已删除。", by=cast.community_officer)

    with scope(1, 11):
        tenant.refresh_from_db()
        user = User.objects.get(pk=user.pk)
        assert (tenant.name, tenant.phone, tenant.born_on, tenant.user) == ("已删除", "", None, None)
        assert (tenant.document, tenant.document_hash, tenant.erased_at) == ("", "", clock.now())
        assert (user.phone, user.is_active) == (f"erased-{user.pk}", False)
        assert not ApiToken.objects.in_force().filter(user=user).exists()
        assert not Membership.objects.filter(user=user).exists()
        assert not SensitiveFact.objects.exists() and Consent.objects.count() == 1
        assert Residency.objects.get(pk=cast.tenant.pk).ends_on == date(2026, 6, 1)
        asked.refresh_from_db()
        assert (asked.state, asked.words) == ("done", "")
        assert AuditEntry.objects.filter(action="estates.person_erased").count() == 1
    assert not files.exists(scan.sha256)
    assert client.get("/me/").status_code == 302


def test_erasure_leaves_a_sign_in_that_is_needed_elsewhere(cast: Cast):
    user = cast.user("tenant")
    with scope(1, 12):
        Person.objects.create(name="吴示例三", user=user)
        Membership.objects.create(user=user)
    with scope(1, 11):
        erase_person(cast.tenant.person, by=None)

    user.refresh_from_db()
    assert (user.is_active, user.phone) == (True, "+8613800000003")


def test_erase_person_twice_is_once(cast: Cast, in_estate: Estate):
    for _ in range(2):
        erase_person(cast.tenant.person, by=None)

    assert AuditEntry.objects.filter(action="estates.person_erased").count() == 1


def test_erasure_keeps_the_bytes_that_another_paper_shares(cast: Cast, django_capture_on_commit_callbacks):
    scan = clean(photo("orange"))
    with django_capture_on_commit_callbacks(execute=True), scope(1, 11):
        for name in ("tenant", "owner"):
            enter_paper(getattr(cast, name).person, CARE, given=True, scan=scan, by=cast.community_officer)
        erase_person(cast.tenant.person, by=None)

    assert files.exists(scan.sha256)


def test_a_former_owner_can_go(cast: Cast, in_estate: Estate):
    Ownership.objects.filter(pk=cast.owner_title.pk).update(ends_on=date(2026, 5, 1))

    assert _words(cast.owner.person) == []


def test_place_hold_and_lift_it(cast: Cast, in_estate: Estate):
    by, tenant = cast.street_officer, cast.tenant.person
    hold = place_hold(in_estate, person=tenant, reason="某案", by=by)
    assert place_hold(in_estate, person=tenant, reason="某案", by=by) == hold
    assert _words(tenant) == ["有争议，资料已经保全锁定"]

    lift_hold(hold, reason="已判决", by=by)

    assert _words(tenant) == []
    with pytest.raises(errors.HoldLifted):
        lift_hold(hold, reason="已判决", by=by)
    actions = AuditEntry.objects.filter(action__startswith="estates.hold").order_by("id")
    assert [entry.action for entry in actions] == ["estates.hold_placed", "estates.hold_lifted"]


def test_holds_are_the_streets_officers_and_have_a_reason(cast: Cast, in_estate: Estate):
    for name in ("chair", "community_officer", "street_leader", "auditor"):
        with pytest.raises(NotAllowed):
            place_hold(in_estate, reason="某案", by=getattr(cast, name))
    with pytest.raises(errors.HoldReasonMissing):
        place_hold(in_estate, reason=" ", by=cast.street_officer)
    assert not LegalHold.objects.exists()

    hold = place_hold(in_estate, reason="某案", by=cast.street_officer)
    with pytest.raises(NotAllowed):
        lift_hold(hold, reason="好了", by=cast.community_officer)
    with pytest.raises(errors.HoldReasonMissing):
        lift_hold(hold, reason="", by=cast.street_officer)
    hold.refresh_from_db()
    assert hold.lifted_at is None
