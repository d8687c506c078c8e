"""The way on from a page of refusal: back to the thing it was about, else to the page somebody came from."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def is_about(request: HttpRequest, name: str, *args: object) -> None:
    """Remember the page of the thing that a request is about; what is refused leads back there."""
    request.thing_url = reverse(name, args=args)  # type: ignore[attr-defined]


def way_back(request: HttpRequest) -> str:
    """Return where a refused request leads back to; nothing where that is not known or is this very page."""
    for url in (getattr(request, "thing_url", ""), _came_from(request)):
        if url and (request.method == "POST" or url != request.get_full_path()):
            return url
    return ""


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
