"""Who helps whom: named by the person, or entered by an official from a signed paper."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core.way_back import sign_in_first
from core.web import form_page, sent, taken
from estates.access import post_required, resident_required
from estates.joining import rules
from estates.joining.forms import HelperForm, PaperHelperForm
from estates.joining.services import Newcomer, end_help, enter_helper, name_helper, unit_at
from estates.models import Delegation

visitors_only = post_required(*rules.VISITORS)


@resident_required
def helpers(request: HttpRequest, estate: str) -> HttpResponse:
    """Show who helps the reader and whom the reader helps; name somebody."""
    by = request.capacities.need_residency()
    form = HelperForm(request.POST or None)
    if sent(request, form) and taken(form, name_helper, by, **form.cleaned_data, by=by):
        messages.success(request, "设好了。他（她）在“我的”里选“代您办理”就能帮您。")
        return redirect("estates:helpers", estate)
    rows = Delegation.objects.in_force().filter(Q(principal=by.person) | Q(helper=by.person))
    found = list(rows.filter(estate=request.estate).select_related("principal", "helper").order_by("id"))
    context = {
        "helped_by": [each for each in found if each.principal_id == by.person_id],
        "helps": [each for each in found if each.helper_id == by.person_id],
    }
    return form_page(request, "estates/joining/helpers.html", form, context)


@require_POST
def end_helping(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """End it at once, from either side."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    mine = Q(principal__user=request.user) | Q(helper__user=request.user)
    rows = Delegation.objects.filter(mine, estate=request.estate)
    end_help(get_object_or_404(rows, pk=pk), by=Newcomer(request.user))
    messages.success(request, "已经结束，从现在起不能再代办。")
    return redirect("overview:me")


@visitors_only
def paper_helper(request: HttpRequest, estate: str) -> HttpResponse:
    """Enter who helps whom from a signed paper."""
    form = PaperHelperForm(request.POST or None, request.FILES or None, estate=request.estate)
    if sent(request, form) and taken(form, _enter, request, form):
        messages.success(request, "登记好了，帮忙的人现在就可以代办。")
        return redirect("estates:visits", estate)
    return form_page(request, "estates/joining/paper_helper.html", form, {})


def _enter(request: HttpRequest, form: PaperHelperForm) -> Delegation:
    by = request.capacities.need_post(*rules.VISITORS)
    unit = unit_at(request.estate, **form.address)
    return enter_helper(unit, **form.said, photo=form.cleaned_data["photo"].read(), by=by)
