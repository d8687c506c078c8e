"""What streets have published of their statistics, for everybody: read without any scope."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.web import stored_file
from overview.models import StatisticsSnapshot
from tenancy.models import Street


@dataclass(frozen=True)
class Published:
    """A street with what it published last, if it has."""

    street: Street
    snapshot: StatisticsSnapshot | None


@require_safe
def city(request: HttpRequest, code: str) -> HttpResponse:
    """Show the latest figures of every street of a city."""
    streets = list(Street.objects.filter(city_code=code).order_by("id"))
    if not streets:
        raise Http404
    return render(request, "overview/city.html", {"city": streets[0].city, "published": _latest(streets)})


@require_safe
def city_street(request: HttpRequest, code: str, street: str) -> HttpResponse:
    """Show the latest figures of one street, with what they count."""
    place = _street(code, street)
    return _page(request, place, _snapshots(place).first())


@require_safe
def city_snapshot(request: HttpRequest, code: str, street: str, pk: int) -> HttpResponse:
    """Show one published version."""
    place = _street(code, street)
    return _page(request, place, get_object_or_404(_snapshots(place), pk=pk))


@require_safe
def city_snapshot_pdf(request: HttpRequest, code: str, street: str, pk: int) -> HttpResponse:
    """Hand out the PDF of a published version."""
    snapshot = get_object_or_404(_snapshots(_street(code, street)), pk=pk)
    name = f"statistics-{street}-{snapshot.as_of.isoformat()}-v{snapshot.version}.pdf"
    return stored_file(snapshot.pdf_sha256, "application/pdf", name=name, private=False)


def _latest(streets: Sequence[Street]) -> list[Published]:
    """Return the streets, each with its snapshot of the latest day in its latest version; one query."""
    rows = StatisticsSnapshot.objects.filter(street__in=streets)
    newest = rows.order_by("street_id", "-as_of", "-version").distinct("street_id")
    by_street = {row.street_id: row for row in newest}
    return [Published(street, by_street.get(street.pk)) for street in streets]


def _street(code: str, slug: str) -> Street:
    return get_object_or_404(Street, city_code=code, slug=slug)


def _snapshots(street: Street) -> QuerySet[StatisticsSnapshot]:
    rows = StatisticsSnapshot.objects.filter(street=street).select_related("replaces")
    return rows.order_by("-as_of", "-version")


def _page(request: HttpRequest, street: Street, snapshot: StatisticsSnapshot | None) -> HttpResponse:
    others = _snapshots(street).exclude(pk=snapshot.pk)[:20] if snapshot else []
    newer = snapshot and snapshot.replaced_by.order_by("version").first()
    context = {"street": street, "snapshot": snapshot, "others": others, "newer": newer}
    return render(request, "overview/city_street.html", context | {"report": snapshot and snapshot.report})
