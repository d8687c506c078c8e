"""Pages of a place as a whole: finding it, its home, the committee's work, the street's desk, 我的."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.fresh import next_of
from core import purposes
from core.masking import mask_phone
from core.way_back import sign_in_first
from estates.access import post_required, work_required
from estates.joining import mine
from estates.models import Post
from overview import reports
from overview.forms import CapacityForm, FindForm
from overview.usual import usual_work


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Show the estates one can open, street by street."""
    form = FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    return render(request, "overview/find.html", {"find": form, "streets": reports.find_estates(words)})


@require_safe
def home(request: HttpRequest, estate: str) -> HttpResponse:
    """Show what is going on in an estate, and its doors."""
    now = reports.estate_now(request.estate, request.capacities)
    return render(request, "overview/home.html", {"now": now})


@require_safe
@work_required
def work(request: HttpRequest, estate: str) -> HttpResponse:
    """Show what the holder of an office has to do today."""
    post = request.capacities.need_post(*Post.ESTATE_ROLES)
    context = {
        "lists": reports.work_lists(post, request.estate),
        "usual": usual_work(request.capacities, request.estate),
    }
    return render(request, "overview/work.html", context)


@require_safe
@post_required()
def office(request: HttpRequest, street: str) -> HttpResponse:
    """Show the street's desk: what waits, how the estates are, how much of the budget is used."""
    post = request.capacities.need_post()
    desk = reports.office_desk(request.capacities, post, request.street)
    return render(request, "overview/office.html", {"desk": desk})


@require_safe
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Show where the reader belongs and in which capacities."""
    chosen = request.session.get("capacities", {})
    places = reports.places_of(request.user.pk, chosen)
    phone = mask_phone(request.user.phone)
    context = {"places": places, "phone": phone, "joining": mine.entries_of(request.user.pk)}
    context["following"] = next_of(request)
    return render(request, "overview/me.html", context)


@require_POST
def choose_capacity(request: HttpRequest) -> HttpResponse:
    """Keep in the session what the reader acts as at a place, and lead back to where it was asked for."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    form = CapacityForm(request.POST, places=reports.places_of(request.user.pk, {}))
    if not form.is_valid():
        return redirect("overview:me")
    chosen = request.session.setdefault("capacities", {})
    chosen[form.cleaned_data["place"]] = form.cleaned_data["capacity"]
    request.session.modified = True
    messages.success(request, "身份已经换好。")
    return redirect(next_of(request) or "overview:me")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Explain how the portal is used."""
    return render(request, "overview/help.html")


@require_safe
def no_code(request: HttpRequest) -> HttpResponse:
    """Say what to do when the code to sign in with does not arrive."""
    return render(request, "overview/no_code.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what was done so that everybody can use the portal, and whom to tell where it falls short."""
    return render(request, "overview/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say which personal data are kept, why, how long, and what one can ask for."""
    listed = {"purposes": purposes.all_purposes(), "agreements": purposes.all_agreements()}
    page = {"version": purposes.VERSION, "since": date.fromisoformat(purposes.SINCE)}
    return render(request, "overview/privacy.html", listed | page)
