"""Community, then street: approve, send back with reasons, refuse; approval sets the street's money aside."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from core import clock
from core.errors import NotAllowed, StateRefused
from core.money import format_yuan
from estates.models import Post
from funds.models import Source
from funds.services import change_plan, open_fund, reserve_grant
from projects import errors, rules, wording
from projects.models import FundingLine, Project, Review
from projects.reports.checks import automatic_checks
from projects.services.drafts import need_committee, refuse_unequal, write_plan
from projects.services.steps import announce, lock, public_text, reason_text, require, take_step
from projects.services.votes import end, enter_review, refuse_unclear_result
from tenancy.audit import record

State = Project.State
Level, Decision = Review.Level, Review.Decision
NEEDED = {Level.COMMUNITY: "本社区工作者", Level.STREET: "街道经办或分管领导"}


@transaction.atomic
def review_project(
    project: Project,
    *,
    level: Review.Level,
    decision: Review.Decision,
    granted_fen: int | None = None,
    items: Sequence[str] = (),
    reason: str = "",
    by: Post,
) -> Project:
    """Return the project as the community or the street has decided, with what the checks said.

    ``granted_fen`` (street, approving; None is what was asked) may be lower than what was asked: then the
    gap waits for another source. Approval by the street opens the fund and holds the grant in the year's
    budget, never over it (issue C4). Raises NotAllowed, AlreadyDecided, StateRefused, ReasonRequired,
    ItemsRequired, NumbersInText, ResultNotClear, AmountAboveAsked and the refusals of
    ``funds.services.reserve_grant``.
    """
    project = lock(project)
    _refuse_reviewer(project, Level(level), by)
    _refuse_decided(project, Level(level))
    asked = street_line(project)
    asked_fen = asked.asked_fen if asked else 0
    review = Review(
        street_id=project.street_id,
        estate_id=project.estate_id,
        project=project,
        level=level,
        round=project.review_round,
        decision=decision,
        asked_fen=asked_fen,
        items=[item.value for item in Review.Item if item.value in items],
        reason=public_text(reason, "reason"),
        checks=[check.as_json() for check in automatic_checks(project)],
        due_on=project.review_due_on,
        by=by,
    )
    if decision != Decision.APPROVED:
        return _not_approved(project, review, by)
    refuse_unclear_result(project)
    if level == Level.COMMUNITY:
        review.save(force_insert=True)
        return enter_review(project, State.STREET_REVIEW, by=by, words="社区初审同意。")
    return _approve(project, review, asked_fen if granted_fen is None else granted_fen, by)


@transaction.atomic
def resubmit_project(project: Project, *, answer: str, by: Post) -> Project:
    """Return a project that was sent back to whoever sent it back, with what the committee put right.

    Raises NotAllowed, StateRefused, ReasonRequired (field ``answer``), NumbersInText, ResultNotClear.
    """
    project = lock(project)
    need_committee(by, project.estate)
    require(project, State.RETURNED, "重新报审")
    refuse_unclear_result(project)
    words = reason_text(answer, "answer")
    last = project.reviews.filter(decision=Decision.RETURNED).latest("id")
    to = State.STREET_REVIEW if last.level == Level.STREET else State.COMMUNITY_REVIEW
    return enter_review(project, to, by=by, words=f"补正后重新报审：{words}")


@transaction.atomic
def cover_gap(project: Project, plan: dict[Source, int], *, by: Post) -> Project:
    """Return the approved project with other sources (fen) paying what the street did not grant.

    ``plan`` names every source but the street; with the grant it pays the budget to the fen. It is told in
    a notice. Raises NotAllowed, StateRefused, NoGap, SourcesDontAddUp. Source: issue C4.
    """
    project = lock(project)
    need_committee(by, project.estate)
    require(project, State.APPROVED, "落实差额")
    gap = project.gap_fen
    if not gap:
        raise errors.NoGap
    street = street_line(project)
    wanted = {Source(source): fen for source, fen in plan.items() if fen and source != Source.STREET}
    if street is not None and street.amount_fen:
        wanted[Source.STREET] = street.amount_fen
    refuse_unequal(project.budget_fen, wanted)
    _write_plan(project, wanted)
    assert project.fund is not None  # approved_project_has_fund_and_notice
    change_plan(project.fund, plan=wanted, by=by)
    lines = list(project.funding_lines.all())
    announce(
        project,
        f"关于“{project.title}”资金来源调整的公告",
        wording.plan_paragraphs(project, lines, gap),
        by=by,
    )
    record("projects.gap_covered", project, by=by, gap_fen=gap, plan={s.value: f for s, f in wanted.items()})
    return project


@transaction.atomic
def correct_plan(
    project: Project,
    *,
    plan: str,
    starts_on: date,
    ends_on: date,
    beneficiaries: int,
    warranty_months: int,
    responsible: Post,
    by: Post,
) -> Project:
    """Return a project that was sent back with what may still be put right; never budget, place or sources.

    Raises NotAllowed, StateRefused, DaysImpossible, ResponsibleNotCommittee, NumbersInText.
    """
    project = lock(project)
    need_committee(by, project.estate)
    require(project, State.RETURNED, "补正")
    write_plan(
        project,
        plan=plan,
        starts_on=starts_on,
        ends_on=ends_on,
        beneficiaries=beneficiaries,
        warranty_months=warranty_months,
        responsible=responsible,
    )
    record("projects.plan_corrected", project, by=by)
    return project


def street_line(project: Project) -> FundingLine | None:
    """Return what the street is asked to pay, if anything."""
    return project.funding_lines.filter(source=Source.STREET).first()


def _refuse_reviewer(project: Project, level: Review.Level, by: Post) -> None:
    roles = Post.COMMUNITY if level == Level.COMMUNITY else rules.STREET_REVIEWERS
    if not rules.holds(by, roles, project.estate):
        raise NotAllowed(needed=NEEDED[level])


def _refuse_decided(project: Project, level: Review.Level) -> None:
    """Say who decided what, if somebody was quicker; else refuse a project that is not in this review."""
    if rules.LEVELS.get(State(project.state)) == level:
        return
    last = project.reviews.filter(level=level).select_related("by__person").last()
    if last is None:
        raise StateRefused(current=project.get_state_display(), wanted=level.label)
    at = clock.local(last.at)
    when = f"{at.month}月{at.day}日 {at:%H:%M}"
    raise errors.AlreadyDecided(who=last.by.actor_label, when=when, decision=last.get_decision_display())


def _not_approved(project: Project, review: Review, by: Post) -> Project:
    if not review.reason:
        raise errors.ReasonRequired(field="reason")
    if review.decision == Decision.RETURNED and not review.items:
        raise errors.ItemsRequired(field="items")
    review.save(force_insert=True)
    level = review.get_level_display()
    if review.decision == Decision.REFUSED:
        project.end_reason = f"{level}不同意：{review.reason}"
        return end(project, State.REFUSED, by=by)
    asked = "、".join(review.item_labels)
    return take_step(project, State.RETURNED, by=by, words=f"{level}退回补正（{asked}）：{review.reason}")


def _approve(project: Project, review: Review, granted_fen: int, by: Post) -> Project:
    if not 0 <= granted_fen <= review.asked_fen:
        raise errors.AmountAboveAsked(field="granted_fen", asked=format_yuan(review.asked_fen))
    if granted_fen < review.asked_fen and not review.reason:
        raise errors.ReasonRequired(field="reason")
    review.granted_fen = granted_fen
    review.save(force_insert=True)
    plan = {Source(line.source): line.amount_fen for line in project.funding_lines.all()}
    label = f"{project.number} {project.title}"
    project.fund = open_fund(estate=project.estate, label=label, plan=plan, by=by)
    if granted_fen:
        reserve_grant(project.fund, granted_fen, by=by)
    if granted_fen < review.asked_fen:
        _lower_grant(project, plan, granted_fen, by)
    words = f"街道复审同意，核定激励资金 {format_yuan(granted_fen)} 元。"
    take_step(
        project, State.APPROVED, by=by, words=words, update_fields=("fund_id",), granted_fen=granted_fen
    )
    lines = list(project.funding_lines.all())
    paragraphs = wording.approval_paragraphs(project, lines, granted_fen)
    announce(project, f"关于“{project.title}”立项的公告", paragraphs, by=by)
    return project


def _lower_grant(project: Project, plan: dict[Source, int], granted_fen: int, by: Post) -> None:
    """Write the lower grant into the plan; the gap stays open until the committee covers it."""
    project.funding_lines.filter(source=Source.STREET).update(amount_fen=granted_fen)
    lowered = {**plan, Source.STREET: granted_fen}
    if project.fund is not None and any(lowered.values()):
        change_plan(project.fund, plan=lowered, by=by)


def _write_plan(project: Project, plan: dict[Source, int]) -> None:
    place = {"street_id": project.street_id, "estate_id": project.estate_id, "project": project}
    project.funding_lines.exclude(source__in=plan).update(amount_fen=0)
    for source, fen in plan.items():
        FundingLine.objects.update_or_create(
            **place,
            source=source,
            defaults={"amount_fen": fen},
            create_defaults={"amount_fen": fen, "asked_fen": 0},
        )
