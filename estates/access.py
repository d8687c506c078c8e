"""The first line of a view: who must be asking. Strangers get 404, members without the right 403."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from estates.models import Post

View = Callable[..., HttpResponse]


def _guarded(check: Callable[[HttpRequest], None]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.capacities.is_empty:  # type: ignore[attr-defined]
                raise Http404
            check(request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _member(request: HttpRequest) -> None:
    """Anybody with a capacity here passes."""


def _resident(request: HttpRequest) -> None:
    request.capacities.need_residency()  # type: ignore[attr-defined]


def _post(*roles: str) -> Callable[[HttpRequest], None]:
    def check(request: HttpRequest) -> None:
        request.capacities.need_post(*roles)  # type: ignore[attr-defined]

    return check


member_required = _guarded(_member)
resident_required = _guarded(_resident)


def post_required(*roles: str) -> Callable[[View], View]:
    """Let holders of one of ``roles`` pass."""
    return _guarded(_post(*roles))


committee_required = post_required(*Post.COMMITTEE)
work_required = post_required(*Post.ESTATE_ROLES)
