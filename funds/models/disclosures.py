"""The month as it was published: once, and for good."""

from django.db import models
from django.db.models import Q

from core import clock
from tenancy.fields import EstateOwned, TenantForeignKey


class Disclosure(EstateOwned):
    """An estate's month that was closed and published; its figures stand in the notice's snapshot."""

    month = models.DateField("月份")
    notice = TenantForeignKey("notices.Notice", related_name="+", verbose_name="公示")
    closing = TenantForeignKey("ledger.Closing", related_name="+", verbose_name="结账")
    through_seq = models.PositiveBigIntegerField("账本序号")
    made_by = TenantForeignKey("estates.Post", related_name="+", null=True, verbose_name="制表")
    made_at = models.DateTimeField("生成时间", default=clock.now)

    class Meta:
        verbose_name = "资金公示"
        constraints = [
            models.UniqueConstraint(fields=["estate", "month"], name="one_disclosure_per_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="disclosed_month_is_its_first_day"),
        ]
        ordering = ["-month"]
