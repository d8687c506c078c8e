"""众人议 as history: ``ballots.services`` and ``projects.services.votes`` and ``reviews`` in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from ballots import chain
from ballots.counting import Weight, tally
from ballots.models import Ballot, Elector, Matter, Slip, Vote
from ballots.reports import outcome_of_tallies
from ballots.rules import frozen_rules
from core import clock, periods
from core.money import format_yuan
from estates.models import Post, Residency
from funds.models import Source
from notices.models import Notice, Objection
from notices.rulebook import REPLY_WORKING_DAYS
from projects import wording
from projects.models import Project, Review
from projects.models.projects import State
from projects.reports.checks import checks_on
from projects.rulebook import REVIEW_DAYS
from projects.services import SubDecision
from tongxin.demo.history.desk import known
from tongxin.demo.history.money import Money


class Votes(Money):
    """The vote is opened, answered, counted and posted; community and street decide."""

    def open_vote(
        self,
        project: Project,
        *,
        opens_at: datetime,
        closes_at: datetime,
        sub_decisions: Sequence[SubDecision],
        by: Post,
    ) -> Project:
        """Return the project with its ballot open and announced."""
        ballot = self.shelf.add(
            Ballot(
                **self.place,
                title=project.title,
                question=wording.question(project),
                electorate=Ballot.Electorate.HOUSEHOLDS,
                opens_at=opens_at,
                closes_at=closes_at,
                subject=project.subject,
                facts=[list(fact) for fact in wording.facts(project, self.dossiers[project.pk].funding)],
                details_url=reverse("projects:show", args=[self.estate.slug, project.pk]),
                online=True,
            )
        )
        asked = [
            (wording.main_matter(project), []),
            *((sub.text, list(sub.options)) for sub in sub_decisions),
        ]
        poll = self.polls[ballot.pk]
        for no, (text, options) in enumerate(asked, 1):
            matter = Matter(**self.place, ballot=ballot, no=no, text=text, options=options)
            poll.matters.append(self.shelf.add(matter))
        project.ballot = self._freeze(ballot)
        paragraphs = wording.vote_announcement(project, ballot)
        self.announce(project, f"关于表决“{project.title}”的公告", paragraphs)
        return self.take_step(project, State.VOTING, by=by, words=wording.frozen_roll(ballot))

    def _freeze(self, ballot: Ballot) -> Ballot:
        poll, electors = self.polls[ballot.pk], []
        for no, home in enumerate(self.roll, 1):
            elector = Elector(**self.place, ballot=ballot, no=no, unit=home.unit, label=home.label)
            elector.area_centi, elector.head_no = home.area_centi, no
            electors.append(self.shelf.add(elector))
        poll.electors = {elector.unit_id: elector for elector in electors}
        ballot.rules = frozen_rules(self.rules, ballot.electorate)
        ballot.rules_version = self.rules.version
        ballot.roll_units = ballot.roll_heads = len(electors)
        ballot.roll_area_centi = sum(elector.area_centi for elector in electors)
        ballot.roll_sha256 = ballot.chain_head = chain.roll_hash(ballot, poll.matters, electors)
        ballot.opened_at, ballot.state = clock.now(), Ballot.State.OPEN
        return ballot

    def matters_of(self, ballot: Ballot) -> list[Matter]:
        """Return what the ballot asks, in its order."""
        return self.polls[ballot.pk].matters

    def cast_vote(self, ballot: Ballot, *, by: Residency, choices: Mapping[int, str]) -> Slip:
        """Return the slip of a household's answers."""
        poll = self.polls[ballot.pk]
        elector = poll.electors[by.unit_id]
        slip = Slip(
            **self.place,
            ballot=ballot,
            seq=ballot.chain_seq + 1,
            cast_by=by.person,
            cast_at=clock.now(),
            electors=[elector.no],
            choices={str(matter.no): choices[matter.pk] for matter in poll.matters},
            prev_hash=ballot.chain_head,
        )
        slip.hash = chain.slip_hash(slip)
        self.shelf.add(slip)
        ballot.chain_seq, ballot.chain_head = slip.seq, slip.hash
        self.shelf.change(ballot)
        for matter in poll.matters:
            choice = choices[matter.pk]
            self.shelf.add(Vote(**self.place, matter=matter, elector=elector, slip=slip, choice=choice))
            poll.answers[matter.pk][elector.no] = choice
        return slip

    def close_vote(self, project: Project, *, by: Post) -> Project:
        """Return the project with its votes counted and the result posted; history has only what passed."""
        ballot = project.ballot
        assert ballot is not None
        poll = self.polls[ballot.pk]
        roll = [Weight(row.no, row.head_no, row.area_centi) for row in poll.electors.values()]
        counted = {matter.pk: tally(roll, poll.answers[matter.pk]) for matter in poll.matters}
        outcome = outcome_of_tallies(ballot, poll.matters, counted)
        if not outcome.passed:
            raise ValueError(f"{project.title} was voted down: {outcome.sentence}")
        ballot.result, ballot.closed_at, ballot.state = outcome.as_json(), clock.now(), Ballot.State.CLOSED
        self.shelf.change(ballot)
        project.result_notice = self.publish(
            Notice.Kind.RESULT,
            f"关于“{project.title}”表决结果的公示",
            wording.result_paragraphs(project, outcome),
            snapshot=wording.result_snapshot(project, ballot, outcome),
            subject=project.subject,
        )
        known(project.result_notice, "objections", [])
        return self.take_step(project, State.RESULT_NOTICE, by=by, words=outcome.sentence)

    def file_objection(self, notice: Notice, *, text: str, by: Residency) -> Objection:
        """Return the objection of a home."""
        days = self.rules.integer(REPLY_WORKING_DAYS)
        objection = Objection(
            **self.place,
            notice=notice,
            unit=by.unit,
            person=by.person,
            building=by.unit.building.name,
            text=text,
            due_on=periods.add_working_days(clock.today(), days),
        )
        known(notice, "objections", [objection])
        return self.shelf.add(objection)

    def answer_objection(self, objection: Objection, *, outcome: str, text: str, by: Post) -> Objection:
        """Return the objection with its reply."""
        objection.reply, objection.outcome, objection.answered_by = text, outcome, by
        objection.answered_at, objection.state = clock.now(), Objection.State.ANSWERED
        self.shelf.change(objection)
        return objection

    def submit_for_review(self, project: Project, *, by: Post) -> Project:
        """Return the project, before the community."""
        notice = project.result_notice
        assert notice is not None and notice.ends_at is not None
        if clock.now() < notice.ends_at:
            raise ValueError(f"the result of {project.title} still hangs out")
        return self._enter_review(project, State.COMMUNITY_REVIEW, by, "公示期满无异议，提交社区初审。")

    def _enter_review(self, project: Project, to: State, by: Post, words: str) -> Project:
        project.review_due_on = periods.add_working_days(clock.today(), self.rules.integer(REVIEW_DAYS))
        project.review_round += 1
        return self.take_step(project, to, by=by, words=words)

    def review_project(
        self, project: Project, *, level: Review.Level, decision: Review.Decision, by: Post
    ) -> Project:
        """Return the project as the community or the street has agreed to it."""
        funding = self.dossiers[project.pk].funding
        asked_fen = sum(line.asked_fen for line in funding if line.source == Source.STREET)
        review = Review(
            **self.place,
            project=project,
            level=level,
            round=project.review_round,
            decision=decision,
            asked_fen=asked_fen,
            checks=[check.as_json() for check in self._checks(project, level)],
            due_on=project.review_due_on,
            by=by,
        )
        self.shelf.add(review)
        if level == Review.Level.COMMUNITY:
            return self._enter_review(project, State.STREET_REVIEW, by, "社区初审同意。")
        review.granted_fen = asked_fen
        self.open_fund(project, asked_fen, by)
        words = f"街道复审同意，核定激励资金 {format_yuan(asked_fen)} 元。"
        self.take_step(project, State.APPROVED, by=by, words=words)
        known(project, "funding_lines", funding)
        paragraphs = wording.approval_paragraphs(project, funding, asked_fen)
        self.announce(project, f"关于“{project.title}”立项的公告", paragraphs)
        return project

    def _checks(self, project: Project, level: Review.Level) -> list:
        """Return what the automatic checks say of rows that are at hand; only the street sees its budget."""
        dossier = self.dossiers[project.pk]
        known(project, "funding_lines", dossier.funding)
        known(project, "documents", dossier.quotes)
        known(project.concern, "projects", [project])
        left = self.streets.available(f"budget:{clock.today().year}")
        return list(checks_on(project, self.rules, left if level == Review.Level.STREET else None))
