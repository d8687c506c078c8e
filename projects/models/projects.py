"""The micro-project (小微项目): its states are the road of the five 众人, none can be left out."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from ballots.models import Ballot
from core import clock
from estates.models import Post
from funds.models import Fund, Source
from notices.models import Notice
from projects.models.concerns import PLACE_LENGTH, Concern
from tenancy.fields import EstateOwned, TenantForeignKey, TenantOneToOneField


class State(models.TextChoices):
    """Where a project stands."""

    DRAFT = "draft", "正在起草"
    PROPOSED = "proposed", "征集联名"
    COSIGNED = "cosigned", "联名已够"
    VOTING = "voting", "正在投票"
    VOTED_DOWN = "voted_down", "表决没有通过"
    RESULT_NOTICE = "result_notice", "结果公示"
    COMMUNITY_REVIEW = "community_review", "社区初审"
    STREET_REVIEW = "street_review", "街道复审"
    RETURNED = "returned", "退回补正"
    REFUSED = "refused", "未获批准"
    APPROVED = "approved", "已立项"
    IN_PROGRESS = "in_progress", "正在办"
    COMPLETED = "completed", "等待验收"
    ACCEPTED = "accepted", "验收合格"
    SETTLED = "settled", "居民评价"
    CLOSED = "closed", "已结项"
    CANCELLED = "cancelled", "已取消"


STAGES = ("众人事", "众人提", "众人议", "众人办", "众人评")
# The stage, counted from 0, in which a project of this state is; 5 means that all five lie behind it.
STAGE_OF = {
    State.DRAFT: 1,
    State.PROPOSED: 1,
    State.COSIGNED: 2,
    State.VOTING: 2,
    State.VOTED_DOWN: 2,
    State.RESULT_NOTICE: 2,
    State.COMMUNITY_REVIEW: 2,
    State.STREET_REVIEW: 2,
    State.RETURNED: 2,
    State.REFUSED: 2,
    State.APPROVED: 3,
    State.IN_PROGRESS: 3,
    State.COMPLETED: 3,
    State.ACCEPTED: 3,
    State.SETTLED: 4,
    State.CLOSED: 5,
}


# What lists show of a project, of its ballot and of its result notice.
LISTED = (
    *("street", "estate", "ballot", "result_notice", "fund", "title", "number", "state", "opinion"),
    "budget_fen",
    *("proposed_at", "cosigns_needed", "review_due_on", "rating_closes_at", "ended_at"),
)
BALLOT = ("estate", "state", "opens_at", "closes_at")
NOTICE = ("estate", "state", "ends_at")


# Written by hand, and compiled with every query of projects: five subqueries of the ORM's take it as long as
# the whole query takes the server. No value comes from outside; row security holds as ever.
BELOW = "r.estate_id = projects_project.estate_id AND r.project_id = projects_project.id"
COSIGNS = f"FROM projects_cosign r WHERE {BELOW}"
LINES = f"FROM projects_fundingline r WHERE {BELOW}"
ASKED = f"coalesce(sum(r.asked_fen), 0)::bigint {LINES} AND r.source = 'street_incentive'"
WAITING = (
    f"FROM projects_acceptance r WHERE {BELOW} AND r.conclusion = 'passed' AND r.resident_conclusion = ''"
)
OBJECTIONS = (
    "FROM notices_objection r WHERE r.estate_id = projects_project.estate_id"
    " AND r.notice_id = projects_project.result_notice_id"
)


def states_in(stage: int) -> list[str]:
    """Return the states of projects under way in one of the five stages (1–4), or of those closed (5)."""
    return [state for state, at in STAGE_OF.items() if at == stage and state not in Project.FAILED]


def _fact(sql: str, field: "models.Field[Any, Any]") -> RawSQL:
    return RawSQL(sql, (), field)  # noqa: S611  (constants only)


def asked_of_street() -> RawSQL:
    """Return the expression of what a project asks the street for, in fen, for a query of projects."""
    return _fact(f"(SELECT {ASKED})", models.BigIntegerField())


class ProjectQuerySet(models.QuerySet["Project"]):
    """Projects by who has to do with them."""

    def public(self) -> "ProjectQuerySet":
        """Return what everybody may read: whatever was put before the neighbours."""
        return self.exclude(proposed_at=None)

    def under_way(self) -> "ProjectQuerySet":
        """Return the projects that have not come to an end."""
        return self.exclude(state__in=Project.ENDED)

    def for_party(self) -> "ProjectQuerySet":
        """Return what waits for the Party branch's opinion, the oldest first."""
        return self.filter(opinion="asked", state__in=Project.BEFORE_VOTE).order_by("id")

    def with_next_act(self, *more: str) -> "ProjectQuerySet":
        """Return rows for a list in one query: what ``reports.next_act`` looks at, and ``more`` fields."""
        rows = self._with_facts().select_related("ballot", "result_notice")
        return rows.only(
            *(*LISTED, *more),
            *(f"ballot__{name}" for name in BALLOT),
            *(f"result_notice__{name}" for name in NOTICE),
        )

    def with_progress(self) -> "ProjectQuerySet":
        """Return the projects with all that ``reports.next_act`` and those who work on them look at."""
        rows = self._with_facts().select_related(
            "estate", "concern", "ballot", "result_notice", "fund", "responsible__person"
        )
        return rows.prefetch_related("funding_lines")

    def _with_facts(self) -> "ProjectQuerySet":
        """Add what can be said of the rows below a project without reading them."""
        return self.annotate(
            cosigns_given=_fact(f"(SELECT count(*) {COSIGNS})", models.IntegerField()),
            covered_fen=_fact(f"(SELECT sum(r.amount_fen)::bigint {LINES})", models.BigIntegerField()),
            awaits_resident=_fact(f"EXISTS(SELECT {WAITING})", models.BooleanField()),
            has_open_objection=_fact(
                f"EXISTS(SELECT {OBJECTIONS} AND r.state = 'open')", models.BooleanField()
            ),
            has_upheld_objection=_fact(
                f"EXISTS(SELECT {OBJECTIONS} AND r.outcome = 'upheld')", models.BooleanField()
            ),
        )

    def with_asked(self) -> "ProjectQuerySet":
        """Add what the street is asked for as ``asked``, in fen: ``asked_fen`` without reading the lines."""
        return self.annotate(asked=asked_of_street())

    def for_reviewer(self, post: Post) -> "ProjectQuerySet":
        """Return what this post decides on, what is due first at the top; nothing for other posts."""
        if post.is_community:
            own = self.filter(state=State.COMMUNITY_REVIEW, estate__community_id=post.community_id)
        elif post.role in (Post.Role.STREET_OFFICER, Post.Role.STREET_LEADER):
            own = self.filter(state=State.STREET_REVIEW)
        else:
            return self.none()
        return own.order_by("review_due_on", "id")


class Project(EstateOwned):
    """A micro-project: one concern, one plan, one budget, one ballot, one fund."""

    State = State

    class Need(models.TextChoices):
        SAFETY = "safety", "安全"
        CONVENIENCE = "convenience", "便民"
        ENVIRONMENT = "environment", "环境"

    class Kind(models.TextChoices):
        FACILITY = "facility", "设施改善"
        ACTIVITY = "activity", "活动开展"
        CLEANING = "cleaning", "环境整治"
        SERVICE = "service", "服务"
        GOODS = "goods", "实物"

    class Opinion(models.TextChoices):
        """Where the text stands with the Party branch; blank: not asked since the text last changed."""

        ASKED = "asked", "等党组织意见"
        AGREED = "agreed", "党组织同意"
        ADVISED = "advised", "党组织建议修改"

    MOVES = {
        State.DRAFT: (State.PROPOSED, State.CANCELLED),
        State.PROPOSED: (State.COSIGNED, State.CANCELLED),
        State.COSIGNED: (State.VOTING, State.CANCELLED),
        State.VOTING: (State.RESULT_NOTICE, State.VOTED_DOWN, State.CANCELLED),
        State.VOTED_DOWN: (),
        State.RESULT_NOTICE: (State.COMMUNITY_REVIEW, State.CANCELLED),
        State.COMMUNITY_REVIEW: (State.STREET_REVIEW, State.RETURNED, State.REFUSED),
        State.STREET_REVIEW: (State.APPROVED, State.RETURNED, State.REFUSED),
        State.RETURNED: (State.COMMUNITY_REVIEW, State.STREET_REVIEW, State.CANCELLED),
        State.REFUSED: (),
        State.APPROVED: (State.IN_PROGRESS, State.CANCELLED),
        State.IN_PROGRESS: (State.COMPLETED,),
        State.COMPLETED: (State.ACCEPTED, State.IN_PROGRESS),
        State.ACCEPTED: (State.SETTLED,),
        State.SETTLED: (State.CLOSED,),
        State.CLOSED: (),
        State.CANCELLED: (),
    }
    FAILED = (State.VOTED_DOWN, State.REFUSED, State.CANCELLED)
    ENDED = (*FAILED, State.CLOSED)
    IN_REVIEW = (State.COMMUNITY_REVIEW, State.STREET_REVIEW)
    # Until it is voted on, the Party branch can be asked.
    BEFORE_VOTE = (State.DRAFT, State.PROPOSED, State.COSIGNED)
    # Projects of the programme that are counted as 落地 (domain.md §1.4).
    LANDED = (State.ACCEPTED, State.SETTLED, State.CLOSED)

    concern = TenantForeignKey(Concern, related_name="projects", verbose_name="来自诉求")
    year = models.PositiveSmallIntegerField("年份")
    sequence = models.PositiveIntegerField("序号")
    number = models.CharField("编号", max_length=24)
    title = models.CharField("名称", max_length=40)
    need = models.CharField("需求", max_length=11, choices=Need)
    kind = models.CharField("类型", max_length=8, choices=Kind)
    place = models.CharField("地点", max_length=PLACE_LENGTH, blank=True)
    plan = models.CharField("做什么、怎么做", max_length=1000, blank=True)
    starts_on = models.DateField("计划开工", null=True)
    ends_on = models.DateField("计划完工", null=True)
    beneficiaries = models.PositiveIntegerField("受益户数", null=True)
    warranty_months = models.PositiveSmallIntegerField("质保（月）", default=0)
    responsible = TenantForeignKey(Post, null=True, related_name="+", verbose_name="负责委员")
    budget_fen = models.BigIntegerField("预算", default=0)

    changes_common_part = models.BooleanField("是否改变共有部分用途", null=True)
    common_part_reason = models.CharField("判断理由", max_length=200, blank=True)
    common_part_by = TenantForeignKey(Post, null=True, related_name="+", verbose_name="判断人")

    state = models.CharField("状态", max_length=16, choices=State, default=State.DRAFT)
    drafted_at = models.DateTimeField("起草时间", default=clock.now)
    drafted_by = TenantForeignKey(Post, related_name="+", verbose_name="起草人")
    opinion = models.CharField("党组织意见", max_length=7, choices=Opinion, blank=True)
    opinion_round = models.PositiveSmallIntegerField("第几次送党组织", default=0)
    proposed_at = models.DateTimeField("提出时间", null=True)
    rules_version = models.CharField("规则版本", max_length=24, blank=True)
    cosigns_needed = models.PositiveIntegerField("需要联名户数", default=0)

    ballot = TenantOneToOneField(Ballot, null=True, related_name="project", verbose_name="表决")
    result_notice = TenantForeignKey(Notice, null=True, related_name="+", verbose_name="结果公示")
    review_due_on = models.DateField("审核期限", null=True)
    review_round = models.PositiveSmallIntegerField("审核轮次", default=0)
    fund = TenantOneToOneField(Fund, null=True, related_name="project", verbose_name="项目资金")
    warranty_starts_on = models.DateField("质保起", null=True)
    warranty_ends_on = models.DateField("质保止", null=True)
    settlement = models.JSONField("决算", default=dict)
    settlement_notice = TenantForeignKey(Notice, null=True, related_name="+", verbose_name="决算公示")
    rating_closes_at = models.DateTimeField("评价截止", null=True)
    households = models.PositiveIntegerField("可评价户数", default=0)
    ratings_needed = models.PositiveIntegerField("需要评价户数", default=0)
    ended_at = models.DateTimeField("结束时间", null=True)
    end_reason = models.CharField("结束原因", max_length=300, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "项目"
        constraints = [
            models.UniqueConstraint(fields=["estate", "year", "sequence"], name="one_project_per_number"),
            models.UniqueConstraint(
                fields=["estate", "concern"],
                condition=~Q(state__in=["voted_down", "refused", "cancelled"]),
                name="one_living_project_per_concern",
            ),
            models.CheckConstraint(condition=Q(budget_fen__gte=0), name="project_budget_is_not_negative"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | (Q(proposed_at__isnull=False, changes_common_part__isnull=False) & Q(budget_fen__gt=0)),
                name="proposed_project_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed", "cosigned", "cancelled"])
                | Q(ballot__isnull=False),
                name="project_past_voting_has_its_ballot",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=["approved", "in_progress", "completed", "accepted", "settled", "closed"]
                )
                | Q(fund__isnull=False, result_notice__isnull=False),
                name="approved_project_has_fund_and_notice",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["community_review", "street_review"])
                | Q(review_due_on__isnull=False, result_notice__isnull=False),
                name="project_in_review_has_a_due_day",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="project_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(opinion="") | Q(opinion_round__gt=0), name="project_with_an_opinion_was_sent"
            ),
        ]
        indexes = [
            models.Index(fields=["estate", "state"], name="project_by_state"),
            models.Index(
                fields=["estate", "-id"],
                condition=~Q(state__in=["voted_down", "refused", "cancelled", "closed"]),
                name="project_under_way",
            ),
            models.Index(
                fields=["estate", "id"],
                condition=Q(opinion="asked", state__in=["draft", "proposed", "cosigned"]),
                name="project_waits_for_opinion",
            ),
            models.Index(fields=["street", "state", "review_due_on"], name="project_by_review_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """Return where it stands, in words; every list asks it of every row, and Django's own is slow."""
        return State(self.state).label

    @property
    def subject(self) -> str:
        """How ballots, notices and the ledger name this project."""
        return f"projects.project:{self.pk}"

    @property
    def stage(self) -> int:
        """The stage it is in, counted from 0; 5 where all five lie behind it."""
        if self.state == State.CANCELLED:
            return 3 if self.fund_id else 2 if self.ballot_id else 1
        return STAGE_OF[State(self.state)]

    @property
    def stage_label(self) -> str:
        """The name of the stage it is in: 众人议; 已结项 after the last."""
        return STAGES[self.stage] if self.stage < len(STAGES) else str(State.CLOSED.label)

    @property
    def has_ended(self) -> bool:
        """Whether nothing more can happen to it."""
        return self.state in self.ENDED

    @property
    def is_public(self) -> bool:
        """Whether it was ever put before the neighbours."""
        return self.proposed_at is not None

    @property
    def is_rating_open(self) -> bool:
        """Whether homes can rate it at this moment."""
        return (
            self.state == State.SETTLED
            and self.rating_closes_at is not None
            and clock.now() < self.rating_closes_at
        )

    @property
    def asked_fen(self) -> int:
        """What the street is asked for, in fen."""
        return sum(line.asked_fen for line in self.funding_lines.all() if line.source == Source.STREET)

    @property
    def gap_fen(self) -> int:
        """What of the budget no source covers since the street granted less. Source: issue C4."""
        return self.budget_fen - sum(line.amount_fen for line in self.funding_lines.all())
