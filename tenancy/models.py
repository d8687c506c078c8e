"""The public directory of streets and estates, and the rows every estate keeps about itself."""

from django.conf import settings
from django.db import models

from core import clock
from tenancy.fields import StreetOwned


class Street(models.Model):
    """A street office (街道/乡镇): the tenant. Public."""

    slug = models.SlugField("网址名", unique=True)
    name = models.CharField("名称", max_length=40)
    city_code = models.CharField("行政区划代码", max_length=12)
    city = models.CharField("城市", max_length=40)
    hotline = models.CharField("监督电话", max_length=20, blank=True)
    is_demo = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = "街道"

    def __str__(self) -> str:
        return self.name


class Community(models.Model):
    """A community (社区) of a street. Public."""

    street = models.ForeignKey(Street, models.PROTECT, related_name="communities")
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = "社区"
        constraints = [
            models.UniqueConstraint(fields=["street", "name"], name="one_community_of_a_name_per_street")
        ]

    def __str__(self) -> str:
        return self.name


class Estate(models.Model):
    """An estate (小区). Public; ``number`` is what self-routing codes start with."""

    class Theme(models.TextChoices):
        RED = "red", "红"
        BLUE = "blue", "蓝"
        GREEN = "green", "绿"

    street = models.ForeignKey(Street, models.PROTECT, related_name="estates")
    community = models.ForeignKey(Community, models.PROTECT, related_name="estates")
    number = models.PositiveIntegerField("公开编号", unique=True)
    slug = models.SlugField("网址名", unique=True)
    name = models.CharField("名称", max_length=40)
    sort_key = models.CharField("拼音", max_length=120, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    year_built = models.PositiveSmallIntegerField("建成年份", null=True)
    lacks_management = models.BooleanField("无物业管理", default=False)
    lacks_supervisor = models.BooleanField("无主管单位", default=False)
    lacks_security = models.BooleanField("无人防物防", default=False)
    three_no_cleared_on = models.DateField("摘掉三无的日期", null=True)
    in_custody = models.BooleanField("社区代管", default=False)
    custody_staff = models.PositiveSmallIntegerField("代管工作人员数", null=True)
    six_haves = models.JSONField("六有", default=list)
    starts_on = models.DateField("起", null=True)
    ends_on = models.DateField("止", null=True)
    committee_name = models.CharField("自治组织名称", max_length=60, blank=True)
    phone = models.CharField("求助电话", max_length=20, blank=True)
    theme = models.CharField("颜色", max_length=5, choices=Theme, default=Theme.RED)
    in_programme = models.BooleanField("参加同心筑家项目", default=False)
    is_demo = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = "小区"
        constraints = [models.UniqueConstraint(fields=["street", "id"], name="estate_of_street")]
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.name


class EstateSuccession(models.Model):
    """One estate came out of another on a day, by a split or a merger; both stay in the directory. Public."""

    class Kind(models.TextChoices):
        SPLIT = "split", "拆分"
        MERGE = "merge", "合并"

    street = models.ForeignKey(Street, models.PROTECT, related_name="+")
    kind = models.CharField("方式", max_length=5, choices=Kind)
    earlier = models.ForeignKey(Estate, models.PROTECT, related_name="later_estates")
    later = models.ForeignKey(Estate, models.PROTECT, related_name="earlier_estates")
    on = models.DateField("日期")
    evidence = models.CharField("依据", max_length=120)

    class Meta:
        verbose_name = "小区拆并"
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="one_succession_of_two_estates"),
            models.CheckConstraint(
                condition=~models.Q(earlier=models.F("later")), name="no_estate_follows_itself"
            ),
        ]


class Membership(StreetOwned):
    """Says that a user may have something to do in a street or estate; found at sign-in, by the user only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")

    class Meta:
        verbose_name = "成员关系"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "estate", "user"],
                name="one_membership_per_user_and_place",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["user"], name="membership_by_user")]


class AuditEntry(StreetOwned):
    """Who did what to what, when, in which capacity. Append-only; never holds a choice."""

    at = models.DateTimeField("时间", default=clock.now)
    action = models.CharField("动作", max_length=60)
    subject = models.CharField("对象", max_length=60)
    subject_id = models.BigIntegerField("对象编号", null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField("经办", max_length=120)
    details = models.JSONField("详情", default=dict)

    class Meta:
        verbose_name = "审计记录"
        indexes = [
            models.Index(fields=["street", "estate", "-id"], name="audit_by_place"),
            models.Index(fields=["street", "subject", "subject_id"], name="audit_by_subject"),
            models.Index(fields=["street", "-id"], name="audit_newest"),
            models.Index(fields=["street", "action", "-id"], name="audit_by_action"),
            models.Index(fields=["street", "-at"], name="audit_by_time"),
        ]


class RuleSet(StreetOwned):
    """One version of the values a street or an estate has chosen within the bounds of the rulebook."""

    version = models.PositiveIntegerField("版本")
    values = models.JSONField("取值", default=dict)
    note = models.CharField("说明", max_length=200)
    made_at = models.DateTimeField("生效时间", default=clock.now)

    class Meta:
        verbose_name = "规则集"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "estate", "version"],
                name="one_rule_set_of_a_version",
                nulls_distinct=False,
            )
        ]


class Job(StreetOwned):
    """Something that must happen later, exactly once: the row is the truth, the queue only a doorbell."""

    class State(models.TextChoices):
        QUEUED = "queued", "排队"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"

    kind = models.CharField("种类", max_length=60)
    key = models.CharField("唯一键", max_length=120)
    args = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=7, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    token = models.UUIDField("令牌", null=True)
    lease_until = models.DateTimeField("租约到期", null=True)
    due_at = models.DateTimeField("到期", default=clock.now)
    done_units = models.PositiveIntegerField("已完成", default=0)
    all_units = models.PositiveIntegerField("共", default=1)
    error = models.CharField("原因", max_length=300, blank=True)
    made_at = models.DateTimeField("提交时间", default=clock.now)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "后台任务"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "estate", "kind", "key"], name="one_job_per_key", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(
                fields=["street", "due_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="job_due",
            ),
            models.Index(
                fields=["street", "estate", "-id"],
                condition=~models.Q(state="done"),
                name="job_not_done",
            ),
        ]


class StoredFile(StreetOwned):
    """The row of a file in the content-addressed store: what it was, what is served, who brought it."""

    sha256 = models.CharField("校验值", max_length=64)
    original_sha256 = models.CharField("原件校验值", max_length=64)
    mime = models.CharField("类型", max_length=40)
    size = models.PositiveIntegerField("字节数")
    name = models.CharField("文件名", max_length=120, blank=True)
    width = models.PositiveIntegerField("宽", null=True)
    height = models.PositiveIntegerField("高", null=True)
    phash = models.BigIntegerField("相似值", null=True)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "文件"
        indexes = [
            models.Index(fields=["street", "estate", "original_sha256"], name="file_by_original"),
        ]


class IdempotencyKey(StreetOwned):
    """Something that was sent: its key, the hash of what it said, and where the answer led.

    Of a request of the API the answer itself is kept, to be given again.
    """

    key = models.CharField("键", max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    body_sha256 = models.CharField("内容校验值", max_length=64)
    location = models.CharField("结果地址", max_length=300, blank=True)
    status = models.PositiveSmallIntegerField("接口答复状态", null=True)
    answer = models.JSONField("接口答复", null=True)
    made_at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "防重键"
        constraints = [models.UniqueConstraint(fields=["street", "key"], name="one_use_per_form")]
        indexes = [models.Index(fields=["street", "made_at"], name="key_by_age")]
