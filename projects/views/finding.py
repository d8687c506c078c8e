"""Finding the row an address speaks of, for whoever may know of it; everybody else gets 404.

The row's own page becomes the way back from whatever is refused (``core.way_back``).
"""

from django.http import Http404, HttpRequest

from core.errors import NotAllowed
from core.way_back import is_about
from estates.models import Post, Residency
from projects import rules
from projects.models import Concern, Project
from projects.reports.whole import Whole, read_whole


def looker(request: HttpRequest) -> Post | None:
    """Return the post in which the caller looks concerns over here, if one is held."""
    return request.capacities.post(*rules.LOOKERS)  # type: ignore[attr-defined,no-any-return]


def concern_here(request: HttpRequest, pk: int) -> Concern:
    """Return a concern neighbours may read, or the caller's own to report or look over. Raises Http404."""
    rows = Concern.objects.filter(estate=request.estate)  # type: ignore[attr-defined]
    found = (
        rows.select_related("person", "unit__building", "building", "photo", "proof", "resolved_by__person")
        .filter(pk=pk)
        .first()
    )
    if found is None or not (found.is_public or may_read_original(request, found)):
        raise Http404
    is_about(request, "projects:concern", request.estate.slug, pk)  # type: ignore[attr-defined]
    return found


def may_read_original(request: HttpRequest, concern: Concern) -> bool:
    """Say whether the caller reads the reporter's own words: the reporter; once filed, who looks it over."""
    held = request.capacities  # type: ignore[attr-defined]
    homes: list[Residency] = [held.helping] if held.helping else held.residencies
    if any(rules.is_reporter(home, concern) for home in homes):
        return True
    return concern.state != Concern.State.DRAFT and looker(request) is not None


def own_concern(request: HttpRequest, pk: int) -> Concern:
    """Return a concern the caller reported, unfiled or filed, or whom the caller helps. Raises Http404."""
    residency = request.capacities.need_home(helped=True)  # type: ignore[attr-defined]
    rows = Concern.objects.filter(estate=request.estate).of_reporter(residency)  # type: ignore[attr-defined]
    found = rows.select_related("person", "unit__building", "photo", "building").filter(pk=pk).first()
    if found is None:
        raise Http404
    is_about(request, "projects:concern", request.estate.slug, pk)  # type: ignore[attr-defined]
    return found


def need_looker(request: HttpRequest) -> Post:
    """Return the post in which the caller looks concerns over. Raises NotAllowed."""
    post = looker(request)
    if post is None:
        raise NotAllowed(needed="物管委委员或本社区工作者")
    request.capacities.used.append(post)  # type: ignore[attr-defined]
    return post


def project_here(request: HttpRequest, pk: int) -> Project:
    """Return a project that everybody may read, with what its pages ask. Raises Http404."""
    return _with_progress(request, pk, "projects:show", public=True)


def project_to_show(request: HttpRequest, pk: int) -> Whole:
    """Return a project that everybody may read, with all that its page tells. Raises Http404."""
    whole = read_whole(pk)
    if whole is None or not whole.project.is_public or whole.project.estate_id != request.estate.pk:  # type: ignore[attr-defined]
        raise Http404
    _found(request, whole.project, "projects:show")
    return whole


def project_at_work(request: HttpRequest, pk: int) -> Project:
    """Return any project of the estate, drafts too, for its committee. Raises Http404."""
    return _with_progress(request, pk, "projects:work_project", public=False)


def project_for_party(request: HttpRequest, pk: int) -> Project:
    """Return a project whose text was ever sent to the Party branch. Raises Http404."""
    rows = Project.objects.filter(estate=request.estate, pk=pk, opinion_round__gt=0)  # type: ignore[attr-defined]
    return _found(request, rows.prefetch_related("funding_lines").first(), "projects:give_opinion")


def _with_progress(request: HttpRequest, pk: int, page: str, *, public: bool) -> Project:
    rows = Project.objects.filter(estate=request.estate, pk=pk)  # type: ignore[attr-defined]
    return _found(request, (rows.public() if public else rows).with_progress().first(), page)


def _found(request: HttpRequest, project: Project | None, page: str) -> Project:
    if project is None:
        raise Http404
    project.estate = request.estate  # type: ignore[attr-defined]
    is_about(request, page, project.estate.slug, project.pk)
    return project
