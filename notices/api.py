"""Notices in the API: what is published, as everybody may read it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.drf import chosen
from core.openapi import query
from estates.api import PlaceList, PlaceView
from notices import reports
from notices.models import Notice


class NoticeRow(serializers.Serializer):
    """A notice in a list."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(Notice.Kind.choices)
    state = serializers.ChoiceField(Notice.State.choices)
    title = serializers.CharField(source="shown_title", help_text="内容撤下的只有编号")
    posted_on = serializers.DateField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True, help_text="公示期止（不含）；没有公示期的是 null")
    in_period = serializers.BooleanField(help_text="现在能不能提异议")
    code = serializers.CharField(help_text="查验码，/v/<code>/ 可以核对")


class NoticeTable(serializers.Serializer):
    """A table of a notice; every value as it is printed."""

    caption = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class NoticeTalk(serializers.Serializer):
    """An objection and its reply; people masked."""

    who = serializers.CharField(source="label")
    filed_at = serializers.DateTimeField()
    text = serializers.CharField()
    outcome = serializers.CharField(help_text="upheld 成立、partly 部分成立、rejected 不成立；没有答复是空")
    reply = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class NoticeFile(NoticeRow):
    """A notice with what it says; nothing of the text where it was taken down."""

    paragraphs = serializers.SerializerMethodField()
    tables = serializers.SerializerMethodField()
    withdrawal_reason = serializers.CharField(help_text="没有撤回是空")
    objections = NoticeTalk(many=True, source="talk")
    sha256 = serializers.SerializerMethodField(help_text="PDF 的校验值；还没有或已撤下是空")
    pdf_url = serializers.SerializerMethodField(help_text="PDF 的地址（路径）；没有是空")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_paragraphs(self, notice: Notice) -> list[str]:
        """Return the paragraphs that the public may read."""
        return notice.paragraphs if notice.shows_text else []

    @extend_schema_field(NoticeTable(many=True))
    def get_tables(self, notice: Notice) -> list[dict[str, Any]]:
        """Return the tables that the public may read."""
        shown = reports.tables(notice) if notice.shows_text else []
        return [
            {
                "caption": table.caption,
                "columns": [head.label for head in table.heads],
                "rows": [[cell.value for cell in row] for row in table.rows],
            }
            for table in shown
        ]

    def get_sha256(self, notice: Notice) -> str:
        """Return the hash of the sheet."""
        return notice.pdf.sha256 if notice.pdf and notice.shows_text else ""

    def get_pdf_url(self, notice: Notice) -> str:
        """Return where the sheet is."""
        shown = notice.pdf and notice.shows_text
        return reverse("notices:pdf", args=[notice.estate.slug, notice.pk]) if shown else ""


class NoticeList(PlaceList):
    """Everything published, the newest first; ``?kind=`` narrows."""

    part, words = "公示", {"GET": "列出公示和公告"}
    queries = [query("kind", "只要这一种", choices=Notice.Kind.values)]
    serializer_class = NoticeRow

    def get_queryset(self) -> Any:
        """Return the published notices of the estate."""
        found = Notice.objects.filter(estate=self.request.estate).public()
        kind = chosen(self.request, "kind", Notice.Kind.values)
        return found.filter(kind=kind) if kind else found


class NoticeOne(PlaceView):
    """One published notice with its objections."""

    part, words = "公示", {"GET": "看一份公示"}
    serializer_class = NoticeFile

    def get(self, request: Request, estate: str, pk: int) -> Response:
        """Return the notice."""
        found = Notice.objects.filter(estate=request.estate).public().select_related("pdf")
        notice = get_object_or_404(found, pk=pk)
        notice.estate = request.estate
        notice.talk = list(notice.objection_list.select_related("person"))
        return self.said(notice)


estate_urls = [
    path("notices/", NoticeList.as_view(), name="notices"),
    path("notices/<int:pk>/", NoticeOne.as_view(), name="notice"),
]
