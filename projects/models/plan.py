"""What a project is to cost, line by line, who is to pay, and the papers that go with it."""

from django.db import models
from django.db.models import F, Q

from core import clock
from estates.models import Post
from funds.models import Source
from projects.models.projects import Project
from tenancy.fields import EstateOwned, TenantForeignKey
from tenancy.models import StoredFile


class BudgetLine(EstateOwned):
    """One line of the budget; the amount is quantity × unit price, rounded to the fen (四舍五入)."""

    project = TenantForeignKey(Project, related_name="budget_lines", verbose_name="项目")
    position = models.PositiveSmallIntegerField("次序")
    item = models.CharField("名称", max_length=40)
    specification = models.CharField("规格", max_length=60, blank=True)
    unit = models.CharField("单位", max_length=8)
    quantity_centi = models.PositiveIntegerField("数量（0.01）")
    unit_price_fen = models.BigIntegerField("单价")
    amount_fen = models.BigIntegerField("金额")

    class Meta:
        verbose_name = "预算明细"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "project", "position"], name="one_budget_line_per_position"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen=(F("quantity_centi") * F("unit_price_fen") + 50) / 100),
                name="budget_line_multiplies",
            ),
            models.CheckConstraint(
                condition=Q(quantity_centi__gt=0, unit_price_fen__gt=0, amount_fen__gt=0),
                name="budget_line_costs_something",
            ),
        ]

    @property
    def quantity(self) -> str:
        """The quantity as people write it: 12 or 12.5."""
        whole, part = divmod(self.quantity_centi, 100)
        return f"{whole}.{part:02d}".rstrip("0").rstrip(".")


class FundingLine(EstateOwned):
    """What one source is to pay: ``asked_fen`` as residents voted on it, ``amount_fen`` as it stands."""

    project = TenantForeignKey(Project, related_name="funding_lines", verbose_name="项目")
    source = models.CharField("来源", max_length=16, choices=Source)
    asked_fen = models.BigIntegerField("计划金额")
    amount_fen = models.BigIntegerField("落实金额")

    class Meta:
        verbose_name = "资金来源"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "project", "source"], name="one_funding_line_per_source"
            ),
            models.CheckConstraint(
                condition=Q(asked_fen__gte=0, amount_fen__gte=0), name="funding_line_is_not_negative"
            ),
        ]


class Document(EstateOwned):
    """A paper or photo in the file of a project; the public sees it only where somebody found it harmless."""

    class Kind(models.TextChoices):
        QUOTE = "quote", "报价单"
        MINUTES = "minutes", "议事会纪要"
        BEFORE = "before", "施工前照片"
        DURING = "during", "施工中照片"
        AFTER = "after", "完工照片"
        CONTRACT = "contract", "合同或协议"
        OTHER = "other", "其他材料"

    project = TenantForeignKey(Project, related_name="documents", verbose_name="项目")
    kind = models.CharField("种类", max_length=8, choices=Kind)
    note = models.CharField("说明", max_length=80, blank=True)
    photo = TenantForeignKey(StoredFile, related_name="+", verbose_name="照片")
    is_shown = models.BooleanField("可以公开", default=False)
    added_at = models.DateTimeField("时间", default=clock.now)
    added_by = TenantForeignKey(Post, related_name="+", verbose_name="上传人")

    class Meta:
        verbose_name = "项目材料"
        ordering = ["id"]
        indexes = [models.Index(fields=["estate", "project"], name="document_by_project")]
