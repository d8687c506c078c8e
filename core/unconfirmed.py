"""What somebody typed and has not confirmed yet, kept with the sign-in between a form and its check page.

So the check page is an ordinary page: Back, Forward and reload ask nobody to send anything again, and what
was chosen stands in no address, no history and no log. It lives in the session, one per thing: nobody else
reads it, signing out takes it away, and after ``LIFE`` it is forgotten. Only the confirmation is a record.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from core import clock

LIFE = timedelta(hours=1)  # long enough for a telephone call in between
PLACE = "unconfirmed"
CHANGED = "您在另一个窗口改过了。请按下面的内容再核对一遍。"


@dataclass(frozen=True)
class Typed:
    """What is kept: ``fields`` as a form takes them, ``mark`` as the check page sends it back (``shown``)."""

    fields: QueryDict
    mark: str


def keep(request: HttpRequest, thing: Model, names: Iterable[str]) -> None:
    """Keep what was sent under ``names`` about ``thing``, in place of what was kept about it before."""
    fields = {name: request.POST.getlist(name) for name in names if name in request.POST}
    until = int((clock.now() + LIFE).timestamp())
    request.session[PLACE] = {**_living(request), _key(thing): {"until": until, "fields": fields}}


def kept(request: HttpRequest, thing: Model) -> Typed | None:
    """Return what was typed about ``thing`` and still waits for its confirmation."""
    found = _living(request).get(_key(thing))
    if found is None:
        return None
    fields = QueryDict(mutable=True)
    for name, values in found["fields"].items():
        fields.setlist(name, values)
    return Typed(fields, hashlib.sha256(json.dumps(found["fields"], sort_keys=True).encode()).hexdigest())


def confirmed(request: HttpRequest, thing: Model) -> Typed | None:
    """Return what is kept if it is what the sent check page showed; another window may have changed it."""
    typed = kept(request, thing)
    return typed if typed is not None and typed.mark == request.POST.get("shown") else None


def forget(request: HttpRequest, thing: Model) -> None:
    """Let go of what was typed about ``thing``: it is confirmed."""
    living = _living(request)
    living.pop(_key(thing), None)
    request.session[PLACE] = living


def check_again(request: HttpRequest, thing: Model, to: str, *args: Any) -> HttpResponse:
    """Return the way to the check page for a confirmation of something else than is kept."""
    if kept(request, thing) is not None:
        messages.warning(request, CHANGED)
    return redirect(to, *args)


def _key(thing: Model) -> str:
    return f"{thing._meta.label_lower}:{thing.pk}"


def _living(request: HttpRequest) -> dict[str, Any]:
    """Return what has not run out, and take what has out of the session."""
    now = clock.now().timestamp()
    held = request.session.get(PLACE, {})
    living = {key: each for key, each in held.items() if each["until"] > now}
    if len(living) < len(held):
        request.session[PLACE] = living
    return living
