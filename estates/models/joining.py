"""How people come to be registered, and who may help whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from estates.models.dated import Dated
from estates.models.people import Person, Residency
from estates.models.places import Unit
from estates.models.posts import Post
from tenancy.fields import EstateOwned, StreetOwned, TenantForeignKey


class SlipBatch(EstateOwned):
    """Claim slips printed together. ``pdf`` holds the codes in clear: it is emptied after it was printed."""

    made_at = models.DateTimeField("生成时间", default=clock.now)
    made_by = TenantForeignKey(Post, related_name="+", verbose_name="经办")
    unit_ids = models.JSONField("房屋", default=list)
    count = models.PositiveIntegerField("张数", default=0)
    pdf = models.BinaryField("文件", null=True)
    emptied_at = models.DateTimeField("清除时间", null=True)

    class Meta:
        verbose_name = "一批认领码"
        indexes = [models.Index(fields=["estate", "-id"], name="slip_batch_newest")]


class ClaimSlip(EstateOwned):
    """A household's claim code (认领码) on paper: used once, until a day, only its SHA-256 is kept.

    The code begins with the estate's public number and has 80 random bits.
    """

    batch = TenantForeignKey(SlipBatch, related_name="slips", verbose_name="批次")
    unit = TenantForeignKey(Unit, related_name="slips", verbose_name="房屋")
    sha256 = models.CharField("校验值", max_length=64)
    made_at = models.DateTimeField("生成时间", default=clock.now)
    expires_at = models.DateTimeField("到期时间")
    used_at = models.DateTimeField("使用时间", null=True)
    used_by = TenantForeignKey(Person, null=True, related_name="+", verbose_name="使用人")
    withdrawn_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = "认领码"
        constraints = [
            models.UniqueConstraint(fields=["estate", "sha256"], name="one_slip_of_a_code"),
            models.UniqueConstraint(
                fields=["estate", "unit"],
                condition=Q(used_at=None, withdrawn_at=None),
                name="one_open_slip_per_unit",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
                name="used_slip_names_who",
            ),
        ]


class JoinRequest(EstateOwned):
    """Somebody says that they live or own here, with a proof; the committee or the community decides."""

    class State(models.TextChoices):
        FILED = "filed", "待核实"
        ACCEPTED = "accepted", "已通过"
        REFUSED = "refused", "未通过"
        WITHDRAWN = "withdrawn", "已撤回"

    MOVES = {State.FILED: (State.ACCEPTED, State.REFUSED, State.WITHDRAWN)}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登录账号"
    )
    name = models.CharField("姓名", max_length=60)
    unit = TenantForeignKey(Unit, related_name="join_requests", verbose_name="房屋")
    tenure = models.CharField("居住情况", max_length=6, choices=Residency.Tenure)
    owns = models.BooleanField("是产权人", default=False)
    proof = TenantForeignKey("tenancy.StoredFile", related_name="+", verbose_name="证明照片")
    state = models.CharField("状态", max_length=9, choices=State, default=State.FILED)
    filed_at = models.DateTimeField("申请时间", default=clock.now)
    decided_at = models.DateTimeField("核实时间", null=True)
    decided_by = TenantForeignKey(Post, null=True, related_name="+", verbose_name="核实人")
    reason = models.CharField("理由", max_length=200, blank=True)
    residency = TenantForeignKey(Residency, null=True, related_name="+", verbose_name="登记")

    class Meta:
        verbose_name = "加入申请"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "user"], condition=Q(state="filed"), name="one_open_request_per_sign_in"
            )
        ]
        indexes = [models.Index(fields=["estate", "state", "id"], name="join_request_by_state")]


class Assistance(EstateOwned):
    """A visit at which an official registers somebody who signed for it, within a short time.

    Acts are allowed until ``closes_at``; the person may confirm or dispute them later.
    """

    helper = TenantForeignKey(Post, related_name="+", verbose_name="代办人")
    consent = TenantForeignKey("tenancy.StoredFile", related_name="+", verbose_name="签字的同意书")
    opened_at = models.DateTimeField("开始时间", default=clock.now)
    closes_at = models.DateTimeField("截止时间")
    person = TenantForeignKey(Person, null=True, related_name="+", verbose_name="本人")
    unit = TenantForeignKey(Unit, null=True, related_name="+", verbose_name="房屋")
    done = models.CharField("办了什么", max_length=200, blank=True)
    ended_at = models.DateTimeField("办完时间", null=True)
    confirmed_at = models.DateTimeField("本人确认时间", null=True)
    disputed_at = models.DateTimeField("本人否认时间", null=True)
    objection = models.CharField("本人的说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "上门代办"
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="assistance_ends"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(disputed_at=None), name="confirmed_or_disputed"
            ),
        ]
        indexes = [
            models.Index(fields=["estate", "-id"], name="assistance_newest"),
            models.Index(fields=["estate", "person"], name="assistance_by_person"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether somebody may still be registered."""
        return self.ended_at is None and clock.now() < self.closes_at


class Delegation(Dated):
    """A relative helps somebody with the portal (亲属代操作). It is no proxy: nobody votes by it."""

    class Relation(models.TextChoices):
        CHILD = "child", "子女"
        SPOUSE = "spouse", "配偶"
        PARENT = "parent", "父母"
        OTHER = "other", "其他亲属"

    principal = TenantForeignKey(Person, related_name="helped_by", verbose_name="本人")
    helper = TenantForeignKey(Person, related_name="helps", verbose_name="帮助的人")
    relation = models.CharField("关系", max_length=6, choices=Relation)
    consent = TenantForeignKey("tenancy.StoredFile", null=True, related_name="+", verbose_name="签字的同意书")
    agreed_at = models.DateTimeField("本人同意时间", null=True)
    made_at = models.DateTimeField("登记时间", default=clock.now)

    class Meta:
        verbose_name = "亲属协助"
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("helper")), name="nobody_helps_themselves"),
            models.UniqueConstraint(
                fields=["estate", "principal", "helper"],
                condition=Q(ends_on=None),
                name="one_help_between_two",
            ),
        ]
        indexes = [
            models.Index(fields=["estate", "helper"], name="delegation_by_helper"),
        ]


class PhoneChange(StreetOwned):
    """Another phone for somebody whose old number is gone: one official asks, another agrees."""

    class State(models.TextChoices):
        FILED = "filed", "待复核"
        APPROVED = "approved", "已更换"
        REFUSED = "refused", "未同意"

    MOVES = {State.FILED: (State.APPROVED, State.REFUSED)}

    person = TenantForeignKey(Person, related_name="+", verbose_name="本人")
    phone = models.CharField("新手机号", max_length=16)
    proof = TenantForeignKey("tenancy.StoredFile", related_name="+", verbose_name="身份核对照片")
    reason = models.CharField("原因", max_length=200)
    state = models.CharField("状态", max_length=8, choices=State, default=State.FILED)
    asked_at = models.DateTimeField("提交时间", default=clock.now)
    asked_by = TenantForeignKey(Post, related_name="+", verbose_name="提交人职务")
    asked_person = TenantForeignKey(Person, related_name="+", verbose_name="提交人")
    decided_at = models.DateTimeField("复核时间", null=True)
    decided_by = TenantForeignKey(Post, null=True, related_name="+", verbose_name="复核人职务")
    decided_person = TenantForeignKey(Person, null=True, related_name="+", verbose_name="复核人")
    answer = models.CharField("答复", max_length=200, blank=True)

    class Meta:
        verbose_name = "更换手机号"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_person=None) | ~Q(decided_person=F("asked_person")),
                name="two_people_change_a_phone",
            ),
            models.CheckConstraint(
                condition=~Q(asked_person=F("person")), name="nobody_asks_for_their_own_phone"
            ),
            models.UniqueConstraint(
                fields=["street", "person"], condition=Q(state="filed"), name="one_open_phone_change"
            ),
        ]
        indexes = [models.Index(fields=["street", "state", "id"], name="phone_change_by_state")]
