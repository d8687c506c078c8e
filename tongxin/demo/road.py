"""The road of a case through the five 众人, each step by its own role, as far as its diary goes."""

import random
from collections.abc import Generator, Sequence
from datetime import date, timedelta

from ballots.counting import ABSTAIN, AGAINST, FOR
from ballots.models import Ballot
from core import clock
from estates.models import Post
from notices.models import Objection
from projects.models import Acceptance, Concern, Document, Project, Rating, Review
from tongxin.demo.case import Case, Trouble
from tongxin.demo.drawing import paper, scene
from tongxin.demo.purse import collect, receive_grant, spend, take
from tongxin.demo.stage import Cue, Players, Story, at, not_before, office, spread

Role = Post.Role
Steps = Generator[Cue, None, Project]
A_DAY, A_MORNING = timedelta(days=1), timedelta(hours=10)
LEVELS = (Rating.Level.VERY_SATISFIED, Rating.Level.SATISFIED, Rating.Level.FAIR, Rating.Level.DISSATISFIED)


def road(players: Players, case: Case) -> Story:
    """Tell the whole case, as far as its diary goes."""
    concern = yield from report(players, case.trouble)
    if case.diary.drafted is None:
        return
    project = yield from _go(players, case, concern)
    if case.given_up is not None:
        day, reason = case.given_up
        yield at(day, 20)
        players.hands.cancel_project(project, reason=reason, by=players.post(Role.CHAIR))


def _go(players: Players, case: Case, concern: Concern) -> Steps:
    """Walk from the draft as far as the diary goes."""
    legs = (
        (case.diary.proposed, _put_forward),
        (case.diary.vote_opens, _vote),
        (case.diary.counted, _count),
        (case.diary.submitted, _review),
        (case.diary.started, _work),
        (case.diary.completed, _accept),
        (case.diary.settled, _rate),
    )
    project = yield from _draft(players, case, concern)
    for day, leg in legs:
        if day is None:
            break
        project = yield from leg(players, case, project)
    return project


def report(players: Players, trouble: Trouble) -> Generator[Cue, None, Concern]:
    """众人事: a resident reports, the community looks it over, neighbours say 我家也有."""
    reporter = players.some(1, trouble.words)[0]
    yield at(trouble.filed_on, 19, 20)
    concern = players.hands.start_concern(players.estate, photo=scene(trouble.scene), by=reporter)
    players.hands.describe_concern(
        concern, building=reporter.unit.building, place=trouble.place, words=trouble.words, by=reporter
    )
    if trouble.is_draft:
        return concern
    concern = players.hands.file_concern(concern, by=reporter)
    if trouble.published_on is None:
        return concern
    yield at(trouble.published_on, 9, 30)
    officer = players.post(Role.COMMUNITY_OFFICER)
    if trouble.declined_because:
        return players.hands.decline_concern(concern, reason=trouble.declined_because, by=officer)
    concern = players.hands.publish_concern(
        concern, place=trouble.place, words=trouble.words, photo_shown=True, by=officer
    )
    neighbours = [home for home in players.some(trouble.supports + 1, trouble.place) if home != reporter]
    cues = spread(trouble.published_on + A_DAY, trouble.published_on + 3 * A_DAY, trouble.supports)
    for cue, home in zip(cues, neighbours, strict=False):
        yield cue
        players.hands.support_concern(concern, by=home)
    if trouble.settled is None:
        return concern
    yield at(trouble.settled.on, 17, 30)
    photo = scene(trouble.settled.scene)
    member = players.post(Role.MEMBER)
    return players.hands.resolve_concern(concern, words=trouble.settled.words, photo=photo, by=member)


def _draft(players: Players, case: Case, concern: Concern) -> Steps:
    assert case.plan is not None and case.diary.drafted is not None
    plan, member = case.plan, players.post(Role.MEMBER, case.member)
    yield at(case.diary.drafted, 20)
    project = players.hands.draft_project(
        concern, title=plan.title, need=plan.need, kind=plan.kind, by=member
    )
    players.hands.set_plan(
        project,
        place=case.trouble.place,
        plan=plan.how,
        starts_on=case.works[0],
        ends_on=case.works[1],
        beneficiaries=plan.beneficiaries,
        warranty_months=plan.warranty_months,
        responsible=member,
        by=member,
    )
    players.hands.set_budget(project, plan.lines, by=member)
    players.hands.set_sources(project, plan.sources, by=member)
    for serial, (note, lines) in enumerate(plan.quotes):
        photo = paper("报价单", tuple(lines), serial=serial)
        players.hands.add_document(
            project, kind=Document.Kind.QUOTE, note=note, photo=photo, is_shown=False, by=member
        )
    return players.hands.answer_common_part(project, changes=False, reason=plan.common_part, by=member)


def _put_forward(players: Players, case: Case, project: Project) -> Steps:
    """众人提: the plan goes before the neighbours, who put their names under it."""
    assert case.diary.proposed is not None
    yield at(case.diary.proposed, 20)
    project = players.hands.propose_project(project, by=players.post(Role.MEMBER, case.member))
    last = case.diary.cosigned or case.diary.proposed + A_DAY
    cues = spread(case.diary.proposed + A_DAY, last, case.cosigns)
    for cue, home in zip(cues, players.some(case.cosigns, f"联名 {project.title}"), strict=True):
        yield cue
        players.hands.co_sign(project, by=home)
    return project


def _vote(players: Players, case: Case, project: Project) -> Steps:
    """众人议: the roll is frozen, the households answer."""
    diary = case.diary
    assert diary.vote_opens is not None and diary.vote_closes is not None and diary.votes_until is not None
    yield at(diary.vote_opens, 9)
    project = players.hands.open_vote(
        project,
        opens_at=clock.now(),
        closes_at=at(diary.vote_closes, 21).moment,
        sub_decisions=case.votes.asked_besides,
        by=players.post(Role.CHAIR),
    )
    answers = _answers(players, case, project)
    homes = players.some(len(answers), f"投票 {project.title}")
    cues = spread(diary.vote_opens + A_DAY, diary.votes_until, len(answers))
    for cue, home, choices in zip(cues, homes, answers, strict=True):
        yield cue
        players.hands.cast_vote(_ballot(project), by=home, choices=choices)
    return project


def _answers(players: Players, case: Case, project: Project) -> list[dict[int, str]]:
    """Return what each voting home answers: yes or no as planned, options two to one for the first."""
    first, *others = players.hands.matters_of(_ballot(project))
    votes = case.votes
    mains = [FOR] * votes.agree + [AGAINST] * votes.disagree + [ABSTAIN] * votes.abstain
    random.Random(project.title).shuffle(mains)  # noqa: S311 (a play, not a secret)
    return [
        {first.pk: choice}
        | {matter.pk: "option2" if (turn + matter.no) % 3 == 0 else "option1" for matter in others}
        for turn, choice in enumerate(mains)
    ]


def _count(players: Players, case: Case, project: Project) -> Steps:
    """The votes are counted, the result is posted; an objection with a reply is answered."""
    assert case.diary.counted is not None
    yield at(case.diary.counted, 10)
    project = players.hands.close_vote(project, by=players.post(Role.CHAIR))
    if case.objection is None:
        return project
    assert project.result_notice is not None
    text, reply = case.objection
    yield at(case.diary.counted + 2 * A_DAY, 20)
    objection = players.hands.file_objection(project.result_notice, text=text, by=players.some(1, text)[0])
    if not reply:
        return project
    yield at(case.diary.counted + 3 * A_DAY, 18)
    outcome = Objection.Outcome.REJECTED
    players.hands.answer_objection(objection, outcome=outcome, text=reply, by=players.post(Role.CHAIR))
    return project


def _review(players: Players, case: Case, project: Project) -> Steps:
    """Community, then street; with approval the street's money is set aside."""
    diary = case.diary
    assert diary.submitted is not None and project.result_notice is not None
    stands = project.result_notice.ends_at
    assert stands is not None
    yield not_before(at(diary.submitted, 10), stands + A_MORNING)
    project = players.hands.submit_for_review(project, by=players.post(Role.MEMBER, case.member))
    if diary.community is None:
        return project
    yield at(diary.community, 15)
    project = _decide(players, case, project, Review.Level.COMMUNITY)
    if diary.street is None:
        return project
    yield office(diary.street, 11)
    return _decide(players, case, project, Review.Level.STREET)


def _decide(players: Players, case: Case, project: Project, level: Review.Level) -> Project:
    street = level == Review.Level.STREET
    by = players.post(Role.STREET_OFFICER if street else Role.COMMUNITY_OFFICER)
    said = case.decided
    if said is None or said.level != level:
        approved = Review.Decision.APPROVED
        return players.hands.review_project(project, level=level, decision=approved, by=by)
    return players.hands.review_project(
        project, level=level, decision=said.decision, items=said.items, reason=said.reason, by=by
    )


def _work(players: Players, case: Case, project: Project) -> Steps:
    """众人办: the residents' share comes in, work begins, bills are filed, approved and paid."""
    fund = project.fund
    assert case.diary.started is not None and fund is not None
    if case.gifts is not None:
        yield from collect(players, fund, case.gifts)
    yield from take(players, fund, case.presents)
    yield at(case.diary.started, 9)
    project = players.hands.start_project(project, by=players.post(Role.MEMBER, case.member))
    payments, bills = list(enumerate(case.payments, 1)), list(case.bills)
    while payments or bills:
        if payments and (not bills or payments[0][1][0] <= bills[0].filed_on):
            number, payment = payments.pop(0)
            yield from receive_grant(players, fund, number, *payment)
        else:
            yield from spend(players, fund, bills.pop(0))
    return project


def _accept(players: Players, case: Case, project: Project) -> Steps:
    """A committee member and a resident look at the work."""
    assert case.diary.completed is not None
    member = players.post(Role.MEMBER, case.member)
    yield at(case.diary.completed, 17)
    project = players.hands.complete_project(project, words="", by=member)
    if case.diary.accepted is None:
        return project
    seen, thought = case.acceptance
    yield at(case.diary.accepted, 10)
    acceptance = players.hands.file_acceptance(
        project,
        conclusion=Acceptance.Conclusion.PASSED,
        words=seen,
        photo=scene(case.after),
        photo_shown=True,
        by=member,
    )
    yield at(case.diary.accepted, 16)
    resident = players.some(1, project.title)[0]
    passed = Acceptance.Conclusion.PASSED
    return players.hands.confirm_acceptance(acceptance, conclusion=passed, words=thought, by=resident)


def _rate(players: Players, case: Case, project: Project) -> Steps:
    """众人评: the money is settled, homes rate, the project is closed and its concern resolved."""
    diary = case.diary
    assert diary.settled is not None and diary.rated is not None
    yield at(diary.settled, 19)
    project = players.hands.settle_project(project, by=players.post(Role.MEMBER, case.member))
    levels = [level for level, count in zip(LEVELS, case.ratings, strict=True) for _ in range(count)]
    random.Random(project.title).shuffle(levels)  # noqa: S311 (a play, not a secret)
    cues = spread(diary.settled + A_DAY, diary.rated, len(levels))
    for cue, home, level in zip(
        cues, players.some(len(levels), f"评价 {project.title}"), levels, strict=True
    ):
        yield cue
        players.hands.rate_project(project, level=level, by=home)
    if diary.closed is None:
        return project
    yield _after_all(project, diary.closed)
    return players.hands.close_project(
        project, proof=case.proof, photo=scene(case.after), by=players.post(Role.MEMBER, case.member)
    )


def _after_all(project: Project, day: date) -> Cue:
    """Return the cue of a day on which the ratings are closed and the settlement notice stands."""
    assert project.settlement_notice is not None and project.settlement_notice.ends_at is not None
    assert project.rating_closes_at is not None
    ends: Sequence = (project.settlement_notice.ends_at, project.rating_closes_at)
    return not_before(at(day, 10), max(ends) + A_MORNING)


def _ballot(project: Project) -> Ballot:
    assert project.ballot is not None
    return project.ballot
