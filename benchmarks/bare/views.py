"""The two views everything is measured against."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from benchmarks.bare.models import Row


@require_GET
def rows(request: HttpRequest, place: int) -> HttpResponse:
    """Show the newest twenty rows of a place: one indexed SELECT, one template."""
    return render(request, "rows.html", {"rows": Row.objects.filter(place=place).order_by("-id")[:20]})


@require_GET
def row(request: HttpRequest, place: int, pk: int) -> HttpResponse:
    """Show nothing: the address that rows link to."""
    return HttpResponse()


@require_POST
def insert(request: HttpRequest, place: int) -> HttpResponse:
    """Insert one row for whoever is signed in."""
    Row.objects.create(place=place, number=request.session["who"], title=request.POST["title"])
    return redirect("rows", place)
