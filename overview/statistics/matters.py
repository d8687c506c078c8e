"""Figures of concerns, of projects that landed, and of how content homes are with them."""

from collections.abc import Callable

from django.db.models import BigIntegerField, Case, Q, QuerySet, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, ExtractMonth
from django.urls import reverse

from core import clock
from overview.statistics.definitions import PER_MILLE, Definition, Line, Register, Section
from overview.statistics.spans import Span
from projects.models import Acceptance, Concern, Project, Rating


def _concerns(span: Span) -> QuerySet[Concern]:
    filed = Concern.objects.filter(filed_at__gte=span.since, filed_at__lt=span.until)
    return span.of(filed).select_related("estate")


def _landed(span: Span) -> QuerySet[Acceptance]:
    """Return the acceptance by both people that each landed project ended with; its cost once settled."""
    passed = Acceptance.Conclusion.PASSED
    rows = Acceptance.objects.filter(
        conclusion=passed,
        resident_conclusion=passed,
        resident_at__gte=span.since,
        resident_at__lt=span.until,
    ).annotate(
        month=ExtractMonth("resident_at", tzinfo=clock.SHANGHAI),
        # What it came to stands in the settlement, which the project has from the day its fund was settled.
        cost_fen=Case(
            When(
                project__fund__settled_at__lt=span.until,
                then=Cast(KeyTextTransform("spent_fen", "project__settlement"), BigIntegerField()),
            ),
            default=None,
        ),
    )
    return span.of(rows).select_related("project", "estate")


def _ratings(span: Span) -> QuerySet[Rating]:
    given = Rating.objects.filter(at__gte=span.since, at__lt=span.until)
    return span.of(given).select_related("project", "estate")


def _concern_line(concern: Concern) -> Line:
    assert concern.filed_at is not None  # _concerns
    day = clock.local(concern.filed_at).date()
    if not concern.is_public:
        return Line("未公开的诉求", estate=concern.estate.name, on=day)
    url = reverse("projects:concern", args=[concern.estate.slug, concern.pk])
    return Line(concern.public_words, estate=concern.estate.name, on=day, url=url)


def _landed_line(row: Acceptance) -> Line:
    assert row.resident_at is not None  # _landed
    day = clock.local(row.resident_at).date()
    amount: int | None = row.cost_fen  # type: ignore[attr-defined]  # annotated by _landed
    return Line(str(row.project), row.estate.name, day, amount, _page_of(row.project, row.estate.slug))


def _rating_line(rating: Rating) -> Line:
    # What a home said stays with the project's own page, where the rule for small numbers decides.
    day = clock.local(rating.at).date()
    return Line(
        str(rating.project), rating.estate.name, day, url=_page_of(rating.project, rating.estate.slug)
    )


def _page_of(project: Project, slug: str) -> str:
    return reverse("projects:show", args=[slug, project.pk])


def _resolved(span: Span) -> Q:
    return Q(state=Concern.State.RESOLVED, resolved_at__lt=span.until)


def _small(span: Span) -> Q:
    return Q(cost_fen__lte=span.limits.small)


def _unsettled(span: Span) -> Q:
    return Q(cost_fen=None)


def _in_band(number: int) -> Callable[[Span], Q]:
    """Return what narrows to the band ``number``, counted from 0; the last has no end."""

    def where(span: Span) -> Q:
        bands = span.limits.bands
        above = Q(cost_fen__gt=bands[number - 1]) if number else Q(cost_fen__isnull=False)
        return above & Q(cost_fen__lte=bands[number]) if number < len(bands) else above

    return where


def _needs(need: str) -> Callable[[Span], Q]:
    return lambda span: Q(project__need=need)


CONCERNS = Register(_concerns, _concern_line, groups=("estate_id",))
LANDED = Register(_landed, _landed_line, groups=("estate_id",), by_month=True)
RATINGS = Register(_ratings, _rating_line)

_BAND_LABELS = (
    "{bands[0]} 元以下",
    "超过 {bands[0]} 元、{bands[1]} 元以下",
    "超过 {bands[1]} 元、{bands[2]} 元以下",
    "超过 {bands[2]} 元",
)

HEAD = (
    Definition(
        key="concerns_collected",
        label="收集诉求",
        unit="条",
        counts="当年 1 月 1 日至截止日由居民提交的诉求，包括后来没有公开的；没写完的草稿不算。",
        register=CONCERNS,
    ),
    Definition(
        key="concerns_resolved",
        label="解决诉求",
        unit="条",
        counts="上述诉求中，到截止日已经办结并写明怎样解决的；占收集诉求的比例另列。",
        register=CONCERNS,
        where=_resolved,
        whole="concerns_collected",
    ),
    Definition(
        key="projects_landed",
        label="落地小微项目",
        unit="个",
        counts="当年 1 月 1 日至截止日由委员和居民两人共同验收合格的小微项目；只立项、没验收的不算。",
        register=LANDED,
    ),
    Definition(
        key="projects_up_to_3000_yuan",
        label="{small} 元以下的项目",
        unit="个",
        counts="落地项目中，到截止日已经决算、决算支出不超过 {small} 元的；"
        "“以下”包含本数（《民法典》第一千二百五十九条）。",
        register=LANDED,
        where=_small,
        whole="projects_landed",
    ),
    Definition(
        key="satisfaction",
        label="居民满意度",
        unit=PER_MILLE,
        counts="当年 1 月 1 日至截止日收到的项目评价中，“很满意”和“满意”的户次除以全部评价的户次，"
        "向下取到 0.1%；评价太少时不公布。",
        part="ratings_satisfied",
        whole="ratings",
        opens="ratings",
        parts_unit="户次",
        of_people=True,
    ),
)
BANDS = (
    *(
        Definition(
            key=f"projects_band_{number + 1}",
            label=label,
            unit="个",
            counts=f"落地项目中，到截止日已经决算、决算支出{label}的；“以下”包含本数。",
            register=LANDED,
            where=_in_band(number),
            whole="projects_landed",
            section=Section.BANDS,
        )
        for number, label in enumerate(_BAND_LABELS)
    ),
    Definition(
        key="projects_not_settled",
        label="还没有决算",
        unit="个",
        counts="落地项目中，到截止日还没有决算的，金额分档时单列。",
        register=LANDED,
        where=_unsettled,
        whole="projects_landed",
        section=Section.BANDS,
    ),
)
NEEDS = tuple(
    Definition(
        key=f"projects_for_{need.value}",
        label=f"{need.label}类",
        unit="个",
        counts=f"落地项目中，需求类别为“{need.label}”的。",
        register=LANDED,
        where=_needs(need.value),
        whole="projects_landed",
        section=Section.NEEDS,
    )
    for need in Project.Need
)
INNER = (
    Definition(
        key="ratings",
        label="收到的评价",
        unit="户次",
        counts="当年 1 月 1 日至截止日收到的项目评价，一套房屋对一个项目评价一次。",
        register=RATINGS,
        section=Section.INNER,
    ),
    Definition(
        key="ratings_satisfied",
        label="满意的评价",
        unit="户次",
        counts="上述评价中“很满意”和“满意”的。",
        register=RATINGS,
        where=lambda span: Q(level__in=Rating.SATISFIED_LEVELS),
        section=Section.INNER,
    ),
)
DEFINITIONS = (*HEAD, *BANDS, *NEEDS, *INNER)
