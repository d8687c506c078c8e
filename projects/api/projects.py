"""Projects in the API: the list and the case file that everybody may read."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.drf import chosen
from core.openapi import query
from estates.api import PlaceList, PlaceView
from funds.models import Source
from projects.models import Project, Review
from projects.reports import CaseFile, case_file, next_act
from projects.views.finding import project_here


class NextStep(serializers.Serializer):
    """Who has to do what next."""

    who = serializers.CharField(help_text="轮到谁；空是没有人")
    words = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)
    is_late = serializers.BooleanField()


class ProjectRow(serializers.Serializer):
    """A project in a list."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    need = serializers.ChoiceField(Project.Need.choices)
    kind = serializers.ChoiceField(Project.Kind.choices)
    place = serializers.CharField()
    state = serializers.ChoiceField(Project.State.choices)
    stage = serializers.CharField(source="stage_label", help_text="众人提、众人议、众人办、众人评，或已结项")
    budget_fen = serializers.IntegerField()
    proposed_at = serializers.DateTimeField()
    next = NextStep()


class FundingPart(serializers.Serializer):
    """What one source is to pay."""

    source = serializers.ChoiceField(Source.choices)
    asked_fen = serializers.IntegerField(help_text="居民表决时的计划")
    amount_fen = serializers.IntegerField(help_text="落实的")


class BudgetPart(serializers.Serializer):
    """One line of the budget."""

    item = serializers.CharField()
    specification = serializers.CharField()
    unit = serializers.CharField()
    quantity_centi = serializers.IntegerField(help_text="数量，单位 0.01")
    unit_price_fen = serializers.IntegerField()
    amount_fen = serializers.IntegerField()


class ProjectStep(serializers.Serializer):
    """A move of the project, people masked."""

    state = serializers.ChoiceField(Project.State.choices)
    at = serializers.DateTimeField()
    actor = serializers.CharField()
    words = serializers.CharField()


class ReviewPart(serializers.Serializer):
    """A decision of the community or the street."""

    level = serializers.ChoiceField(Review.Level.choices)
    decision = serializers.ChoiceField(Review.Decision.choices)
    asked_fen = serializers.IntegerField()
    granted_fen = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class ProjectMoney(serializers.Serializer):
    """The project's fund, in fen."""

    planned_fen = serializers.IntegerField(source="planned")
    received_fen = serializers.IntegerField(source="received")
    spent_fen = serializers.IntegerField(source="spent")
    held_fen = serializers.IntegerField(source="held")
    available_fen = serializers.IntegerField(source="available")


class ProjectSatisfaction(serializers.Serializer):
    """How content homes are; no shares where few rated."""

    n = serializers.IntegerField(help_text="评价的户数")
    households = serializers.IntegerField(help_text="可以评价的户数")
    percent = serializers.CharField(help_text="满意度；户数太少不公布，是空")
    sentence = serializers.CharField()


class ProjectFile(ProjectRow):
    """A project with its whole file."""

    plan = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    beneficiaries = serializers.IntegerField(allow_null=True)
    warranty_ends_on = serializers.DateField(allow_null=True)
    end_reason = serializers.CharField()
    concern = serializers.IntegerField(source="concern_id")
    ballot = serializers.IntegerField(source="ballot_id", allow_null=True)
    budget = BudgetPart(many=True, source="file.budget")
    sources = FundingPart(many=True, source="file.sources")
    steps = ProjectStep(many=True, source="file.steps")
    reviews = ReviewPart(many=True, source="file.reviews")
    notices = serializers.SerializerMethodField()
    money = ProjectMoney(source="file.money", allow_null=True)
    satisfaction = ProjectSatisfaction(source="file.satisfaction", allow_null=True)
    url = serializers.SerializerMethodField(help_text="网页的地址（路径）")

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_notices(self, project: Any) -> list[int]:
        """Return the ids of what was published about the project."""
        return [notice.pk for notice in project.file.notices]

    def get_url(self, project: Any) -> str:
        """Return the address of the page."""
        return reverse("projects:show", args=[project.estate.slug, project.pk])


class ProjectList(PlaceList):
    """The projects of the estate, the newest first; ``?state=`` narrows."""

    part, words = "项目", {"GET": "列出小微项目"}
    queries = [query("state", "只要这个状态的", choices=Project.State.values)]
    serializer_class = ProjectRow

    def get_queryset(self) -> Any:
        """Return the projects that everybody may read."""
        rows = (
            Project.objects.filter(estate=self.request.estate).public().with_next_act("need", "kind", "place")
        )
        state = chosen(self.request, "state", Project.State.values)
        return rows.filter(state=state) if state else rows

    def with_more(self, rows: list[Any]) -> list[Any]:
        """Return the projects with what happens next."""
        for project in rows:
            project.next = next_act(project)
        return rows


class ProjectOne(PlaceView):
    """One project."""

    part, words = "项目", {"GET": "看一个小微项目"}
    serializer_class = ProjectFile

    def get(self, request: Request, estate: str, pk: int) -> Response:
        """Return the case file."""
        return self.said(with_file(project_here(request, pk)))


def with_file(project: Any) -> Any:
    """Return the project with its case file hung on it."""
    file: CaseFile = case_file(project)
    project.file, project.next = file, file.next
    return project
