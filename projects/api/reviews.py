"""Reviews in the API: the queue of who decides, a file with its checks, the decision."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.drf import Body
from estates.api import PlaceList, PlaceView, post_of
from estates.models import Post
from projects import rules, services
from projects.api.projects import ProjectFile, with_file
from projects.models import Project, Review
from projects.reports import checks_of
from projects.reports.queue import estates_of


class CheckLine(serializers.Serializer):
    """One automatic check."""

    key = serializers.CharField()
    label = serializers.CharField()
    verdict = serializers.ChoiceField(
        [("green", "没问题"), ("amber", "请看一眼"), ("red", "不对")], source="verdict.value"
    )
    words = serializers.CharField()


class ReviewRow(serializers.Serializer):
    """A project in the queue."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    estate = serializers.CharField(source="estate.slug")
    estate_name = serializers.CharField(source="estate.name")
    kind = serializers.ChoiceField(Project.Kind.choices)
    state = serializers.ChoiceField(Project.State.choices)
    budget_fen = serializers.IntegerField()
    asked_fen = serializers.IntegerField(help_text="申请的激励资金")
    review_due_on = serializers.DateField()
    checks = CheckLine(many=True)


class ReviewFile(ProjectFile):
    """A project's file as who decides on it reads it."""

    estate = serializers.CharField(source="estate.slug")
    asked_fen = serializers.IntegerField()
    review_due_on = serializers.DateField(allow_null=True)
    checks = CheckLine(many=True)
    may_decide = serializers.BooleanField()


class DecisionBody(Body):
    """A decision; the amount only where the street approves."""

    decision = serializers.ChoiceField(Review.Decision.choices)
    granted_fen = serializers.IntegerField(
        min_value=0,
        max_value=10**13,
        required=False,
        help_text="核定激励资金；不写就是申请的数；只有街道同意时写",
    )
    items = serializers.ListField(
        child=serializers.ChoiceField(Review.Item.choices),
        required=False,
        max_length=20,
        help_text="退回时要补正哪几项",
    )
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Return the fields. Raises ValidationError for an amount that nobody is to decide on."""
        grants = self.context["is_street"] and fields["decision"] == Review.Decision.APPROVED
        if "granted_fen" in fields and not grants:
            raise serializers.ValidationError({"granted_fen": ["只有街道同意时才写核定金额。"]})
        return fields


class ReviewList(PlaceList):
    """What waits for the caller's decision, due first."""

    part, words, ordering = "审核", {"GET": "列出等我审核的项目"}, ("review_due_on", "id")
    guards = {"GET": post_of(*rules.REVIEWERS)}
    serializer_class = ReviewRow

    def get_queryset(self) -> Any:
        """Return the queue of the caller's post."""
        by = self.request.capacities.need_post(*rules.REVIEWERS)
        rows = Project.objects.for_reviewer(by).select_related("estate")
        return rows.prefetch_related("funding_lines")

    def with_more(self, rows: list[Any]) -> list[Any]:
        """Return the projects with their checks."""
        checks = checks_of(rows)
        for project in rows:
            project.checks = checks[project.pk]
        return rows


class ReviewView(PlaceView):
    """What is done about one project under review."""

    part = "审核"
    serializer_class = ReviewFile

    def reached(self, pk: int) -> tuple[Project, Post]:
        """Return a project that the caller's post reaches, decided or not, and the post. Raises Http404."""
        by = self.request.capacities.need_post(*rules.REVIEWERS)
        rows = Project.objects.exclude(result_notice=None).filter(estate__in=estates_of(by))
        project = rows.with_progress().filter(pk=pk).first()
        if project is None:
            raise Http404
        return project, by

    def file(self, pk: int) -> Response:
        """Return the project's file as it stands."""
        project, by = self.reached(pk)
        project.checks, project.may_decide = checks_of([project])[pk], rules.may_review(by, project)
        return self.said(with_file(project))


class ReviewOne(ReviewView):
    """One project."""

    words = {"GET": "看一个报审项目"}
    guards = {"GET": post_of(*rules.REVIEWERS)}

    def get(self, request: Request, street: str, pk: int) -> Response:
        """Return the file."""
        return self.file(pk)


class ReviewDecide(ReviewView):
    """The decision of the community or the street."""

    words = {"POST": "审核一个项目：同意、退回补正或不同意"}
    guards = {"POST": post_of(*rules.REVIEWERS)}

    @extend_schema(request=DecisionBody, responses=ReviewFile)
    def post(self, request: Request, street: str, pk: int) -> Response:
        """Decide and return the file."""
        project, by = self.reached(pk)
        is_street = by.role in rules.STREET_REVIEWERS
        fields = self.fields_of(DecisionBody, is_street=is_street)
        level = Review.Level.STREET if is_street else Review.Level.COMMUNITY
        services.review_project(project, level=level, **fields, by=by)
        return self.file(pk)
