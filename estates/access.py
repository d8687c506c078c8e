"""The first line of a view: who must be asking. Strangers get 404, members without the right 403.

Whoever shows a link asks ``may_open``, which asks the guard of the page the link leads to: there is no second
list of who may go where.
"""

from collections.abc import Callable
from functools import lru_cache, wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve

from accounts import proof
from accounts.devices import sign_out
from accounts.fresh import second_factor_first
from core.errors import NotAllowed
from core.way_back import sign_in_first
from estates.capacities import Capacities
from estates.models import Post

View = Callable[..., HttpResponse]
Guard = Callable[[Capacities], object]  # raises NotAllowed


def _guarded(guard: Guard) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            held: Capacities = request.capacities  # type: ignore[attr-defined]
            try:
                guard(held)
            except NotAllowed:
                if _waits_for_factor(held, guard):
                    return second_factor_first(request)
                if held.is_empty:
                    raise Http404 from None
                raise
            if held.is_in_office and not proof.enter_office(request.session):
                sign_out(request)
                return sign_in_first(request)
            return view(request, *args, **kwargs)

        guarded.guard = guard  # type: ignore[attr-defined]
        return guarded

    return decorate


def may_open(held: Capacities, url: str) -> bool:
    """Say whether the page at ``url`` lets in whoever holds these capacities; acts in none of them."""
    guard = _guard_at(url)
    if guard is None or held.user_id is None:
        return guard is None
    acted = len(held.used)
    try:
        guard(held)
    except NotAllowed:
        return _waits_for_factor(held, guard)
    finally:
        del held.used[acted:]
    return True


def _waits_for_factor(held: Capacities, guard: Guard) -> bool:
    """Say whether an office that is held would open the page, were there a second factor."""
    if not held.is_withheld:
        return False
    try:
        guard(held.with_every_office())
    except NotAllowed:
        return False
    return True


@lru_cache(maxsize=1024)
def _guard_at(url: str) -> Guard | None:
    return getattr(resolve(url).func, "guard", None)


def _member(held: Capacities) -> None:
    """Let anybody with a capacity here pass, but administrators; most live here, so that is asked first."""
    if not (held.residencies or held.ownerships or held.post() or held.helping):
        raise NotAllowed(needed="本小区的人")


def post_required(*roles: str) -> Callable[[View], View]:
    """Let holders of one of ``roles`` pass."""
    return _guarded(lambda held: held.need_post(*roles))


member_required = _guarded(_member)
resident_required = _guarded(Capacities.need_residency)
home_required = _guarded(lambda held: held.need_home(helped=True))
committee_required = post_required(*Post.COMMITTEE)
work_required = post_required(*Post.ESTATE_ROLES)
