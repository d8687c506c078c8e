"""Giving and ending an office: the form, the page that restates it in words, the act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import unconfirmed
from core.forms import PlainForm
from core.web import form_page, taken
from estates.models import Person, Post
from estates.offices.forms import AppointmentForm, EndingForm
from estates.offices.services import end_post
from estates.services import appoint
from tenancy.models import Street


@dataclass(frozen=True)
class Act:
    """What is being decided: about whom, by whom, and where it leads."""

    thing: Post
    by: Post
    done: Sequence[Any]

    template = said = ""

    def form(self, data: Any = None) -> PlainForm:
        """Return the form, filled or not."""
        raise NotImplementedError

    def take(self, form: Any) -> object:
        """Return what was done, nothing where the form says why it was not."""
        raise NotImplementedError


@dataclass(frozen=True)
class Appointing(Act):
    """Somebody is given an office."""

    street: Street | None = None

    template, said = "appoint", "任命已经记下。"

    def form(self, data: Any = None) -> PlainForm:
        """Return the form, filled or not."""
        return AppointmentForm(data, street=self.street)

    def take(self, form: Any) -> object:
        """Give the office."""
        return taken(form, appoint, self.thing.person, **form.arguments, by=self.by)


class Ending(Act):
    """An office is ended."""

    template, said = "end", "离任已经记下。"

    def form(self, data: Any = None) -> PlainForm:
        """Return the form, filled or not."""
        return EndingForm(data)

    def take(self, form: Any) -> object:
        """End it."""
        return taken(form, end_post, self.thing, **form.cleaned_data, by=self.by)


def office_of(person: Person) -> Post:
    """Return the office that ``person`` is about to get: kept between form and check page as no other is."""
    return Post(pk=-person.pk, person=person, street_id=person.street_id, estate_id=person.estate_id)


def show(request: HttpRequest, act: Act) -> HttpResponse:
    """Show the form, take what was typed to the check page, and do it once it is confirmed."""
    if "confirm" in request.POST:
        return _confirm(request, act)
    typed = unconfirmed.kept(request, act.thing)
    if request.method == "POST":
        form = act.form(request.POST)
        if not form.is_valid():
            return _page(request, act, form)
        unconfirmed.keep(request, act.thing, form.fields)
        return redirect(request.path)
    form = act.form(typed and typed.fields)
    if typed and form.is_valid() and "edit" not in request.GET:
        return render(request, f"estates/offices/check_{act.template}.html", _context(act, form, typed=typed))
    return _page(request, act, form)


def _confirm(request: HttpRequest, act: Act) -> HttpResponse:
    typed = unconfirmed.confirmed(request, act.thing)
    form = act.form(typed and typed.fields)
    if not form.is_valid():
        return unconfirmed.check_again(request, act.thing, request.path)
    if not act.take(form):
        return _page(request, act, form)
    unconfirmed.forget(request, act.thing)
    messages.success(request, act.said)
    return redirect(*act.done)


def _page(request: HttpRequest, act: Act, form: PlainForm) -> HttpResponse:
    return form_page(request, f"estates/offices/{act.template}.html", form, dict(_context(act, form)))


def _context(act: Act, form: PlainForm, **more: object) -> Mapping[str, object]:
    return {"form": form, "post": act.thing, "person": act.thing.person, **more}
