"""Concerns in the API: members read them masked, residents report and support."""

from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.drf import Body, NothingBody, StrictJSONParser
from estates.api import PlaceList, PlaceView, member, resident
from estates.models import Building
from projects import services
from projects.models import Concern
from projects.models.concerns import PLACE_LENGTH, WORDS_LENGTH
from projects.views.finding import concern_here


class ConcernRow(serializers.Serializer):
    """A concern: the words that neighbours may read, the reporter's own to the reporter."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(Concern.State.choices)
    place = serializers.CharField(source="shown_place")
    words = serializers.CharField(source="shown_words")
    is_own = serializers.BooleanField(help_text="是不是我反映的")
    homes = serializers.IntegerField(help_text="点了“我家也有”的户数，不算反映的一家")
    filed_at = serializers.DateTimeField(allow_null=True)
    resolution = serializers.CharField(help_text="怎样解决的；还没有是空")
    resolved_at = serializers.DateTimeField(allow_null=True)


class ConcernFile(ConcernRow):
    """One concern."""

    reporter = serializers.CharField(help_text="反映人，隐去姓名和房号；没公开的是空")
    decline_reason = serializers.CharField(help_text="不公开的原因，只有反映人和查看的人看得到")
    supported = serializers.BooleanField(help_text="我家点过“我家也有”没有")


class ConcernBody(Body):
    """A concern to be reported; a photo only as multipart/form-data."""

    place = serializers.CharField(max_length=PLACE_LENGTH)
    words = serializers.CharField(max_length=WORDS_LENGTH)
    building = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, help_text="楼栋编号，见小区；不在某一栋就不写"
    )
    photo = serializers.FileField(required=False, help_text="JPG、PNG 或 WEBP，最大 15 MB")

    def validate_building(self, pk: int) -> Building:
        """Return a building of the estate. Raises ValidationError."""
        building = Building.objects.filter(estate=self.context["estate"], pk=pk).first()
        if building is None:
            raise serializers.ValidationError("小区里没有这一栋。")
        return building


class ConcernList(PlaceList):
    """What neighbours may read and whatever the caller reported, the newest first. A POST reports one."""

    part, words = "诉求", {"GET": "列出诉求", "POST": "反映一件事，可以带照片"}
    guards = {"GET": member, "POST": resident}
    parser_classes = [StrictJSONParser, MultiPartParser]
    serializer_class = ConcernRow

    def get_queryset(self) -> Any:
        """Return the concerns of the estate that the caller may read in a list."""
        shown, residency = Q(state__in=Concern.PUBLIC), self.request.capacities.residency
        if residency:
            shown |= Q(person_id=residency.person_id)
        rows = Concern.objects.filter(shown)
        return rows.filter(estate=self.request.estate).annotate(homes=Count("supports"))

    def with_more(self, rows: list[Any]) -> list[Any]:
        """Return the concerns in the words the caller may read."""
        return [_as_read_by(self.request, concern) for concern in rows]

    @extend_schema(
        request={"multipart/form-data": ConcernBody, "application/json": ConcernBody},
        responses={201: ConcernRow},
    )
    def post(self, request: Request, estate: str) -> Response:
        """Start, describe and file a concern in one go; nothing is left where any of it is refused."""
        by, fields = request.capacities.need_residency(), self.fields_of(ConcernBody)
        photo = fields.pop("photo").read() if "photo" in fields else None
        with transaction.atomic():
            draft = services.start_concern(request.estate, photo=photo, by=by)
            draft = services.describe_concern(draft, **{"building": None, **fields}, by=by)
            concern = services.file_concern(draft, by=by)
        concern.homes = 0
        return self.said(_as_read_by(request, concern), 201)


class ConcernView(PlaceView):
    """What is done about one concern."""

    part = "诉求"
    serializer_class = ConcernFile

    def file(self, pk: int, status: int = 200) -> Response:
        """Return the concern as it stands."""
        concern = concern_here(self.request, pk)
        units = set(concern.supports.values_list("unit_id", flat=True))
        residency = self.request.capacities.residency
        concern.homes, concern.supported = len(units), residency is not None and residency.unit_id in units
        concern.reporter = concern.reporter_label if concern.is_public else ""
        return self.said(_as_read_by(self.request, concern), status)


class ConcernOne(ConcernView):
    """One concern that the caller may read."""

    words = {"GET": "看一条诉求"}
    guards = {"GET": member}

    def get(self, request: Request, estate: str, pk: int) -> Response:
        """Return the concern."""
        return self.file(pk)


class ConcernSupport(ConcernView):
    """我家也有, once per home."""

    words = {"POST": "我家也有"}
    guards = {"POST": resident}

    @extend_schema(request=NothingBody, responses={201: ConcernFile})
    def post(self, request: Request, estate: str, pk: int) -> Response:
        """Support the concern and return it."""
        concern, _ = concern_here(request, pk), self.fields_of(NothingBody)
        services.support_concern(concern, by=request.capacities.need_residency())
        return self.file(pk, 201)


def _as_read_by(request: Request, concern: Any) -> Any:
    """Return the concern with the words the caller may read: the public ones wherever there are any."""
    residency = request.capacities.residency
    concern.is_own = residency is not None and concern.person_id == residency.person_id
    concern.shown_place = concern.public_place if concern.is_public else concern.place
    concern.shown_words = concern.public_words if concern.is_public else concern.words
    return concern
