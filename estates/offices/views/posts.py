"""Who holds which office, of a street and of an estate; giving and ending them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh_sign_in_required
from core.errors import NotAllowed
from core.paging import numbered_page
from core.web import form_page, sent, taken
from estates.access import post_required
from estates.models import Person, Post
from estates.offices import reports, rules, services
from estates.offices.forms import NewOfficialForm, OfficesForm, SearchForm
from estates.offices.views import acting
from estates.privacy.services import note_look
from tenancy.models import Estate

FORMS = ["GET", "HEAD", "POST"]
ESTATE_READERS = (*Post.ESTATE_ROLES, *rules.ESTATE_APPOINTERS, Post.Role.STREET_LEADER, Post.Role.AUDITOR)


def _marked(posts: list[Post], by: Post) -> list[Post]:
    """Say of each post whether ``by`` may end it."""
    for post in posts:
        community = post.estate.community if post.estate else None
        mine = rules.is_same_human(post.person, by.person)
        post.may_end = not mine and rules.may_appoint(by, post.role, post.estate_id, community)  # type: ignore[attr-defined]
    return posts


def _appoints_in(by: Post, place: str) -> Estate | None:
    """Return the estate that the list was narrowed to, where ``by`` appoints in it."""
    if not (place.startswith("e") and by.role in rules.ESTATE_APPOINTERS):
        return None
    return reports.estates_in_reach(by).get(pk=place[1:])


@require_safe
@post_required(*rules.OFFICE_READERS)
def posts(request: HttpRequest, street: str) -> HttpResponse:
    """Show who holds which office in the street and its estates, since when, on whose authority."""
    by = request.capacities.need_post(*rules.OFFICE_READERS)
    form = OfficesForm(request.GET or {"held": "now"}, estates=reports.estates_in_reach(by))
    asked = form.cleaned_data if form.is_valid() else {}
    rows = numbered_page(request, reports.narrowed(reports.offices_in_reach(by), **asked))
    chosen = asked.get("place", "")
    context = {
        "form_filter": form,
        "posts": rows,
        "rows": _marked(list(rows.rows), by),
        "may_visit": not by.is_administrator,
        "estate": _appoints_in(by, chosen),
    }
    return render(request, "estates/offices/posts.html", context)


@require_safe
@post_required(*ESTATE_READERS)
def estate_posts(request: HttpRequest, estate: str) -> HttpResponse:
    """Show who holds and held which office in an estate."""
    by = request.capacities.need_post(*ESTATE_READERS)
    held = Post.objects.filter(estate=request.estate).select_related("person", "estate__community")
    rows = numbered_page(request, held.order_by("-starts_on", "-id"))
    may = rules.may_appoint(by, Post.Role.CHAIR, request.estate.pk, request.estate.community)
    context = {"posts": rows, "rows": _marked(list(rows.rows), by), "may_appoint": may}
    return render(request, "estates/offices/estate_posts.html", context)


@require_safe
@post_required(*rules.ESTATE_APPOINTERS)
def find_official(request: HttpRequest, estate: str) -> HttpResponse:
    """Look for the person of an estate who is to hold an office."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = reports.people_called(request.estate, words)
    if found:
        note_look(None, "任命时查找", by=request.capacities.need_post(*rules.ESTATE_APPOINTERS))
    context = {"search": form, "words": words, "found": found}
    return render(request, "estates/offices/find_official.html", context)


@require_http_methods(FORMS)
@post_required(*rules.ESTATE_APPOINTERS)
def new_official(request: HttpRequest, estate: str) -> HttpResponse:
    """Add somebody to an estate who is to hold an office and does not live there."""
    form = NewOfficialForm(request.POST or None)
    by = request.capacities.need_post(*rules.ESTATE_APPOINTERS)
    if sent(request, form) and (
        person := taken(form, services.add_official, request.estate, **form.cleaned_data, by=by)
    ):
        return redirect("estates:appoint_official", estate, person.pk)
    return form_page(request, "estates/offices/new_official.html", form, {})


@require_http_methods(FORMS)
@post_required(*rules.ESTATE_APPOINTERS)
@fresh_sign_in_required
def appoint_official(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Give somebody of an estate an office there."""
    people = Person.objects.filter(estate=request.estate, erased_at=None).select_related("user")
    office = acting.office_of(get_object_or_404(people, pk=pk))
    by = request.capacities.need_post(*rules.ESTATE_APPOINTERS)
    return acting.show(request, acting.Appointing(office, by, ("estates:estate_posts", estate)))


@require_http_methods(FORMS)
@post_required(*rules.ESTATE_APPOINTERS)
@fresh_sign_in_required
def end_official(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """End an office of an estate."""
    by = request.capacities.need_post(*rules.ESTATE_APPOINTERS)
    post = get_object_or_404(reports.offices_in_reach(by), pk=pk, estate=request.estate)
    return acting.show(request, acting.Ending(post, by, ("estates:estate_posts", estate)))


@require_http_methods(FORMS)
@post_required(*rules.STAFF_APPOINTERS)
@fresh_sign_in_required
def appoint_staff(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Give somebody of the street an office."""
    people = Person.objects.filter(street=request.street, estate=None, erased_at=None).select_related("user")
    office = acting.office_of(get_object_or_404(people, pk=pk))
    by, done = request.capacities.need_post(*rules.STAFF_APPOINTERS), ("estates:staff_person", street, pk)
    return acting.show(request, acting.Appointing(office, by, done, request.street))


@require_http_methods(FORMS)
@post_required(*rules.STAFF_APPOINTERS, *rules.ESTATE_APPOINTERS)
@fresh_sign_in_required
def end_office(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """End an office of the street, or of an estate in reach."""
    by = request.capacities.need_post(*rules.STAFF_APPOINTERS, *rules.ESTATE_APPOINTERS)
    post = get_object_or_404(reports.offices_in_reach(by), pk=pk)
    if not rules.may_appoint(by, post.role, post.estate_id, post.estate and post.estate.community):
        raise NotAllowed(needed=rules.appointer_in_words(post.estate_id))
    return acting.show(request, acting.Ending(post, by, ("estates:posts", street)))
