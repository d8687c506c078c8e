"""What can be checked about a proposal without a person: each with its evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

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


def automatic_checks(project: Project) -> list[Check]:
    """Return the checks of one project; the street's budget only in the street's scope."""
    # A row of its own: what is prefetched here must not stand still under a service that goes on writing.
    rows = Project.objects.select_related("estate", "ballot", "result_notice")
    return checks_of([rows.get(pk=project.pk)])[project.pk]


def checks_of(projects: Sequence[Project]) -> dict[int, list[Check]]:
    """Return the checks of several projects of one street, by id, with a constant number of queries."""
    if not projects:
        return {}
    prefetch_related_objects(
        projects,
        "estate",
        "funding_lines",
        "documents",
        "ballot",
        "result_notice__objections",
    )
    others = _others(projects)
    rules = rules_of_estates(projects[0].street_id, {project.estate_id for project in projects})
    left = _budget_left(projects[0])
    return {
        project.pk: list(checks_on(project, rules[project.estate_id], left, others[project.pk]))
        for project in projects
    }


def _budget_left(project: Project) -> int | None:
    if current_estate_id() is not None:
        return None
    return street_budget_left(project.street_id, clock.today().year)


def _others(projects: Sequence[Project]) -> dict[int, list[str]]:
    """Return the numbers of the other projects with money that came of the same concern, by project."""
    concerns = {project.concern_id for project in projects}
    funded = Project.objects.filter(concern__in=concerns, fund__isnull=False).order_by("id")
    rows = list(funded.values_list("concern_id", "pk", "number"))
    return {
        project.pk: [
            number for concern, pk, number in rows if concern == project.concern_id and pk != project.pk
        ]
        for project in projects
    }


def checks_on(
    project: Project, rules: Rules, budget_left: int | None, others: Sequence[str] = ()
) -> Iterable[Check]:
    """Yield the checks of a project whose rows are at hand; ``budget_left`` in fen, None: not asked."""
    yield _sum(project)
    yield _vote(project)
    yield _notice(project)
    yield _quotes(project, rules)
    asked = project.asked_fen
    yield _cap(project, asked, rules)
    yield _once(others)
    if budget_left is not None and asked:
        yield _budget(asked, budget_left)


def _sum(project: Project) -> Check:
    planned = sum(line.asked_fen for line in project.funding_lines.all())
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


def _notice(project: Project) -> Check:
    notice = project.result_notice
    if notice is None:
        return Check("notice", "结果公示", Verdict.WRONG, "没有公示", "表决结果还没有公示")
    url = reverse("notices:show", args=[project.estate.slug, notice.pk])
    objections = list(notice.objections.all())
    blocking = [
        objection
        for objection in objections
        if objection.state == Objection.State.OPEN or objection.outcome == Objection.Outcome.UPHELD
    ]
    if notice.state == Notice.State.PUBLISHED and not notice.in_period and not blocking:
        words = f"公示期满，异议 {len(objections)} 条，都已答复" if objections else "公示期满，没有异议"
        return Check("notice", "结果公示", Verdict.FINE, "公示期满", words, url)
    return Check(
        "notice", "结果公示", Verdict.WRONG, "公示未通过", "公示已撤回、没有期满，或异议没有了结", url
    )


def _quotes(project: Project, rules: Rules) -> Check:
    needed = rules.integer(QUOTES_NEEDED) if project.budget_fen > rules.integer(QUOTES_FROM) else 0
    given = sum(document.kind == Document.Kind.QUOTE for document in project.documents.all())
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


def _once(others: Sequence[str]) -> Check:
    if not others:
        return Check("once", "重复立项", Verdict.FINE, "没有重复", "同一诉求没有拿过激励资金")
    numbers = "、".join(others)
    return Check("once", "重复立项", Verdict.LOOK, "同一诉求办过", f"同一诉求已有项目 {numbers} 立过项")


def _budget(asked: int, left: int) -> Check:
    words = f"今年还可批 {format_yuan(left)} 元，申请 {format_yuan(asked)} 元"
    if asked <= left:
        return Check("budget", "年度额度", Verdict.FINE, "额度够", words)
    return Check("budget", "年度额度", Verdict.WRONG, "额度不够", words)


def _page(project: Project, part: str) -> str:
    return reverse("projects:show", args=[project.estate.slug, project.pk]) + part
