"""Opens the scope a URL speaks of, for the whole request, and lets each form through once."""

import hashlib
import json
import re
from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from core.rows import update
from core.web import is_api, not_found, refusal_page
from tenancy.errors import KeyMissing, KeyReused
from tenancy.finding import find_estate, find_street
from tenancy.models import Estate, IdempotencyKey, Street
from tenancy.once import KEY, is_same, take_key
from tenancy.scope import scope

type_get = Callable[[HttpRequest], HttpResponse]
PLACE = re.compile(r"^/(?P<kind>e|office|v|api/v1/estates|api/v1/streets)/(?P<slug>[^/]+)")
STREETS = ("office", "api/v1/streets")
NOWHERE = 0  # the number of no street and no estate: in its scope there are no rows
SPELLING = re.compile(r"[A-Za-z0-9-]+")


class ScopeMiddleware:
    """Opens ``scope(street, estate)`` from ``/e/<estate>/``, ``/office/<street>/`` or ``/v/<code>``.

    The API's ``/api/v1/estates/<estate>/`` and ``/api/v1/streets/<street>/`` are the same places.
    An answer of 400 or above, a refusal or an error leaves the database as it was.
    """

    def __init__(self, get_response: type_get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.street = request.estate = None  # type: ignore[attr-defined]
        match = PLACE.match(request.path_info)
        if match is None:
            return self.get_response(request)
        try:
            street, estate = place(match["kind"], match["slug"])
        except Http404:
            # A code of nowhere gets the answer, and takes the steps, of a wrong code of an estate.
            return self._within(request, NOWHERE, NOWHERE) if match["kind"] == "v" else not_found(request)
        request.street, request.estate = street, estate  # type: ignore[attr-defined]
        return self._within(request, street, estate)

    def _within(self, request: HttpRequest, street: object, estate: object | None) -> HttpResponse:
        user_id = request.user.pk if request.user.is_authenticated else None
        with scope(street, estate, user_id=user_id):
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response


def place(kind: str, slug: str) -> tuple[Street, Estate | None]:
    """Return street and estate that a slug or a self-routing code speaks of. Raises Http404.

    No request below a place goes on without its scope, however the place is spelled.
    """
    if not SPELLING.fullmatch(slug):
        raise Http404
    if kind in STREETS:
        street = find_street(slug)
        if street is None:
            raise Http404
        return street, None
    if kind == "v":
        number = slug.split("-", 1)[0]
        estate = find_estate("number", int(number)) if number.isdecimal() else None
    else:
        estate = find_estate("slug", slug)
    if estate is None:
        raise Http404
    return estate.street, estate


class OnceMiddleware:
    """Takes each sent form once: the key's row shares the request's transaction, refusals are not kept."""

    def __init__(self, get_response: type_get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The API's keys are headers, and who sends them may be known by a token only: estates/api.py.
        if request.method != "POST" or request.street is None or is_api(request):  # type: ignore[attr-defined]
            return self.get_response(request)
        key = request.POST.get("idempotency_key", "")
        if not KEY.fullmatch(key):
            return self._refused(request, KeyMissing())
        body = body_hash(request)
        row, fresh = take_key(request, key, body)
        if not fresh:
            return self._again(request, row, body)
        response = self.get_response(request)
        if getattr(response, "is_not_done", False):
            # Nothing happened but that somebody was asked who they are: the same form may come again.
            row.delete()
        elif response.status_code < 400:
            row.location = response.headers.get("Location", "")[:300]
            update(row, "location")
        return response

    def _again(self, request: HttpRequest, row: IdempotencyKey | None, body: str) -> HttpResponse:
        if row is None or not is_same(row, request, body):
            return self._refused(request, KeyReused())
        return HttpResponseRedirect(row.location or request.path)

    def _refused(self, request: HttpRequest, refusal: Exception) -> HttpResponse:
        return refusal_page(request, refusal)


def body_hash(request: HttpRequest) -> str:
    """Return the sha256 of what a form says: its path, its fields but the CSRF token, its files' bytes."""
    fields = {
        name: request.POST.getlist(name) for name in sorted(request.POST) if name != "csrfmiddlewaretoken"
    }
    digest = hashlib.sha256(json.dumps([request.path, fields], ensure_ascii=False).encode())
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            digest.update(f"\0{name}\0{upload.name}\0".encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    return digest.hexdigest()
