"""众人办: work begins when the money is in, is accepted by two people, and is settled."""

from django.db import transaction

from ballots.rolls import household_electors
from core import clock, periods
from core.errors import NotAllowed
from core.money import format_yuan
from core.rows import locked
from estates.models import Post, Residency
from funds.models import Source
from funds.reports import fund_position
from funds.services import settle_fund, start_fund
from notices.models import Notice
from notices.services import publish
from projects import errors, rules, wording
from projects.models import Acceptance, Project
from projects.rulebook import RATING_DAYS, RATING_SHARE, SELF_RAISED
from projects.services.concerns import keep
from projects.services.drafts import need_committee
from projects.services.steps import lock, public_text, reason_text, require, take_step
from tenancy.audit import record
from tenancy.rules import rules_in_force

State = Project.State
Conclusion = Acceptance.Conclusion


@transaction.atomic
def start_project(project: Project, *, by: Post) -> Project:
    """Return the project, at work: every fen has a source, and what is not the street's has come in.

    Raises NotAllowed, StateRefused, GapNotCovered, MoneyNotIn. Source: issue C5; domain.md §3.1.
    """
    project = lock(project)
    need_committee(by, project.estate)
    require(project, State.APPROVED, "开工")
    if project.gap_fen:
        raise errors.GapNotCovered(gap=format_yuan(project.gap_fen))
    missing = missing_money(project)
    if missing:
        words = "、".join(
            f"{Source(source).label}还差 {format_yuan(fen)} 元" for source, fen in missing.items()
        )
        raise errors.MoneyNotIn(missing=words)
    assert project.fund is not None  # approved_project_has_fund_and_notice
    project.fund = start_fund(project.fund, by=by)
    return take_step(project, State.IN_PROGRESS, by=by, words="资金到位，开工。")


def missing_money(project: Project) -> dict[Source, int]:
    """Return by source what must still come in (fen) before work may begin; the street's comes later."""
    if project.fund is None:
        return {}
    numerator, denominator = rules_in_force(project.street_id, project.estate_id).ratio(SELF_RAISED)
    short: dict[Source, int] = {}
    for line in fund_position(project.fund).lines:
        if line.source == Source.STREET or rules.has_come(
            line.received, line.planned, (numerator, denominator)
        ):
            continue
        short[line.source] = -(-line.planned * numerator // denominator) - line.received
    return short


@transaction.atomic
def complete_project(project: Project, *, words: str, by: Post) -> Project:
    """Return the project, done and waiting to be accepted. Raises NotAllowed, StateRefused, NumbersInText."""
    project = lock(project)
    need_committee(by, project.estate)
    require(project, State.IN_PROGRESS, "报完工")
    return take_step(
        project, State.COMPLETED, by=by, words=public_text(words, "words") or "已经完工，等待验收。"
    )


@transaction.atomic
def file_acceptance(
    project: Project,
    *,
    conclusion: Acceptance.Conclusion,
    words: str,
    photo: bytes | None,
    photo_shown: bool = False,
    by: Post,
) -> Acceptance:
    """Return what a committee member found; 合格 waits for a resident, 要整改 sends the work back.

    Raises NotAllowed, StateRefused, AcceptanceWaits, ReasonRequired (field ``words``), PhotoRequired,
    NumbersInText, ImageRefused. Source: issue C6; domain.md §6 case 22.
    """
    project = lock(project)
    need_committee(by, project.estate)
    require(project, State.COMPLETED, "验收")
    if waiting_acceptance(project) is not None:
        raise errors.AcceptanceWaits
    said = reason_text(words, "words")
    if not photo:
        raise errors.PhotoRequired(field="photo")
    acceptance = Acceptance.objects.create(
        street_id=project.street_id,
        estate_id=project.estate_id,
        project=project,
        conclusion=Conclusion(conclusion),
        words=said,
        photo=keep(photo, project.estate, by=by),
        photo_shown=photo_shown,
        by=by,
        person_id=by.person_id,
    )
    record("projects.acceptance_filed", project, by=by, conclusion=conclusion, acceptance=acceptance.pk)
    if conclusion == Conclusion.RECTIFY:
        take_step(project, State.IN_PROGRESS, by=by, words=f"委员验收要求整改：{said}")
    return acceptance


@transaction.atomic
def confirm_acceptance(
    acceptance: Acceptance, *, conclusion: Acceptance.Conclusion, words: str, by: Residency
) -> Project:
    """Return the project as a resident who is not of the committee found it: accepted, or back to work.

    Warranty runs from today. Raises NotAllowed, StateRefused, NoAcceptanceWaits, AccepterOnCommittee,
    ReasonRequired (要整改 says what), NumbersInText. Source: issue C6.
    """
    project = lock(acceptance.project)
    acceptance = locked(acceptance)
    _refuse_accepter(project, acceptance, by)
    require(project, State.COMPLETED, "居民验收")
    if acceptance.resident_conclusion or acceptance.conclusion != Conclusion.PASSED:
        raise errors.NoAcceptanceWaits
    rectify = conclusion == Conclusion.RECTIFY
    acceptance.resident_words = reason_text(words, "words") if rectify else public_text(words, "words")
    acceptance.resident_conclusion, acceptance.resident = Conclusion(conclusion), by
    acceptance.resident_person_id, acceptance.resident_at = by.person_id, clock.now()
    fields = ("resident_words", "resident_conclusion", "resident", "resident_person", "resident_at")
    acceptance.save(update_fields=fields)
    if rectify:
        said = f"居民验收要求整改：{acceptance.resident_words}"
        return take_step(project, State.IN_PROGRESS, by=by, words=said)
    return _accept(project, by)


def _refuse_accepter(project: Project, acceptance: Acceptance, by: Residency) -> None:
    if not rules.may_report(by, project.estate):
        raise NotAllowed(needed="本小区居民")
    offices = Post.objects.in_force().filter(estate_id=project.estate_id, role__in=Post.COMMITTEE)
    if by.person_id == acceptance.person_id or offices.filter(person_id=by.person_id).exists():
        raise errors.AccepterOnCommittee


def _accept(project: Project, by: Residency) -> Project:
    """Move a locked project to ACCEPTED; its warranty begins today. Source: 民法典 202."""
    today = clock.today()
    words = "委员和居民共同验收合格。"
    if project.warranty_months:
        project.warranty_starts_on = today
        end = project.warranty_ends_on = periods.add_months(today, project.warranty_months)
        words += f"质保到 {end.year}年{end.month}月{end.day}日。"
    fields = ("warranty_starts_on", "warranty_ends_on")
    return take_step(project, State.ACCEPTED, by=by, words=words, update_fields=fields)


def waiting_acceptance(project: Project) -> Acceptance | None:
    """Return the acceptance that waits for a resident, if one does."""
    waiting = Acceptance.objects.filter(project=project, conclusion=Conclusion.PASSED, resident_conclusion="")
    return waiting.select_related("project__estate", "by__person", "photo").first()


@transaction.atomic
def settle_project(project: Project, *, by: Post) -> Project:
    """Return the project with its money settled and posted; residents can rate from now.

    The rest of the grant goes free, the rest of the residents' money is listed for refund. Raises
    NotAllowed, StateRefused, ExpensesOpen (funds). Source: issue C6.
    """
    project = lock(project)
    need_committee(by, project.estate)
    require(project, State.ACCEPTED, "决算")
    assert project.fund is not None  # approved_project_has_fund_and_notice
    settlement = settle_fund(project.fund, by=by)
    project.settlement = wording.settlement_json(project, settlement)
    project.settlement_notice = publish(
        estate=project.estate,
        kind=Notice.Kind.SETTLEMENT,
        title=f"关于“{project.title}”决算的公示",
        paragraphs=wording.settlement_paragraphs(project, settlement),
        snapshot=wording.settlement_snapshot(project, settlement),
        subject=project.subject,
        by=by,
    )
    _open_ratings(project)
    words = f"实际支出 {format_yuan(settlement.spent)} 元，请居民评价。"
    fields = ("settlement", "settlement_notice_id", "rating_closes_at", "households", "ratings_needed")
    return take_step(project, State.SETTLED, by=by, words=words, update_fields=fields)


def _open_ratings(project: Project) -> None:
    in_force = rules_in_force(project.street_id, project.estate_id)
    last_day = periods.Period(clock.today(), in_force.integer(RATING_DAYS))
    project.rating_closes_at = last_day.ends_at
    project.households = len(household_electors(project.estate))
    project.ratings_needed = rules.share_in_units(project.households, in_force.ratio(RATING_SHARE))
