"""党组织意见: where the street wants it, the Party branch reads the text before residents vote on it."""

from django.db import transaction

from core.errors import NotAllowed, StateRefused
from estates.models import Post
from projects import errors, rules
from projects.models import PartyOpinion, Project
from projects.services.drafts import missing_parts, need_committee
from projects.services.steps import lock, public_text
from tenancy.audit import record

Opinion = Project.Opinion


@transaction.atomic
def ask_opinion(project: Project, *, by: Post) -> Project:
    """Return the project, its text before the Party branch; whoever edits it takes it back.

    Raises NotAllowed, OpinionNotWanted, StateRefused, OpinionAsked, ProposalIncomplete, NoPartySecretary.
    """
    project = lock(project)
    need_committee(by, project.estate)
    if not rules.wants_opinion(project.estate):
        raise errors.OpinionNotWanted
    _before_vote(project, "送党组织")
    if project.opinion:
        raise errors.OpinionAsked(current=Opinion(project.opinion).label)
    if missing := missing_parts(project):
        raise errors.ProposalIncomplete(missing="、".join(missing))
    in_office = Post.objects.in_force().filter(estate_id=project.estate_id)
    if not in_office.filter(role=Post.Role.PARTY_SECRETARY).exists():
        raise errors.NoPartySecretary
    project.opinion_round += 1
    _stands(project, Opinion.ASKED)
    record("projects.opinion_asked", project, by=by, round=project.opinion_round)
    return project


@transaction.atomic
def give_opinion(
    project: Project, *, agrees: bool, words: str, read_round: int | None = None, by: Post
) -> PartyOpinion:
    """Return the Party branch's opinion of the text that waits for it, one for each round.

    建议修改 gives a draft back to the committee: it edits and asks anew. ``read_round`` is the round whose
    text was read; where the committee sent another one since, nothing is kept.
    Raises NotAllowed, StateRefused, OpinionNotAsked, ReasonRequired (field ``words``), NumbersInText.
    """
    project = lock(project)
    if not rules.may_give_opinion(by, project.estate):
        raise NotAllowed(needed="本小区党支部书记")
    _before_vote(project, "提党组织意见")
    if project.opinion != Opinion.ASKED or read_round not in (None, project.opinion_round):
        raise errors.OpinionNotAsked
    said = public_text(words, "words")
    if not (agrees or said):
        raise errors.ReasonRequired(field="words")
    opinion = PartyOpinion.objects.create(
        street_id=project.street_id,
        estate_id=project.estate_id,
        project=project,
        round=project.opinion_round,
        agrees=agrees,
        words=said,
        by=by,
    )
    _stands(project, Opinion.AGREED if agrees else Opinion.ADVISED)
    record("projects.opinion_given", project, by=by, round=opinion.round, agrees=agrees)
    return opinion


def _before_vote(project: Project, wanted: str) -> None:
    if project.state not in Project.BEFORE_VOTE:
        raise StateRefused(current=project.get_state_display(), wanted=wanted)


def _stands(project: Project, opinion: Opinion) -> None:
    project.opinion = opinion
    project.save(update_fields=["opinion", "opinion_round"])
