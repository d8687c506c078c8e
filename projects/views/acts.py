"""The committee's acts, one row each: its form, the service it calls, in which states it stands open."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404

from projects import rules, services
from projects.forms import work as forms
from projects.models import Project
from tenancy.models import Estate

State = Project.State


@dataclass(frozen=True)
class Act:
    """One thing the committee does to a project; ``slug`` is its address and the end of its URL name."""

    slug: str
    title: str
    button: str
    service: Callable[..., object]
    states: tuple[State, ...]
    form: type[forms.WorkForm] = forms.WorkForm
    lead: str = ""
    done: str = "已保存。"
    upload: bool = False
    aside: bool = False

    @property
    def name(self) -> str:
        """The URL name."""
        return f"projects:{self.slug}"


DRAFT = (State.DRAFT,)
PARTS = (
    Act("need", "名称和类别", "保存", services.set_need, DRAFT, forms.NeedForm),
    Act("plan", "做什么、怎么做", "保存", services.set_plan, DRAFT, forms.PlanForm),
    Act(
        "sources",
        "资金来源",
        "保存",
        services.set_sources,
        DRAFT,
        forms.SourcesForm,
        lead="合计要和预算一分不差。居民自筹是自愿的。",
    ),
    Act(
        "common_part",
        "是否改变共有部分用途",
        "保存",
        services.answer_common_part,
        DRAFT,
        forms.CommonPartForm,
    ),
)
ASK_OPINION = Act(
    "ask_opinion",
    "送党组织",
    "送小区党支部书记提意见",
    services.ask_opinion,
    Project.BEFORE_VOTE,
    lead="书记同意了，才能往下办。建议修改的，改好草稿再送一次；每改一次，都要有新的意见。",
    done="已经送小区党支部书记，请等意见。",
)
MOVES = (
    ASK_OPINION,
    Act(
        "propose",
        "提出项目",
        "提出项目，请居民联名",
        services.propose_project,
        DRAFT,
        lead="提出后，内容对所有人公开，不能再改。",
        done="项目已经提出，居民可以联名了。",
    ),
    Act(
        "open_vote",
        "公布投票",
        "固定名册，公布投票",
        services.open_vote,
        (State.COSIGNED,),
        forms.VoteForm,
        lead="请核对。公布后马上开始投票，下面这些和截止时间都不能再改。",
        done="投票已经公布。",
    ),
    Act(
        "count",
        "计票并公示结果",
        "计票并公示结果",
        services.close_vote,
        (State.VOTING,),
        lead="截止以后，或者全部投完，才能计票。结果会马上公示。",
        done="已经计票，结果已公示。",
    ),
    Act(
        "repeat_notice",
        "更正后重新公示",
        "重新公示结果",
        services.repeat_result_notice,
        (State.RESULT_NOTICE,),
        forms.CorrectionForm,
        lead="先撤回原来的公示。重新公示后，公示期从头算。",
        done="已经重新公示。",
    ),
    Act(
        "submit",
        "提交社区初审",
        "提交社区初审",
        services.submit_for_review,
        (State.RESULT_NOTICE,),
        lead="公示期满、异议都了结，才能提交。",
        done="已经提交社区初审。",
    ),
    Act(
        "correct",
        "修改方案",
        "保存修改",
        services.correct_plan,
        (State.RETURNED,),
        forms.CorrectForm,
        lead="表决过的名称、地点、预算和资金来源不能改。",
    ),
    Act(
        "resubmit",
        "重新报审",
        "重新报审",
        services.resubmit_project,
        (State.RETURNED,),
        forms.AnswerForm,
        done="已经重新报审。",
    ),
    Act(
        "cover_gap",
        "落实差额",
        "确认资金来源",
        services.cover_gap,
        (State.APPROVED,),
        forms.GapForm,
        lead="街道核减后，其余来源加上激励资金，要和预算一分不差。确认后会发公告。",
        done="差额已经落实。",
    ),
    Act(
        "start",
        "开工",
        "资金到位，开工",
        services.start_project,
        (State.APPROVED,),
        lead="居民自筹等配套资金到账，才能开工。",
        done="已经开工。",
    ),
    Act(
        "complete",
        "报完工",
        "报完工",
        services.complete_project,
        (State.IN_PROGRESS,),
        forms.CompleteForm,
        done="已经报完工，请验收。",
    ),
    Act(
        "acceptance",
        "验收",
        "提交验收意见",
        services.file_acceptance,
        (State.COMPLETED,),
        forms.AcceptanceForm,
        lead="委员先验收，再请一位不在物管委的居民验收。",
        done="验收意见已经记下。",
        upload=True,
    ),
    Act(
        "settle",
        "决算",
        "办理决算",
        services.settle_project,
        (State.ACCEPTED,),
        lead="支出都付清以后办理。剩下的激励资金退还街道，剩下的自筹资金列出退款。",
        done="已经决算，居民可以评价了。",
    ),
    Act(
        "extend",
        "延长评价时间",
        "延长评价时间",
        services.extend_ratings,
        (State.SETTLED,),
        lead="评价截止了、户数还不够时用。",
        done="评价时间已经延长。",
        aside=True,
    ),
    Act(
        "close",
        "结项",
        "结项",
        services.close_project,
        (State.SETTLED,),
        forms.CloseForm,
        lead="评价、退款、决算公示都完成后结项，诉求同时记为已解决。",
        done="项目已经结项。",
        upload=True,
    ),
    Act(
        "document",
        "添加材料",
        "添加",
        services.add_document,
        tuple(state for state in State if state not in Project.ENDED),
        forms.DocumentForm,
        done="材料已经添加。",
        upload=True,
        aside=True,
    ),
    Act(
        "cancel",
        "取消项目",
        "取消这个项目",
        services.cancel_project,
        tuple(state for state, targets in Project.MOVES.items() if State.CANCELLED in targets),
        forms.ReasonForm,
        lead="取消后不能恢复，诉求仍然保留。已收的自筹资金会列出退款。",
        done="项目已经取消。",
        aside=True,
    ),
)
ACTS = {act.slug: act for act in (*PARTS, *MOVES)}


def act_at(slug: str, estate: Estate) -> Act:
    """Return the act of that address. Raises Http404 where the estate doesn't have it."""
    if slug == ASK_OPINION.slug and not rules.wants_opinion(estate):
        raise Http404
    return ACTS[slug]


def acts_open(project: Project) -> list[Act]:
    """Return the acts that lead on from the project's state, in the order they are taken."""
    acts = [act for act in MOVES if project.state in act.states and not act.aside]
    if ASK_OPINION in acts and (project.opinion or not rules.wants_opinion(project.estate)):
        acts.remove(ASK_OPINION)
    return acts


def acts_aside(project: Project) -> list[Act]:
    """Return the acts that stand open beside the road: papers, more time, giving up."""
    return [act for act in MOVES if project.state in act.states and act.aside]
