"""众人提: a committee member makes a concern a project, part by part, and puts it before the neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from core import clock, money
from core.errors import NotAllowed
from core.states import move
from estates.models import Post, Residency, Unit
from funds.models import Source
from projects import errors, rules
from projects.models import BudgetLine, Concern, CoSign, Document, FundingLine, Project
from projects.rulebook import COSIGN_SHARE, WARRANTY_MONTHS
from projects.services.concerns import keep
from projects.services.steps import expect, lock, public_text, take_step
from tenancy.audit import record
from tenancy.models import Estate
from tenancy.rules import rules_in_force

COMMITTEE = "本小区物管委委员"


@dataclass(frozen=True)
class BudgetDraft:
    """A line of a budget: quantity in hundredths, unit price in fen."""

    item: str
    unit: str
    quantity_centi: int
    unit_price_fen: int
    specification: str = ""

    @property
    def amount_fen(self) -> int:
        """Quantity × unit price, rounded to the fen (四舍五入)."""
        return (self.quantity_centi * self.unit_price_fen + 50) // 100


def need_committee(by: Post, estate: Estate) -> None:
    """Refuse with NotAllowed whoever does not sit on the estate's committee today."""
    if not rules.may_run(by, estate):
        raise NotAllowed(needed=COMMITTEE)


@transaction.atomic
def draft_project(
    concern: Concern, *, title: str, need: Project.Need, kind: Project.Kind, by: Post
) -> Project:
    """Return the new draft of a project for a published concern, numbered within estate and year.

    Raises NotAllowed, ConcernNotOpen, ConcernTaken, NumbersInText.
    """
    concern = Concern.objects.select_for_update(of=("self",)).select_related("estate").get(pk=concern.pk)
    need_committee(by, concern.estate)
    if concern.state != Concern.State.PUBLISHED:
        raise errors.ConcernNotOpen(current=concern.get_state_display())
    living = Project.objects.filter(concern=concern).exclude(state__in=Project.FAILED).first()
    if living is not None:
        raise errors.ConcernTaken(number=living.number)
    in_force = rules_in_force(concern.street_id, concern.estate_id)
    months = in_force.integer(WARRANTY_MONTHS) if kind == Project.Kind.FACILITY else 0
    project = Project.objects.create(
        **_numbered(concern.estate),
        concern=concern,
        title=public_text(title, "title"),
        need=Project.Need(need),
        kind=Project.Kind(kind),
        place=concern.public_place,
        warranty_months=months,
        responsible=by,
        drafted_by=by,
    )
    record("projects.drafted", project, by=by, number=project.number, concern=concern.pk)
    return project


@transaction.atomic
def set_need(project: Project, *, title: str, need: Project.Need, kind: Project.Kind, by: Post) -> Project:
    """Return the draft with name, need and kind. Raises NotAllowed, PlanFrozen, NumbersInText."""
    project = _draft(project, by)
    project.title = public_text(title, "title")
    project.need, project.kind = Project.Need(need), Project.Kind(kind)
    return _saved(project, ("title", "need", "kind"), "need", by)


@transaction.atomic
def set_plan(
    project: Project,
    *,
    place: str,
    plan: str,
    starts_on: date,
    ends_on: date,
    beneficiaries: int,
    warranty_months: int,
    responsible: Post,
    by: Post,
) -> Project:
    """Return the draft with where, what, when, for how many homes, and who answers for it.

    Raises NotAllowed, PlanFrozen, DaysImpossible, ResponsibleNotCommittee, NumbersInText.
    """
    project = _draft(project, by)
    project.place = public_text(place, "place")
    project.save(update_fields=["place"])
    write_plan(
        project,
        plan=plan,
        starts_on=starts_on,
        ends_on=ends_on,
        beneficiaries=beneficiaries,
        warranty_months=warranty_months,
        responsible=responsible,
    )
    record("projects.draft_changed", project, by=by, part="plan")
    return project


def write_plan(
    project: Project,
    *,
    plan: str,
    starts_on: date,
    ends_on: date,
    beneficiaries: int,
    warranty_months: int,
    responsible: Post,
) -> None:
    """Write how, when, for how many homes and who answers into a locked project.

    Raises DaysImpossible, ResponsibleNotCommittee, NumbersInText.
    """
    if ends_on < starts_on:
        raise errors.DaysImpossible(field="ends_on")
    if not rules.may_run(responsible, project.estate):
        raise errors.ResponsibleNotCommittee(field="responsible")
    project.plan = public_text(plan, "plan")
    project.starts_on, project.ends_on = starts_on, ends_on
    project.beneficiaries, project.warranty_months = beneficiaries, warranty_months
    project.responsible = responsible
    fields = ("plan", "starts_on", "ends_on", "beneficiaries", "warranty_months", "responsible")
    project.save(update_fields=fields)


@transaction.atomic
def set_budget(project: Project, lines: Sequence[BudgetDraft], *, by: Post) -> Project:
    """Return the draft with these budget lines in place of the former ones.

    Raises NotAllowed, PlanFrozen, BudgetImpossible, NumbersInText; their field is ``lines.<n>.<name>`` with
    lines counted from 0.
    """
    project = _draft(project, by)
    if not lines:
        raise errors.BudgetImpossible(field="lines.0.item", reason="至少要有一行。")
    for number, line in enumerate(lines):
        _refuse_worthless(number, line)
    project.budget_lines.all().delete()
    BudgetLine.objects.bulk_create(_line(project, number, line) for number, line in enumerate(lines))
    project.budget_fen = sum(line.amount_fen for line in lines)
    if project.budget_fen > money.MAX_FEN:
        raise errors.BudgetImpossible(reason="合计太大，系统记不下。")
    return _saved(project, ("budget_fen",), "budget", by)


@transaction.atomic
def set_sources(project: Project, plan: Mapping[Source, int], *, by: Post) -> Project:
    """Return the draft with who is to pay what (fen); the sources pay the budget to the fen.

    Raises NotAllowed, PlanFrozen, BudgetImpossible (no budget yet), SourcesDontAddUp.
    """
    project = _draft(project, by)
    if not project.budget_fen:
        raise errors.BudgetImpossible(reason="还没有预算明细。")
    paying = {Source(source): fen for source, fen in plan.items() if fen}
    refuse_unequal(project.budget_fen, paying)
    project.funding_lines.all().delete()
    FundingLine.objects.bulk_create(
        FundingLine(
            street_id=project.street_id,
            estate_id=project.estate_id,
            project=project,
            source=source,
            asked_fen=fen,
            amount_fen=fen,
        )
        for source, fen in paying.items()
    )
    record("projects.draft_changed", project, by=by, part="sources")
    return project


def refuse_unequal(budget_fen: int, plan: Mapping[Source, int]) -> None:
    """Raise SourcesDontAddUp unless the plan pays the budget to the fen."""
    planned = sum(plan.values())
    if planned == budget_fen and min(plan.values()) >= 0:
        return
    gap = money.format_yuan(abs(budget_fen - planned))
    difference = f"还少 {gap} 元" if planned < budget_fen else f"多出 {gap} 元"
    raise errors.SourcesDontAddUp(
        field="plan",
        planned=money.format_yuan(planned),
        budget=money.format_yuan(budget_fen),
        difference=difference,
    )


@transaction.atomic
def answer_common_part(project: Project, *, changes: bool, reason: str, by: Post) -> Project:
    """Return the draft with the answer to 是否改变共有部分用途, under the name of who gave it.

    Yes makes it a decision of the owners by three quarters (民法典 278 ⑦⑧; domain.md §2.1 ⚠).
    Raises NotAllowed, PlanFrozen, ReasonRequired (field ``reason``), NumbersInText.
    """
    project = _draft(project, by)
    words = public_text(reason, "reason")
    if not words:
        raise errors.ReasonRequired(field="reason")
    project.changes_common_part, project.common_part_reason, project.common_part_by = changes, words, by
    fields = ("changes_common_part", "common_part_reason", "common_part_by")
    return _saved(project, fields, "common_part", by)


@transaction.atomic
def propose_project(project: Project, *, by: Post) -> Project:
    """Return the project, before the neighbours: they can co-sign from now.

    Raises NotAllowed, StateRefused, ProposalIncomplete, OpinionNotAgreed, SourcesDontAddUp, ConcernNotOpen.
    """
    project = lock(project)
    need_committee(by, project.estate)
    expect(project, Project.State.PROPOSED)
    missing = missing_parts(project)
    if missing:
        raise errors.ProposalIncomplete(missing="、".join(missing))
    refuse_without_opinion(project)
    refuse_unequal(project.budget_fen, _plan_of(project))
    concern = Concern.objects.select_for_update(of=("self",)).get(pk=project.concern_id)
    if concern.state != Concern.State.PUBLISHED:
        raise errors.ConcernNotOpen(current=concern.get_state_display())
    move(concern, Concern.State.PROPOSED)
    in_force = rules_in_force(project.street_id, project.estate_id)
    units = Unit.objects.in_force().filter(estate_id=project.estate_id).count()
    project.proposed_at, project.rules_version = clock.now(), in_force.version
    project.cosigns_needed = rules.share_in_units(units, in_force.ratio(COSIGN_SHARE))
    return take_step(
        project,
        Project.State.PROPOSED,
        by=by,
        words=f"提出项目，需要 {project.cosigns_needed} 户联名。",
        update_fields=("proposed_at", "rules_version", "cosigns_needed"),
    )


def refuse_without_opinion(project: Project) -> None:
    """Raise OpinionNotAgreed where the street wants the Party branch's opinion and it didn't agree."""
    if project.opinion != Project.Opinion.AGREED and rules.wants_opinion(project.estate):
        raise errors.OpinionNotAgreed


def missing_parts(project: Project) -> list[str]:
    """Return in Chinese which parts a draft still lacks; nothing when it can be proposed."""
    parts = {
        "做什么、怎么做": bool(project.place and project.plan and project.starts_on and project.ends_on),
        "受益户数": bool(project.beneficiaries),
        "预算": project.budget_fen > 0,
        "资金来源": bool(_plan_of(project)),
        "是否改变共有部分用途": project.changes_common_part is not None,
    }
    return [part for part, is_there in parts.items() if not is_there]


@transaction.atomic
def co_sign(project: Project, *, by: Residency) -> CoSign:
    """Return the co-signature of the home of ``by``; with enough of them the way to vote is open.

    Raises NotAllowed, NotBeforeNeighbours, AlreadyCosigned. Source: issue C2.
    """
    project = lock(project)
    if not rules.may_report(by, project.estate):
        raise NotAllowed(needed="本小区居民")
    if project.state not in (Project.State.PROPOSED, Project.State.COSIGNED):
        raise errors.NotBeforeNeighbours(current=project.get_state_display())
    cosign, made = CoSign.objects.get_or_create(
        street_id=project.street_id,
        estate_id=project.estate_id,
        project=project,
        unit_id=by.unit_id,
        defaults={"person_id": by.person_id},
    )
    if not made:
        raise errors.AlreadyCosigned
    record("projects.cosigned_by_home", project, by=by, unit=by.unit_id)
    given = project.cosigns.count()
    if project.state == Project.State.PROPOSED and given >= project.cosigns_needed:
        take_step(project, Project.State.COSIGNED, by=None, words=f"已有 {given} 户联名。")
    return cosign


@transaction.atomic
def add_document(
    project: Project, *, kind: Document.Kind, note: str, photo: bytes, is_shown: bool, by: Post
) -> Document:
    """Return a new paper in the project's file.

    Raises NotAllowed, PlanFrozen (it has ended), NumbersInText, ImageRefused.
    """
    project = lock(project)
    need_committee(by, project.estate)
    if project.has_ended:
        raise errors.PlanFrozen(current=project.get_state_display())
    document = Document.objects.create(
        street_id=project.street_id,
        estate_id=project.estate_id,
        project=project,
        kind=Document.Kind(kind),
        note=public_text(note, "note"),
        photo=keep(photo, project.estate, by=by),
        is_shown=is_shown,
        added_by=by,
    )
    record("projects.document_added", project, by=by, document=document.pk, kind=kind)
    return document


def _plan_of(project: Project) -> dict[Source, int]:
    return {Source(line.source): line.amount_fen for line in project.funding_lines.all()}


def _draft(project: Project, by: Post) -> Project:
    project = lock(project)
    need_committee(by, project.estate)
    if project.state != Project.State.DRAFT:
        raise errors.PlanFrozen(current=project.get_state_display())
    if project.opinion:  # it was of another text
        project.opinion = ""
        project.save(update_fields=["opinion"])
    return project


def _saved(project: Project, fields: Sequence[str], part: str, by: Post) -> Project:
    project.save(update_fields=fields)
    record("projects.draft_changed", project, by=by, part=part)
    return project


def _refuse_worthless(number: int, line: BudgetDraft) -> None:
    """Raise BudgetImpossible where the line costs nothing; a fraction of a fen is its price's fault."""
    name = "quantity_centi" if line.quantity_centi <= 0 else "unit_price_fen"
    if min(line.quantity_centi, line.unit_price_fen, line.amount_fen) <= 0:
        raise errors.BudgetImpossible(field=f"lines.{number}.{name}", reason="数量和单价都要大于零。")


def _line(project: Project, number: int, line: BudgetDraft) -> BudgetLine:
    return BudgetLine(
        street_id=project.street_id,
        estate_id=project.estate_id,
        project=project,
        position=number + 1,
        item=public_text(line.item, f"lines.{number}.item"),
        specification=public_text(line.specification, f"lines.{number}.specification"),
        unit=line.unit.strip(),
        quantity_centi=line.quantity_centi,
        unit_price_fen=line.unit_price_fen,
        amount_fen=line.amount_fen,
    )


def _numbered(estate: Estate) -> dict[str, object]:
    """Return place and number of the next project: 1011-2026-003. The estate's row is the lock."""
    Estate.objects.select_for_update(of=("self",), no_key=True).only("id").get(pk=estate.pk)
    year = clock.today().year
    last = Project.objects.filter(estate_id=estate.pk, year=year).aggregate(last=Max("sequence"))["last"]
    sequence = (last or 0) + 1
    number = f"{estate.number}-{year}-{sequence:03d}"
    place = {"street_id": estate.street_id, "estate_id": estate.pk}
    return {**place, "year": year, "sequence": sequence, "number": number}
