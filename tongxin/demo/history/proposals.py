"""众人提 as history: ``projects.services.drafts`` in memory."""

from collections.abc import Mapping, Sequence
from datetime import date

from core import clock
from estates.models import Post, Residency
from funds.models import Source
from projects import rules
from projects.models import BudgetLine, Concern, CoSign, Document, FundingLine, Project
from projects.rulebook import COSIGN_SHARE, WARRANTY_MONTHS
from projects.services import BudgetDraft
from tongxin.demo.history.desk import Desk

State = Project.State


class Proposals(Desk):
    """A committee member makes a concern a project and puts it before the neighbours."""

    def draft_project(
        self, concern: Concern, *, title: str, need: Project.Need, kind: Project.Kind, by: Post
    ) -> Project:
        """Return the new draft, numbered within estate and year."""
        year = clock.today().year
        sequence = self.count(Project, year, "sequence")
        months = self.rules.integer(WARRANTY_MONTHS) if kind == Project.Kind.FACILITY else 0
        project = Project(
            street_id=self.estate.street_id,
            estate=self.estate,
            year=year,
            sequence=sequence,
            number=f"{self.estate.number}-{year}-{sequence:03d}",
            concern=concern,
            title=title,
            need=need,
            kind=kind,
            place=concern.public_place,
            warranty_months=months,
            responsible=by,
            drafted_by=by,
        )
        return self.shelf.add(project)

    def set_plan(
        self,
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
        """Return the draft with where, what, when and for how many homes."""
        project.place, project.plan, project.starts_on, project.ends_on = place, plan, starts_on, ends_on
        project.beneficiaries, project.warranty_months = beneficiaries, warranty_months
        project.responsible = responsible
        return project

    def set_budget(self, project: Project, lines: Sequence[BudgetDraft], *, by: Post) -> Project:
        """Return the draft with its budget."""
        for position, line in enumerate(lines, 1):
            self.shelf.add(
                BudgetLine(
                    **self.place,
                    project=project,
                    position=position,
                    item=line.item,
                    specification=line.specification,
                    unit=line.unit,
                    quantity_centi=line.quantity_centi,
                    unit_price_fen=line.unit_price_fen,
                    amount_fen=line.amount_fen,
                )
            )
        project.budget_fen = sum(line.amount_fen for line in lines)
        return project

    def set_sources(self, project: Project, plan: Mapping[Source, int], *, by: Post) -> Project:
        """Return the draft with who is to pay what."""
        if sum(plan.values()) != project.budget_fen:
            raise ValueError(f"the sources of {project.title} do not pay its budget")
        for source, fen in plan.items():
            line = FundingLine(**self.place, project=project, source=source, asked_fen=fen, amount_fen=fen)
            self.dossiers[project.pk].funding.append(self.shelf.add(line))
        return project

    def add_document(
        self, project: Project, *, kind: Document.Kind, note: str, photo: bytes, is_shown: bool, by: Post
    ) -> Document:
        """Return a new paper in the project's file."""
        document = Document(
            **self.place,
            project=project,
            kind=kind,
            note=note,
            photo=self.keep(photo, by),
            is_shown=is_shown,
            added_by=by,
        )
        self.dossiers[project.pk].quotes.append(document)
        return self.shelf.add(document)

    def answer_common_part(self, project: Project, *, changes: bool, reason: str, by: Post) -> Project:
        """Return the draft with the answer to 是否改变共有部分用途."""
        project.changes_common_part, project.common_part_reason = changes, reason
        project.common_part_by = by
        return project

    def propose_project(self, project: Project, *, by: Post) -> Project:
        """Return the project, before the neighbours."""
        project.concern.state = Concern.State.PROPOSED
        self.shelf.change(project.concern)
        project.proposed_at, project.rules_version = clock.now(), self.rules.version
        units = len(self.players.units)
        project.cosigns_needed = rules.share_in_units(units, self.rules.ratio(COSIGN_SHARE))
        words = f"提出项目，需要 {project.cosigns_needed} 户联名。"
        return self.take_step(project, State.PROPOSED, by=by, words=words)

    def co_sign(self, project: Project, *, by: Residency) -> CoSign:
        """Return the co-signature of a home; with enough of them the way to vote is open."""
        cosign = self.shelf.add(CoSign(**self.place, project=project, unit=by.unit, person=by.person))
        dossier = self.dossiers[project.pk]
        dossier.cosigns += 1
        if project.state == State.PROPOSED and dossier.cosigns >= project.cosigns_needed:
            self.take_step(project, State.COSIGNED, by=None, words=f"已有 {dossier.cosigns} 户联名。")
        return cosign
