"""Statistics that were put down for good: the printed report, and the snapshot that is published."""

from django.db import models
from django.db.models import Q

from core import clock
from estates.models import Post
from notices.reports import kilobytes
from overview.statistics.report import StatisticsReport
from tenancy.fields import StreetOwned, TenantForeignKey
from tenancy.models import Community, StoredFile


class PrintedReport(StreetOwned):
    """The figures of a span as somebody had them printed; only the PDF comes later (decision 9)."""

    community = models.ForeignKey(
        Community, models.PROTECT, null=True, related_name="+", verbose_name="只统计的社区"
    )
    year = models.PositiveSmallIntegerField("年份")
    as_of = models.DateField("截止日期")
    figures = models.JSONField("数字")
    figures_sha256 = models.CharField("数字校验值", max_length=64)
    made_by = TenantForeignKey(Post, related_name="+", verbose_name="制表")
    made_at = models.DateTimeField("生成时间", default=clock.now)
    pdf = TenantForeignKey(StoredFile, null=True, related_name="+", verbose_name="PDF")

    class Meta:
        verbose_name = "统计报告"
        indexes = [models.Index(fields=["street", "community", "-id"], name="printed_report_by_place")]

    @property
    def report(self) -> StatisticsReport:
        """The figures, as they were read."""
        return StatisticsReport.from_json(self.figures)


class StatisticsSnapshot(StreetOwned):
    """A street's figures as they were published: read by everybody, never changed, replaced by a new version.

    It repeats hash and size of the PDF, for readers who are in no scope and can't see the report's row.
    """

    printed = TenantForeignKey(PrintedReport, related_name="snapshots", verbose_name="统计报告")
    year = models.PositiveSmallIntegerField("年份")
    as_of = models.DateField("截止日期")
    version = models.PositiveSmallIntegerField("版本")
    replaces = TenantForeignKey("self", null=True, related_name="replaced_by", verbose_name="更正的版本")
    reason = models.CharField("更正原因", max_length=200, blank=True)
    figures = models.JSONField("数字")
    figures_sha256 = models.CharField("数字校验值", max_length=64)
    pdf_sha256 = models.CharField("PDF 校验值", max_length=64)
    pdf_size = models.PositiveIntegerField("PDF 字节数")
    published_by = TenantForeignKey(Post, related_name="+", verbose_name="发布人")
    published_at = models.DateTimeField("发布时间", default=clock.now)

    class Meta:
        verbose_name = "已发布的统计"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "as_of", "version"], name="one_snapshot_per_day_and_version"
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces=None)
                | (Q(version__gt=1, replaces__isnull=False) & ~Q(reason="")),
                name="later_snapshot_replaces_and_says_why",
            ),
            models.CheckConstraint(condition=~Q(pdf_sha256=""), name="snapshot_has_its_pdf"),
        ]
        indexes = [models.Index(fields=["street", "-as_of", "-version"], name="snapshot_by_day")]

    @property
    def report(self) -> StatisticsReport:
        """The figures, as they were published."""
        return StatisticsReport.from_json(self.figures)

    @property
    def version_words(self) -> str:
        """The version behind 第: ``2 版``."""
        return f"{self.version} 版"

    @property
    def size_words(self) -> str:
        """The size of the PDF: ``213 KB``."""
        return kilobytes(self.pdf_size)

    @property
    def title(self) -> str:
        """What tells it from the other snapshots of its street."""
        return f"截至{self.as_of.year}年{self.as_of.month}月{self.as_of.day}日，第 {self.version_words}"
