"""The way on from a page of refusal: back to the thing it was about, else to the page somebody came from.

A button pressed after the sign-in ran out sends nothing. Whoever then signs in lands on a page, never at the
button's own address, and is told there that nothing was sent (``UNSENT``).
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse

SAFE = ("GET", "HEAD")
UNSENT = "还没有提交：您刚才登录已过期。现在已经登录，请再办一次。"
PLACE = "unsent"


def is_about(request: HttpRequest, name: str, *args: object) -> None:
    """Remember the page of the thing that a request is about; what is refused leads back there."""
    request.thing_url = reverse(name, args=args)  # type: ignore[attr-defined]


def way_back(request: HttpRequest) -> str:
    """Return where a refused request leads back to; nothing where that is not known or is this very page."""
    for url in (getattr(request, "thing_url", ""), _came_from(request)):
        if url and (request.method == "POST" or url != request.get_full_path()):
            return url
    return ""


def page_of_button(request: HttpRequest) -> str:
    """Return where an act's own address, opened by itself, leads back to."""
    return way_back(request) or page_above(request)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Return the way to the sign-in, and from there to the page asked for, or that the button stood on."""
    if request.method in SAFE:
        return redirect_to_login(request.get_full_path())
    request.session[PLACE] = True
    return redirect_to_login(_came_from(request) or page_above(request))


def was_unsent(request: HttpRequest) -> bool:
    """Say, once, whether a sign-in that ran out kept something from being sent."""
    return bool(request.session.pop(PLACE, False))


def page_above(request: HttpRequest) -> str:
    """Return the nearest address above this one that exists: ``…/votes/7/`` for ``…/votes/7/cast/``."""
    path = request.path.rstrip("/")
    while path:
        path = path.rpartition("/")[0]
        try:
            resolve(f"{path}/")
        except Resolver404:
            continue
        return f"{path}/"
    return "/"


def _came_from(request: HttpRequest) -> str:
    """Return the page of ours that a link or a button was pressed on; never the sign-in."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    own = page.scheme in ("http", "https") and page.netloc == request.get_host()
    if not own or page.path.startswith(("//", settings.LOGIN_URL)):
        return ""
    return f"{page.path}?{page.query}" if page.query else page.path
