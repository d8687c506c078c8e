"""The street's desk: what waits at each estate, and changes of phones by two officials."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.masking import mask_phone
from core.paging import numbered_page
from core.way_back import is_about
from core.web import form_page, sent, stored_file, taken
from estates.access import post_required
from estates.joining import reports, rules
from estates.joining.forms import AnswerForm, PhoneChangeForm
from estates.joining.services import approve_phone_change, file_phone_change, refuse_phone_change
from estates.models import PhoneChange, Post
from estates.rules import KEEPERS
from tenancy.models import Estate

keepers_only = post_required(*KEEPERS)
desk_only = post_required(*rules.VISITORS)


@require_safe
@desk_only
def office_joining(request: HttpRequest, street: str) -> HttpResponse:
    """List the estates one serves, with the requests that wait there."""
    post = request.capacities.need_post(*rules.VISITORS)
    estates = reports.with_waiting(_estates(request, post))
    context = {"estates": numbered_page(request, estates), "decides": post.role in KEEPERS}
    return render(request, "estates/joining/office_joining.html", context)


@require_safe
@keepers_only
def phone_changes(request: HttpRequest, street: str) -> HttpResponse:
    """List the changes, those that wait first."""
    changes = numbered_page(request, reports.waiting_first(_changes(request)))
    return render(request, "estates/joining/phone_changes.html", {"changes": changes})


@keepers_only
def new_phone_change(request: HttpRequest, street: str) -> HttpResponse:
    """Ask for a change."""
    by = request.capacities.need_post(*KEEPERS)
    form = PhoneChangeForm(request.POST or None, request.FILES or None, estates=_estates(request, by))
    if sent(request, form):
        change = taken(form, file_phone_change, form.cleaned_data["estate"], **form.said, by=by)
        if change:
            messages.success(request, "已经提交，请另一位同事复核。")
            return redirect("estates:phone_change", street, change.pk)
    return form_page(request, "estates/joining/new_phone_change.html", form, {})


@require_safe
@keepers_only
def phone_change(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Show one change, with the two decisions for whoever did not ask."""
    return _page(request, _change(request, pk), AnswerForm())


@require_safe
@keepers_only
def phone_proof(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Hand out the photo of the check, as long as it is to be decided."""
    change = _change(request, pk)
    if change.state != PhoneChange.State.FILED:
        raise Http404
    return stored_file(change.proof.sha256, change.proof.mime)


@require_POST
@keepers_only
def approve_phone(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Agree."""
    approve_phone_change(_change(request, pk), by=request.capacities.need_post(*KEEPERS))
    messages.success(request, "已经换好，旧号码的登录全部退出。")
    return redirect("estates:phone_changes", street)


@require_POST
@keepers_only
def refuse_phone(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Do not agree."""
    change, form = _change(request, pk), AnswerForm(request.POST)
    by = request.capacities.need_post(*KEEPERS)
    if sent(request, form) and taken(form, refuse_phone_change, change, **form.cleaned_data, by=by):
        messages.success(request, "没有更换，原因提交人会看到。")
        return redirect("estates:phone_changes", street)
    return _page(request, change, form)


def _estates(request: HttpRequest, post: Post) -> QuerySet[Estate]:
    """Return the estates that a post of the desk serves."""
    estates = Estate.objects.filter(street=request.street).order_by("sort_key", "id")
    return estates.filter(community=post.community_id) if post.community_id else estates


def _changes(request: HttpRequest) -> QuerySet[PhoneChange]:
    estates = _estates(request, request.capacities.need_post(*KEEPERS))
    joins = ("person__user", "estate", "asked_by__person", "asked_person", "decided_by__person", "proof")
    return PhoneChange.objects.filter(street=request.street, estate__in=estates).select_related(*joins)


def _change(request: HttpRequest, pk: int) -> PhoneChange:
    found = get_object_or_404(_changes(request), pk=pk)
    is_about(request, "estates:phone_change", request.street.slug, pk)
    return found


def _page(request: HttpRequest, change: PhoneChange, form: AnswerForm) -> HttpResponse:
    is_filed = change.state == PhoneChange.State.FILED
    mine = request.user.pk in (change.asked_person.user_id, change.person.user_id)
    context = {
        "change": change,
        "old": mask_phone(change.person.user.phone) if is_filed and change.person.user else "",
        "new": mask_phone(change.phone),
        "is_filed": is_filed,
        "may_decide": is_filed and not mine,
    }
    return form_page(request, "estates/joining/phone_change.html", form, context)
