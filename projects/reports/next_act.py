"""What happens next with a project, and who has to act: the line every page of it carries."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.urls import reverse

from core import clock
from core.periods import end_of
from notices.models import Notice
from projects.models import Project

State = Project.State


class Who(StrEnum):
    """Whose turn it is; the value is how they are called."""

    COMMITTEE = "物管委"
    RESIDENTS = "居民"
    PARTY = "小区党支部书记"
    COMMUNITY = "社区"
    STREET = "街道"
    TIME = "公示期"
    NOBODY = ""


@dataclass(frozen=True)
class NextAct:
    """The next act: ``words`` say what, ``due_at`` when it must be done or is over."""

    who: Who
    words: str
    due_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Whether the time for it has passed."""
        return self.due_at is not None and clock.now() >= self.due_at


def next_act(project: Project) -> NextAct:
    """Return the next act of a project that was read ``with_next_act`` or ``with_progress``."""
    state = State(project.state)
    if project.opinion and state in Project.BEFORE_VOTE and (act := _of_opinion(project)):
        return act
    if state in _PLAIN:
        who, words = _PLAIN[state]
        return NextAct(who, words)
    return _ASKED[state](project)


def next_page(project: Project, act: NextAct) -> str:
    """Return the page on which the committee takes the next act; the project's own page for others."""
    slug = project.estate.slug
    if project.state == State.RESULT_NOTICE and act.words == _ANSWER:
        return reverse("notices:work", args=[slug])
    name = "projects:work_project" if act.who is Who.COMMITTEE else "projects:show"
    return reverse(name, args=[slug, project.pk])


_ANSWER = "答复异议"
_PLAIN = {
    State.DRAFT: (Who.COMMITTEE, "补全内容，提出项目"),
    State.COSIGNED: (Who.COMMITTEE, "公布投票"),
    State.VOTED_DOWN: (Who.NOBODY, "表决没有通过，项目到此为止，诉求仍然保留"),
    State.RETURNED: (Who.COMMITTEE, "按退回意见补正，重新报审"),
    State.REFUSED: (Who.NOBODY, "没有获批，项目到此为止，诉求仍然保留"),
    State.IN_PROGRESS: (Who.COMMITTEE, "办完后报完工"),
    State.ACCEPTED: (Who.COMMITTEE, "付清支出，办理决算"),
    State.CLOSED: (Who.NOBODY, "项目已经结项"),
    State.CANCELLED: (Who.NOBODY, "项目已经取消"),
}


def _of_opinion(project: Project) -> NextAct | None:
    """Return what the Party branch has to do, or the committee about its advice; None once it agreed."""
    if project.opinion == Project.Opinion.ASKED:
        return NextAct(Who.PARTY, "对这一稿提意见")
    if project.opinion == Project.Opinion.AGREED:
        return None
    words = "按党组织意见修改，再送一次" if project.state == State.DRAFT else "党组织建议修改：取消后改好重提"
    return NextAct(Who.COMMITTEE, words)


def _proposed(project: Project) -> NextAct:
    missing = max(project.cosigns_needed - project.cosigns_given, 0)  # type: ignore[attr-defined]  # annotated
    return NextAct(Who.RESIDENTS, f"联名，还差 {missing} 户就可以投票")


def _voting(project: Project) -> NextAct:
    ballot = project.ballot
    if ballot is None or ballot.is_over or ballot.is_closed:
        return NextAct(Who.COMMITTEE, "计票，公示结果")
    return NextAct(Who.RESIDENTS, "投票", ballot.closes_at)


def _result_notice(project: Project) -> NextAct:
    notice = project.result_notice
    if notice is None or notice.state == Notice.State.WITHDRAWN:
        return NextAct(Who.COMMITTEE, "更正后重新公示结果")
    if project.has_open_objection:  # type: ignore[attr-defined]  # annotated
        return NextAct(Who.COMMITTEE, _ANSWER)
    if project.has_upheld_objection:  # type: ignore[attr-defined]  # annotated
        return NextAct(Who.COMMITTEE, "有异议成立：撤回公示，更正后重新公示")
    if notice.in_period:
        return NextAct(Who.TIME, "公示期满没有异议，就报社区初审", notice.ends_at)
    return NextAct(Who.COMMITTEE, "提交社区初审")


def _community(project: Project) -> NextAct:
    return NextAct(Who.COMMUNITY, "初审", _due(project))


def _street(project: Project) -> NextAct:
    return NextAct(Who.STREET, "复审", _due(project))


def _due(project: Project) -> datetime | None:
    return end_of(project.review_due_on) if project.review_due_on else None


def _approved(project: Project) -> NextAct:
    is_covered = project.covered_fen == project.budget_fen  # type: ignore[attr-defined]  # annotated
    words = "落实街道核减后的差额" if not is_covered else "等配套资金到账，开工"
    return NextAct(Who.COMMITTEE, words)


def _completed(project: Project) -> NextAct:
    if project.awaits_resident:  # type: ignore[attr-defined]  # annotated
        return NextAct(Who.RESIDENTS, "请一位不在物管委的居民验收")
    return NextAct(Who.COMMITTEE, "验收")


def _settled(project: Project) -> NextAct:
    if project.rating_closes_at is not None and clock.now() < project.rating_closes_at:
        return NextAct(Who.RESIDENTS, "评价", project.rating_closes_at)
    return NextAct(Who.COMMITTEE, "结项")


_ASKED = {
    State.PROPOSED: _proposed,
    State.VOTING: _voting,
    State.RESULT_NOTICE: _result_notice,
    State.COMMUNITY_REVIEW: _community,
    State.STREET_REVIEW: _street,
    State.APPROVED: _approved,
    State.COMPLETED: _completed,
    State.SETTLED: _settled,
}
