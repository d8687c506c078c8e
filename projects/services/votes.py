"""众人议: the vote is opened, its result posted, and what stands goes to review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from ballots.models import Ballot
from ballots.outcomes import Outcome
from ballots.reports import outcome as outcome_of
from ballots.rolls import ElectorData, household_electors, owner_electors
from ballots.services import MatterDraft, close_ballot, draft_ballot, open_ballot, withdraw_ballot
from core import clock, periods
from core.states import move
from estates.models import Post
from funds.services import settle_fund
from notices.models import Notice, Objection
from notices.rules import is_clear
from notices.services import publish
from projects import errors, wording
from projects.models import Concern, Project
from projects.models.projects import State
from projects.rulebook import REVIEW_DAYS
from projects.services.drafts import need_committee, refuse_without_opinion
from projects.services.steps import (
    announce,
    expect,
    lock,
    public_text,
    reason_text,
    require,
    take_step,
)
from tenancy.rules import rules_in_force


@dataclass(frozen=True)
class SubDecision:
    """A further thing residents decide on the same ballot: where, which material, who watches the work."""

    text: str
    options: Sequence[str]


@transaction.atomic
def open_vote(
    project: Project,
    *,
    opens_at: datetime,
    closes_at: datetime,
    sub_decisions: Sequence[SubDecision] = (),
    online: bool | None = None,
    by: Post,
) -> Project:
    """Return the project with its ballot open and announced, on a roll frozen now.

    Households decide; owners by three quarters where common parts change their use. ``online=None`` takes
    the web where that is allowed, else paper. Raises NotAllowed, StateRefused, OpinionNotAgreed,
    NumbersInText and the refusals of ``ballots``: WindowImpossible, MattersImpossible, RollEmpty,
    OnlineBasisMissing.
    Source: issue C3; 民法典 278; domain.md §2.1.
    """
    project = lock(project)
    need_committee(by, project.estate)
    expect(project, State.VOTING)
    refuse_without_opinion(project)
    ballot = draft_ballot(
        estate=project.estate,
        title=project.title,
        question=wording.question(project),
        electorate=electorate_of(project),
        matters=_matters(project, sub_decisions),
        opens_at=opens_at,
        closes_at=closes_at,
        subject=project.subject,
        facts=wording.facts(project, list(project.funding_lines.all())),
        details_url=reverse("projects:show", args=[project.estate.slug, project.pk]),
        online=online,
        by=by,
    )
    project.ballot = open_ballot(ballot, electors_of(project), by=by)
    announce(
        project, f"关于表决“{project.title}”的公告", wording.vote_announcement(project, project.ballot), by=by
    )
    words, fields = wording.frozen_roll(project.ballot), ("ballot_id",)
    return take_step(project, State.VOTING, by=by, words=words, update_fields=fields, ballot=ballot.pk)


@transaction.atomic
def close_vote(project: Project, *, by: Post) -> Project:
    """Return the project with its votes counted and the result posted: RESULT_NOTICE, or VOTED_DOWN.

    A ballot that was counted on its own page is taken as it is. Raises NotAllowed, StateRefused, and what
    ``ballots.services.close_ballot`` raises.
    """
    project = lock(project)
    need_committee(by, project.estate)
    expect(project, State.RESULT_NOTICE)
    ballot = _ballot(project)
    outcome = outcome_of(ballot) if ballot.is_closed else close_ballot(ballot, by=by)
    ballot.refresh_from_db()
    project.result_notice = _post_result(project, ballot, outcome, by)
    if outcome.passed:
        return take_step(
            project, State.RESULT_NOTICE, by=by, words=outcome.sentence, update_fields=("result_notice_id",)
        )
    project.end_reason = outcome.sentence[:300]
    return end(project, State.VOTED_DOWN, by=by, update_fields=("result_notice_id",))


@transaction.atomic
def repeat_result_notice(project: Project, *, correction: str, by: Post) -> Project:
    """Return the project with a corrected result notice in place of one that was withdrawn.

    Its period begins anew. Raises NotAllowed, StateRefused, NoticeStillStands, ReasonRequired, NumbersInText.
    """
    project = lock(project)
    need_committee(by, project.estate)
    require(project, State.RESULT_NOTICE, "重新公示结果")
    if project.result_notice is None or project.result_notice.state != Notice.State.WITHDRAWN:
        raise errors.NoticeStillStands
    words = reason_text(correction, "correction")
    ballot = _ballot(project)
    project.result_notice = _post_result(project, ballot, outcome_of(ballot), by, correction=words)
    project.save(update_fields=["result_notice"])
    return project


@transaction.atomic
def submit_for_review(project: Project, *, by: Post) -> Project:
    """Return the project, before the community: its result notice has stood and nothing is open against it.

    Raises NotAllowed, StateRefused, ResultNotClear. Source: issue C3.
    """
    project = lock(project)
    need_committee(by, project.estate)
    require(project, State.RESULT_NOTICE, "提交社区初审")
    refuse_unclear_result(project)
    return enter_review(project, State.COMMUNITY_REVIEW, by=by, words="公示期满无异议，提交社区初审。")


def enter_review(project: Project, to: State, *, by: Post, words: str) -> Project:
    """Move a locked project to a review, with a due day and a round of its own."""
    days = rules_in_force(project.street_id, project.estate_id).integer(REVIEW_DAYS)
    project.review_due_on = periods.add_working_days(clock.today(), days)
    project.review_round += 1
    return take_step(project, to, by=by, words=words, update_fields=("review_due_on", "review_round"))


def refuse_unclear_result(project: Project) -> None:
    """Raise ResultNotClear, with the reason, unless the result notice stands."""
    notice = project.result_notice
    if notice is None or not is_clear(notice):
        raise errors.ResultNotClear(reason=why_unclear(notice))


def why_unclear(notice: Notice | None) -> str:
    """Return in Chinese why a notice is not clear."""
    if notice is None:
        return "还没有公示"
    if notice.state == Notice.State.WITHDRAWN:
        return "公示已经撤回，要更正后重新公示"
    if notice.in_period and notice.last_day:
        return f"公示到 {notice.last_day.month}月{notice.last_day.day}日"
    if notice.objections.filter(state=Objection.State.OPEN).exists():
        return "还有异议没有答复"
    return "有异议成立，要撤回更正"


@transaction.atomic
def cancel_project(project: Project, *, reason: str, by: Post) -> Project:
    """Return the project, given up for a reason everybody reads; its concern is open again.

    An open ballot is withdrawn, a fund is settled: the grant goes free, what residents paid is listed for
    refund. Raises NotAllowed, StateRefused, ReasonRequired, NumbersInText, VoteMustBeCounted, ExpensesOpen.
    """
    project = lock(project)
    need_committee(by, project.estate)
    expect(project, State.CANCELLED)
    project.end_reason = reason_text(reason)
    if project.state == State.VOTING:
        _give_up_ballot(_ballot(project), project.end_reason, by)
    if project.fund is not None:
        settlement = settle_fund(project.fund, by=by)
        project.settlement = wording.settlement_json(project, settlement)
    return end(project, State.CANCELLED, by=by, update_fields=("settlement",))


def end(project: Project, to: State, *, by: Post, update_fields: Sequence[str] = ()) -> Project:
    """Move a locked project to an end that is no success, and give its concern back to the neighbours."""
    project.ended_at = clock.now()
    concern = Concern.objects.select_for_update(of=("self",)).get(pk=project.concern_id)
    if concern.state == Concern.State.PROPOSED:
        move(concern, Concern.State.PUBLISHED)
    fields = ("ended_at", "end_reason", *update_fields)
    return take_step(project, to, by=by, words=project.end_reason, update_fields=fields)


def _post_result(
    project: Project, ballot: Ballot, outcome: Outcome, by: Post, correction: str = ""
) -> Notice:
    paragraphs = wording.result_paragraphs(project, outcome)
    return publish(
        estate=project.estate,
        kind=Notice.Kind.RESULT,
        title=f"关于“{project.title}”表决结果的公示" + ("（更正）" if correction else ""),
        paragraphs=[*([f"更正说明：{correction}"] if correction else []), *paragraphs],
        snapshot=wording.result_snapshot(project, ballot, outcome),
        subject=project.subject,
        by=by,
    )


def _give_up_ballot(ballot: Ballot, reason: str, by: Post) -> None:
    if ballot.state == Ballot.State.WITHDRAWN:
        return
    if ballot.is_over or ballot.is_closed:
        raise errors.VoteMustBeCounted
    withdraw_ballot(ballot, reason=reason[:200], by=by)


def _ballot(project: Project) -> Ballot:
    assert project.ballot is not None  # project_past_voting_has_its_ballot
    return project.ballot


def electorate_of(project: Project) -> Ballot.Electorate:
    """Return who decides: the owners where common parts change their use, else the households."""
    return Ballot.Electorate.OWNERS if project.changes_common_part else Ballot.Electorate.HOUSEHOLDS


def electors_of(project: Project) -> list[ElectorData]:
    """Return who would be on the roll if it were frozen now."""
    roll = owner_electors if project.changes_common_part else household_electors
    return roll(project.estate)


def _matters(project: Project, sub_decisions: Sequence[SubDecision]) -> list[MatterDraft]:
    """Return what is asked, the project itself first. Raises NumbersInText (field ``matter_<no>``)."""
    whole = MatterDraft(wording.main_matter(project), raises=bool(project.changes_common_part))
    return [whole, *(_sub_matter(no, asked) for no, asked in enumerate(sub_decisions, 2))]


def _sub_matter(no: int, asked: SubDecision) -> MatterDraft:
    field = f"matter_{no}"
    options = [public_text(option, field) for option in asked.options]
    return MatterDraft(public_text(asked.text, field), options=options)
