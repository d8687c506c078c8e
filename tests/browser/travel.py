"""A clock for the server under test: a road of weeks is walked in minutes."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse

from core import clock


class Calendar:
    """Where in time the server stands; only ever the past, so that a real worker finds its jobs due."""

    moment: datetime | None = None

    @classmethod
    def set(cls, moment: datetime | None) -> None:
        """Stand at ``moment`` (aware), or in the present."""
        cls.moment = moment

    @classmethod
    def forward(cls, **by: int) -> None:
        """Go on by ``timedelta(**by)``, never past the present."""
        assert cls.moment is not None
        cls.moment = min(cls.moment + timedelta(**by), datetime.now(tz=cls.moment.tzinfo))


class TravelMiddleware:
    """Answers each request at the calendar's moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if Calendar.moment is None:
            return self.get_response(request)
        with clock.travel(Calendar.moment):
            return self.get_response(request)
