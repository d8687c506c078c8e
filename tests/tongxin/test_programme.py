"""The figures of ../shared/data/luocheng.json out of rows, as of 12 December 2025 (domain.md §1.4)."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count, Max, Min, Sum

from ballots.models import Ballot
from ballots.verify import faults
from core import clock
from estates.models import Ownership, Post, Residency, Unit
from funds.models import Contribution, Disbursement, Expense, ExpenseShare, Grant, Source
from funds.reports import street_budget_position
from projects.models import Acceptance, Concern, Document, Project, Rating, Step
from tenancy.models import AuditEntry, Community, Estate, Street
from tongxin.demo.history.load import LOADED
from tongxin.demo.programme import TOWNS

pytestmark = pytest.mark.slow

AS_OF = date(2025, 12, 12)
END = clock.midnight(AS_OF + timedelta(days=1))
State = Project.State


def landed():
    """Return the projects that were accepted by the day of the account."""
    steps = Step.objects.filter(state=State.ACCEPTED, at__lt=END)
    return Project.objects.filter(pk__in=steps.values("project"), state__in=Project.LANDED)


def paid():
    """Return what sources paid of the landed projects' expenses by then."""
    return ExpenseShare.objects.filter(
        expense__fund__project__in=landed(),
        expense__state=Expense.State.PAID,
        expense__paid_on__lte=AS_OF,
    )


def test_27_estates_of_14_communities_are_in_the_programme_and_old_enough(luocheng):
    estates = Estate.objects.filter(in_programme=True, street=luocheng)
    next_door = Estate.objects.filter(in_programme=True, street__slug="lianshan")

    assert (estates.count(), Community.objects.filter(estates__in=estates).distinct().count()) == (27, 14)
    assert not next_door.exists()
    assert not estates.filter(year_built__gt=2015).exists()
    assert [e.name for e in estates if "示例" not in e.name] == [
        "广汉中学宿舍", "和平新区", "聚福园小区", "路桥公寓小区", "站北小区",
    ]  # fmt: skip
    assert Community.objects.filter(street=luocheng).exclude(name__contains="示例").count() == 0


def test_27_committees_have_151_members_and_none_below_five(luocheng):
    seats = Post.objects.in_force(AS_OF).filter(role__in=Post.COMMITTEE)
    sizes = list(
        seats.values("estate").annotate(n=Count("person", distinct=True)).values_list("n", flat=True)
    )

    assert (len(sizes), sum(sizes), min(sizes), max(sizes)) == (27, 151, 5, 7)
    assert seats.filter(role=Post.Role.CHAIR).values("estate").distinct().count() == 27
    cashiers = Post.objects.in_force(AS_OF).filter(role=Post.Role.CASHIER)
    assert cashiers.values("estate").distinct().count() == 27


def test_every_estate_has_homes_owners_of_several_and_tenants(luocheng):
    sizes = [row["n"] for row in Unit.objects.values("estate").annotate(n=Count("id"))]
    several = Ownership.objects.values("estate", "person").annotate(n=Count("id")).filter(n__gt=1)
    tenants = Residency.objects.filter(tenure=Residency.Tenure.TENANT)

    assert (len(sizes), sum(sizes), min(sizes), max(sizes)) == (27, 1_546, 32, 120)
    assert several.count() == 27
    assert tenants.values("estate").distinct().count() == 27


def test_217_concerns_were_collected_and_resolved_with_photo_and_words(luocheng):
    collected = Concern.objects.filter(filed_at__lt=END)
    resolved = collected.filter(state=Concern.State.RESOLVED, resolved_at__lt=END)

    assert (collected.count(), resolved.count()) == (217, 217)
    assert not resolved.filter(proof=None).exists()
    assert not resolved.filter(resolution="").exists()
    assert resolved.filter(projects=None).count() == 23


def test_194_projects_landed_and_were_settled_and_closed(luocheng):
    projects = landed()

    assert (projects.count(), projects.filter(state=State.CLOSED, ended_at__lt=END).count()) == (194, 194)
    assert projects.filter(title="聚福园小区非机动车棚").count() == 1
    per_estate = projects.values("estate").annotate(n=Count("id")).values_list("n", flat=True)
    assert sorted(per_estate) == [7] * 22 + [8] * 5
    assert {row["need"] for row in projects.values("need")} == set(Project.Need.values)
    assert {row["kind"] for row in projects.values("kind")} == set(Project.Kind.values)
    months = {step.at.month for step in Step.objects.filter(project__in=projects, state=State.ACCEPTED)}
    assert months >= set(range(5, 12))


def test_130_of_them_cost_at_most_3_000_yuan_as_settled(luocheng):
    costs = [project.settlement["spent_fen"] for project in landed()]

    assert (sum(cost <= 3_000_00 for cost in costs), sum(cost > 3_000_00 for cost in costs)) == (130, 64)
    assert costs.count(3_000_00) >= 10


def test_686_000_yuan_were_paid_by_three_sources(luocheng):
    by_source = dict(paid().values_list("source").annotate(Sum("amount_fen")))

    assert by_source == {Source.STREET: 598_000_00, Source.SELF: 84_000_00, Source.OTHER: 4_000_00}
    assert sum(by_source.values()) == 686_000_00
    assert sum(project.settlement["spent_fen"] for project in landed()) == 686_000_00


def test_the_streets_598_000_came_from_its_budget_of_600_000(luocheng):
    given = Disbursement.objects.filter(paid_on__lte=AS_OF).aggregate(fen=Sum("amount_fen"))["fen"]
    position = street_budget_position(Street.objects.get(slug="luocheng"), 2025)

    assert given == 598_000_00
    assert (position.budget, position.available) == (600_000_00, 2_000_00)
    old = Grant.objects.filter(year=2025)
    assert set(old.values_list("state", flat=True)) == {Grant.State.CLOSED}
    assert old.filter(released_fen__gt=0).exists()


def test_the_benches_were_paid_by_residents_alone(luocheng):
    (benches,) = landed().filter(estate__slug="zhanbei", title__contains="休闲椅")

    assert set(paid().filter(expense__fund=benches.fund).values_list("source", flat=True)) == {Source.SELF}
    assert not Grant.objects.filter(fund=benches.fund).exists()


def test_the_school_gave_over_30_000_of_which_labour_and_goods_are_no_cash(luocheng):
    given = Contribution.objects.filter(estate__slug="guanghanzhongxue", received_on__lte=AS_OF)
    by_kind = dict(given.values_list("kind").annotate(Sum("amount_fen")))

    assert sum(by_kind.values()) > 30_000_00
    assert set(by_kind) == set(Contribution.Kind.values)
    assert not given.exclude(kind=Contribution.Kind.CASH).exclude(entry=None).exists()
    school = paid().filter(estate__slug="guanghanzhongxue", source=Source.SELF)
    assert school.aggregate(fen=Sum("amount_fen"))["fen"] == by_kind[Contribution.Kind.CASH]


def test_over_90_percent_of_the_homes_that_rated_are_content(luocheng):
    levels = Rating.objects.filter(project__in=landed())
    content = levels.filter(level__in=Rating.SATISFIED_LEVELS).count()

    assert content * 10 >= levels.count() * 9
    assert levels.count() > 3_000


def test_expenses_have_receipts_and_three_different_people(luocheng):
    bills = Expense.objects.filter(fund__project__in=landed())

    assert bills.annotate(n=Count("receipts")).aggregate(least=Min("n"))["least"] == 1
    for filer, signer, payer in bills.values_list("filed_by_person", "approved_by_person", "paid_by_person"):
        assert len({filer, signer, payer}) == 3


def test_each_was_accepted_by_a_member_and_a_resident_who_holds_no_office(luocheng):
    accepted = Acceptance.objects.filter(project__in=landed())
    officials = Post.objects.filter(estate__isnull=False).values("person")

    assert accepted.count() == 194
    assert not accepted.filter(resident_person=None).exists()
    assert not accepted.filter(resident_person__in=officials).exists()


def test_each_large_one_has_two_quotes(luocheng):
    large = landed().filter(budget_fen__gt=3_000_00)
    quotes = Document.objects.filter(project__in=large, kind=Document.Kind.QUOTE)

    assert set(quotes.values("project").annotate(n=Count("id")).values_list("n", flat=True)) == {2}
    assert quotes.values("project").distinct().count() == large.count()


def test_every_ballot_of_every_estate_still_proves_its_result(luocheng):
    wrong = {ballot.pk: faults(ballot) for ballot in Ballot.objects.iterator()}

    assert len(wrong) > 200
    assert {pk: words for pk, words in wrong.items() if words} == {}


def test_every_book_of_every_estate_verifies(demonstration):
    printed = StringIO()

    call_command("verify_ledger", stdout=printed)

    assert printed.getvalue().endswith("全部相符。\n")


def test_history_says_of_itself_that_it_was_loaded(luocheng):
    entries = AuditEntry.objects.filter(action=LOADED)

    assert entries.count() == 27 == len(TOWNS)
    assert sum(entry.details["projects"] for entry in entries) == 193
    assert Step.objects.filter(project__in=landed()).aggregate(last=Max("at"))["last"] < END
