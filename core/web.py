"""What every answer has in common: refusals as pages or JSON, private pages kept out of caches, files out.

A view of a form asks three things, so that no refusal loses what was typed::

    if sent(request, form) and taken(form, services.pay_expense, expense, by=by, **form.cleaned_data):
        return redirect("funds:expense", estate, pk)
    return form_page(request, "funds/pay.html", form, {"expense": expense})

``taken`` leaves a refusal that names a field (``Refused.field``) or is ``Invalid`` at the form; any other
goes on to ``RefusalMiddleware`` and has a page of its own (409, 403 …).
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render

from core import files
from core.errors import BodyTooLarge, NotFoundHere, NotUnderstood, OurMistake, Refused
from core.forms import PlainForm
from core.way_back import page_of_button

type_get = Callable[[HttpRequest], HttpResponse]
Made = TypeVar("Made")


class BodyLimitMiddleware:
    """Refuses what is larger than anything a page sends before a byte of it is read onto the disk.

    A body without a length is no body (WSGI), so a stated length is enough to go by.
    """

    def __init__(self, get_response: type_get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if stated.isdecimal() and int(stated) > settings.BODY_LIMIT:
            return refusal_page(request, BodyTooLarge())
        return self.get_response(request)


class RefusalMiddleware:
    """Turns a refusal into a page that says what is wrong and what to do now, or into JSON."""

    def __init__(self, get_response: type_get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a Refused; leave everything else to Django."""
        return refusal_page(request, exception) if isinstance(exception, Refused) else None


class MethodMiddleware:
    """Answers only what browsers ask pages with, and says so in words where a button's address was opened.

    The latter happens to people who keep or hand on such an address; the page leads them to its button.
    """

    METHODS = ("GET", "HEAD", "POST", "OPTIONS")

    def __init__(self, get_response: type_get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_api(request):
            return self.get_response(request)
        if request.method not in self.METHODS:
            return HttpResponseNotAllowed(self.METHODS)
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET":
            page = render(request, "core/405.html", {"back_url": page_of_button(request)}, status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response


class NoStoreMiddleware:
    """Keeps pages of somebody who is signed in, and all answers to forms, out of every cache."""

    def __init__(self, get_response: type_get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "GET" or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def is_api(request: HttpRequest) -> bool:
    """Return whether the address is one of the API's."""
    return request.path_info.startswith("/api/")


def wants_json(request: HttpRequest) -> bool:
    """Return whether the caller is a machine: it asks the API, or for JSON."""
    return is_api(request) or request.headers.get("Accept", "").split(",")[0].strip() == "application/json"


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Return the page (or ``{"code", "message", "hint"}``) that says why not and what to do now."""
    if wants_json(request):
        return JsonResponse(
            refusal.as_json(), status=refusal.status, json_dumps_params={"ensure_ascii": False}
        )
    return render(request, "core/refused.html", {"refusal": refusal}, status=refusal.status)


def sent(request: HttpRequest, form: PlainForm) -> bool:
    """Say whether a form was sent and has the right shape."""
    return request.method == "POST" and form.is_valid()


def taken(form: PlainForm, service: Callable[..., Made], *things: Any, **values: Any) -> Made | None:
    """Return what the service returns, or None where the form, a bound one, now says why it was refused."""
    try:
        return service(*things, **values)
    except Refused as refusal:
        if not refusal.is_about_what_was_typed:
            raise
        form.refuse(refusal)
        return None


def form_page(request: HttpRequest, template: str, form: PlainForm, context: dict[str, Any]) -> HttpResponse:
    """Return the page of a form; 422 where it has errors, so that nothing of the request is kept.

    Whoever asked for JSON gets the refusal as ``refusal_page`` says it.
    """
    if form.refusal is not None and wants_json(request):
        return refusal_page(request, form.refusal)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form whose sign of origin is missing or old."""
    return render(request, "core/403_csrf.html", status=403)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for a request that can't be read: too long, or to a name that is not ours."""
    if is_api(request):
        return refusal_page(request, NotUnderstood())
    return render(None, "core/400.html", status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for an address that leads nowhere (or nowhere the caller may know of)."""
    if is_api(request):
        return refusal_page(request, NotFoundHere())
    return render(request, "core/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Return the page for an error of ours; it asks the database nothing."""
    if is_api(request):
        return refusal_page(request, OurMistake())
    return render(None, "core/500.html", status=500)


def stored_file(sha256: str, mime: str, *, name: str = "", private: bool = True) -> HttpResponse:
    """Return the bytes of a stored file, as what it is and nothing else; the caller has asked who asks.

    With ``settings.FILES_ACCEL`` the proxy in front reads them: it is told where by a header that it keeps
    to itself. Raises ValueError for what names no stored file.
    """
    if settings.FILES_ACCEL:
        response = HttpResponse(content_type=mime)
        where = files.path(sha256).relative_to(files.root())
        response.headers["X-Accel-Redirect"] = f"{settings.FILES_ACCEL}{where.as_posix()}"
    else:
        response = HttpResponse(files.read(sha256), content_type=mime)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store, private" if private else "public, max-age=3600"
    response.headers["Content-Disposition"] = f'inline; filename="{name or sha256[:12]}"'
    return response
