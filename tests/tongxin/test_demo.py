"""The demonstration, made once and looked at from all sides."""

import time
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import Count, Max, Q, Sum
from django.test.utils import CaptureQueriesContext

from ballots.models import Ballot
from core import clock, files
from estates.models import Building, Ownership, Person, Post, Residency, Unit
from funds.models import Contribution, Disbursement, Disclosure, Expense, Grant, ReceiptPhoto, Refund, Source
from funds.reports import fund_position
from funds.reports.room import money_obstacle
from funds.reports.statement import next_month_to_disclose
from ledger.models import Book
from notices.models import Notice, Objection
from notices.rules import is_clear
from overview.models import StatisticsSnapshot
from overview.statistics import span_of, statistics
from projects.models import Concern, Project, Rating
from projects.reports.satisfaction import satisfaction
from tenancy.fields import Owned
from tenancy.models import Estate, Job, Street
from tenancy.scope import scope
from tongxin.demo.months import months_between
from tongxin.demo.printing import APART, AT_ONCE
from tongxin.demo.programme import HOME, TOWNS

pytestmark = pytest.mark.slow

OWNED = [model for model in apps.get_models() if issubclass(model, Owned)]
State = Project.State
LAST_YEARS_FIRST = date(2025, 1, 1)


@pytest.fixture
def shed(luocheng: Street) -> Project:
    """The project of the bike shed."""
    return Project.objects.select_related("fund", "ballot", "result_notice", "concern").get(
        title="聚福园小区非机动车棚"
    )


def _rows_of_every_table() -> dict[str, int]:
    """Return how many rows each table holds, over all streets; owned rows are counted in their street."""
    counts = {model._meta.label: model.objects.count() for model in apps.get_models() if model not in OWNED}
    for street in Street.objects.all():
        with scope(street):
            for model in OWNED:
                counts[model._meta.label] = counts.get(model._meta.label, 0) + model.objects.count()
    return counts


def test_seed_demo_says_one_line_per_part(luocheng, demonstration):
    left = Job.objects.filter(state=Job.State.QUEUED).count()

    assert demonstration.splitlines() == [
        "  雒城街道：27 个小区的房屋、住户、物管委",
        "  连山街道（示例）：2 个小区的房屋、住户、物管委",
        "  雒城街道 聚福园小区：2025 年车棚全程",
        "  雒城街道：2025 年 216 条诉求和各月公示",
        "  雒城街道：截至 2025 年 12 月 12 日的统计已发布",
        "  雒城街道：在办的诉求、项目和最近几个月的公示",
        "  连山街道（示例）：诉求和通知",
        f"  雒城街道：已生成 {AT_ONCE} 份公示 PDF，其余 {left} 份由后台陆续生成",
    ]


def test_seed_demo_writes_nothing_the_second_time(demonstration):
    before = _rows_of_every_table()
    printed, began = StringIO(), time.process_time()

    with CaptureQueriesContext(connection) as asked, CaptureQueriesContext(connections["owner"]) as of_owner:
        call_command("seed_demo", stdout=printed)

    assert time.process_time() - began < 2
    assert printed.getvalue() == ""
    statements = [query["sql"] for query in (*asked, *of_owner)]
    assert [sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert _rows_of_every_table() == before


def test_the_register_has_96_flats_and_an_owner_of_three(luocheng):
    buildings, units, titles, homes = (
        model.objects.filter(estate__slug=HOME.slug) for model in (Building, Unit, Ownership, Residency)
    )
    owners = titles.values("person").annotate(flats=Count("id")).order_by("-flats")

    assert (buildings.count(), units.count(), titles.count()) == (4, 96, 96)
    assert units.aggregate(area=Sum("area_centi"))["area"] == 803_352
    assert [row["flats"] for row in owners[:2]] == [3, 1]
    assert dict(homes.values_list("tenure").annotate(Count("id"))) == {
        "owner": 83,
        "family": 12,
        "tenant": 11,
    }
    assert not Person.objects.filter(is_demo=False).exists()


def test_the_committee_and_the_staff_hold_their_posts(luocheng):
    here = Q(estate__slug=HOME.slug) | Q(estate=None, community=None)
    here |= Q(community__name=HOME.community, estate=None)
    held = dict(Post.objects.in_force().filter(here).values_list("role").annotate(Count("id")))

    assert held == {
        "chair": 1,
        "treasurer": 1,
        "member": 3,
        "supervisor": 2,
        "building_lead": 1,
        "cashier": 1,
        "community_officer": 1,
        "street_officer": 1,
        "street_leader": 1,
        "street_finance": 1,
        "auditor": 1,
        "party_secretary": 1,
        "community_secretary": 1,
        "social_worker": 1,
        "system_admin": 1,
        "security_admin": 1,
        "audit_admin": 1,
    }


def test_the_shed_costs_80_to_20_to_the_fen(shed):
    lines = {line.source: line.amount_fen for line in shed.funding_lines.all()}
    spent = {line.source: line.spent for line in fund_position(shed.fund).lines}

    assert shed.budget_fen == sum(line.amount_fen for line in shed.budget_lines.all()) == 24_000_00
    assert lines == {Source.STREET: 19_200_00, Source.SELF: 4_800_00}
    assert spent == {Source.STREET: 19_200_00, Source.SELF: 4_800_00}
    assert lines[Source.STREET] * 100 == shed.budget_fen * 80
    for expense in shed.fund.expenses.all():
        shares = {share.source: share.amount_fen for share in expense.shares.all()}
        assert shares[Source.STREET] * 100 == expense.amount_fen * 80


def test_the_shed_was_paid_for_by_every_flat_and_by_the_street_in_two_parts(shed):
    given = Contribution.objects.filter(fund=shed.fund)
    grant = Grant.objects.get(fund=shed.fund)

    assert given.aggregate(n=Count("unit", distinct=True), fen=Sum("amount_fen")) == {
        "n": 96,
        "fen": 4_800_00,
    }
    assert list(grant.disbursements.order_by("id").values_list("amount_fen", flat=True)) == [
        13_440_00,
        5_760_00,
    ]
    assert (grant.left_fen, grant.state, shed.fund.state) == (0, "closed", "settled")
    assert not Refund.objects.filter(fund=shed.fund).exists()
    assert shed.settlement["spent_fen"] == 24_000_00


def test_the_shed_was_decided_by_vote_with_place_material_and_supervision(shed):
    asked = [matter.text.split("：")[0] for matter in shed.ballot.matters.order_by("no")]

    assert asked[1:] == ["选址", "选料", "监督施工"]
    assert (shed.ballot.roll_units, shed.ballot.chain_seq, shed.ballot.electorate) == (94, 82, "households")
    assert shed.ballot.result["passed"] is True
    assert shed.changes_common_part is False
    assert is_clear(shed.result_notice)
    assert Objection.objects.get(notice=shed.result_notice).state == Objection.State.ANSWERED


def test_the_shed_has_38_of_40_content_homes_and_two_years_of_warranty(shed):
    rated = satisfaction(shed)
    levels = dict(Rating.objects.filter(project=shed).values_list("level").annotate(Count("id")))

    assert levels == {"very_satisfied": 22, "satisfied": 16, "fair": 2}
    assert rated.sentence == "40 户评价，38 户满意或很满意，满意度 95%。"
    assert (shed.warranty_starts_on.isoformat(), shed.warranty_ends_on.isoformat()) == (
        "2025-07-19",
        "2027-07-19",
    )
    assert (shed.state, shed.concern.state) == (State.CLOSED, Concern.State.RESOLVED)


def test_every_receipt_of_the_demonstration_looks_different(luocheng):
    receipts = ReceiptPhoto.objects.filter(expense__year=2025)

    assert receipts.filter(resembles=None).count() == receipts.count() > 250
    large = Expense.objects.filter(amount_fen__gt=3_000_00)
    assert set(large.values_list("signatures", flat=True)) == {2}


def test_something_goes_on_in_every_state(luocheng):
    states = Project.objects.values_list("state").annotate(Count("id"))

    assert dict(states) == {state.value: 1 for state in State} | {
        "result_notice": 2,
        "community_review": 2,
        "closed": 194,
    }
    assert dict(Concern.objects.values_list("state").annotate(Count("id"))) == {
        "draft": 1,
        "filed": 2,
        "published": 6,
        "declined": 1,
        "proposed": 14,
        "resolved": 217,
    }


def test_what_goes_on_waits_for_somebody(luocheng):
    ballot = Ballot.objects.open().get()
    bills = Expense.objects.exclude(state=Expense.State.PAID).order_by("id")
    rated = Project.objects.get(state=State.SETTLED)
    reserved = Grant.objects.filter(state=Grant.State.RESERVED, fund__started_at__isnull=False)

    assert (ballot.chain_seq, ballot.roll_units) == (44, 94)
    assert ballot.closes_at > clock.now() + timedelta(days=4)
    assert Project.objects.get(state=State.PROPOSED).cosigns.count() == 6
    here = Project.objects.filter(estate__slug=HOME.slug)
    assert not is_clear(here.get(state=State.RESULT_NOTICE).result_notice)
    assert [bill.state for bill in bills] == [Expense.State.APPROVED, Expense.State.FILED]
    assert money_obstacle(bills[1]) is None
    assert [grant.left_fen for grant in reserved if grant.left_fen] == [1_392_00]
    assert (rated.is_rating_open, satisfaction(rated).n) == (True, 19)
    assert Refund.objects.filter(fund=rated.fund, state=Refund.State.PLANNED).count() == 13


def test_one_estate_is_late_and_one_has_to_answer(luocheng):
    late = Project.objects.filter(state__in=Project.IN_REVIEW, review_due_on__lt=clock.today())
    open_objections = Objection.objects.filter(state=Objection.State.OPEN)

    assert [project.estate.slug for project in late] == ["luqiaogongyu"]
    assert [objection.estate.slug for objection in open_objections] == ["guanghanzhongxue"]


def test_the_account_of_2025_is_published_with_its_pdf(luocheng):
    snapshot = StatisticsSnapshot.objects.select_related("printed__pdf").get()
    values = {figure["key"]: figure["value"] for figure in snapshot.figures["head"]}

    assert (snapshot.as_of, snapshot.version) == (date(2025, 12, 12), 1)
    assert files.read(snapshot.printed.pdf.sha256).startswith(b"%PDF-")
    assert (values["projects_landed"], values["invested_fen"]) == (194, 686_000_00)
    assert snapshot.figures_sha256 == statistics(span_of(luocheng, as_of=snapshot.as_of)).sha256


def test_nobody_one_can_sign_in_as_has_voted_or_rated(luocheng):
    taken = set(Ballot.objects.open().get().slips.values_list("cast_by__user", flat=True))
    rated = Rating.objects.filter(project__state=State.SETTLED)

    assert taken == {None}
    assert set(rated.values_list("person__user", flat=True)) == {None}


def test_every_estate_has_published_every_month_that_is_over(luocheng):
    last = months_between(LAST_YEARS_FIRST, clock.today())[-1]
    months: dict[str, list] = {}
    for slug, month in Disclosure.objects.order_by("month").values_list("estate__slug", "month"):
        months.setdefault(slug, []).append(month)

    assert len(months) == 27
    for published in months.values():
        assert published == months_between(published[0], clock.today())
        assert (published[0].year, published[-1]) == (2025, last)
    for estate in Estate.objects.filter(street=luocheng):
        assert next_month_to_disclose(estate) == clock.month_of(clock.today())[0]


def test_every_published_month_balances_and_follows_the_one_before(luocheng):
    stands: dict[int, int] = {}
    for disclosure in Disclosure.objects.select_related("notice").order_by("estate_id", "month"):
        facts = dict(disclosure.notice.snapshot["totals"])
        assert facts["期初余额"] == stands.get(disclosure.estate_id, 0)
        assert facts["期初余额"] + facts["本月收入"] - facts["本月支出"] == facts["期末余额"]
        assert disclosure.notice.state == Notice.State.PUBLISHED
        stands[disclosure.estate_id] = facts["期末余额"]

    assert set(Book.objects.exclude(estate=None).values_list("closed_through__month", flat=True)) == {
        (clock.month_of(clock.today())[0] - timedelta(days=1)).month
    }


def test_every_notice_has_its_pdf_or_a_job_that_will_make_it(luocheng):
    queued = Job.objects.filter(state=Job.State.QUEUED)
    waiting = {int(job.key) for job in queued}

    assert not Job.objects.exclude(state__in=[Job.State.DONE, Job.State.QUEUED]).exists()
    assert set(queued.values_list("kind", flat=True)) == {"notices.print"}
    assert set(Notice.objects.filter(pdf=None).values_list("pk", flat=True)) == waiting
    assert not Notice.objects.filter(pdf=None, published_at=None).exists()
    for notice in Notice.objects.exclude(pdf=None).select_related("pdf")[:20]:
        assert files.read(notice.pdf.sha256).startswith(b"%PDF-")


def test_the_sheets_that_wait_are_made_one_after_the_other_the_newest_first(luocheng):
    row = list(Job.objects.filter(state=Job.State.QUEUED).order_by("due_at"))
    published = dict(Notice.objects.values_list("pk", "published_at"))

    days = [published[int(job.key)] for job in row]
    assert days == sorted(days, reverse=True)
    assert {later.due_at - job.due_at for job, later in pairwise(row)} == {APART}


def test_nothing_happens_ahead_of_the_clock(luocheng):
    newest = [
        Notice.objects.aggregate(at=Max("published_at"))["at"],
        Job.objects.aggregate(at=Max("ended_at"))["at"],
        Concern.objects.aggregate(at=Max("filed_at"))["at"],
        Expense.objects.aggregate(at=Max("filed_at"))["at"],
    ]

    assert max(newest) < clock.now()
    assert Disbursement.objects.aggregate(on=Max("paid_on"))["on"] < clock.today()


def test_the_books_of_the_demonstration_verify(demonstration):
    printed = StringIO()

    call_command("verify_ledger", stdout=printed)

    assert printed.getvalue().endswith("全部相符。\n")


def test_the_second_street_is_out_of_sight_of_the_first(demonstration):
    luocheng, lianshan = Street.objects.get(slug="luocheng"), Street.objects.get(slug="lianshan")
    seen = {"own": 0, "foreign": 0}

    with scope(lianshan):
        there = {model for model in OWNED if model.objects.exists()}
    with scope(luocheng), connection.cursor() as cursor:
        for model in there:
            cursor.execute(
                f"SELECT count(*) FILTER (WHERE street_id = %s), count(*) FILTER (WHERE street_id = %s)"
                f" FROM {model._meta.db_table}",
                [luocheng.pk, lianshan.pk],
            )
            own, foreign = cursor.fetchone()
            seen = {"own": seen["own"] + (own > 0), "foreign": seen["foreign"] + foreign}

    assert seen == {"own": len(there), "foreign": 0}
    assert {Concern, Notice, Unit, Post} <= there


def test_demo_logins_prints_every_sign_in_with_the_number_as_typed(demonstration):
    printed = StringIO()

    call_command("demo_logins", stdout=printed)

    head, *rows = [line.split() for line in printed.getvalue().splitlines()[:-1]]
    assert head == ["谁", "手机号", "地方", "试试"]
    assert len(rows) == 46
    assert rows[0][:3] == ["物管委主任", "13800000001", "聚福园小区"]
    assert [row[1] for row in rows if row[0] == "街道经办"] == ["13800000101", "13800000601"]
    assert [row[3] for row in rows if row[1] == "13800000012"] == ["名下"]


def test_the_estates_of_the_demonstration_are_marked(demonstration):
    assert set(Street.objects.filter(is_demo=True).values_list("slug", flat=True)) == {"luocheng", "lianshan"}
    assert set(Estate.objects.filter(is_demo=True).values_list("slug", flat=True)) == {
        *(town.slug for town in TOWNS),
        "heyuan",
        "xiqiao",
    }
