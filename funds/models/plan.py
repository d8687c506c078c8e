"""Funds, where their money is planned to come from, and what the street gives."""

from django.db import models
from django.db.models import F, Q

from core import clock
from tenancy.fields import EstateOwned, StreetOwned, TenantForeignKey


class Source(models.TextChoices):
    """Where money comes from; the list is open through OTHER, so parts always add up to the whole."""

    STREET = "street_incentive", "街道激励资金"
    SELF = "self_raised", "居民自筹"
    PUBLIC = "public_income", "公共收益"
    GIFT = "gift", "捐赠"
    OTHER = "other", "其他/未分类"


class Voucher(EstateOwned):
    """A row that is a voucher of the estate's books: numbered by year without gaps, never deleted."""

    PREFIX = ""

    year = models.PositiveSmallIntegerField("年度", editable=False)
    serial = models.PositiveIntegerField("序号", editable=False)

    class Meta:
        abstract = True

    @property
    def number(self) -> str:
        """The voucher's number as it is printed: 支2026-0007."""
        return f"{self.PREFIX}{self.year}-{self.serial:04d}"


class FundQuerySet(models.QuerySet["Fund"]):
    """Funds, narrowed."""

    def paying_expenses(self) -> "FundQuerySet":
        """Those that may be spent now, see ``Fund.pays_expenses``."""
        started = Q(kind=Fund.Kind.GENERAL) | Q(started_at__isnull=False)
        return self.filter(started, state=Fund.State.OPEN)


class Fund(EstateOwned):
    """Money with one purpose: a project's, or the one general fund of the estate.

    A fund never names its project (architecture.md §1); the project points here.
    """

    class Kind(models.TextChoices):
        GENERAL = "general", "小区公共资金"
        PROJECT = "project", "项目资金"

    class State(models.TextChoices):
        OPEN = "open", "使用中"
        SETTLED = "settled", "已结算"

    MOVES = {State.OPEN: (State.SETTLED,), State.SETTLED: ()}

    kind = models.CharField("类型", max_length=7, choices=Kind, default=Kind.PROJECT)
    label = models.CharField("名称", max_length=80)
    state = models.CharField("状态", max_length=7, choices=State, default=State.OPEN)
    rules_version = models.CharField("规则版本", max_length=20)
    opened_at = models.DateTimeField("设立时间", default=clock.now)
    started_at = models.DateTimeField("开始使用时间", null=True)
    settled_at = models.DateTimeField("结算时间", null=True)

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = "资金"
        constraints = [
            models.UniqueConstraint(
                fields=["estate"], condition=Q(kind="general"), name="one_general_fund_per_estate"
            )
        ]
        ordering = ["id"]

    @property
    def is_general(self) -> bool:
        """Whether this is the estate's general fund, which no vote of residents planned."""
        return self.kind == self.Kind.GENERAL

    @property
    def pays_expenses(self) -> bool:
        """Whether it may be spent: the general fund always, a project's from the day its work began."""
        return self.state == self.State.OPEN and (self.is_general or self.started_at is not None)


class FundLine(EstateOwned):
    """What one source is planned to bring to a fund, and the account that keeps what it brought."""

    fund = TenantForeignKey(Fund, related_name="lines", verbose_name="资金")
    source = models.CharField("来源", max_length=16, choices=Source)
    planned_fen = models.BigIntegerField("计划金额（分）", default=0)
    account_code = models.CharField("账户", max_length=60)

    class Meta:
        verbose_name = "资金来源"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "fund", "source"], name="one_line_per_source_of_a_fund"
            ),
            models.UniqueConstraint(fields=["estate", "account_code"], name="one_fund_line_per_account"),
            models.CheckConstraint(condition=Q(planned_fen__gte=0), name="fund_line_plans_no_debt"),
        ]
        ordering = ["id"]


class StreetBudget(StreetOwned):
    """How much incentive money the street may give in a year; what is left of it stands in its book."""

    year = models.PositiveSmallIntegerField("年度")
    amount_fen = models.BigIntegerField("预算（分）")

    class Meta:
        verbose_name = "年度激励资金"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "estate", "year"], name="one_budget_per_year", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="budget_is_no_debt"),
        ]


class Grant(EstateOwned):
    """Incentive money promised to a fund: a hold in the street's book that each disbursement draws down."""

    class State(models.TextChoices):
        RESERVED = "reserved", "已批准"
        CLOSED = "closed", "已了结"

    MOVES = {State.RESERVED: (State.CLOSED,), State.CLOSED: ()}

    fund = TenantForeignKey(Fund, related_name="grants", verbose_name="资金")
    year = models.PositiveSmallIntegerField("预算年度")
    amount_fen = models.BigIntegerField("批准金额（分）")
    disbursed_fen = models.BigIntegerField("已拨付（分）", default=0)
    released_fen = models.BigIntegerField("已释放（分）", default=0)
    hold = TenantForeignKey("ledger.Hold", related_name="+", verbose_name="冻结")
    state = models.CharField("状态", max_length=8, choices=State, default=State.RESERVED)
    reserved_by = TenantForeignKey("estates.Post", related_name="+", verbose_name="批准人")
    reserved_at = models.DateTimeField("批准时间", default=clock.now)
    rules_version = models.CharField("规则版本", max_length=20)

    class Meta:
        verbose_name = "激励资金"
        constraints = [
            models.UniqueConstraint(fields=["estate", "fund"], name="one_grant_per_fund"),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, disbursed_fen__gte=0, released_fen__gte=0),
                name="grant_amounts_are_money",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=F("disbursed_fen") + F("released_fen")),
                name="grant_never_gives_more_than_approved",
            ),
        ]
        indexes = [models.Index(fields=["street", "-state", "-year", "-id"], name="grant_by_state")]

    @property
    def left_fen(self) -> int:
        """What may still be disbursed, in fen."""
        return self.amount_fen - self.disbursed_fen - self.released_fen


class Disbursement(Voucher):
    """A payment from the street to the estate, drawn from a grant."""

    PREFIX = "拨"

    grant = TenantForeignKey(Grant, related_name="disbursements", verbose_name="激励资金")
    amount_fen = models.BigIntegerField("金额（分）")
    bank_reference = models.CharField("银行流水号", max_length=60)
    paid_on = models.DateField("拨付日期")
    paid_by = TenantForeignKey("estates.Post", related_name="+", verbose_name="经办")
    entry = TenantForeignKey("ledger.Transaction", related_name="+", null=True, verbose_name="记账")

    class Meta:
        verbose_name = "拨付"
        constraints = [
            models.UniqueConstraint(fields=["estate", "year", "serial"], name="one_disbursement_of_a_number"),
            models.UniqueConstraint(
                fields=["estate", "grant", "bank_reference"], name="one_disbursement_per_bank_reference"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="disbursement_is_money"),
            models.CheckConstraint(condition=~Q(bank_reference=""), name="disbursement_names_its_transfer"),
        ]
        ordering = ["id"]
