"""Changing the register: a form, a page to check it on, the change. ``acts.py`` says which there are."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import unconfirmed
from core.way_back import is_about
from core.web import form_page, taken
from estates.access import post_required
from estates.models import Person, Residency, Unit
from estates.register.acts import ACTS, Act
from estates.rules import KEEPERS

FORMS = ["GET", "HEAD", "POST"]
KIND = "act"  # the kept field that says which change was typed
keepers_only = post_required(*KEEPERS)


@require_safe
@keepers_only
def act(request: HttpRequest, estate: str, pk: int, slug: str) -> HttpResponse:
    """Show the form of a change, with what was typed and not confirmed yet."""
    one, thing = _found(request, slug, pk)
    typed = _typed(request, one, thing)
    form = one.form(typed and typed.fields, thing=thing)
    return form_page(request, "estates/register/act.html", form, _context(request, one, thing))


@require_http_methods(FORMS)
@keepers_only
def check(request: HttpRequest, estate: str, pk: int, slug: str) -> HttpResponse:
    """Keep what was sent and say in words what it would do; ``confirm`` does it."""
    one, thing = _found(request, slug, pk)
    if "confirm" in request.POST:
        return _confirm(request, one, thing)
    if request.method == "POST":
        return _keep(request, one, thing)
    typed = _typed(request, one, thing)
    if typed is None:
        return redirect(f"estates:{slug}", estate, pk)
    form = one.form(typed.fields, thing=thing)
    if not form.is_valid():
        return form_page(request, "estates/register/act.html", form, _context(request, one, thing))
    return _asked(request, one, thing, form, typed.mark)


def _keep(request: HttpRequest, one: Act, thing: Any) -> HttpResponse:
    """Keep what was typed and lead on to its check page, or say what is missing."""
    form = one.form(request.POST, thing=thing)
    if not form.is_valid():
        return form_page(request, "estates/register/act.html", form, _context(request, one, thing))
    unconfirmed.keep(request, thing, [KIND, *form.fields])
    return redirect(one.check_name, request.estate.slug, thing.pk)


def _confirm(request: HttpRequest, one: Act, thing: Any) -> HttpResponse:
    """Do what the check page said, with the answers to its questions."""
    typed = unconfirmed.confirmed(request, thing)
    names = request.estate.slug, thing.pk
    if typed is None or typed.fields.get(KIND) != one.slug:
        return unconfirmed.check_again(request, thing, f"estates:{one.slug}_check", *names)
    form = one.form(_answered(typed.fields, request.POST), thing=thing)
    if hasattr(form, "need_answers") and not form.need_answers():
        return _asked(request, one, thing, form, typed.mark)
    by = request.capacities.need_post(*KEEPERS)
    if not form.is_valid() or (after := taken(form, one.do, thing, form, by=by)) is None:
        return form_page(request, "estates/register/act.html", form, _context(request, one, thing))
    unconfirmed.forget(request, thing)
    for number, words in enumerate(after):
        messages.warning(request, words) if number else messages.success(request, words)
    return redirect(_address(thing), request.estate.slug, _page_of(thing).pk)


def _asked(request: HttpRequest, one: Act, thing: Any, form: Any, mark: str) -> HttpResponse:
    """Return the check page; 422 where a question was left open."""
    lines = one.words(thing, form) if not form.errors else []
    context = {**_context(request, one, thing), "lines": lines, "mark": mark}
    return form_page(request, "estates/register/check.html", form, context)


def _answered(fields: QueryDict, sent: QueryDict) -> QueryDict:
    answers = {name: value for name, value in sent.items() if name.startswith("who_")}
    data = fields.copy()
    data.update(answers)
    return data


def _found(request: HttpRequest, slug: str, pk: int) -> tuple[Act, Any]:
    one = ACTS[slug]
    rows = {
        Unit: Unit.objects.select_related("building", "estate"),
        Person: Person.objects.select_related("estate"),
        Residency: Residency.objects.select_related("unit__building", "person", "estate"),
    }[one.model]
    thing = get_object_or_404(rows, pk=pk, estate=request.estate)
    is_about(request, _address(thing), request.estate.slug, _page_of(thing).pk)
    return one, thing


def _typed(request: HttpRequest, one: Act, thing: Any) -> unconfirmed.Typed | None:
    typed = unconfirmed.kept(request, thing)
    return typed if typed is not None and typed.fields.get(KIND) == one.slug else None


def _context(request: HttpRequest, one: Act, thing: Any) -> dict[str, Any]:
    """Return what the pages of a change are told: about what, and where its page is."""
    home = thing if isinstance(thing, Residency) else None
    name = f"{home.person.name}（{home.unit.label}）" if home else getattr(thing, "label", "") or thing.name
    back_url = reverse(_address(thing), args=[request.estate.slug, _page_of(thing).pk])
    return {"act": one, "thing": thing, "name": name, "back_url": back_url}


def _address(thing: Any) -> str:
    return "estates:person" if isinstance(thing, Person) else "estates:unit"


def _page_of(thing: Any) -> Any:
    """Return what the page of a thing is about: a home is told on its unit's."""
    return thing.unit if isinstance(thing, Residency) else thing
