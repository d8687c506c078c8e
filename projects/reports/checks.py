"""What can be checked about a proposal without a person: each with its evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from django.db import connection
from django.db.models import prefetch_related_objects
from django.urls import reverse

from core import clock
from core.money import format_yuan, ratio_reached, share_of
from funds.reports import street_budget_left
from notices.models import Notice, Objection
from projects.models import Document, Project
from projects.rulebook import QUOTES_FROM, QUOTES_NEEDED
from tenancy.rules import Rules, rules_of_estates
from tenancy.scope import current_estate_id

STATEMENT = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Verdict(StrEnum):
    """What a check found; its value is the kind of tag it is shown with."""

    FINE = "green"
    LOOK = "amber"
    WRONG = "red"


@dataclass(frozen=True)
class Check:
    """One automatic check: ``short`` for a row of the queue, ``words`` for the file, ``url`` the evidence."""

    key: str
    label: str
    verdict: str
    short: str
    words: str
    url: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing to look at."""
        return self.verdict == Verdict.FINE

    def as_json(self) -> dict[str, str]:
        """Return what a review keeps of it."""
        return {key: str(value) for key, value in asdict(self).items() if key != "url"}


@dataclass(frozen=True)
class Facts:
    """What the checks look at below a project: fen planned of all sources and asked of the street, counts.

    ``is_objected_to``: an objection waits for its answer or was upheld. ``funded_before`` are the numbers of
    other projects of the same concern that got money.
    """

    planned_fen: int
    asked_fen: int
    quotes: int
    objections: int
    is_objected_to: bool
    funded_before: Sequence[str]


def automatic_checks(project: Project) -> list[Check]:
    """Return the checks of one project; the street's budget only in the street's scope."""
    # A row of its own: what a service has read before it wrote must not be what is checked.
    rows = Project.objects.select_related("estate", "ballot", "result_notice")
    return checks_of([rows.get(pk=project.pk)])[project.pk]


def checks_of(projects: Sequence[Project]) -> dict[int, list[Check]]:
    """Return the checks of several projects of one street, by id, with a constant number of queries."""
    if not projects:
        return {}
    prefetch_related_objects(projects, "estate", "ballot", "result_notice")
    facts = facts_of(projects)
    rules = rules_of_estates(projects[0].street_id, {project.estate_id for project in projects})
    left = _budget_left(projects[0])
    return {
        project.pk: list(checks_on(project, rules[project.estate_id], left, facts[project.pk]))
        for project in projects
    }


def facts_of(projects: Sequence[Project]) -> dict[int, Facts]:
    """Return what the checks look at below each project, by its id, with one query."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [[project.pk for project in projects]])
        return {pk: Facts(*values) for pk, *values in cursor.fetchall()}


def facts_at_hand(project: Project) -> Facts:
    """Return the same of a project whose rows are at hand, none of them in the database yet."""
    notice = project.result_notice
    objections = list(notice.objections.all()) if notice else []
    others = [other for other in project.concern.projects.all() if other.pk != project.pk and other.fund_id]
    return Facts(
        planned_fen=sum(line.asked_fen for line in project.funding_lines.all()),
        asked_fen=project.asked_fen,
        quotes=sum(document.kind == Document.Kind.QUOTE for document in project.documents.all()),
        objections=len(objections),
        is_objected_to=any(
            objection.state == Objection.State.OPEN or objection.outcome == Objection.Outcome.UPHELD
            for objection in objections
        ),
        funded_before=[other.number for other in others],
    )


def _budget_left(project: Project) -> int | None:
    if current_estate_id() is not None:
        return None
    return street_budget_left(project.street_id, clock.today().year)


def checks_on(
    project: Project, rules: Rules, budget_left: int | None, facts: Facts | None = None
) -> Iterable[Check]:
    """Yield the checks of a project; ``budget_left`` in fen, None: not asked; no ``facts``: rows at hand."""
    facts = facts or facts_at_hand(project)
    yield _sum(project, facts)
    yield _vote(project)
    yield _notice(project, facts)
    yield _quotes(project, facts, rules)
    yield _cap(project, facts.asked_fen, rules)
    yield _once(facts)
    if budget_left is not None and facts.asked_fen:
        yield _budget(facts.asked_fen, budget_left)


def _sum(project: Project, facts: Facts) -> Check:
    planned = facts.planned_fen
    words = f"资金来源 {format_yuan(planned)} 元，预算 {format_yuan(project.budget_fen)} 元"
    if planned == project.budget_fen:
        return Check("sum", "预算与来源", Verdict.FINE, "金额相符", words, _page(project, "#money"))
    return Check("sum", "预算与来源", Verdict.WRONG, "金额不符", words, _page(project, "#money"))


def _vote(project: Project) -> Check:
    ballot = project.ballot
    if ballot is None or ballot.result is None:
        return Check("vote", "居民表决", Verdict.WRONG, "没有表决结果", "还没有计票的表决")
    url = reverse("ballots:results", args=[project.estate.slug, ballot.pk])
    if ballot.result["passed"]:
        return Check("vote", "居民表决", Verdict.FINE, "表决通过", ballot.result["sentence"], url)
    return Check("vote", "居民表决", Verdict.WRONG, "表决没通过", ballot.result["sentence"], url)


def _notice(project: Project, facts: Facts) -> Check:
    notice = project.result_notice
    if notice is None:
        return Check("notice", "结果公示", Verdict.WRONG, "没有公示", "表决结果还没有公示")
    url = reverse("notices:show", args=[project.estate.slug, notice.pk])
    if notice.state == Notice.State.PUBLISHED and not notice.in_period and not facts.is_objected_to:
        count = facts.objections
        words = f"公示期满，异议 {count} 条，都已答复" if count else "公示期满，没有异议"
        return Check("notice", "结果公示", Verdict.FINE, "公示期满", words, url)
    return Check(
        "notice", "结果公示", Verdict.WRONG, "公示未通过", "公示已撤回、没有期满，或异议没有了结", url
    )


def _quotes(project: Project, facts: Facts, rules: Rules) -> Check:
    needed = rules.integer(QUOTES_NEEDED) if project.budget_fen > rules.integer(QUOTES_FROM) else 0
    given = facts.quotes
    words = (
        f"附了 {given} 份报价单，这个金额要 {needed} 份"
        if needed
        else f"这个金额不要求报价单，附了 {given} 份"
    )
    if given >= needed:
        return Check("quotes", "报价单", Verdict.FINE, "报价齐全", words)
    return Check("quotes", "报价单", Verdict.LOOK, f"缺 {needed - given} 份报价", words)


def _cap(project: Project, asked: int, rules: Rules) -> Check:
    cap, ratio = rules.integer("funds.grant_cap"), rules.ratio("funds.grant_ratio")
    most = min(cap, share_of(project.budget_fen, *ratio))
    words = f"申请 {format_yuan(asked)} 元，最多 {format_yuan(most)} 元"
    above = bool(project.budget_fen) and ratio_reached(asked, project.budget_fen, *ratio, strict=True)
    if asked <= cap and not above:
        return Check("cap", "补贴上限", Verdict.FINE, "没有超上限", words)
    return Check("cap", "补贴上限", Verdict.WRONG, "超过上限", words)


def _once(facts: Facts) -> Check:
    if not facts.funded_before:
        return Check("once", "重复立项", Verdict.FINE, "没有重复", "同一诉求没有拿过激励资金")
    numbers = "、".join(facts.funded_before)
    return Check("once", "重复立项", Verdict.LOOK, "同一诉求办过", f"同一诉求已有项目 {numbers} 立过项")


def _budget(asked: int, left: int) -> Check:
    words = f"今年还可批 {format_yuan(left)} 元，申请 {format_yuan(asked)} 元"
    if asked <= left:
        return Check("budget", "年度额度", Verdict.FINE, "额度够", words)
    return Check("budget", "年度额度", Verdict.WRONG, "额度不够", words)


def _page(project: Project, part: str) -> str:
    return reverse("projects:show", args=[project.estate.slug, project.pk]) + part
