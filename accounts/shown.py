"""What a page shows only in a demonstration, and only to this very machine: the codes nobody was sent."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest


def demonstrated(request: HttpRequest, code: Callable[[], str]) -> str:
    """Return the code, or nothing wherever else."""
    return code() if settings.DEMONSTRATION and from_this_machine(request) else ""


def from_this_machine(request: HttpRequest) -> bool:
    """Return whether the request comes from loopback without any proxy in between."""
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    return ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "192.0.2.1").is_loopback
