"""众人提: a draft is made part by part, put before the neighbours, co-signed."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from core.errors import NotAllowed, StateRefused
from estates.models import Building
from funds.models import Source
from projects import errors, services
from projects.models import BudgetLine, Concern, CoSign, Document, FundingLine, Project
from tenancy.scope import scope
from tests.cast import Cast, make_unit
from tests.projects import road
from tests.projects.unchanged import audited, refused

State = Project.State
NEED, KIND = Project.Need.SAFETY, Project.Kind.FACILITY
OUTSIDERS = ["owner", "supervisor", "cashier", "community_officer", "street_officer"]


@pytest.fixture
def draft(cast: Cast) -> Project:
    return road.make_draft(cast)


@pytest.fixture
def proposed(cast: Cast, draft: Project) -> Project:
    return road.propose(cast, draft)


def _plan(project: Project, cast: Cast, **changes):
    values = {
        "place": "1栋东侧",
        "plan": "换顶棚",
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2026, 4, 2),
        "beneficiaries": 8,
        "warranty_months": 12,
        "responsible": cast.member,
        "by": cast.member,
        **changes,
    }
    return services.set_plan(project, **values)


def test_draft_project_is_numbered_by_estate_and_year(cast: Cast):
    numbers = [road.make_draft(cast).number for _ in range(2)]

    assert numbers == ["1011-2026-001", "1011-2026-002"]


def test_draft_project_takes_place_and_warranty_over(cast: Cast):
    concern = road.publish(cast, road.make_concern(cast))
    with road.at_home():
        facility = services.draft_project(concern, title=" 修车棚 ", need=NEED, kind=KIND, by=cast.member)

        assert (facility.title, facility.place, facility.warranty_months) == ("修车棚", "1栋东侧", 24)
        assert (facility.state, facility.responsible, facility.is_public) == (State.DRAFT, cast.member, False)
        assert Concern.objects.get().state == Concern.State.PUBLISHED
        assert audited("projects.drafted") == [(cast.member.actor_label, facility.pk)]


def test_draft_project_gives_an_activity_no_warranty(cast: Cast):
    concern = road.publish(cast, road.make_concern(cast))
    with road.at_home():
        project = services.draft_project(
            concern, title="重阳活动", need=NEED, kind=Project.Kind.ACTIVITY, by=cast.chair
        )

        assert project.warranty_months == 0


@pytest.mark.parametrize("name", OUTSIDERS)
def test_draft_project_refuses_whoever_is_not_of_the_committee(cast: Cast, name: str):
    concern = road.publish(cast, road.make_concern(cast))
    with refused(NotAllowed):
        services.draft_project(concern, title="修车棚", need=NEED, kind=KIND, by=getattr(cast, name))


def test_draft_project_refuses_a_member_whose_term_is_over(cast: Cast):
    concern = road.publish(cast, road.make_concern(cast))
    with road.at_home():
        cast.member.ends_on = date(2026, 5, 31)
        cast.member.save()
    with refused(NotAllowed):
        services.draft_project(concern, title="修车棚", need=NEED, kind=KIND, by=cast.member)


def test_draft_project_refuses_a_concern_that_is_not_public(cast: Cast):
    concern = road.make_concern(cast)
    with refused(errors.ConcernNotOpen):
        services.draft_project(concern, title="修车棚", need=NEED, kind=KIND, by=cast.member)


def test_draft_project_refuses_a_second_living_project_for_a_concern(cast: Cast, draft: Project):
    with refused(errors.ConcernTaken) as caught:
        services.draft_project(draft.concern, title="修车棚", need=NEED, kind=KIND, by=cast.chair)

    assert caught.value.details["number"] == draft.number


def test_set_need_and_set_plan_change_the_draft(cast: Cast, draft: Project):
    with road.at_home():
        services.set_need(draft, title="换棚", need=Project.Need.ENVIRONMENT, kind=KIND, by=cast.chair)
        _plan(draft, cast, plan="换阳光板", responsible=cast.chair)

        project = road.fresh(draft)
        assert (project.title, project.need) == ("换棚", Project.Need.ENVIRONMENT)
        assert (project.plan, project.responsible_id) == ("换阳光板", cast.chair.pk)


def test_set_plan_refuses_days_that_run_backwards(cast: Cast, draft: Project):
    with refused(errors.DaysImpossible):
        _plan(draft, cast, ends_on=date(2026, 3, 31))


@pytest.mark.parametrize("name", ["supervisor", "community_officer"])
def test_set_plan_refuses_a_responsible_who_is_not_of_the_committee(cast: Cast, draft: Project, name: str):
    with refused(errors.ResponsibleNotCommittee):
        _plan(draft, cast, responsible=getattr(cast, name))


def test_set_plan_refuses_numbers_of_people(cast: Cast, draft: Project):
    with refused(errors.NumbersInText):
        _plan(draft, cast, plan="师傅电话 13800001234")


def test_set_budget_multiplies_to_the_fen(cast: Cast, draft: Project):
    lines = [
        services.BudgetDraft("钢管", "米", 1234, 5_55),  # 12.34 × 5.55 = 68.487 → 68.49
        services.BudgetDraft("螺丝", "包", 100, 9_99, "M8"),
    ]
    with road.at_home():
        project = services.set_budget(draft, lines, by=cast.member)

        assert [line.amount_fen for line in project.budget_lines.all()] == [68_49, 9_99]
        assert project.budget_fen == 78_48
        assert [line.quantity for line in project.budget_lines.all()] == ["12.34", "1"]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [services.BudgetDraft("钢管", "米", 0, 100)],
        [services.BudgetDraft("钢管", "米", 100, 0)],
        [services.BudgetDraft("钢管", "米", 1, 1)],
    ],
)
def test_set_budget_refuses_lines_that_cost_nothing(cast: Cast, draft: Project, lines):
    with refused(errors.BudgetImpossible):
        services.set_budget(draft, lines, by=cast.member)


def test_set_sources_pays_the_budget_to_the_fen(cast: Cast, draft: Project):
    with road.at_home():
        services.set_sources(
            draft, {Source.STREET: 1_000_00, Source.SELF: 200_00, Source.GIFT: 50_00}, by=cast.member
        )

        assert list(FundingLine.objects.order_by("id").values_list("source", "asked_fen", "amount_fen")) == [
            ("street_incentive", 1_000_00, 1_000_00),
            ("self_raised", 200_00, 200_00),
            ("gift", 50_00, 50_00),
        ]


@pytest.mark.parametrize(
    ("own", "difference"), [(249_99, "还少 0.01 元"), (250_01, "多出 0.01 元"), (0, "还少 250.00 元")]
)
def test_set_sources_refuses_one_fen_off(cast: Cast, draft: Project, own: int, difference: str):
    with refused(errors.SourcesDontAddUp) as caught:
        services.set_sources(draft, {Source.STREET: 1_000_00, Source.SELF: own}, by=cast.member)

    assert caught.value.details["difference"] == difference


def test_set_sources_refuses_a_debt(cast: Cast, draft: Project):
    with refused(errors.SourcesDontAddUp):
        services.set_sources(draft, {Source.STREET: 1_300_00, Source.SELF: -50_00}, by=cast.member)


def test_answer_common_part_keeps_who_answered(cast: Cast, draft: Project):
    with road.at_home():
        project = services.answer_common_part(draft, changes=True, reason="占用绿地", by=cast.treasurer)

        assert (project.changes_common_part, project.common_part_by) == (True, cast.treasurer)


def test_answer_common_part_refuses_without_a_reason(cast: Cast, draft: Project):
    with refused(errors.ReasonRequired):
        services.answer_common_part(draft, changes=False, reason="", by=cast.chair)


@pytest.mark.parametrize("name", OUTSIDERS)
def test_no_part_of_a_draft_is_changed_from_outside_the_committee(cast: Cast, draft: Project, name: str):
    by = getattr(cast, name)
    calls = (
        lambda: services.set_need(draft, title="换棚", need=NEED, kind=KIND, by=by),
        lambda: _plan(draft, cast, by=by),
        lambda: services.set_budget(draft, [services.BudgetDraft("钢管", "米", 100, 100)], by=by),
        lambda: services.set_sources(draft, road.PLAN, by=by),
        lambda: services.answer_common_part(draft, changes=True, reason="x", by=by),
        lambda: services.propose_project(draft, by=by),
    )
    for call in calls:
        with refused(NotAllowed):
            call()


def test_no_part_is_changed_once_it_is_before_the_neighbours(cast: Cast, proposed: Project):
    by = cast.member
    calls = (
        lambda: services.set_need(proposed, title="换棚", need=NEED, kind=KIND, by=by),
        lambda: _plan(proposed, cast),
        lambda: services.set_budget(proposed, [services.BudgetDraft("钢管", "米", 100, 100)], by=by),
        lambda: services.set_sources(proposed, road.PLAN, by=by),
        lambda: services.answer_common_part(proposed, changes=True, reason="x", by=by),
    )
    for call in calls:
        with refused(errors.PlanFrozen):
            call()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE projects_budgetline SET item = '别的'",
        "DELETE FROM projects_budgetline",
        "DELETE FROM projects_fundingline",
        "UPDATE projects_fundingline SET asked_fen = asked_fen + 1",
    ],
)
def test_the_database_freezes_what_was_proposed(cast: Cast, proposed: Project, statement: str):
    with road.at_home():
        with (
            pytest.raises(DatabaseError, match="frozen"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

        assert (BudgetLine.objects.count(), FundingLine.objects.count()) == (1, 2)


def test_propose_project_opens_it_to_co_signing(cast: Cast, draft: Project):
    with road.at_home():
        project = services.propose_project(draft, by=cast.member)

        assert (project.state, project.cosigns_needed) == (State.PROPOSED, 1)
        assert Concern.objects.get(pk=project.concern_id).state == Concern.State.PROPOSED
        assert project.rules_version == "0.0"
        assert [(step.state, step.actor) for step in project.steps.all()] == [("proposed", "物管委委员 冯**")]
        assert audited("projects.proposed") == [(cast.member.actor_label, project.pk)]


@pytest.mark.parametrize(("units", "needed"), [(8, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_propose_project_asks_a_tenth_of_the_units_rounded_up(cast: Cast, draft: Project, units, needed):
    with road.at_home():
        for number in range(units - 8):
            make_unit(Building.objects.get(), f"9{number}", 5_000)

        assert services.propose_project(draft, by=cast.member).cosigns_needed == needed


def test_propose_project_names_what_is_missing(cast: Cast):
    concern = road.publish(cast, road.make_concern(cast))
    with road.at_home():
        bare = services.draft_project(concern, title="修车棚", need=NEED, kind=KIND, by=cast.member)
    with refused(errors.ProposalIncomplete) as caught:
        services.propose_project(bare, by=cast.member)

    assert caught.value.details["missing"] == "做什么、怎么做、受益户数、预算、资金来源、是否改变共有部分用途"


def test_propose_project_refuses_sources_that_no_longer_pay_the_budget(cast: Cast, draft: Project):
    with road.at_home():
        services.set_budget(draft, [services.BudgetDraft("顶棚", "㎡", 100, 1_300_00)], by=cast.member)
    with refused(errors.SourcesDontAddUp):
        services.propose_project(draft, by=cast.member)


def test_propose_project_refuses_a_concern_that_was_settled_meanwhile(cast: Cast, draft: Project):
    with road.at_home():
        services.resolve_concern(draft.concern, words="已修好", by=cast.chair)
    with refused(errors.ConcernNotOpen):
        services.propose_project(draft, by=cast.member)


def test_propose_project_refuses_a_second_time(cast: Cast, proposed: Project):
    with refused(StateRefused):
        services.propose_project(proposed, by=cast.member)


def test_co_sign_counts_homes_and_opens_the_way_at_the_threshold(cast: Cast, draft: Project):
    with road.at_home():
        for number in range(4):
            make_unit(Building.objects.get(), f"9{number}", 5_000)
        project = services.propose_project(draft, by=cast.member)
        assert project.cosigns_needed == 2

        services.co_sign(project, by=cast.tenant)
        before = road.fresh(project).state
        services.co_sign(project, by=cast.neighbour)

        assert (before, road.fresh(project).state) == (State.PROPOSED, State.COSIGNED)
        assert [step.actor for step in project.steps.all()][-1] == "系统"
        assert audited("projects.cosigned_by_home") == [
            (cast.tenant.actor_label, project.pk),
            (cast.neighbour.actor_label, project.pk),
        ]


def test_co_sign_goes_on_while_the_vote_is_not_open(cast: Cast, proposed: Project):
    with road.at_home():
        services.co_sign(proposed, by=cast.tenant)
        services.co_sign(proposed, by=cast.neighbour)

        assert (proposed.cosigns.count(), road.fresh(proposed).state) == (2, State.COSIGNED)


def test_co_sign_refuses_the_same_home_twice(cast: Cast, proposed: Project):
    with road.at_home():
        services.co_sign(proposed, by=cast.owner)
    for by in (cast.owner, cast.spouse):
        with refused(errors.AlreadyCosigned):
            services.co_sign(proposed, by=by)


@pytest.mark.parametrize("name", ["chair", "landlord", "community_officer", "stranger"])
def test_co_sign_refuses_who_does_not_live_here(cast: Cast, proposed: Project, name: str):
    with refused(NotAllowed):
        services.co_sign(proposed, by=getattr(cast, name))


def test_co_sign_refuses_drafts_and_what_is_past_it(cast: Cast, draft: Project):
    with refused(errors.NotBeforeNeighbours):
        services.co_sign(draft, by=cast.tenant)
    voting = road.carry_on(cast, draft, State.VOTING)
    with refused(errors.NotBeforeNeighbours):
        services.co_sign(voting, by=cast.neighbour)


def test_add_document_keeps_a_paper_in_the_file(cast: Cast, proposed: Project):
    with road.at_home():
        row = services.add_document(
            proposed,
            kind=Document.Kind.QUOTE,
            note="甲店",
            photo=road.photo(),
            is_shown=False,
            by=cast.treasurer,
        )

        assert (row.project, row.kind, row.is_shown) == (proposed, Document.Kind.QUOTE, False)
        assert audited("projects.document_added") == [(cast.treasurer.actor_label, proposed.pk)]


def test_add_document_refuses_outsiders_and_ended_projects(cast: Cast, proposed: Project):
    paper = {"kind": Document.Kind.OTHER, "note": "", "photo": road.photo(), "is_shown": False}
    with refused(NotAllowed):
        services.add_document(proposed, **paper, by=cast.owner)
    with road.at_home():
        services.cancel_project(proposed, reason="重复", by=cast.chair)
    with refused(errors.PlanFrozen):
        services.add_document(proposed, **paper, by=cast.chair)


def test_projects_stay_behind_the_wall(cast: Cast, proposed: Project):
    with scope(1, 12):
        assert Project.objects.count() == 0
        assert CoSign.objects.count() == 0
    with scope(2):
        assert Project.objects.count() == 0
