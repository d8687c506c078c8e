"""One double-entry engine for money and for points: whole units, never edited, one writer per book.

What the database itself refuses is in ``migrations/0002_guards.py``.
"""

from django.db import models
from django.db.models import F, Q

from core import clock
from core.money import format_yuan
from tenancy.fields import StreetOwned, TenantForeignKey

NO_HASH = "0" * 64


class Book(StreetOwned):
    """Books (账本) of an estate, or of the street as a whole, in one asset; its row is the writer's lock."""

    class Asset(models.TextChoices):
        CNY = "CNY", "人民币"
        POINTS = "points", "积分"

    asset = models.CharField("计量", max_length=6, choices=Asset)
    head_seq = models.BigIntegerField("最后序号", default=0)
    head_hash = models.CharField("最后校验值", max_length=64, default=NO_HASH)
    closed_through = models.DateField("已结账至", null=True)

    class Meta:
        verbose_name = "账本"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "estate", "asset"],
                name="one_book_per_place_and_asset",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_asset_display()}账本 {self.place}"

    @property
    def place(self) -> str:
        """Whose book this is, in the byte form of the chain: ``1/11/CNY``, ``1/-/CNY`` for a street's own."""
        return f"{self.street_id}/{self.estate_id or '-'}/{self.asset}"

    def shown(self, amount: int) -> str:
        """Return an amount of this book as a person reads it: ``18,600.00 元``, ``30 积分``."""
        return f"{format_yuan(amount)} 元" if self.asset == self.Asset.CNY else f"{amount} 积分"


class InBook(StreetOwned):
    """A row of one book; it belongs to the street and the estate of that book (guarded by a trigger)."""

    book = TenantForeignKey(Book, related_name="%(class)ss", editable=False, db_index=False)

    class Meta:
        abstract = True


class Account(InBook):
    """An account (科目) of a book. Never changed: a new purpose is a new code."""

    class Side(models.TextChoices):
        DEBIT = "debit", "借"
        CREDIT = "credit", "贷"

    code = models.CharField("编码", max_length=80)
    name = models.CharField("名称", max_length=120)
    side = models.CharField("方向", max_length=6, choices=Side)

    class Meta:
        verbose_name = "科目"
        constraints = [
            models.UniqueConstraint(fields=["street", "book", "code"], name="one_account_of_a_code")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sign(self) -> int:
        """What turns a posting's amount (debit +, credit −) into this account's own sign."""
        return 1 if self.side == self.Side.DEBIT else -1


class Balance(InBook):
    """What stands on an account, in the account's own sign; ``held`` of it is reserved.

    ``seq`` is the last transaction that moved it: with it a trigger can tell that every change is exactly
    the postings since, without adding up the whole account.
    """

    account = TenantForeignKey(Account, related_name="balances", db_index=False)
    posted = models.BigIntegerField("余额", default=0)
    held = models.BigIntegerField("已预留", default=0)
    floor = models.BigIntegerField("下限", null=True)
    seq = models.BigIntegerField("最后序号", default=0)

    class Meta:
        verbose_name = "余额"
        constraints = [
            models.UniqueConstraint(fields=["street", "account"], name="one_balance_per_account"),
            models.CheckConstraint(
                condition=Q(floor=None) | Q(posted__gte=F("floor") + F("held")), name="balance_above_floor"
            ),
            models.CheckConstraint(condition=Q(held__gte=0), name="balance_held_not_negative"),
        ]

    @property
    def available(self) -> int:
        """What can still be spent or reserved, in the account's own sign."""
        return self.posted - self.held


class Transaction(InBook):
    """A posted transaction (记账): sealed with its legs into the chain of its book, never changed."""

    class Reason(models.TextChoices):
        MISTAKE = "mistake", "记错"
        DUPLICATE = "duplicate", "重复"
        RETURNED = "returned", "退回"
        DISPUTE = "dispute", "有争议"
        EDIT = "edit", "更正内容"

    seq = models.BigIntegerField("序号")
    key = models.CharField("唯一键", max_length=120)
    body_hash = models.CharField("内容校验值", max_length=64)
    kind = models.CharField("种类", max_length=40)
    occurred_on = models.DateField("发生日期")
    memo = models.CharField("摘要", max_length=200)
    subject = models.CharField("对象", max_length=80, blank=True)
    n_legs = models.PositiveSmallIntegerField("分录数")
    n_draws = models.PositiveSmallIntegerField("支用预留数", default=0)
    reverses = TenantForeignKey(
        "self", null=True, related_name="reversals", db_index=False, verbose_name="红冲对象"
    )
    reason = models.CharField("红冲原因", max_length=9, choices=Reason, blank=True)
    posted_at = models.DateTimeField("记账时间", default=clock.now)
    by_label = models.CharField("经办", max_length=120)
    prev_hash = models.CharField("前一笔校验值", max_length=64)
    hash = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = "记账"
        constraints = [
            models.UniqueConstraint(fields=["street", "book", "seq"], name="one_transaction_of_a_seq"),
            models.UniqueConstraint(fields=["street", "book", "key"], name="one_transaction_per_key"),
            models.UniqueConstraint(fields=["street", "reverses"], name="reversed_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="transaction_seq_from_one"),
            models.CheckConstraint(condition=Q(n_legs__gte=2), name="transaction_has_two_legs"),
            models.CheckConstraint(
                condition=Q(reverses=None, reason="") | (Q(reverses__isnull=False) & ~Q(reason="")),
                name="reversal_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["street", "book", "occurred_on"], name="transaction_by_day")]

    def __str__(self) -> str:
        return f"第 {self.seq} 笔"


class Posting(InBook):
    """A leg (分录) of a transaction: debit positive, credit negative, never zero."""

    transaction = TenantForeignKey(Transaction, related_name="postings", db_index=False)
    seq = models.BigIntegerField("序号")
    n = models.PositiveSmallIntegerField("行号")
    account = TenantForeignKey(Account, related_name="postings", db_index=False)
    amount = models.BigIntegerField("金额")

    class Meta:
        verbose_name = "分录"
        constraints = [
            models.UniqueConstraint(fields=["street", "transaction", "n"], name="one_posting_of_a_number"),
            models.CheckConstraint(condition=~Q(amount=0), name="posting_not_zero"),
        ]
        indexes = [
            models.Index(fields=["street", "account", "seq"], include=["amount"], name="posting_by_account"),
            models.Index(fields=["street", "book", "seq"], name="posting_by_book"),
        ]


class Hold(InBook):
    """A part of an account reserved (预留) for something approved; drawn by payments, or released."""

    account = TenantForeignKey(Account, related_name="holds", db_index=False)
    key = models.CharField("唯一键", max_length=120)
    body_hash = models.CharField("内容校验值", max_length=64)
    amount = models.BigIntegerField("金额")
    drawn = models.BigIntegerField("已支用", default=0)
    released = models.BigIntegerField("已释放", default=0)
    memo = models.CharField("摘要", max_length=200)
    subject = models.CharField("对象", max_length=80, blank=True)
    placed_at = models.DateTimeField("时间", default=clock.now)
    by_label = models.CharField("经办", max_length=120)

    class Meta:
        verbose_name = "预留"
        constraints = [
            models.UniqueConstraint(fields=["street", "book", "key"], name="one_hold_per_key"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, drawn__gte=0, released__gte=0), name="hold_parts_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=F("drawn") + F("released")), name="hold_not_exceeded"
            ),
        ]
        indexes = [
            models.Index(
                fields=["street", "account"],
                include=["amount", "drawn", "released"],
                condition=Q(amount__gt=F("drawn") + F("released")),
                name="hold_open_by_account",
            )
        ]

    @property
    def remaining(self) -> int:
        """What is still reserved."""
        return self.amount - self.drawn - self.released


class HoldChange(InBook):
    """How a hold shrank: drawn by a transaction, or released without one. Never changed."""

    class Kind(models.TextChoices):
        DRAWN = "drawn", "支用"
        RELEASED = "released", "释放"

    hold = TenantForeignKey(Hold, related_name="changes", db_index=False)
    kind = models.CharField("种类", max_length=8, choices=Kind)
    amount = models.BigIntegerField("金额")
    transaction = TenantForeignKey(Transaction, null=True, related_name="draws", db_index=False)
    changed_at = models.DateTimeField("时间", default=clock.now)
    by_label = models.CharField("经办", max_length=120)

    class Meta:
        verbose_name = "预留变动"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "transaction", "hold"], name="one_draw_per_hold_and_transaction"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="hold_change_positive"),
            models.CheckConstraint(
                condition=Q(kind="drawn", transaction__isnull=False) | Q(kind="released", transaction=None),
                name="drawn_by_a_transaction",
            ),
        ]
        indexes = [
            models.Index(fields=["street", "hold"], name="hold_change_by_hold"),
        ]


class Closing(InBook):
    """The books closed (结账) through a day, with the report that was then true and its sha256."""

    through = models.DateField("结账至")
    seq = models.BigIntegerField("最后序号")
    head_hash = models.CharField("最后校验值", max_length=64)
    report = models.JSONField("报表")
    sha256 = models.CharField("报表校验值", max_length=64)
    closed_at = models.DateTimeField("结账时间", default=clock.now)
    by_label = models.CharField("经办", max_length=120)

    class Meta:
        verbose_name = "结账"
        constraints = [
            models.UniqueConstraint(fields=["street", "book", "through"], name="one_closing_through_a_day")
        ]
        ordering = ["through"]
