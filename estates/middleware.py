"""Says who acts: ``request.capacities``, filled when first asked."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from estates.capacities import capacities_of


class CapacityMiddleware:
    """Puts the caller's capacities in this scope on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.capacities = capacities_of(request)  # type: ignore[attr-defined]
        return self.get_response(request)
