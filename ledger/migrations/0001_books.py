"""Books, accounts with their balances, transactions with their postings, holds, closings."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import core.clock
import tenancy.fields
from tenancy.operations import Owned


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_directory_and_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=80, verbose_name="编码")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                (
                    "side",
                    models.CharField(
                        choices=[("debit", "借"), ("credit", "贷")], max_length=6, verbose_name="方向"
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
            ],
            options={
                "verbose_name": "科目",
            },
        ),
        migrations.CreateModel(
            name="Book",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "asset",
                    models.CharField(
                        choices=[("CNY", "人民币"), ("points", "积分")], max_length=6, verbose_name="计量"
                    ),
                ),
                ("head_seq", models.BigIntegerField(default=0, verbose_name="最后序号")),
                (
                    "head_hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                        verbose_name="最后校验值",
                    ),
                ),
                ("closed_through", models.DateField(null=True, verbose_name="已结账至")),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
            ],
            options={
                "verbose_name": "账本",
            },
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("posted", models.BigIntegerField(default=0, verbose_name="余额")),
                ("held", models.BigIntegerField(default=0, verbose_name="已预留")),
                ("floor", models.BigIntegerField(null=True, verbose_name="下限")),
                ("seq", models.BigIntegerField(default=0, verbose_name="最后序号")),
                (
                    "account",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="ledger.account",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
                (
                    "book",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="ledger.book",
                    ),
                ),
            ],
            options={
                "verbose_name": "余额",
            },
        ),
        migrations.AddField(
            model_name="account",
            name="book",
            field=tenancy.fields.TenantForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="ledger.book",
            ),
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("through", models.DateField(verbose_name="结账至")),
                ("seq", models.BigIntegerField(verbose_name="最后序号")),
                ("head_hash", models.CharField(max_length=64, verbose_name="最后校验值")),
                ("report", models.JSONField(verbose_name="报表")),
                ("sha256", models.CharField(max_length=64, verbose_name="报表校验值")),
                ("closed_at", models.DateTimeField(default=core.clock.now, verbose_name="结账时间")),
                ("by_label", models.CharField(max_length=120, verbose_name="经办")),
                (
                    "book",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="ledger.book",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
            ],
            options={
                "verbose_name": "结账",
                "ordering": ["through"],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120, verbose_name="唯一键")),
                ("body_hash", models.CharField(max_length=64, verbose_name="内容校验值")),
                ("amount", models.BigIntegerField(verbose_name="金额")),
                ("drawn", models.BigIntegerField(default=0, verbose_name="已支用")),
                ("released", models.BigIntegerField(default=0, verbose_name="已释放")),
                ("memo", models.CharField(max_length=200, verbose_name="摘要")),
                ("subject", models.CharField(blank=True, max_length=80, verbose_name="对象")),
                ("placed_at", models.DateTimeField(default=core.clock.now, verbose_name="时间")),
                ("by_label", models.CharField(max_length=120, verbose_name="经办")),
                (
                    "account",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="ledger.account",
                    ),
                ),
                (
                    "book",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="ledger.book",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
            ],
            options={
                "verbose_name": "预留",
            },
        ),
        migrations.CreateModel(
            name="Transaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.BigIntegerField(verbose_name="序号")),
                ("key", models.CharField(max_length=120, verbose_name="唯一键")),
                ("body_hash", models.CharField(max_length=64, verbose_name="内容校验值")),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("occurred_on", models.DateField(verbose_name="发生日期")),
                ("memo", models.CharField(max_length=200, verbose_name="摘要")),
                ("subject", models.CharField(blank=True, max_length=80, verbose_name="对象")),
                ("n_legs", models.PositiveSmallIntegerField(verbose_name="分录数")),
                ("n_draws", models.PositiveSmallIntegerField(default=0, verbose_name="支用预留数")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mistake", "记错"),
                            ("duplicate", "重复"),
                            ("returned", "退回"),
                            ("dispute", "有争议"),
                            ("edit", "更正内容"),
                        ],
                        max_length=9,
                        verbose_name="红冲原因",
                    ),
                ),
                ("posted_at", models.DateTimeField(default=core.clock.now, verbose_name="记账时间")),
                ("by_label", models.CharField(max_length=120, verbose_name="经办")),
                ("prev_hash", models.CharField(max_length=64, verbose_name="前一笔校验值")),
                ("hash", models.CharField(max_length=64, verbose_name="校验值")),
                (
                    "book",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="ledger.book",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "reverses",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="ledger.transaction",
                        verbose_name="红冲对象",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
            ],
            options={
                "verbose_name": "记账",
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.BigIntegerField(verbose_name="序号")),
                ("n", models.PositiveSmallIntegerField(verbose_name="行号")),
                ("amount", models.BigIntegerField(verbose_name="金额")),
                (
                    "account",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="ledger.account",
                    ),
                ),
                (
                    "book",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="ledger.book",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
                (
                    "transaction",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="ledger.transaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "分录",
            },
        ),
        migrations.CreateModel(
            name="HoldChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("drawn", "支用"), ("released", "释放")], max_length=8, verbose_name="种类"
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="金额")),
                ("changed_at", models.DateTimeField(default=core.clock.now, verbose_name="时间")),
                ("by_label", models.CharField(max_length=120, verbose_name="经办")),
                (
                    "book",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="ledger.book",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.estate",
                        verbose_name="小区",
                    ),
                ),
                (
                    "hold",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="ledger.hold",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.street",
                        verbose_name="街道",
                    ),
                ),
                (
                    "transaction",
                    tenancy.fields.TenantForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="ledger.transaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "预留变动",
            },
        ),
        migrations.AddConstraint(
            model_name="book",
            constraint=models.UniqueConstraint(
                fields=("street", "estate", "asset"),
                name="one_book_per_place_and_asset",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="balance",
            constraint=models.UniqueConstraint(fields=("street", "account"), name="one_balance_per_account"),
        ),
        migrations.AddConstraint(
            model_name="balance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("floor", None),
                    (
                        "posted__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("floor"), "+", models.F("held")
                        ),
                    ),
                    _connector="OR",
                ),
                name="balance_above_floor",
            ),
        ),
        migrations.AddConstraint(
            model_name="balance",
            constraint=models.CheckConstraint(
                condition=models.Q(("held__gte", 0)), name="balance_held_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("street", "book", "code"), name="one_account_of_a_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                fields=("street", "book", "through"), name="one_closing_through_a_day"
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(
                    (
                        "amount__gt",
                        django.db.models.expressions.CombinedExpression(
                            models.F("drawn"), "+", models.F("released")
                        ),
                    )
                ),
                fields=["street", "account"],
                include=("amount", "drawn", "released"),
                name="hold_open_by_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(fields=("street", "book", "key"), name="one_hold_per_key"),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0), ("drawn__gte", 0), ("released__gte", 0)),
                name="hold_parts_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("drawn"), "+", models.F("released")
                        ),
                    )
                ),
                name="hold_not_exceeded",
            ),
        ),
        migrations.AddIndex(
            model_name="transaction",
            index=models.Index(fields=["street", "book", "occurred_on"], name="transaction_by_day"),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.UniqueConstraint(
                fields=("street", "book", "seq"), name="one_transaction_of_a_seq"
            ),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.UniqueConstraint(
                fields=("street", "book", "key"), name="one_transaction_per_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.UniqueConstraint(fields=("street", "reverses"), name="reversed_once"),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("seq__gte", 1)), name="transaction_seq_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("n_legs__gte", 2)), name="transaction_has_two_legs"
            ),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("reverses", None)),
                    models.Q(("reverses__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="reversal_has_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                fields=["street", "account", "seq"], include=("amount",), name="posting_by_account"
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(fields=["street", "book", "seq"], name="posting_by_book"),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.UniqueConstraint(
                fields=("street", "transaction", "n"), name="one_posting_of_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="posting_not_zero"
            ),
        ),
        migrations.AddIndex(
            model_name="holdchange",
            index=models.Index(fields=["street", "hold"], name="hold_change_by_hold"),
        ),
        migrations.AddConstraint(
            model_name="holdchange",
            constraint=models.UniqueConstraint(
                fields=("street", "transaction", "hold"), name="one_draw_per_hold_and_transaction"
            ),
        ),
        migrations.AddConstraint(
            model_name="holdchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="hold_change_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="holdchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "drawn"), ("transaction__isnull", False)),
                    models.Q(("kind", "released"), ("transaction", None)),
                    _connector="OR",
                ),
                name="drawn_by_a_transaction",
            ),
        ),
        Owned("Book", updatable=("head_seq", "head_hash", "closed_through")),
        Owned("Account", append_only=True),
        Owned("Balance", updatable=("posted", "held", "seq")),
        Owned("Transaction", append_only=True),
        Owned("Posting", append_only=True),
        Owned("Hold", updatable=("drawn", "released")),
        Owned("HoldChange", append_only=True),
        Owned("Closing", append_only=True),
    ]
