"""What somebody agreed to, what is kept sealed, who looked, what they asked for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from estates.models.people import Person
from estates.models.posts import Post
from tenancy.fields import EstateOwned, StreetOwned, TenantForeignKey


class Consent(StreetOwned):
    """A person agreed to a purpose in one version of its words, or withdrew; the last row counts."""

    class Channel(models.TextChoices):
        SCREEN = "screen", "本人在网上"
        PAPER = "paper", "本人在纸上"
        GUARDIAN = "guardian", "监护人"

    person = TenantForeignKey(Person, related_name="consents", verbose_name="本人")
    purpose = models.CharField("用途", max_length=40)
    version = models.PositiveSmallIntegerField("版本")
    given = models.BooleanField("同意")
    at = models.DateTimeField("时间", default=clock.now)
    channel = models.CharField("方式", max_length=8, choices=Channel)
    evidence = TenantForeignKey(
        "tenancy.StoredFile", null=True, related_name="+", verbose_name="签字的同意书"
    )
    guardian = TenantForeignKey(Person, null=True, related_name="+", verbose_name="监护人")

    class Meta:
        verbose_name = "同意记录"
        constraints = [
            models.CheckConstraint(
                condition=~Q(channel="guardian") | Q(guardian__isnull=False), name="guardian_is_named"
            ),
        ]
        indexes = [models.Index(fields=["street", "person", "purpose", "-id"], name="consent_newest")]


class SensitiveFact(EstateOwned):
    """Something about a person that only named roles may read; ``sealed`` is encrypted (PIPL 28)."""

    class Kind(models.TextChoices):
        CARE = "care", "特殊关照"
        POLITICAL = "political", "政治面貌"

    person = TenantForeignKey(Person, related_name="sensitive_facts", verbose_name="本人")
    kind = models.CharField("种类", max_length=9, choices=Kind)
    sealed = models.TextField("密文")
    noted_at = models.DateTimeField("登记时间", default=clock.now)
    noted_by = TenantForeignKey(Post, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "敏感信息"
        constraints = [
            models.UniqueConstraint(fields=["estate", "person", "kind"], name="one_fact_of_a_kind"),
        ]


class LegalHold(StreetOwned):
    """Data of a person, or of a whole estate, must stay as they are while a dispute lasts (保全锁定)."""

    person = TenantForeignKey(Person, null=True, related_name="holds", verbose_name="本人")
    reason = models.CharField("原因", max_length=200)
    placed_at = models.DateTimeField("锁定时间", default=clock.now)
    placed_by = TenantForeignKey(Post, related_name="+", verbose_name="经办")
    lifted_at = models.DateTimeField("解除时间", null=True)
    lifted_by = TenantForeignKey(Post, null=True, related_name="+", verbose_name="解除人")
    lifting = models.CharField("解除原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "保全锁定"
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(lifted_at__gte=F("placed_at")), name="hold_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(
                fields=["street", "estate", "person"],
                condition=Q(lifted_at=None),
                name="hold_in_force",
            )
        ]


class DataRequest(StreetOwned):
    """Somebody asks for what is kept about them: a copy, a correction, deletion (PIPL 45–47, 50).

    ``data`` holds the copy until ``expires_at``.
    """

    class Kind(models.TextChoices):
        COPY = "copy", "导出我的资料"
        CORRECTION = "correction", "更正我的资料"
        ERASURE = "erasure", "删除我的资料"

    class State(models.TextChoices):
        FILED = "filed", "待办理"
        DONE = "done", "已办理"
        REFUSED = "refused", "未同意"
        WITHDRAWN = "withdrawn", "已撤回"

    MOVES = {State.FILED: (State.DONE, State.REFUSED, State.WITHDRAWN)}

    person = TenantForeignKey(Person, related_name="data_requests", verbose_name="本人")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField("种类", max_length=10, choices=Kind)
    state = models.CharField("状态", max_length=9, choices=State, default=State.FILED)
    words = models.CharField("说明", max_length=500, blank=True)
    filed_at = models.DateTimeField("提出时间", default=clock.now)
    due_on = models.DateField("最晚答复日期")
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = TenantForeignKey(Post, null=True, related_name="+", verbose_name="答复人")
    answer = models.CharField("答复", max_length=500, blank=True)
    data = models.BinaryField("资料副本", null=True)
    expires_at = models.DateTimeField("副本到期时间", null=True)

    class Meta:
        verbose_name = "个人资料请求"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "person", "kind"],
                condition=Q(state="filed"),
                name="one_open_data_request",
            )
        ]
        indexes = [
            models.Index(fields=["street", "state", "due_on"], name="data_request_by_due"),
            models.Index(fields=["street", "person", "-id"], name="data_request_by_person"),
        ]


class Look(StreetOwned):
    """An official looked at data of somebody, or of the whole estate; shown to whom they are about."""

    at = models.DateTimeField("时间", default=clock.now)
    person = TenantForeignKey(Person, null=True, related_name="looks", verbose_name="本人")
    what = models.CharField("看了什么", max_length=60)
    post = TenantForeignKey(Post, null=True, related_name="+", verbose_name="职务")
    viewer = models.CharField("查看人", max_length=120)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "查看记录"
        indexes = [models.Index(fields=["street", "estate", "person", "-id"], name="look_by_person")]
