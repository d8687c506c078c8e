"""Places in the API: the directory, an estate, a street, where one belongs; the schema, and a page about it.

``street_urls`` is where the street's statistics join.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core.drf import refuse_other_methods
from core.keyset import Keyset
from core.openapi import query
from core.web import stored_file
from estates.api import PlaceView
from estates.models import Building
from overview import description, open_data, reports
from tenancy.models import Estate, Street


class EstateRow(serializers.Serializer):
    """An estate in the directory."""

    slug = serializers.CharField()
    number = serializers.IntegerField(help_text="公开编号，查验码以它开头")
    name = serializers.CharField()
    community = serializers.CharField(source="community.name")
    street = serializers.CharField(source="street.slug")
    street_name = serializers.CharField(source="street.name")
    is_demo = serializers.BooleanField(help_text="示例数据")


class BuildingRow(serializers.Serializer):
    """A building of an estate."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class EstateFile(EstateRow):
    """An estate."""

    address = serializers.CharField()
    year_built = serializers.IntegerField(allow_null=True)
    committee_name = serializers.CharField()
    phone = serializers.CharField(help_text="求助电话")
    buildings = BuildingRow(many=True, source="building_list")


class CommunityRow(serializers.Serializer):
    """A community of a street."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class StreetFile(serializers.Serializer):
    """A street."""

    slug = serializers.CharField()
    name = serializers.CharField()
    city = serializers.CharField()
    city_code = serializers.CharField()
    hotline = serializers.CharField(help_text="监督电话")
    is_demo = serializers.BooleanField(help_text="示例数据")
    communities = CommunityRow(many=True, source="community_list")
    open_data_as_of = serializers.DateField(allow_null=True, help_text="开放数据截至哪天；还没有是 null")


class HeldRow(serializers.Serializer):
    """A capacity the caller holds."""

    key = serializers.CharField(help_text="写在 X-Capacity 头里")
    label = serializers.CharField()


class BelongsRow(serializers.Serializer):
    """Somewhere the caller has something to do."""

    name = serializers.CharField()
    url = serializers.CharField(help_text="网页的地址（路径）")
    capacities = HeldRow(many=True)


class RootView(GenericAPIView):
    """An address that belongs to no place."""

    part, words = "小区和街道", {}
    signed_in: ClassVar[bool] = False
    queries: ClassVar[Sequence[OpenApiParameter]] = ()
    pagination_class = None

    @classmethod
    def parameters_of(cls, method: str) -> Sequence[OpenApiParameter]:
        """Return the filters that the schema shows."""
        return cls.queries

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Ask what is asked of every request before its handler runs."""
        refuse_other_methods(self, request)
        super().initial(request, *args, **kwargs)
        if self.signed_in and not request.user.is_authenticated:
            raise NotAuthenticated


class EstateList(RootView):
    """Every estate; ``?street=`` narrows, ``?q=`` looks in names and pinyin."""

    words = {"GET": "列出小区"}
    queries = [query("street", "街道的网址名"), query("q", "名称或拼音里的字")]
    pagination_class, ordering = Keyset, ("id",)
    serializer_class = EstateRow

    def get(self, request: Request) -> Response:
        """Return a page."""
        rows, asked_for = Estate.objects.select_related("street", "community"), request.query_params
        if street := asked_for.get("street", "").replace("\0", ""):
            rows = rows.filter(street__slug=street)
        if asked := asked_for.get("q", "").replace("\0", ""):
            rows = rows.filter(Q(name__icontains=asked) | Q(sort_key__icontains=asked))
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)


class Me(RootView):
    """Where the caller belongs and as what."""

    words, signed_in = {"GET": "我在哪里有哪些身份"}, True
    serializer_class = BelongsRow

    @extend_schema(responses=BelongsRow(many=True))
    def get(self, request: Request) -> Response:
        """Return the places of the sign-in."""
        places = reports.places_of(request.user.pk, {})
        return Response(self.get_serializer(places, many=True).data)


class EstateOne(PlaceView):
    """One estate."""

    part, words = "小区和街道", {"GET": "看一个小区"}
    serializer_class = EstateFile

    def get(self, request: Request, estate: str) -> Response:
        """Return the estate with its buildings."""
        found = request.estate
        found.building_list = list(Building.objects.filter(estate=found).order_by("position", "id"))
        return self.said(found)


class StreetOne(PlaceView):
    """One street."""

    part, words = "小区和街道", {"GET": "看一个街道"}
    serializer_class = StreetFile

    def get(self, request: Request, street: str) -> Response:
        """Return the street with its communities."""
        found: Street = request.street
        found.community_list = list(found.communities.order_by("id"))
        latest = open_data.latest(found)
        found.open_data_as_of = latest and open_data.as_of(latest)
        return self.said(found)


class OpenData(PlaceView):
    """The street's open data as it was last made."""

    part, words = "开放数据", {"GET": "下载街道的开放数据（zip，含 CSV 和字段说明）"}

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, street: str) -> HttpResponse:
        """Return the file; not found before the first was made."""
        latest = open_data.latest(request.street)
        if latest is None:
            raise Http404
        response = stored_file(latest.sha256, latest.mime, name=latest.name, private=False)
        response.headers["Content-Disposition"] = f'attachment; filename="{latest.name}"'
        return response


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show people what the API can do, part by part."""
    streets = Street.objects.order_by("id")
    return render(request, "overview/api.html", {"parts": description.parts(), "streets": streets})


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI schema, made once per process."""
    response = JsonResponse(description.schema(), json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


root_urls: list[Any] = [
    path("", about, name="about"),
    path("schema/", schema, name="schema"),
    path("me/", Me.as_view(), name="me"),
    path("estates/", EstateList.as_view(), name="estates"),
]
estate_urls = [path("", EstateOne.as_view(), name="estate")]
street_urls = [
    path("", StreetOne.as_view(), name="street"),
    path("open-data.zip", OpenData.as_view(), name="open_data"),
]
