"""Claim slips as the committee and the community print them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.paging import numbered_page
from core.web import form_page, sent, taken
from estates.access import post_required
from estates.joining import reports, rules
from estates.joining.forms import BUILDING, UNITS, PrintForm
from estates.joining.services import clear_slips, order_slips
from estates.models import Building, SlipBatch, Unit
from estates.privacy.services import note_look

STOP_POLLING = 286  # htmx: swap, then ask no more
LATEST = 5
makers_only = post_required(*rules.SLIP_MAKERS)


@require_safe
@makers_only
def slips(request: HttpRequest, estate: str) -> HttpResponse:
    """Show which units have a slip; ``?slip=`` and ``?building=`` narrow."""
    buildings = list(Building.objects.filter(estate=request.estate))
    state, building = request.GET.get("slip", ""), request.GET.get("building", "")
    building = building if building in {str(each.pk) for each in buildings} else ""
    context = {
        "counts": reports.slip_counts(request.estate),
        "batches": list(reports.batches(request.estate).order_by("-id")[:LATEST]),
        "units": numbered_page(request, _listed(request, state, building)),
        "state": state,
        "building": building,
        "buildings": buildings,
    }
    return render(request, "estates/joining/slips.html", context)


@makers_only
def new_slips(request: HttpRequest, estate: str) -> HttpResponse:
    """Order the print of slips: for all who can't sign in, for a building, or for the units ticked."""
    by = request.capacities.need_post(*rules.SLIP_MAKERS)
    form = PrintForm(request.POST or None, estate=request.estate)
    if sent(request, form):
        made = taken(form, order_slips, request.estate, _units(request, form), by=by)
        if made:
            words = "" if len(made) == 1 else f"一共 {len(made)} 个文件，每个最多 {made[0].count} 张。"
            messages.success(request, f"正在生成。{words}")
            return redirect("estates:slip_batch", estate, made[0].pk)
    return form_page(request, "estates/joining/new_slips.html", form, {})


@require_safe
@makers_only
def slip_batch(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show how far a print is, and its file until that is cleared."""
    batch = _batch(request, pk)
    job = reports.print_of(batch)
    context = {"batch": batch, "job": job, "poll_url": "" if job.has_ended else request.path, "every": "2s"}
    if not request.htmx:
        return render(request, "estates/joining/slip_batch.html", context)
    response = render(request, "components/job.html", context, status=STOP_POLLING if job.has_ended else 200)
    if job.has_ended:
        response.headers["HX-Refresh"] = "true"
    return response


@require_safe
@makers_only
def slip_pdf(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Hand out the sheets, which hold the codes in clear; that somebody did is written down."""
    batch = get_object_or_404(SlipBatch, pk=pk, estate=request.estate)
    if batch.pdf is None:
        raise Http404
    by = request.capacities.need_post(*rules.SLIP_MAKERS)
    note_look(None, "下载认领码纸条", by=by, estate=request.estate)
    response = HttpResponse(bytes(batch.pdf), content_type="application/pdf")
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Content-Disposition"] = f'inline; filename="slips-{batch.pk}.pdf"'
    return response


@require_POST
@makers_only
def clear_batch(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Let go of the file: it is printed."""
    clear_slips(_batch(request, pk), by=request.capacities.need_post(*rules.SLIP_MAKERS))
    messages.success(request, "文件已经清除。纸条上的认领码照样能用。")
    return redirect("estates:slip_batch", estate, pk)


def _listed(request: HttpRequest, state: str, building: str):
    """Return the units of the list, narrowed to a state of their slip and to a building."""
    units = reports.units_with_slips(request.estate)
    if state in reports.SLIP_WORDS:
        units = units.filter(slip=state)
    if building:
        units = units.filter(building_id=int(building))
    return units.order_by("building__position", "building_id", "entrance", "door")


def _batch(request: HttpRequest, pk: int) -> SlipBatch:
    batch = get_object_or_404(reports.batches(request.estate), pk=pk)
    batch.estate = request.estate
    return batch


def _units(request: HttpRequest, form: PrintForm) -> list[Unit]:
    """Return the units that a valid form means."""
    which, building = form.cleaned_data["which"], form.cleaned_data["building"]
    if which == UNITS:
        return list(form.cleaned_data["units"])
    return reports.units_to_print(request.estate, building_id=building.pk if which == BUILDING else None)
