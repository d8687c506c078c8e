"""众人办 and 众人评 as history: ``projects.services.works`` and ``ratings``, and the settlement of funds."""

from core import clock, periods
from core.money import format_yuan
from estates.models import Post, Residency
from funds.models import Fund, Grant, Source
from funds.services import Settlement
from notices.models import Notice
from projects import rules, wording
from projects.models import Acceptance, Project, Rating
from projects.reports.satisfaction import satisfaction_of
from projects.rulebook import RATING_DAYS, RATING_SHARE, SMALL_CELL
from tongxin.demo.history.concerns import Concerns
from tongxin.demo.history.votes import Votes

State = Project.State


class Works(Concerns, Votes):
    """Work begins, is accepted by two people, settled, rated and closed."""

    def start_project(self, project: Project, *, by: Post) -> Project:
        """Return the project, at work."""
        assert project.fund is not None
        project.fund.started_at = clock.now()
        self.shelf.change(project.fund)
        return self.take_step(project, State.IN_PROGRESS, by=by, words="资金到位，开工。")

    def complete_project(self, project: Project, *, words: str, by: Post) -> Project:
        """Return the project, waiting to be accepted."""
        return self.take_step(project, State.COMPLETED, by=by, words=words or "已经完工，等待验收。")

    def file_acceptance(
        self,
        project: Project,
        *,
        conclusion: Acceptance.Conclusion,
        words: str,
        photo: bytes,
        photo_shown: bool,
        by: Post,
    ) -> Acceptance:
        """Return what a committee member found."""
        acceptance = Acceptance(
            **self.place,
            project=project,
            conclusion=conclusion,
            words=words,
            photo=self.keep(photo, by),
            photo_shown=photo_shown,
            by=by,
            person=by.person,
        )
        return self.shelf.add(acceptance)

    def confirm_acceptance(
        self, acceptance: Acceptance, *, conclusion: Acceptance.Conclusion, words: str, by: Residency
    ) -> Project:
        """Return the project, accepted; its warranty runs from today."""
        acceptance.resident_conclusion, acceptance.resident_words = conclusion, words
        acceptance.resident, acceptance.resident_person = by, by.person
        acceptance.resident_at = clock.now()
        self.shelf.change(acceptance)
        project, told = acceptance.project, "委员和居民共同验收合格。"
        if project.warranty_months:
            today = project.warranty_starts_on = clock.today()
            end = project.warranty_ends_on = periods.add_months(today, project.warranty_months)
            told += f"质保到 {end.year}年{end.month}月{end.day}日。"
        return self.take_step(project, State.ACCEPTED, by=by, words=told)

    def settle_project(self, project: Project, *, by: Post) -> Project:
        """Return the project with its money settled and posted; residents can rate from now."""
        assert project.fund is not None
        settlement = self._settle(project.fund)
        project.settlement = wording.settlement_json(project, settlement)
        project.settlement_notice = self.publish(
            Notice.Kind.SETTLEMENT,
            f"关于“{project.title}”决算的公示",
            wording.settlement_paragraphs(project, settlement),
            snapshot=wording.settlement_snapshot(project, settlement),
            subject=project.subject,
        )
        project.rating_closes_at = periods.Period(clock.today(), self.rules.integer(RATING_DAYS)).ends_at
        project.households = len(self.roll)
        project.ratings_needed = rules.share_in_units(project.households, self.rules.ratio(RATING_SHARE))
        words = f"实际支出 {format_yuan(settlement.spent)} 元，请居民评价。"
        return self.take_step(project, State.SETTLED, by=by, words=words)

    def _settle(self, fund: Fund) -> Settlement:
        """Close a fund that spent all it was given; what the street did not pay goes back to its budget."""
        self.general_fund()
        purse = self.purses[fund.pk]
        spent = {Source(source): 0 for source in purse.lines}
        for share in purse.shares:
            spent[Source(share.source)] += share.amount_fen
        if any(self.keeper.balances[self._source(fund, source).pk].posted for source in purse.lines):
            raise ValueError(f"{fund.label} has money left, which history does not give back")
        left = purse.grant.left_fen if purse.grant else 0
        if purse.grant:
            self._release(purse.grant)
        fund.settled_at, fund.state = clock.now(), Fund.State.SETTLED
        self.shelf.change(fund)
        total = sum(spent.values())
        return Settlement(
            spent=total, by_source=spent, refundable=0, returnable=0, carried=0, grant_left=left
        )

    def _release(self, grant: Grant) -> None:
        if grant.left_fen:
            grant.released_fen += grant.left_fen
            self.streets.release(grant.hold)
        grant.state = Grant.State.CLOSED
        self.shelf.change(grant)

    def rate_project(self, project: Project, *, level: Rating.Level, by: Residency) -> Rating:
        """Return how content a home is."""
        self.dossiers[project.pk].ratings[level] += 1
        return self.shelf.add(
            Rating(**self.place, project=project, unit=by.unit, person=by.person, level=level)
        )

    def close_project(self, project: Project, *, proof: str, photo: bytes, by: Post) -> Project:
        """Return the project, closed, its concern resolved with proof."""
        rated = satisfaction_of(
            self.dossiers[project.pk].ratings,
            households=project.households,
            smallest=self.rules.integer(SMALL_CELL),
        )
        if rated.n < project.ratings_needed:
            raise ValueError(f"too few homes rated {project.title}")
        self.resolve_concern(project.concern, words=proof, photo=photo, by=by)
        project.ended_at = clock.now()
        return self.take_step(project, State.CLOSED, by=by, words=rated.sentence)
