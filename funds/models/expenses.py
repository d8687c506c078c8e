"""What is spent: filed by one, approved by another, paid by a third, with the receipt first."""

from django.db import models
from django.db.models import F, Q

from core.masking import mask_name
from funds.covers import validate_covers
from funds.models.plan import Fund, Source, Voucher
from tenancy.fields import EstateOwned, TenantForeignKey
from tenancy.models import StoredFile


def _different(one: str, other: str) -> Q:
    """Say that two person columns, where both are filled, do not name the same person."""
    return Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)})


class Expense(Voucher):
    """Money that somebody spent for the estate and wants paid.

    Filer, approvers and payer are pairwise different persons: the database refuses anything else
    (trust.md A2 §11, M10). Editing an approved expense drops the approval.
    """

    PREFIX = "支"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        FILED = "filed", "待审批"
        SIGNED = "signed", "等第二人签字"
        APPROVED = "approved", "待付款"
        PAID = "paid", "已付款"
        RETURNED = "returned", "退回修改"
        REJECTED = "rejected", "不同意"
        VOID = "void", "已作废"

    MOVES = {
        State.DRAFT: (State.FILED, State.VOID),
        State.FILED: (
            State.FILED,
            State.SIGNED,
            State.APPROVED,
            State.RETURNED,
            State.REJECTED,
            State.VOID,
        ),
        State.SIGNED: (State.FILED, State.APPROVED, State.RETURNED, State.REJECTED, State.VOID),
        State.APPROVED: (State.FILED, State.PAID, State.RETURNED, State.VOID),
        State.RETURNED: (State.FILED, State.VOID),
        State.REJECTED: (),
        State.VOID: (),
        State.PAID: (),
    }
    # An expense in one of these may still cost the fund something.
    UNDECIDED = (State.DRAFT, State.FILED, State.SIGNED, State.APPROVED, State.RETURNED)
    SPENT = (State.APPROVED, State.PAID)
    # Asked for and not yet approved: nothing is held for it.
    CLAIMED = (State.FILED, State.SIGNED)

    class Category(models.TextChoices):
        MATERIALS = "materials", "材料"
        WORK = "work", "施工或人工"
        EQUIPMENT = "equipment", "设备工具"
        SERVICE = "service", "维修保养等服务"
        PRINTING = "printing", "打印邮寄"
        OTHER = "other", "其他"

    fund = TenantForeignKey(Fund, related_name="expenses", verbose_name="资金")
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    amount_fen = models.BigIntegerField("金额（分）", null=True)
    spent_on = models.DateField("消费日期", null=True)
    purpose = models.CharField("用途", max_length=80, blank=True)
    category = models.CharField("类别", max_length=9, choices=Category, blank=True)
    payee = models.CharField("收款方", max_length=60, blank=True)
    invoice_code = models.CharField("发票代码", max_length=20, blank=True)
    invoice_number = models.CharField("发票号码", max_length=20, blank=True)
    signatures = models.PositiveSmallIntegerField("需要几人签字", default=1)
    rules_version = models.CharField("规则版本", max_length=20)
    round = models.PositiveSmallIntegerField("第几轮审批", default=1)
    reason = models.CharField("退回或不同意的原因", max_length=200, blank=True)

    filed_by = TenantForeignKey("estates.Post", related_name="+", verbose_name="经办")
    filed_by_person = TenantForeignKey("estates.Person", related_name="+", verbose_name="经办人")
    filed_at = models.DateTimeField("提交时间", null=True)
    approved_by = TenantForeignKey("estates.Post", related_name="+", null=True, verbose_name="审批")
    approved_by_person = TenantForeignKey(
        "estates.Person", related_name="+", null=True, verbose_name="审批人"
    )
    approved_at = models.DateTimeField("审批时间", null=True)
    second_approved_by = TenantForeignKey("estates.Post", related_name="+", null=True, verbose_name="复签")
    second_approved_by_person = TenantForeignKey(
        "estates.Person", related_name="+", null=True, verbose_name="复签人"
    )
    second_approved_at = models.DateTimeField("复签时间", null=True)
    paid_by = TenantForeignKey("estates.Post", related_name="+", null=True, verbose_name="付款")
    paid_by_person = TenantForeignKey("estates.Person", related_name="+", null=True, verbose_name="付款人")
    paid_on = models.DateField("付款日期", null=True)
    bank_reference = models.CharField("银行流水号", max_length=60, blank=True)
    entry = TenantForeignKey("ledger.Transaction", related_name="+", null=True, verbose_name="记账")

    class Meta:
        verbose_name = "支出"
        constraints = [
            models.UniqueConstraint(fields=["estate", "year", "serial"], name="one_expense_of_a_number"),
            models.UniqueConstraint(
                fields=["estate", "invoice_code", "invoice_number"],
                condition=~Q(invoice_number="") & ~Q(state__in=["rejected", "void"]),
                name="one_expense_per_invoice",
            ),
            models.UniqueConstraint(
                fields=["estate", "bank_reference"],
                condition=~Q(bank_reference=""),
                name="one_expense_per_transfer",
            ),
            models.CheckConstraint(
                condition=_different("approved_by_person", "filed_by_person"),
                name="approver_is_not_the_filer",
            ),
            models.CheckConstraint(
                condition=_different("second_approved_by_person", "filed_by_person"),
                name="second_approver_is_not_the_filer",
            ),
            models.CheckConstraint(
                condition=_different("second_approved_by_person", "approved_by_person"),
                name="second_approver_is_not_the_first",
            ),
            models.CheckConstraint(
                condition=_different("paid_by_person", "filed_by_person"), name="payer_is_not_the_filer"
            ),
            models.CheckConstraint(
                condition=_different("paid_by_person", "approved_by_person"), name="payer_is_not_the_approver"
            ),
            models.CheckConstraint(
                condition=_different("paid_by_person", "second_approved_by_person"),
                name="payer_is_not_the_second_approver",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True) | Q(amount_fen__gt=0), name="expense_is_money"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "void"])
                | Q(amount_fen__isnull=False, spent_on__isnull=False, filed_at__isnull=False),
                name="filed_expense_says_how_much_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "approved", "paid"]) | Q(approved_by_person__isnull=False),
                name="approved_expense_has_an_approver",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "paid"])
                | Q(signatures=1)
                | Q(second_approved_by_person__isnull=False),
                name="large_expense_has_a_second_approver",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid")
                | (Q(paid_by_person__isnull=False, paid_on__isnull=False, entry__isnull=False))
                & ~Q(bank_reference=""),
                name="paid_expense_names_payer_and_transfer",
            ),
            models.CheckConstraint(condition=Q(signatures__in=[1, 2]), name="expense_needs_one_or_two"),
        ]
        indexes = [
            models.Index(fields=["estate", "state"], name="expense_by_state"),
            models.Index(fields=["estate", "fund"], name="expense_by_fund"),
        ]
        ordering = ["id"]

    @property
    def public_payee(self) -> str:
        """Who is paid, as everybody may read it: firms in full, natural persons 李* (domain.md §4.4)."""
        return mask_name(self.payee)

    @property
    def is_described(self) -> bool:
        """Whether somebody has said what for, from which fund and to whom; until then the fund is a guess."""
        return bool(self.purpose and self.payee and self.category)

    @property
    def can_be_changed(self) -> bool:
        """Whether the filer may still edit it: until it is paid or ended."""
        return self.State.FILED in self.MOVES[self.State(self.state)]


class ExpenseShare(EstateOwned):
    """What one source pays of an approved expense: a hold on its account until the expense is paid."""

    expense = TenantForeignKey(Expense, related_name="shares", verbose_name="支出")
    source = models.CharField("来源", max_length=16, choices=Source)
    amount_fen = models.BigIntegerField("金额（分）")
    hold = TenantForeignKey("ledger.Hold", related_name="+", verbose_name="冻结")

    class Meta:
        verbose_name = "支出分摊"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "expense", "source"], name="one_share_per_source_of_an_expense"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="share_is_money"),
        ]
        ordering = ["id"]


class ReceiptPhoto(EstateOwned):
    """A photo of a receipt; while it counts, the same file can prove no other expense of the street.

    ``resembles`` names an earlier photo that looks the same: a warning for whoever approves. ``file`` is the
    photo as it was taken, for the offices that read vouchers. Everybody else sees ``public_file``, a copy on
    which ``covers`` (``funds.covers``) are black; where nothing is covered, there is no copy.
    """

    expense = TenantForeignKey(Expense, related_name="receipts", verbose_name="支出")
    file = TenantForeignKey("tenancy.StoredFile", related_name="+", verbose_name="文件")
    original_sha256 = models.CharField("原件校验值", max_length=64)
    phash = models.BigIntegerField("相似值")
    counts = models.BooleanField("有效", default=True)
    resembles = TenantForeignKey("self", related_name="+", null=True, verbose_name="与之相似")
    covers = models.JSONField("遮住的地方", default=list, blank=True, validators=[validate_covers])
    public_file = TenantForeignKey(
        "tenancy.StoredFile", related_name="+", null=True, verbose_name="遮住以后的文件"
    )

    class Meta:
        verbose_name = "票据照片"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "original_sha256"],
                condition=Q(counts=True),
                name="one_expense_per_receipt_file",
            ),
            models.CheckConstraint(
                condition=Q(covers=[], public_file__isnull=True)
                | ~Q(covers=[]) & Q(public_file__isnull=False),
                name="covered_receipt_has_a_public_copy",
            ),
        ]
        indexes = [models.Index(fields=["estate", "expense"], name="receipt_by_expense")]
        ordering = ["id"]

    @property
    def shown_file(self) -> StoredFile:
        """What everybody may see once the month is published."""
        return self.public_file or self.file
