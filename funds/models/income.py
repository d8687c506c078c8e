"""What residents and others give, and what is given back to them."""

import re

from django.db import models
from django.db.models import F, Q

from core import clock
from core.masking import mask_name
from funds.models.plan import Fund, Grant, Source, Voucher
from tenancy.fields import TenantForeignKey

# What the income of common parts is called (民法典 282): no name of a person has these in it.
_INCOME = re.compile("收入|收益|收款|租金|租赁|费|利息|补偿|分红|押金|结存|结余|停车|充电|广告|摊位|场地")


class Contribution(Voucher):
    """Money, labour or goods given to a fund. Only money is in the books; the rest has a stated value.

    Source: domain.md §1.2 (投资投劳投物), §1.4: in-kind is shown beside the cash, never inside.
    """

    PREFIX = "收"

    class Kind(models.TextChoices):
        CASH = "cash", "资金"
        LABOUR = "labour", "投劳"
        GOODS = "goods", "投物"

    fund = TenantForeignKey(Fund, related_name="contributions", verbose_name="资金")
    source = models.CharField("来源", max_length=16, choices=Source)
    kind = models.CharField("方式", max_length=6, choices=Kind)
    amount_fen = models.BigIntegerField("金额或折价（分）")
    unit = TenantForeignKey("estates.Unit", related_name="+", null=True, verbose_name="房屋")
    from_label = models.CharField("来自", max_length=60, blank=True)
    bank_reference = models.CharField("银行流水号", max_length=60, blank=True)
    received_on = models.DateField("收到日期")
    recorded_by = TenantForeignKey("estates.Post", related_name="+", verbose_name="记录人")
    recorded_at = models.DateTimeField("记录时间", default=clock.now)
    entry = TenantForeignKey("ledger.Transaction", related_name="+", null=True, verbose_name="记账")

    class Meta:
        verbose_name = "收入"
        constraints = [
            models.UniqueConstraint(fields=["estate", "year", "serial"], name="one_contribution_of_a_number"),
            models.UniqueConstraint(
                fields=["estate", "fund", "unit", "from_label", "bank_reference"],
                condition=~Q(bank_reference=""),
                nulls_distinct=False,
                name="one_contribution_per_giver_and_transfer",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="contribution_is_worth_something"),
            models.CheckConstraint(
                condition=~Q(kind="cash") | ~Q(bank_reference=""), name="cash_names_its_transfer"
            ),
            models.CheckConstraint(
                condition=~Q(source="street_incentive"), name="street_money_comes_by_disbursement"
            ),
        ]
        ordering = ["id"]

    @property
    def giver(self) -> str:
        """Who gave, as the committee reads it: the door, or the name that was written down."""
        return self.unit.label if self.unit else self.from_label or "未留名"

    @property
    def public_giver(self) -> str:
        """Who gave, as everybody may read it: 3栋住户, an organisation in full, 李** (domain.md §4.4)."""
        if self.unit:
            return f"{self.unit.building.name}住户"
        if not self.from_label:
            return "未留名"
        return mask_name(self.from_label, organisation=self.is_income or None)

    @property
    def is_income(self) -> bool:
        """Whether ``from_label`` names an income of the estate (车位租金), which is nobody's name."""
        return self.source == Source.PUBLIC and _INCOME.search(self.from_label) is not None


class Refund(Voucher):
    """Money to be given back when a fund is settled: to whoever contributed it, or to the street.

    ``given_fen`` repeats what was given; the database holds it to the contribution's amount.
    """

    PREFIX = "退"

    class State(models.TextChoices):
        PLANNED = "planned", "待退"
        PAID = "paid", "已退"

    MOVES = {State.PLANNED: (State.PAID,), State.PAID: ()}

    fund = TenantForeignKey(Fund, related_name="refunds", verbose_name="资金")
    contribution = TenantForeignKey(Contribution, related_name="refunds", null=True, verbose_name="收入")
    grant = TenantForeignKey(Grant, related_name="refunds", null=True, verbose_name="激励资金")
    given_fen = models.BigIntegerField("原金额（分）")
    amount_fen = models.BigIntegerField("应退（分）")
    state = models.CharField("状态", max_length=7, choices=State, default=State.PLANNED)
    bank_reference = models.CharField("银行流水号", max_length=60, blank=True)
    paid_on = models.DateField("退款日期", null=True)
    paid_by = TenantForeignKey("estates.Post", related_name="+", null=True, verbose_name="付款人")
    entry = TenantForeignKey("ledger.Transaction", related_name="+", null=True, verbose_name="记账")

    class Meta:
        verbose_name = "退款"
        constraints = [
            models.UniqueConstraint(fields=["estate", "year", "serial"], name="one_refund_of_a_number"),
            models.UniqueConstraint(
                fields=["estate", "contribution"],
                condition=Q(contribution__isnull=False),
                name="one_refund_per_contribution",
            ),
            models.UniqueConstraint(
                fields=["estate", "grant"], condition=Q(grant__isnull=False), name="one_return_per_grant"
            ),
            models.UniqueConstraint(
                fields=["estate", "bank_reference"],
                condition=~Q(bank_reference=""),
                name="one_refund_per_transfer",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, amount_fen__lte=F("given_fen")),
                name="refund_is_never_more_than_given",
            ),
            models.CheckConstraint(
                condition=Q(contribution__isnull=True) ^ Q(grant__isnull=True), name="refund_has_one_payee"
            ),
            models.CheckConstraint(
                condition=Q(state="planned")
                | (Q(paid_on__isnull=False, paid_by__isnull=False) & ~Q(bank_reference="")),
                name="paid_refund_names_its_transfer",
            ),
        ]
        indexes = [models.Index(fields=["estate", "-state", "-id"], name="refund_by_state")]
        ordering = ["id"]

    @property
    def payee(self) -> str:
        """Who gets it, as the committee reads it."""
        return self.contribution.giver if self.contribution else "街道"

    @property
    def public_payee(self) -> str:
        """Who gets it, as everybody may read it."""
        return self.contribution.public_giver if self.contribution else "街道"
