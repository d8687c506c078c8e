"""A ballot, what it asks, who may answer, what they answered, and what was counted on paper.

Open ballots only (记名): an answer is kept with the elector. The database itself holds the line
(``migrations/0001``): roll, matters and rules stand still once a ballot is open, and nothing is written
into one that is not.
"""

from functools import cached_property

from django.db import models
from django.db.models import F, Q

from ballots.counting import ABSTAIN, AGAINST, FOR
from core import clock
from core.rows import find
from tenancy.fields import EstateOwned, TenantForeignKey


class BallotQuerySet(models.QuerySet):
    """Ballots of the scope."""

    def announced(self) -> "BallotQuerySet":
        """Return those that residents may see."""
        return self.exclude(state=Ballot.State.DRAFT)

    def open(self) -> "BallotQuerySet":
        """Return those that take votes at this moment."""
        now = clock.now()
        return self.filter(state=Ballot.State.OPEN, opens_at__lte=now, closes_at__gt=now)

    def current(self) -> "BallotQuerySet":
        """Return those that run or are about to."""
        return self.filter(state=Ballot.State.OPEN, closes_at__gt=clock.now())

    def past(self) -> "BallotQuerySet":
        """Return those that take no votes any more, counted or not."""
        ended = Q(state__in=[Ballot.State.CLOSED, Ballot.State.WITHDRAWN])
        return self.filter(ended | Q(state=Ballot.State.OPEN, closes_at__lte=clock.now()))

    def over(self) -> "BallotQuerySet":
        """Return those whose time is up and that nobody has counted yet."""
        return self.filter(state=Ballot.State.OPEN, closes_at__lte=clock.now())


class Ballot(EstateOwned):
    """A question put to the households or to the owners of an estate, open in ``[opens_at, closes_at)``.

    ``facts`` are the (label, text) pairs people decide by: what it costs, who pays, who does it.
    ``rules`` is what it is decided by, frozen with the roll; ``roll_sha256`` covers roll, rules, matters
    and window. ``chain_head`` is the hash of the last slip (of the roll while there is none). ``result``
    is the outcome as counted at close.
    """

    class Electorate(models.TextChoices):
        HOUSEHOLDS = "households", "户"
        OWNERS = "owners", "业主"

    class State(models.TextChoices):
        DRAFT = "draft", "起草"
        OPEN = "open", "已公布"
        CLOSED = "closed", "已计票"
        WITHDRAWN = "withdrawn", "已撤销"

    MOVES = {
        State.DRAFT: (State.OPEN, State.WITHDRAWN),
        State.OPEN: (State.CLOSED, State.WITHDRAWN),
        State.CLOSED: (),
        State.WITHDRAWN: (),
    }

    title = models.CharField("标题", max_length=80)
    question = models.CharField("问题", max_length=200)
    electorate = models.CharField("由谁表决", max_length=10, choices=Electorate)
    online = models.BooleanField("网上投票")
    opens_at = models.DateTimeField("开始")
    closes_at = models.DateTimeField("截止")
    subject = models.CharField("为哪件事", max_length=60, blank=True)
    facts = models.JSONField("要知道的事", default=list)
    details_url = models.CharField("详情网址", max_length=200, blank=True)
    state = models.CharField("状态", max_length=9, choices=State, default=State.DRAFT)
    rules = models.JSONField("表决规则", default=dict)
    rules_version = models.CharField("规则版本", max_length=20, blank=True)
    roll_sha256 = models.CharField("名册校验值", max_length=64, blank=True)
    roll_units = models.PositiveIntegerField("名册户数", default=0)
    roll_heads = models.PositiveIntegerField("名册人数", default=0)
    roll_area_centi = models.BigIntegerField("名册面积（0.01 ㎡）", default=0)
    chain_seq = models.PositiveIntegerField("选票数", default=0)
    chain_head = models.CharField("选票链", max_length=64, blank=True)
    opened_at = models.DateTimeField("公布时间", null=True)
    closed_at = models.DateTimeField("计票时间", null=True)
    result = models.JSONField("结果", null=True)
    withdrawn_because = models.CharField("撤销原因", max_length=200, blank=True)

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = "表决"
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="ballot_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(result__isnull=False, closed_at__isnull=False),
                name="ballot_closed_has_result",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "closed"]) | ~Q(roll_sha256=""), name="ballot_open_has_roll"
            ),
        ]
        indexes = [models.Index(fields=["estate", "state", "closes_at"], name="ballot_by_state")]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def asked(self) -> "list[Matter]":
        """What it asks, in order."""
        return find(Matter, estate_id=self.estate_id, ballot_id=self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it takes votes at this moment."""
        return self.state == self.State.OPEN and self.opens_at <= clock.now() < self.closes_at

    @property
    def has_started(self) -> bool:
        """Whether it was published and its time has begun."""
        return self.state != self.State.DRAFT and self.opens_at <= clock.now()

    @property
    def is_over(self) -> bool:
        """Whether its time is up."""
        return clock.now() >= self.closes_at

    @property
    def is_closed(self) -> bool:
        """Whether it was counted."""
        return self.state == self.State.CLOSED

    @property
    def is_withdrawn(self) -> bool:
        """Whether it ended without a result."""
        return self.state == self.State.WITHDRAWN

    @property
    def counts_area(self) -> bool:
        """Whether area decides besides heads (民法典 278)."""
        return self.electorate == self.Electorate.OWNERS


class Matter(EstateOwned):
    """One thing a ballot asks: yes or no, or one of several options.

    ``raises``: the answer changes what common parts are for, rebuilds, or raises maintenance money, so
    that three quarters must agree (民法典 278 ⑥⑦⑧).
    """

    YES_OR_NO = ((FOR, "同意"), (AGAINST, "不同意"), (ABSTAIN, "弃权"))

    ballot = TenantForeignKey(Ballot, related_name="matters", verbose_name="表决")
    no = models.PositiveSmallIntegerField("序号")
    text = models.CharField("事项", max_length=200)
    raises = models.BooleanField("须四分之三以上同意", default=False)
    options = models.JSONField("方案", default=list)

    class Meta:
        verbose_name = "表决事项"
        constraints = [
            models.UniqueConstraint(fields=["estate", "ballot", "no"], name="one_matter_per_number")
        ]
        ordering = ["no"]

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Every answer that can be given: (code, words)."""
        if not self.options:
            return self.YES_OR_NO
        numbered = ((f"option{n}", words) for n, words in enumerate(self.options, 1))
        return (*numbered, (ABSTAIN, "弃权"))

    def words(self, choice: str) -> str:
        """Return the words of an answer."""
        return dict(self.choices)[choice]


class Elector(EstateOwned):
    """A row of the frozen roll: a unit and what it weighs. Electors of one head share ``head_no``."""

    ballot = TenantForeignKey(Ballot, related_name="electors", verbose_name="表决")
    no = models.PositiveIntegerField("序号")
    unit = TenantForeignKey("estates.Unit", related_name="+", verbose_name="房屋")
    label = models.CharField("房号", max_length=60)
    area_centi = models.PositiveIntegerField("面积（0.01 ㎡）")
    head_no = models.PositiveIntegerField("人头号")

    class Meta:
        verbose_name = "名册"
        constraints = [
            models.UniqueConstraint(fields=["estate", "ballot", "unit"], name="one_elector_per_unit"),
            models.UniqueConstraint(fields=["estate", "ballot", "no"], name="one_elector_per_number"),
            models.CheckConstraint(condition=Q(area_centi__gt=0), name="elector_has_area"),
        ]
        ordering = ["no"]


class Slip(EstateOwned):
    """One act of voting, in order of arrival: who, for which electors, what. A chain nobody can edit.

    ``electors`` are roll numbers; ``choices`` maps matter numbers to answers. ``hash`` covers the slip and
    ``prev_hash``.
    """

    ballot = TenantForeignKey(Ballot, related_name="slips", verbose_name="表决")
    seq = models.PositiveIntegerField("顺序号")
    cast_by = TenantForeignKey("estates.Person", related_name="+", verbose_name="投票人")
    cast_at = models.DateTimeField("投票时间")
    electors = models.JSONField("代表")
    choices = models.JSONField("选择")
    prev_hash = models.CharField("前一张校验值", max_length=64)
    hash = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = "选票"
        constraints = [models.UniqueConstraint(fields=["estate", "ballot", "seq"], name="one_slip_per_place")]
        ordering = ["seq"]


class Vote(EstateOwned):
    """An elector's standing answer to a matter: one, whoever in the home gives it. ``slip`` is the last."""

    matter = TenantForeignKey(Matter, related_name="votes", verbose_name="事项")
    elector = TenantForeignKey(Elector, related_name="votes", verbose_name="名册")
    slip = TenantForeignKey(Slip, related_name="votes", verbose_name="选票")
    choice = models.CharField("选择", max_length=10)

    class Meta:
        verbose_name = "投票"
        constraints = [
            models.UniqueConstraint(fields=["estate", "matter", "elector"], name="one_vote_per_elector")
        ]
        indexes = [models.Index(fields=["estate", "elector"], name="vote_by_elector")]


class PaperCount(EstateOwned):
    """One teller's count of all papers; two tellers count each ``round`` without seeing each other's."""

    ballot = TenantForeignKey(Ballot, related_name="paper_counts", verbose_name="表决")
    round = models.PositiveSmallIntegerField("第几轮")
    place = models.PositiveSmallIntegerField("第几人")
    counted_by = TenantForeignKey("estates.Person", related_name="+", verbose_name="计票人")
    counted_at = models.DateTimeField("录入时间", default=clock.now)
    sheet = TenantForeignKey("tenancy.StoredFile", null=True, related_name="+", verbose_name="计票单照片")

    class Meta:
        verbose_name = "纸质计票"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "ballot", "round", "place"], name="one_paper_count_per_place"
            ),
            models.UniqueConstraint(
                fields=["estate", "ballot", "round", "counted_by"], name="two_tellers_are_two_persons"
            ),
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="two_tellers_per_round"),
        ]
        ordering = ["round", "place"]


class PaperTotal(EstateOwned):
    """What one teller counted for one answer (or ``void``): heads, and area where it decides."""

    count = TenantForeignKey(PaperCount, related_name="totals", verbose_name="纸质计票")
    matter = TenantForeignKey(Matter, related_name="paper_totals", verbose_name="事项")
    choice = models.CharField("选择", max_length=10)
    heads = models.PositiveIntegerField("人数")
    area_centi = models.BigIntegerField("面积（0.01 ㎡）")

    class Meta:
        verbose_name = "纸质票合计"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "count", "matter", "choice"], name="one_paper_total_per_answer"
            ),
            models.CheckConstraint(
                condition=Q(area_centi=0) | Q(heads__gt=0, area_centi__gt=0),
                name="paper_total_area_has_heads",
            ),
        ]
