"""The claim desk: who asks to be registered, and what a visit did that the person denies."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.paging import numbered_page
from core.way_back import is_about
from core.web import form_page, sent, stored_file, taken
from estates.access import post_required
from estates.joining import rules
from estates.joining.forms import ReasonForm
from estates.joining.services import accept_request, refuse_request
from estates.models import Assistance, JoinRequest

deciders_only = post_required(*rules.DECIDERS)


@require_safe
@deciders_only
def joining(request: HttpRequest, estate: str) -> HttpResponse:
    """List the requests, those that wait first; ``?state=`` narrows."""
    asked = JoinRequest.objects.filter(estate=request.estate)
    counts = dict(asked.order_by().values_list("state").annotate(Count("pk")))
    state = request.GET.get("state", JoinRequest.State.FILED)
    state = state if state in JoinRequest.State.values else JoinRequest.State.FILED
    rows = asked.filter(state=state).select_related("unit__building")
    denied = Assistance.objects.filter(estate=request.estate, disputed_at__isnull=False)
    context = {
        "states": [(each, counts.get(each, 0)) for each in JoinRequest.State],
        "state": state,
        "requests": numbered_page(request, rows.order_by("id" if state == "filed" else "-id")),
        "denied": denied.select_related("person", "unit__building", "helper__person").order_by("-id")[:20],
    }
    return render(request, "estates/joining/joining.html", context)


@require_safe
@deciders_only
def joining_request(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show one request with its proof, and the two decisions."""
    return _page(request, _asked(request, pk), ReasonForm())


@require_safe
@deciders_only
def join_photo(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Hand out the proof, as long as it is to be decided and to nobody whose it is."""
    asked = _asked(request, pk)
    if asked.state != JoinRequest.State.FILED or asked.user_id == request.user.pk:
        raise Http404
    return stored_file(asked.proof.sha256, asked.proof.mime)


@require_POST
@deciders_only
def accept_join(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Accept the request."""
    asked = accept_request(_asked(request, pk), by=request.capacities.need_post(*rules.DECIDERS))
    messages.success(request, f"已通过。{asked.name} 现在是 {asked.unit.label} 的居民。")
    return redirect("estates:joining", estate)


@require_POST
@deciders_only
def refuse_join(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Refuse the request."""
    asked, form = _asked(request, pk), ReasonForm(request.POST)
    by = request.capacities.need_post(*rules.DECIDERS)
    if sent(request, form) and taken(form, refuse_request, asked, **form.cleaned_data, by=by):
        messages.success(request, "已退回，原因申请人会看到。")
        return redirect("estates:joining", estate)
    return _page(request, asked, form)


def _asked(request: HttpRequest, pk: int) -> JoinRequest:
    rows = JoinRequest.objects.filter(estate=request.estate)
    joins = ("unit__building", "proof", "decided_by__person")
    found = get_object_or_404(rows.select_related(*joins), pk=pk)
    is_about(request, "estates:joining_request", request.estate.slug, pk)
    return found


def _page(request: HttpRequest, asked: JoinRequest, form: ReasonForm) -> HttpResponse:
    context = {"asked": asked, "is_own": asked.user_id == request.user.pk}
    return form_page(request, "estates/joining/joining_request.html", form, context)
