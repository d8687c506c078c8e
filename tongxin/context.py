"""What every page is told about itself."""

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    """Return ``page``."""
    return {"page": {"street": getattr(request, "street", None), "estate": getattr(request, "estate", None)}}
