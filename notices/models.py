"""Everything that is published: numbered, with a period by law, frozen, open to objections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q

from core import clock, masking
from estates.models import Person, Post, Unit
from tenancy.fields import EstateOwned, TenantForeignKey
from tenancy.models import StoredFile


class Series(EstateOwned):
    """The counter behind the numbers of one kind of notice in one year: 〔2026〕3号 follows 〔2026〕2号."""

    kind = models.CharField("种类", max_length=12)
    year = models.PositiveSmallIntegerField("年份")
    last_number = models.PositiveIntegerField("最后一个编号", default=0)

    class Meta:
        verbose_name = "编号序列"
        constraints = [
            models.UniqueConstraint(fields=["estate", "kind", "year"], name="one_series_per_kind_and_year")
        ]


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by what the reader may do with them."""

    def public(self) -> "NoticeQuerySet":
        """Return what everybody may find: published, also what was withdrawn afterwards."""
        return self.exclude(published_at=None)

    def in_period(self, at: datetime | None = None) -> "NoticeQuerySet":
        """Return the published notices whose period runs at ``at`` (now)."""
        return self.filter(state=Notice.State.PUBLISHED, ends_at__gt=at or clock.now())

    def out_of_period(self) -> "NoticeQuerySet":
        """Return the notices that ``in_period`` leaves out."""
        over = Q(ends_at=None) | Q(ends_at__lte=clock.now())
        return self.filter(over | ~Q(state=Notice.State.PUBLISHED))

    def open_first(self, total: int) -> "OpenFirst":
        """Return these ``total`` notices as a list for a pager: running periods first, then the newest."""
        running = self.in_period().order_by("ends_at", "-published_at", "-id")
        return OpenFirst(list(running), self.out_of_period().order_by("-published_at", "-id"), total)


@dataclass(frozen=True)
class OpenFirst:
    """Notices whose period runs, the one that ends soonest at the top, then the others, read as asked for.

    Two lists, each in the order of an index: no index holds an order that depends on what time it is.
    """

    running: list["Notice"]
    others: NoticeQuerySet
    total: int

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list["Notice"]:
        start, stop, _ = part.indices(self.total)
        passed = len(self.running)
        return [*self.running[start:stop], *self.others[max(start - passed, 0) : max(stop - passed, 0)]]


class Notice(EstateOwned):
    """A published thing: what it says is frozen the moment it is prepared; only its state moves on.

    ``snapshot`` holds the figures it was made from: see notices/README.md for the keys that every page and
    print knows. ``letterhead`` holds the words of the frame (who signs, whom to ring) as they were.
    """

    class Kind(models.TextChoices):
        DISCLOSURE = "disclosure", "资金公示"
        RESULT = "result", "结果公示"
        PROJECT = "project", "项目公示"
        SETTLEMENT = "settlement", "决算公示"
        REFUND = "refund", "退款公示"
        OTHER = "other", "公示"
        ANNOUNCEMENT = "announcement", "公告"
        INFORMATION = "information", "通知"
        CORRECTION = "correction", "更正公告"

    class State(models.TextChoices):
        PREPARED = "prepared", "正在生成"
        PUBLISHED = "published", "已公布"
        WITHDRAWN = "withdrawn", "已撤回"

    # 公示 invites objections and has a period; 公告 and 通知 tell (domain.md §4.2).
    WITH_PERIOD = (Kind.DISCLOSURE, Kind.RESULT, Kind.PROJECT, Kind.SETTLEMENT, Kind.REFUND, Kind.OTHER)
    MOVES = {
        State.PREPARED: (State.PUBLISHED, State.WITHDRAWN),
        State.PUBLISHED: (State.WITHDRAWN,),
        State.WITHDRAWN: (),
    }

    kind = models.CharField("种类", max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField("编号年份")
    sequence = models.PositiveIntegerField("序号")
    number = models.CharField("编号", max_length=80)
    code = models.CharField("查验码", max_length=32)
    title = models.CharField("标题", max_length=120)
    paragraphs = models.JSONField("正文", default=list)
    snapshot = models.JSONField("附表", default=dict)
    letterhead = models.JSONField("落款与联系", default=dict)
    template = models.CharField("版式", max_length=60)
    subject = models.CharField("所属事项", max_length=80, blank=True)
    period_days = models.PositiveSmallIntegerField("公示天数", null=True)
    rules_version = models.CharField("规则版本", max_length=24)
    prepared_at = models.DateTimeField("拟定时间", default=clock.now)

    state = models.CharField("状态", max_length=9, choices=State, default=State.PREPARED)
    published_at = models.DateTimeField("公布时间", null=True)
    posted_on = models.DateField("公布日期", null=True)
    ends_at = models.DateTimeField("公示期止", null=True)
    provisional = models.BooleanField("止期暂定", default=False)
    pdf = TenantForeignKey(StoredFile, null=True, related_name="+", verbose_name="PDF")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawal_reason = models.CharField("撤回原因", max_length=300, blank=True)
    concealed = models.BooleanField("撤回后不再显示正文", default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "公示"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "kind", "year", "sequence"], name="one_notice_per_number"
            ),
            models.UniqueConstraint(fields=["estate", "code"], name="one_notice_per_code"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, posted_on__isnull=False),
                name="published_notice_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(period_days=None) | Q(posted_on=None) | Q(ends_at__isnull=False),
                name="posted_period_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="withdrawal_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["estate", "subject", "kind"], name="notice_by_subject"),
            models.Index(fields=["estate", "-published_at", "-id"], name="notice_by_age"),
            models.Index(fields=["estate", "kind", "-published_at", "-id"], name="notice_by_kind"),
            models.Index(fields=["estate", "ends_at"], condition=Q(state="published"), name="notice_by_end"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def first_day(self) -> date | None:
        """The first day that counts, the one after posting. Source: 民法典 201."""
        return self.posted_on + timedelta(days=1) if self.posted_on and self.ends_at else None

    @property
    def last_day(self) -> date | None:
        """The day at whose end the period is over."""
        return clock.local(self.ends_at).date() - timedelta(days=1) if self.ends_at else None

    @property
    def in_period(self) -> bool:
        """Whether objections can still be raised."""
        return self.state == self.State.PUBLISHED and self.ends_at is not None and clock.now() < self.ends_at

    @property
    def shows_text(self) -> bool:
        """Whether the public may read what it says."""
        return self.published_at is not None and not self.concealed

    @property
    def shown_title(self) -> str:
        """The title as the public may read it."""
        return f"{self.number}（内容已撤下）" if self.concealed else self.title

    @property
    def code_in_fours(self) -> str:
        """The code as it is printed, to be typed: 1011-7K3M-9QPD-…"""
        number, code = self.code.split("-")
        return "-".join([number, *(code[start : start + 4] for start in range(0, len(code), 4))])

    @property
    def objection_list(self) -> Iterable["Objection"]:
        """The objections in the order in which they came."""
        return self.objections.order_by("id")


class Objection(EstateOwned):
    """What a home has against a notice, and the written reply; one of each per home and notice."""

    class State(models.TextChoices):
        OPEN = "open", "等待答复"
        ANSWERED = "answered", "已答复"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "成立"
        PARTLY = "partly", "部分成立"
        REJECTED = "rejected", "不成立"

    MOVES = {State.OPEN: (State.ANSWERED,), State.ANSWERED: ()}

    notice = TenantForeignKey(Notice, related_name="objections", verbose_name="公示")
    unit = TenantForeignKey(Unit, related_name="+", verbose_name="房屋")
    person = TenantForeignKey(Person, related_name="+", verbose_name="提出人")
    building = models.CharField("楼栋", max_length=20)
    text = models.CharField("内容", max_length=500)
    filed_at = models.DateTimeField("提出时间", default=clock.now)
    due_on = models.DateField("应答复日期")
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    outcome = models.CharField("结论", max_length=8, choices=Outcome, blank=True)
    reply = models.CharField("答复", max_length=1000, blank=True)
    answered_by = TenantForeignKey(Post, null=True, related_name="+", verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "异议"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "notice", "unit"], name="one_objection_per_unit_and_notice"
            ),
            models.CheckConstraint(
                condition=Q(state="open", outcome="", reply="", answered_at=None)
                | (Q(state="answered", answered_at__isnull=False) & ~Q(outcome="") & ~Q(reply="")),
                name="answered_objection_has_a_reply",
            ),
        ]
        indexes = [
            models.Index(fields=["estate", "state", "due_on"], name="objection_by_due_day"),
            models.Index(fields=["estate", "notice"], condition=Q(outcome="upheld"), name="objection_upheld"),
        ]

    @property
    def label(self) -> str:
        """Who objects, as the public may read it: 3栋 张**. Needs ``person``."""
        where = masking.mask_door(self.building, "", "", masking.Audience.PUBLIC)
        return f"{where} {self.person.masked_name}"
