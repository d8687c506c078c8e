"""Statistics as they were printed, and as they were published for everybody."""

import django.db.models.deletion
from django.db import migrations, models

import core.clock
import tenancy.fields
from tenancy.operations import Owned


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("estates", "0001_register"),
        ("tenancy", "0003_keys_keep_the_answer"),
    ]

    operations = [
        migrations.CreateModel(
            name="PrintedReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("as_of", models.DateField(verbose_name="截止日期")),
                ("figures", models.JSONField(verbose_name="数字")),
                ("figures_sha256", models.CharField(max_length=64, verbose_name="数字校验值")),
                ("made_at", models.DateTimeField(default=core.clock.now, verbose_name="生成时间")),
                (
                    "community",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.community",
                        verbose_name="只统计的社区",
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
                    "made_by",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estates.post",
                        verbose_name="制表",
                    ),
                ),
                (
                    "pdf",
                    tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.storedfile",
                        verbose_name="PDF",
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
                "verbose_name": "统计报告",
            },
        ),
        migrations.CreateModel(
            name="StatisticsSnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("as_of", models.DateField(verbose_name="截止日期")),
                ("version", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                ("figures", models.JSONField(verbose_name="数字")),
                ("figures_sha256", models.CharField(max_length=64, verbose_name="数字校验值")),
                ("pdf_sha256", models.CharField(max_length=64, verbose_name="PDF 校验值")),
                ("pdf_size", models.PositiveIntegerField(verbose_name="PDF 字节数")),
                ("published_at", models.DateTimeField(default=core.clock.now, verbose_name="发布时间")),
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
                    "printed",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="overview.printedreport",
                        verbose_name="统计报告",
                    ),
                ),
                (
                    "published_by",
                    tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estates.post",
                        verbose_name="发布人",
                    ),
                ),
                (
                    "replaces",
                    tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="overview.statisticssnapshot",
                        verbose_name="更正的版本",
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
                "verbose_name": "已发布的统计",
            },
        ),
        migrations.AddIndex(
            model_name="printedreport",
            index=models.Index(fields=["street", "community", "-id"], name="printed_report_by_place"),
        ),
        migrations.AddIndex(
            model_name="statisticssnapshot",
            index=models.Index(fields=["street", "-as_of", "-version"], name="snapshot_by_day"),
        ),
        migrations.AddConstraint(
            model_name="statisticssnapshot",
            constraint=models.UniqueConstraint(
                fields=("street", "as_of", "version"), name="one_snapshot_per_day_and_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="statisticssnapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replaces", None), ("version", 1)),
                    models.Q(
                        ("replaces__isnull", False),
                        ("version__gt", 1),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="later_snapshot_replaces_and_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="statisticssnapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(("pdf_sha256", ""), _negated=True), name="snapshot_has_its_pdf"
            ),
        ),
        Owned("PrintedReport", updatable=("pdf_id",)),
        Owned("StatisticsSnapshot", append_only=True, published=True),
    ]
