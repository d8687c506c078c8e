"""What everybody may see and ask about the data kept of them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.paging import merged_page
from estates.privacy.mine import looks_at, places_of


@require_safe
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """Show what is kept about the reader, and who looked at it."""
    places = places_of(request.user.pk)
    looks = merged_page(request, lambda first, count: looks_at(places, first=first, count=count))
    return render(request, "estates/privacy/my_data.html", {"places": places, "looks": looks})
