"""Ballots in the API: results for everybody; for members their part in each ballot, and casting."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ballots import services
from ballots.models import Ballot
from ballots.reports import outcome, turnouts
from ballots.standing import Part, parts_in, standing_in
from core.drf import Body
from estates.api import PlaceList, PlaceView, member

AREA = "面积，单位 0.01 ㎡；按户表决的不计面积，是空"


class OfBallot(serializers.Serializer):
    """What is told of a ballot: areas only where they count, for beside one home's answer they name it."""

    def to_representation(self, ballot: Any) -> dict[str, Any]:
        """Return the values, without areas in a ballot of households."""
        told = super().to_representation(ballot)
        return told if ballot.counts_area else _without_areas(told)


def _without_areas(told: Any) -> Any:
    if isinstance(told, list):
        return [_without_areas(part) for part in told]
    if isinstance(told, dict):
        return {key: None if key == "area_centi" else _without_areas(part) for key, part in told.items()}
    return told


class Weighed(serializers.Serializer):
    """Heads (households, in a ballot of households) and area."""

    heads = serializers.IntegerField()
    area_centi = serializers.IntegerField(allow_null=True, help_text=AREA)


class BallotPart(serializers.Serializer):
    """The caller's part in a ballot; never how they answered."""

    is_on_roll = serializers.BooleanField()
    has_voted = serializers.BooleanField()
    may_change = serializers.BooleanField()


class BallotRow(OfBallot):
    """A ballot in a list, with the caller's part in it."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    question = serializers.CharField()
    electorate = serializers.ChoiceField(Ballot.Electorate.choices)
    state = serializers.ChoiceField(Ballot.State.choices)
    online = serializers.BooleanField()
    is_open = serializers.BooleanField(help_text="现在能不能投")
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    mine = BallotPart()


class AnswerChoice(serializers.Serializer):
    """One answer that can be given."""

    code = serializers.CharField()
    words = serializers.CharField()


class BallotMatter(serializers.Serializer):
    """One thing a ballot asks."""

    id = serializers.IntegerField()
    no = serializers.IntegerField()
    text = serializers.CharField()
    raises = serializers.BooleanField(help_text="须四分之三以上同意")
    choices = serializers.SerializerMethodField()

    @extend_schema_field(AnswerChoice(many=True))
    def get_choices(self, matter: Any) -> list[dict[str, str]]:
        """Return every answer that can be given."""
        return [{"code": code, "words": words} for code, words in matter.choices]


class BallotFile(BallotRow):
    """A ballot with what it asks and how many took part."""

    facts = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    matters = BallotMatter(many=True, source="asked")
    roll = Weighed(source="turnout.roll")
    taking_part = Weighed(source="turnout.taking_part", help_text="纸质票在两遍点票一致前是 0")


class ResultLine(serializers.Serializer):
    """How many gave one answer."""

    code = serializers.CharField(help_text="void 是无效票")
    label = serializers.CharField()
    heads = serializers.IntegerField(source="sums.heads")
    area_centi = serializers.IntegerField(source="sums.area_centi", allow_null=True, help_text=AREA)


class ResultMatter(serializers.Serializer):
    """What was decided on one matter."""

    no = serializers.IntegerField()
    text = serializers.CharField()
    passed = serializers.BooleanField()
    winner = serializers.CharField()
    winner_label = serializers.CharField()
    sentence = serializers.CharField()
    lines = ResultLine(many=True)


class ResultRow(OfBallot):
    """A counted ballot in a list."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    question = serializers.CharField()
    electorate = serializers.ChoiceField(Ballot.Electorate.choices)
    online = serializers.BooleanField()
    closed_at = serializers.DateTimeField()
    passed = serializers.BooleanField(source="outcome.passed")
    sentence = serializers.CharField(source="outcome.sentence")
    roll = Weighed(source="outcome.roll")
    taking_part = Weighed(source="outcome.taking_part")


class ResultFile(ResultRow):
    """A counted ballot, matter by matter, with the hashes that prove it."""

    matters = ResultMatter(many=True, source="outcome.matters")
    rules_version = serializers.CharField()
    roll_sha256 = serializers.CharField()
    chain_head = serializers.CharField()


class OneAnswer(Body):
    """The answer to one matter."""

    matter = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    choice = serializers.CharField(max_length=10)


class CastBody(Body):
    """The answers: one to each matter."""

    answers = OneAnswer(many=True, allow_empty=False, max_length=100)

    def validate_answers(self, answers: list[dict[str, Any]]) -> dict[int, str]:
        """Return the answers by matter. Raises ValidationError where one is answered twice."""
        given = {answer["matter"]: answer["choice"] for answer in answers}
        if len(given) != len(answers):
            raise serializers.ValidationError("同一个事项只能答一次。")
        return given


class CastReceipt(serializers.Serializer):
    """What somebody who voted keeps; never the answer."""

    code = serializers.CharField(help_text="回执号")
    cast_at = serializers.DateTimeField()
    units = serializers.ListField(child=serializers.CharField(), source="labels")


class BallotList(PlaceList):
    """The ballots of the estate, the newest first, each with the caller's part."""

    part, words = "投票", {"GET": "列出我的投票"}
    guards = {"GET": member}
    serializer_class = BallotRow

    def get_queryset(self) -> Any:
        """Return the ballots that residents may see."""
        return Ballot.objects.announced().filter(estate=self.request.estate)

    def with_more(self, rows: list[Ballot]) -> list[Ballot]:
        """Return the ballots with the caller's part in them."""
        parts = parts_in(rows, self.request.capacities)
        for ballot in rows:
            ballot.mine = parts.get(ballot.pk, Part())
        return rows


class BallotOne(PlaceView):
    """One ballot: what is asked and who took part so far."""

    part, words = "投票", {"GET": "看一个投票"}
    guards = {"GET": member}
    serializer_class = BallotFile

    def get(self, request: Request, estate: str, pk: int) -> Response:
        """Return the ballot."""
        ballot = _announced(request, pk)
        ballot.mine = parts_in([ballot], request.capacities).get(ballot.pk, Part())
        ballot.turnout = turnouts([ballot])[ballot.pk]
        return self.said(ballot)


class BallotCast(PlaceView):
    """Casting a vote; until close it may be changed by casting again."""

    part, words = "投票", {"POST": "投票"}
    guards = {"POST": member}
    serializer_class = CastReceipt

    @extend_schema(request=CastBody, responses={201: CastReceipt})
    def post(self, request: Request, estate: str, pk: int) -> Response:
        """Cast the vote of the caller's home or titles and return the receipt."""
        ballot, fields = _announced(request, pk), self.fields_of(CastBody)
        by = standing_in(ballot, request.capacities).need()
        return self.said(services.cast_vote(ballot, by=by, choices=fields["answers"]), 201)


class ResultList(PlaceList):
    """What was decided, the newest first."""

    part, words = "结果", {"GET": "列出投票结果"}
    serializer_class = ResultRow

    def get_queryset(self) -> Any:
        """Return the counted ballots."""
        return Ballot.objects.filter(estate=self.request.estate, state=Ballot.State.CLOSED)

    def with_more(self, rows: list[Ballot]) -> list[Ballot]:
        """Return the ballots with their outcome as it was frozen."""
        for ballot in rows:
            ballot.outcome = outcome(ballot)
        return rows


class ResultOne(PlaceView):
    """One result; refused before the ballot is counted."""

    part, words, refusals = "结果", {"GET": "看一个投票结果"}, (409,)
    serializer_class = ResultFile

    def get(self, request: Request, estate: str, pk: int) -> Response:
        """Return the result. Raises ResultNotYet."""
        ballot = _announced(request, pk)
        ballot.outcome = outcome(ballot)
        return self.said(ballot)


def _announced(request: Request, pk: int) -> Ballot:
    """Return a ballot of this estate that is no draft any more. Raises Http404."""
    return get_object_or_404(Ballot.objects.announced(), pk=pk, estate=request.estate)


estate_urls = [
    path("ballots/", BallotList.as_view(), name="ballots"),
    path("ballots/<int:pk>/", BallotOne.as_view(), name="ballot"),
    path("ballots/<int:pk>/cast/", BallotCast.as_view(), name="cast"),
    path("results/", ResultList.as_view(), name="results"),
    path("results/<int:pk>/", ResultOne.as_view(), name="result"),
]
