"""Ends sessions that rested too long or began too long ago, and notes now and then that one is in use."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from accounts import devices, limits, proof
from accounts.errors import SignInClosed
from core.web import refusal_page

COUNTED = ("/login/", "/me/")  # where tries are counted


class SessionLimitMiddleware:
    """Makes nobody of whoever has to sign in again; what they asked for then leads to the sign-in as ever."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = limits.moment()
            proven = proof.proof_of(request.session) or proof.adopt(request.session, now)
            if proven.is_over(now):
                devices.sign_out(request)
            else:
                devices.note_seen(request, proven, now)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Close the sign-in, in words, while nothing counts the tries; who is signed in reads on."""
        if isinstance(exception, RedisError) and request.path_info.startswith(COUNTED):
            return refusal_page(request, SignInClosed())
        return None
