"""The street's statistics by program: live, for everybody, with what each figure counts."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.openapi import query
from estates.api import PlaceView
from overview.statistics import span_of, statistics


class FigureRow(serializers.Serializer):
    """A statistic of a street in a year up to a day."""

    key = serializers.CharField(help_text="不变的代号，程序按它取数")
    label = serializers.CharField(help_text="名称")  # type: ignore[assignment]  # hides Field.label on purpose
    value = serializers.IntegerField(
        allow_null=True,
        help_text="数字，按 unit 计：分、‰（向下取整）或个数；没有可算的、人数太少不公布时为空",
    )
    unit = serializers.CharField(help_text="计量单位")
    numerator = serializers.IntegerField(allow_null=True, help_text="分子；不是占比时为空")
    denominator = serializers.IntegerField(allow_null=True, help_text="分母；不是占比时为空")
    definition = serializers.CharField(help_text="统计口径")
    as_of = serializers.DateField(help_text="截止日期")


class SpanAsked(serializers.Serializer):
    """Which year, up to which day."""

    year = serializers.IntegerField(required=False, min_value=1, max_value=9999)
    as_of = serializers.DateField(required=False)


class Statistics(PlaceView):
    """The figures of a street; a year or a day that nothing can be counted on is 422."""

    part, words, refusals = "统计", {"GET": "看街道的统计"}, (422,)
    queries = [
        query("year", "年份，例如 2025；不写就是截止日期的那一年，或今年"),
        query("as_of", "截止日期，例如 2025-12-12；不写就是今天，或那一年的最后一天"),
    ]
    serializer_class = FigureRow

    @extend_schema(responses=FigureRow(many=True))
    def get(self, request: Request, street: str) -> Response:
        """Return every figure with a key of its own."""
        asked = SpanAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        report = statistics(span_of(request.street, **asked.validated_data))  # type: ignore[attr-defined]
        return Response(self.get_serializer(report.listed, many=True).data)


street_urls: list[Any] = [path("statistics/", Statistics.as_view(), name="statistics")]
