"""Drawings of projects: the five stages, who pays, how content homes are."""

from django import template

from core import charts
from core.money import format_yuan, yuan_words
from funds.reports import FundPosition
from projects.models import STAGES, Concern, FundingLine, Project, Rating
from projects.reports import CaseFile, Satisfaction
from projects.reports.settling import Settling, settling

register = template.Library()

State = Project.State
# Grey is over without success, green is done, amber waits for somebody's decision, blue is on its way.
KINDS = {State.CLOSED: "green", State.VOTED_DOWN: "", State.REFUSED: "", State.CANCELLED: ""} | dict.fromkeys(
    (State.COMMUNITY_REVIEW, State.STREET_REVIEW, State.RETURNED), "amber"
)
CONCERN_KINDS = {
    Concern.State.FILED: "amber",
    Concern.State.PUBLISHED: "blue",
    Concern.State.PROPOSED: "blue",
    Concern.State.RESOLVED: "green",
}


@register.filter
def beginning(text: str, length: int) -> str:
    """Return ``text``, or its first ``length`` characters and ……; Django's own filter ends in three dots."""
    return text if len(text) <= length else f"{text[:length]}……"


@register.filter
def state_kind(row: Project | Concern) -> str:
    """Return the kind of tag that the state of a project or concern is shown with."""
    if isinstance(row, Concern):
        return CONCERN_KINDS.get(Concern.State(row.state), "")
    return KINDS.get(State(row.state), "blue")


@register.simple_tag
def settling_of(project: Project) -> Settling | None:
    """Return what settling the project would come to; None where it is not to be settled now."""
    return settling(project)


@register.filter
def yuan_in_words(fen: int) -> str:
    """Return an amount in 大写, as official pages have it."""
    return yuan_words(fen)


@register.simple_tag
def stages_chart(project: Project, size: str = "", file: CaseFile | None = None) -> charts.Chart:
    """Return the five stages with where the project is; with ``file``, the day each began."""
    notes = file.stage_days if file else ()
    return charts.progress(
        STAGES, project.stage, caption=f"{project.title}的五个阶段", notes=notes, size=size
    )


@register.simple_tag
def sources_chart(lines: list[FundingLine], size: str = "") -> charts.Chart:
    """Return who pays how much of the budget."""
    parts = [
        charts.Part(line.get_source_display(), line.amount_fen, f"{format_yuan(line.amount_fen)} 元")
        for line in lines
        if line.amount_fen
    ]
    return charts.stack(parts, caption="资金来源", label="来源", size=size)


@register.simple_tag
def money_chart(position: FundPosition, size: str = "") -> charts.Chart:
    """Return what came in from each source, against what was planned."""
    rows = [
        charts.Bar(
            line.label,
            line.received,
            f"{format_yuan(line.received)} / {format_yuan(line.planned)} 元",
            limit=line.planned,
        )
        for line in position.lines
        if line.planned or line.received
    ]
    return charts.bar(rows, caption="到账和计划", label="来源", size=size)


@register.simple_tag
def ratings_chart(satisfaction: Satisfaction, size: str = "") -> charts.Chart | None:
    """Return how many homes gave each answer; nothing where so few did that one could guess who."""
    if satisfaction.levels is None:
        return None
    parts = [
        charts.Part(str(Rating.Level(level).label), homes, f"{homes} 户")
        for level, homes in satisfaction.levels.items()
    ]
    return charts.stack(parts, caption="居民评价", label="评价", size=size)
