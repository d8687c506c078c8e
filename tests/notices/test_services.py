"""Publishing, withdrawing, objecting, replying."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.template import TemplateDoesNotExist

from core import clock
from core.errors import NotAllowed, StateRefused
from estates.models import Building, Person, Unit
from notices import errors
from notices.models import Notice, Objection, Series
from notices.services import (
    ALPHABET,
    answer_objection,
    file_objection,
    new_code,
    publish,
    withdraw,
)
from tenancy import rules as tenancy_rules
from tenancy.models import AuditEntry, Estate, Job
from tenancy.scope import scope
from tests.cast import make_cast
from tests.notices.conftest import POSTED


def _actions() -> list[tuple[str, str]]:
    rows = AuditEntry.objects.filter(action__startswith="notices.").order_by("id")
    return list(rows.values_list("action", "actor"))


def test_publish_posts_a_numbered_notice_whose_period_follows_the_rule(notice):
    assert (notice.number, notice.sequence, notice.state) == ("A1结果公示〔2026〕1号", 1, "published")
    assert (notice.posted_on, notice.period_days) == (date(2026, 11, 13), 7)
    assert (notice.first_day, notice.last_day) == (date(2026, 11, 14), date(2026, 11, 20))
    assert notice.ends_at == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    assert (notice.provisional, notice.rules_version, notice.template) == (False, "0.0", "notices/result")
    assert _actions() == [
        ("notices.prepared", "物管委主任 冯示例chair"),
        ("notices.published", "物管委主任 冯示例chair"),
    ]


def test_publish_enqueues_one_print_under_the_id_of_the_notice(notice):
    job = Job.objects.get()

    assert (job.kind, job.key, job.args) == ("notices.print", str(notice.pk), {"notice_id": notice.pk})
    assert (job.street_id, job.estate_id, job.state) == (1, 11, Job.State.QUEUED)


def test_publish_keeps_the_letterhead_of_the_day(notice, in_estate):
    Estate.objects.filter(pk=11).update(phone="0838-9999999", committee_name="别的名字")
    notice.refresh_from_db()

    assert notice.letterhead == {
        "estate": "A1小区",
        "community": "A1社区",
        "street": "A街道",
        "signature": "A1小区物管委",
        "phone": "0838-0000001",
        "hotline": "0838-0000000",
        "demo": False,
    }


def test_publish_numbers_each_kind_and_year_without_gaps(make_notice):
    with clock.travel_to(2026, 12, 31):
        numbers = [make_notice().number, make_notice(kind=Notice.Kind.OTHER).number, make_notice().number]
    with clock.travel_to(2027, 1, 1, hour=0):
        numbers.append(make_notice().number)

    assert numbers == [
        "A1结果公示〔2026〕1号",
        "A1公示〔2026〕1号",
        "A1结果公示〔2026〕2号",
        "A1结果公示〔2027〕1号",
    ]


def test_publish_loses_no_number_when_the_caller_fails(make_notice):
    with transaction.atomic():
        make_notice()
        transaction.set_rollback(True)

    assert make_notice().sequence == 1


def test_publish_with_await_pdf_stays_prepared_without_dates(make_notice):
    notice = make_notice(await_pdf=True)

    assert (notice.state, notice.published_at, notice.posted_on, notice.ends_at) == (
        "prepared",
        None,
        None,
        None,
    )
    assert notice.sequence == 1
    assert [action for action, _ in _actions()] == ["notices.prepared"]


@pytest.mark.parametrize(
    ("kind", "days", "stored"),
    [("result", None, 7), ("result", 15, 15), ("result", 0, None), ("announcement", None, None)],
)
def test_publish_takes_the_period_of_the_caller_the_rule_or_none(make_notice, kind, days, stored):
    notice = make_notice(kind=kind, period_days=days)

    assert notice.period_days == stored
    assert (notice.ends_at is None) is (stored is None)


def test_publish_takes_the_period_the_estate_has_set(make_notice, in_estate):
    rule = {"notices.period_days": 10}
    tenancy_rules.set_rules(in_estate.street, rule, estate_id=11, note="示例", by=None)

    notice = make_notice()

    assert (notice.period_days, notice.rules_version) == (10, "0.1")


def test_publish_moves_an_end_on_a_rest_day_to_the_next_working_day(make_notice):
    # Seven days after Thursday 24 September 2026 is 1 October: the holiday lasts until the 7th.
    with clock.travel_to(2026, 9, 24):
        notice = make_notice()

    assert notice.last_day == date(2026, 10, 8)


def test_publish_says_so_when_the_calendar_of_the_end_is_not_published(make_notice):
    with clock.travel_to(2031, 3, 3):
        notice = make_notice()

    assert notice.provisional is True


@pytest.mark.parametrize(
    "role", ["chair", "treasurer", "member", "community_officer", "street_officer", "street_leader"]
)
def test_publish_lets_committee_community_and_street(make_notice, cast, role):
    assert make_notice(by=getattr(cast, role)).state == Notice.State.PUBLISHED


def test_publish_lets_the_clock(make_notice):
    notice = make_notice(by=None)

    assert _actions() == [("notices.prepared", "系统"), ("notices.published", "系统")]
    assert notice.state == Notice.State.PUBLISHED


@pytest.mark.parametrize("role", ["supervisor", "cashier", "street_finance"])
def test_publish_refuses_other_posts(make_notice, cast, role):
    with pytest.raises(NotAllowed):
        make_notice(by=getattr(cast, role))

    assert _nothing_kept()


def test_publish_refuses_a_committee_of_another_estate(cast, in_street):
    elsewhere = Estate.objects.select_related("street", "community").get(slug="a2")
    with pytest.raises(NotAllowed):
        publish(estate=elsewhere, kind="other", title="示例", paragraphs=["示例"], by=cast.chair)

    assert _nothing_kept()


def test_publish_refuses_an_officer_of_another_community(cast, in_street):
    elsewhere = Estate.objects.select_related("street", "community").get(slug="a2")
    with pytest.raises(NotAllowed):
        publish(estate=elsewhere, kind="other", title="示例", paragraphs=["示例"], by=cast.community_officer)

    assert _nothing_kept()


def test_publish_puts_a_notice_of_the_street_into_its_estate(cast, estate, in_street):
    notice = publish(estate=estate, kind="other", title="示例", paragraphs=["示例"], by=cast.street_leader)

    assert (notice.street_id, notice.estate_id) == (1, 11)
    assert (Job.objects.get().estate_id, Series.objects.get().estate_id) == (11, 11)


@pytest.mark.parametrize(("title", "paragraphs"), [("", ["文"]), ("  ", ["文"]), ("题", []), ("题", [" "])])
def test_publish_refuses_an_empty_notice(make_notice, title, paragraphs):
    with pytest.raises(errors.NothingToPublish):
        make_notice(title=title, paragraphs=paragraphs)

    assert _nothing_kept()


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"title": "联系13800001234"}, "标题有手机号"),
        ({"paragraphs": ["好的。", "打 138 0000 1234 找他。"]}, "正文第 2 段有手机号"),
        ({"paragraphs": ["身份证 510681199001010019"]}, "正文第 1 段有身份证号"),
        ({"snapshot": {"tables": [{"rows": [["张**", "138-0000-1234"]]}]}}, "附表“rows”有手机号"),
        ({"snapshot": {"卡 6222021234567890128": 1}}, "附表“卡 *******************”有银行卡号"),
        (
            {"title": "13800001234", "paragraphs": ["１３８００００１２３４，13800005678"]},
            "标题有手机号；正文第 1 段有手机号",
        ),
    ],
)
def test_publish_refuses_personal_numbers_and_names_the_places(make_notice, changes, places):
    with pytest.raises(errors.PersonalNumbers) as refusal:
        make_notice(**changes)

    assert refusal.value.details["places"] == places
    assert _nothing_kept()


def test_publish_allows_the_public_telephones_of_estate_and_street(make_notice, in_estate):
    in_estate.phone = "138 0000 1234"

    notice = make_notice(paragraphs=["请打 13800001234，或 0838-0000000。", "订单 20261113000123"])

    assert notice.state == Notice.State.PUBLISHED


def test_publish_refuses_a_template_that_is_not_there(make_notice):
    with pytest.raises(TemplateDoesNotExist):
        make_notice(template="notices/none")

    assert _nothing_kept()


def test_withdraw_keeps_the_notice_with_reason_and_number(notice, cast):
    withdraw(notice, reason=" 数字有误，重新公示。 ", by=cast.member)
    notice.refresh_from_db()

    assert (notice.state, notice.withdrawal_reason, notice.concealed) == (
        "withdrawn",
        "数字有误，重新公示。",
        False,
    )
    assert (notice.number, notice.title) == ("A1结果公示〔2026〕1号", "关于示例车棚表决结果的公示")
    assert _actions()[-1] == ("notices.withdrawn", "物管委委员 冯示例member")


def test_withdraw_conceals_a_leak(notice, cast):
    withdraw(notice, reason="正文有个人信息", by=cast.community_officer, conceal=True)

    assert notice.shows_text is False
    assert notice.shown_title == "A1结果公示〔2026〕1号（内容已撤下）"


def test_withdraw_takes_back_what_was_only_prepared(make_notice, cast):
    prepared = make_notice(await_pdf=True)

    assert withdraw(prepared, reason="不公布了", by=cast.chair).state == Notice.State.WITHDRAWN


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        ("", errors.ReasonMissing),
        (" \n", errors.ReasonMissing),
        ("字" * 301, errors.TextTooLong),
        ("请打13800001234", errors.PersonalNumbers),
    ],
)
def test_withdraw_refuses_a_reason_that_can_not_stand(notice, cast, reason, refusal):
    with pytest.raises(refusal):
        withdraw(notice, reason=reason, by=cast.chair)

    assert _state(notice) == Notice.State.PUBLISHED


@pytest.mark.parametrize("name", ["supervisor", "cashier"])
def test_withdraw_refuses_other_posts(notice, cast, name):
    with pytest.raises(NotAllowed):
        withdraw(notice, reason="示例", by=getattr(cast, name))

    assert _state(notice) == Notice.State.PUBLISHED


def test_withdraw_refuses_the_clock(notice):
    with pytest.raises(NotAllowed):
        withdraw(notice, reason="示例", by=None)

    assert _state(notice) == Notice.State.PUBLISHED


def test_withdraw_refuses_a_second_time(notice, cast):
    withdraw(notice, reason="第一次", by=cast.chair)
    with pytest.raises(StateRefused):
        withdraw(Notice.objects.get(), reason="第二次", by=cast.chair)

    assert Notice.objects.get().withdrawal_reason == "第一次"


def test_file_objection_keeps_who_what_and_until_when_a_reply_is_due(notice, cast, at):
    with at(POSTED):
        objection = file_objection(notice, text=" 票数不对。 ", by=cast.owner)

    assert (objection.text, objection.state, objection.label) == ("票数不对。", "open", "1栋 钱**")
    # Seven working days after Friday the 13th.
    assert objection.due_on == date(2026, 11, 24)
    assert _actions()[-1] == ("notices.objection_filed", "居民 1栋1单元101 钱**")


def test_file_objection_takes_an_owner_who_lives_elsewhere(notice, cast, at):
    with at(POSTED):
        objection = file_objection(notice, text="票数不对。", by=cast.landlord)

    assert objection.unit_id == cast.units[1].pk


@pytest.mark.parametrize("name", ["chair", "street_officer", "stranger", "foreigner"])
def test_file_objection_refuses_posts_and_other_estates(notice, cast, at, name):
    with at(POSTED), pytest.raises(NotAllowed):
        file_objection(notice, text="票数不对。", by=getattr(cast, name))

    assert Objection.objects.count() == 0


def test_file_objection_refuses_a_notice_without_a_period(make_notice, cast):
    notice = make_notice(kind=Notice.Kind.ANNOUNCEMENT)
    with pytest.raises(errors.NoObjectionsHere):
        file_objection(notice, text="不同意。", by=cast.owner)

    assert Objection.objects.count() == 0


def test_file_objection_takes_the_last_moment_and_refuses_the_next(notice, cast, at):
    end = notice.ends_at
    with at(end - timedelta(microseconds=1)):
        file_objection(notice, text="最后一刻。", by=cast.owner)
    with at(end), pytest.raises(errors.ObjectionTimeOver):
        file_objection(notice, text="晚了。", by=cast.neighbour)

    assert [objection.text for objection in Objection.objects.all()] == ["最后一刻。"]


def test_file_objection_refuses_a_withdrawn_notice(notice, cast, at):
    withdraw(notice, reason="示例", by=cast.chair)
    with at(POSTED), pytest.raises(errors.ObjectionTimeOver):
        file_objection(notice, text="票数不对。", by=cast.owner)

    assert Objection.objects.count() == 0


def test_file_objection_refuses_a_prepared_notice(make_notice, cast):
    with pytest.raises(errors.ObjectionTimeOver):
        file_objection(make_notice(await_pdf=True), text="票数不对。", by=cast.owner)

    assert Objection.objects.count() == 0


def test_file_objection_refuses_a_second_one_of_the_same_home(notice, cast, at):
    with at(POSTED):
        file_objection(notice, text="先说的。", by=cast.owner)
        with pytest.raises(errors.AlreadyObjected):
            file_objection(notice, text="再说的。", by=cast.spouse)

    assert [objection.text for objection in Objection.objects.all()] == ["先说的。"]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", errors.TextMissing),
        ("  ", errors.TextMissing),
        ("字" * 501, errors.TextTooLong),
        ("找我 13800001234", errors.PersonalNumbers),
    ],
)
def test_file_objection_refuses_words_that_can_not_be_shown(notice, cast, at, text, refusal):
    with at(POSTED), pytest.raises(refusal):
        file_objection(notice, text=text, by=cast.owner)

    assert Objection.objects.count() == 0


@pytest.mark.committed
def test_file_objection_lets_one_of_a_home_win_a_race(estate):
    cast = make_cast()
    with scope(1, 11):
        notice = publish(estate=estate, kind="result", title="题", paragraphs=["文"], by=cast.chair)
    barrier, refusals = Barrier(8), []

    def file(by: object) -> None:
        barrier.wait()
        try:
            with scope(1, 11):
                file_objection(notice, text="票数不对。", by=by)
        except errors.AlreadyObjected as refusal:
            refusals.append(refusal.code)
        finally:
            connections.close_all()

    threads = [Thread(target=file, args=(by,)) for by in (cast.owner, cast.spouse) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refusals == ["already_objected"] * 7
    with scope(1, 11):
        assert Objection.objects.count() == 1


@pytest.mark.committed
def test_publish_numbers_without_gap_or_double_in_a_race(estate):
    cast = make_cast()
    barrier = Barrier(8)

    def announce() -> None:
        barrier.wait()
        try:
            with scope(1, 11):
                publish(estate=estate, kind="result", title="题", paragraphs=["文"], by=cast.chair)
        finally:
            connections.close_all()

    threads = [Thread(target=announce) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with scope(1, 11):
        assert sorted(Notice.objects.values_list("sequence", flat=True)) == list(range(1, 9))


@pytest.fixture
def objection(notice, cast, at) -> Objection:
    """The owner's objection of the day of posting."""
    with at(POSTED):
        return file_objection(notice, text="票数不对。", by=cast.owner)


@pytest.mark.parametrize("outcome", ["upheld", "partly", "rejected"])
def test_answer_objection_keeps_outcome_reply_and_who(objection, cast, at, outcome):
    with at(POSTED + timedelta(days=1)):
        answer_objection(objection, outcome=outcome, text=" 已当面核对选票。 ", by=cast.member)
    objection.refresh_from_db()

    assert (objection.state, objection.outcome, objection.reply) == ("answered", outcome, "已当面核对选票。")
    assert (objection.answered_by_id, objection.answered_at) == (
        cast.member.pk,
        POSTED + timedelta(days=1),
    )
    entry = AuditEntry.objects.order_by("-id")[0]
    assert (entry.action, entry.actor, entry.details) == (
        "notices.objection_answered",
        "物管委委员 冯示例member",
        {"outcome": outcome},
    )


@pytest.mark.parametrize("name", ["community_officer", "street_officer"])
def test_answer_objection_lets_community_and_street(objection, cast, name):
    answered = answer_objection(objection, outcome="rejected", text="已核对。", by=getattr(cast, name))

    assert answered.state == Objection.State.ANSWERED


@pytest.mark.parametrize("name", ["supervisor", "cashier", "owner", "neighbour"])
def test_answer_objection_refuses_everybody_else(objection, cast, name):
    with pytest.raises(NotAllowed):
        answer_objection(objection, outcome="rejected", text="已核对。", by=getattr(cast, name))

    assert _unanswered(objection)


def test_answer_objection_refuses_the_one_who_objected(notice, cast, at):
    with at(POSTED):
        own = file_objection(notice, text="票数不对。", by=cast.member_home)
    with pytest.raises(errors.OwnObjection):
        answer_objection(own, outcome="rejected", text="我看没事。", by=cast.member)

    assert _unanswered(own)


def test_answer_objection_refuses_the_same_sign_in_under_another_person(notice, cast, at, in_estate):
    twin = Person.objects.create(name="冯示例", user=None)
    Building.objects.create(name="9栋")
    unit = Unit.objects.create(building=Building.objects.get(name="9栋"), door="101", area_centi=5_000)
    with at(POSTED):
        own = Objection.objects.create(
            notice=notice,
            unit=unit,
            person=twin,
            building="9栋",
            text="票数不对。",
            due_on=date(2026, 11, 24),
        )
    twin.user = cast.member.person.user
    own.person = twin
    with pytest.raises(errors.OwnObjection):
        answer_objection(own, outcome="rejected", text="我看没事。", by=cast.member)

    assert _unanswered(own)


def test_answer_objection_refuses_a_second_reply(objection, cast):
    answer_objection(objection, outcome="rejected", text="第一次。", by=cast.chair)
    with pytest.raises(errors.AlreadyAnswered):
        answer_objection(objection, outcome="upheld", text="第二次。", by=cast.member)
    objection.refresh_from_db()

    assert (objection.outcome, objection.reply) == ("rejected", "第一次。")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", errors.TextMissing),
        ("字" * 1001, errors.TextTooLong),
        ("请打 13800001234", errors.PersonalNumbers),
    ],
)
def test_answer_objection_refuses_words_that_can_not_be_shown(objection, cast, text, refusal):
    with pytest.raises(refusal):
        answer_objection(objection, outcome="rejected", text=text, by=cast.chair)

    assert _unanswered(objection)


def test_new_code_leads_to_the_estate_and_holds_a_hundred_random_bits(estate):
    codes = {new_code(estate) for _ in range(200)}

    assert len(codes) == 200
    assert {code.split("-")[0] for code in codes} == {"1011"}
    assert {len(code.split("-")[1]) for code in codes} == {20}
    assert {letter for code in codes for letter in code.split("-")[1]} == set(ALPHABET)
    assert len(ALPHABET) == 32


CHANGES = [
    "title = '别的'",
    "paragraphs = '[]'",
    "snapshot = '[1]'",
    "letterhead = '{}'",
    "number = '1'",
    "sequence = 9",
    "code = '1011-X'",
    "subject = 'x'",
    "period_days = 1",
    "template = 'x'",
    "estate_id = 12",
    "posted_on = '2026-11-01'",
    "published_at = now()",
    "ends_at = now()",
    "provisional = true",
    "state = 'prepared'",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_published_notice_can_not_be_changed_by_raw_sql(notice, change):
    before = Notice.objects.values().get()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE notices_notice SET {change} WHERE id = {notice.pk}")

    assert Notice.objects.values().get() == before


@pytest.mark.committed
def test_a_published_notice_can_not_be_changed_by_the_owner_of_the_table(estate):
    with scope(1, 11):
        notice = publish(estate=estate, kind="other", title="题", paragraphs=["文"], by=None)

    for change in CHANGES:
        with pytest.raises(DatabaseError, match="is frozen"), scope(1, using="owner"):
            connections["owner"].cursor().execute(f"UPDATE notices_notice SET {change}")

    with scope(1, 11):
        assert Notice.objects.get().title == notice.title


@pytest.mark.parametrize("table", ["notices_notice", "notices_objection"])
def test_nothing_published_can_be_deleted(objection, table):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")

    assert (Notice.objects.count(), Objection.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "change",
    ["state = 'published'", "withdrawal_reason = '别的'", "concealed = true", "withdrawn_at = now()"],
)
def test_a_withdrawn_notice_stays_withdrawn(notice, cast, change):
    withdraw(notice, reason="示例", by=cast.chair)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE notices_notice SET {change}")

    assert (_state(notice), Notice.objects.get().withdrawal_reason) == ("withdrawn", "示例")


@pytest.mark.parametrize("change", ["text = '别的'", "due_on = '2030-01-01'", "filed_at = now()"])
def test_an_objection_stands_as_it_was_written(objection, change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE notices_objection SET {change}")

    assert Objection.objects.get().text == "票数不对。"


@pytest.mark.parametrize("change", ["reply = '别的'", "outcome = 'upheld'", "state = 'open'"])
def test_a_reply_stands_as_it_was_given(objection, cast, change):
    answer_objection(objection, outcome="rejected", text="已核对。", by=cast.chair)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE notices_objection SET {change}")

    assert (Objection.objects.get().reply, Objection.objects.get().outcome) == ("已核对。", "rejected")


def _nothing_kept() -> bool:
    counts = (Notice.objects.count(), Series.objects.count(), Job.objects.count(), len(_actions()))
    return counts == (0, 0, 0, 0)


def _state(notice: Notice) -> str:
    return Notice.objects.get(pk=notice.pk).state


def _unanswered(objection: Objection) -> bool:
    row = Objection.objects.get(pk=objection.pk)
    return (row.state, row.outcome, row.reply, row.answered_at) == ("open", "", "", None)
