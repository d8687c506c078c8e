"""What people did about a project, one row each: rows that are written once and never changed."""

from django.db import models
from django.db.models import F, Q

from core import clock
from estates.models import Person, Post, Residency, Unit
from projects.models.projects import Project, State
from tenancy.fields import EstateOwned, TenantForeignKey
from tenancy.models import StoredFile


class Step(EstateOwned):
    """A move of a project, as everybody may read it: when, by whom (masked), with which words."""

    project = TenantForeignKey(Project, related_name="steps", verbose_name="项目")
    state = models.CharField("到", max_length=16, choices=State)
    at = models.DateTimeField("时间", default=clock.now)
    actor = models.CharField("经办", max_length=60)
    words = models.CharField("说明", max_length=400, blank=True)

    class Meta:
        verbose_name = "进展"
        ordering = ["id"]
        indexes = [models.Index(fields=["estate", "project"], name="step_by_project")]


class PartyOpinion(EstateOwned):
    """What the estate's Party branch says of the text of a project before the vote; public by its office."""

    project = TenantForeignKey(Project, related_name="opinions", verbose_name="项目")
    round = models.PositiveSmallIntegerField("第几次")
    agrees = models.BooleanField("同意")
    words = models.CharField("意见", max_length=300, blank=True)
    by = TenantForeignKey(Post, related_name="+", verbose_name="小区党支部书记")
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "党组织意见"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "project", "round"], name="one_party_opinion_per_round"
            ),
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(words=""), name="party_opinion_says_what_to_change"
            ),
        ]

    @property
    def conclusion(self) -> str:
        """同意 or 建议修改."""
        return "同意" if self.agrees else "建议修改"

    @property
    def office(self) -> str:
        """Who said so, as everybody may read it."""
        return str(Post.Role.PARTY_SECRETARY.label)


class CoSign(EstateOwned):
    """A home puts its name under a proposal: once per unit."""

    project = TenantForeignKey(Project, related_name="cosigns", verbose_name="项目")
    unit = TenantForeignKey(Unit, related_name="+", verbose_name="房屋")
    person = TenantForeignKey(Person, related_name="+", verbose_name="联名人")
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "联名"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "project", "unit"], name="one_cosign_per_unit_and_project"
            )
        ]


class Review(EstateOwned):
    """A decision of the community or the street, with what the automatic checks said at that moment."""

    class Level(models.TextChoices):
        COMMUNITY = "community", "社区初审"
        STREET = "street", "街道复审"

    class Decision(models.TextChoices):
        APPROVED = "approved", "同意"
        RETURNED = "returned", "退回补正"
        REFUSED = "refused", "不同意"

    class Item(models.TextChoices):
        """What can be put right after residents have voted: never what, where, how much or who pays."""

        PLAN = "plan", "做法和材料说明"
        DAYS = "days", "工期"
        BENEFICIARIES = "beneficiaries", "受益户数"
        WARRANTY = "warranty", "质保"
        RESPONSIBLE = "responsible", "负责委员"
        QUOTES = "quotes", "报价单"
        MINUTES = "minutes", "会议纪要"
        PHOTOS = "photos", "现场照片"
        OTHER = "other", "其他说明"

    project = TenantForeignKey(Project, related_name="reviews", verbose_name="项目")
    level = models.CharField("环节", max_length=9, choices=Level)
    round = models.PositiveSmallIntegerField("轮次")
    decision = models.CharField("决定", max_length=8, choices=Decision)
    asked_fen = models.BigIntegerField("申请激励资金")
    granted_fen = models.BigIntegerField("核定激励资金", null=True)
    items = models.JSONField("要补正的部分", default=list)
    reason = models.CharField("理由", max_length=300, blank=True)
    checks = models.JSONField("当时的自动核对", default=list)
    due_on = models.DateField("期限")
    by = TenantForeignKey(Post, related_name="+", verbose_name="审核人")
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "审核"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "project", "level", "round"], name="one_review_per_level_and_round"
            ),
            models.CheckConstraint(
                condition=Q(granted_fen=None) | Q(granted_fen__gte=0, granted_fen__lte=F("asked_fen")),
                name="review_grants_no_more_than_asked",
            ),
            models.CheckConstraint(
                condition=Q(decision="approved") | ~Q(reason=""), name="review_says_why_not"
            ),
        ]

    @property
    def item_labels(self) -> list[str]:
        """What is to be put right, in words."""
        return [str(self.Item(item).label) for item in self.items]


class Acceptance(EstateOwned):
    """An acceptance (验收): a committee member looks, then a resident who is not of the committee.

    Two different people, held by the database; either can ask for repairs.
    """

    class Conclusion(models.TextChoices):
        PASSED = "passed", "合格"
        RECTIFY = "rectify", "要整改"

    project = TenantForeignKey(Project, related_name="acceptances", verbose_name="项目")
    conclusion = models.CharField("委员结论", max_length=7, choices=Conclusion)
    words = models.CharField("委员意见", max_length=300)
    photo = TenantForeignKey(StoredFile, related_name="+", verbose_name="现场照片")
    photo_shown = models.BooleanField("照片可以公开", default=False)
    by = TenantForeignKey(Post, related_name="+", verbose_name="验收委员")
    person = TenantForeignKey(Person, related_name="+", verbose_name="验收委员")
    at = models.DateTimeField("时间", default=clock.now)

    resident_conclusion = models.CharField("居民结论", max_length=7, choices=Conclusion, blank=True)
    resident_words = models.CharField("居民意见", max_length=300, blank=True)
    resident = TenantForeignKey(Residency, null=True, related_name="+", verbose_name="验收居民")
    resident_person = TenantForeignKey(Person, null=True, related_name="+", verbose_name="验收居民")
    resident_at = models.DateTimeField("居民验收时间", null=True)

    class Meta:
        verbose_name = "验收"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resident_person=None) | ~Q(resident_person=F("person")),
                name="acceptance_takes_two_people",
            ),
            models.UniqueConstraint(
                fields=["estate", "project"],
                condition=Q(conclusion="passed", resident_conclusion=""),
                name="one_acceptance_waits_per_project",
            ),
        ]


class Rating(EstateOwned):
    """How content a home is with a finished project: once per unit, never changed."""

    class Level(models.TextChoices):
        VERY_SATISFIED = "very_satisfied", "很满意"
        SATISFIED = "satisfied", "满意"
        FAIR = "fair", "一般"
        DISSATISFIED = "dissatisfied", "不满意"

    SATISFIED_LEVELS = (Level.VERY_SATISFIED, Level.SATISFIED)

    project = TenantForeignKey(Project, related_name="ratings", verbose_name="项目")
    unit = TenantForeignKey(Unit, related_name="+", verbose_name="房屋")
    person = TenantForeignKey(Person, related_name="+", verbose_name="评价人")
    level = models.CharField("评价", max_length=14, choices=Level)
    words = models.CharField("想说的话", max_length=200, blank=True)
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "评价"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "project", "unit"], name="one_rating_per_unit_and_project"
            )
        ]
