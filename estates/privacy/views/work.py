"""What those do who keep the data of others: answer requests, note care, enter papers, hold data."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.fresh import fresh_sign_in_required
from core.paging import numbered_page
from core.web import form_page, sent, taken
from estates.access import post_required
from estates.models import LegalHold, Person, SensitiveFact
from estates.privacy import reports, rules, services
from estates.privacy.blocking import blocks_of
from estates.privacy.errors import HoldWithoutPerson
from estates.privacy.forms import (
    AnswerForm,
    CareForm,
    FindForm,
    HoldForm,
    LiftForm,
    PaperForm,
    PoliticalForm,
)

FORMS = ["GET", "HEAD", "POST"]
answerers_only = post_required(*rules.ANSWERERS)
carers_only = post_required(*rules.CARERS)
holders_only = post_required(*rules.HOLDERS)
Kind = SensitiveFact.Kind


@require_safe
@answerers_only
def data_requests(request: HttpRequest, estate: str) -> HttpResponse:
    """List what people ask about their data, the nearest day first."""
    rows = reports.requests_of(request.estate)
    open_ = numbered_page(request, rows.filter(state="filed").order_by("due_on", "id"))
    past = list(rows.exclude(state="filed").order_by("-id")[: reports.SHOWN_REQUESTS])
    return render(request, "estates/privacy/data_requests.html", {"open": open_, "past": past})


@require_http_methods(FORMS)
@answerers_only
@fresh_sign_in_required
def data_request(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show one request and take its answer."""
    asked = get_object_or_404(reports.requests_of(request.estate), pk=pk)
    by = request.capacities.need_post(*rules.ANSWERERS)
    services.note_look(asked.person, "个人资料请求", by=by)
    form = AnswerForm(request.POST or None)
    if sent(request, form) and taken(form, services.answer_request, asked, by=by, **form.cleaned_data):
        messages.success(request, "已经答复，本人在“我的资料”里能看到。")
        return redirect("estates:data_requests", estate)
    blocks = blocks_of(asked.person) if asked.kind == "erasure" and asked.state == "filed" else []
    return form_page(request, "estates/privacy/data_request.html", form, {"asked": asked, "blocks": blocks})


@require_safe
@carers_only
def care(request: HttpRequest, estate: str) -> HttpResponse:
    """Find somebody by name to read or note what they need; who has a note is not listed."""
    request.capacities.need_post(*rules.CARERS)
    form = FindForm(request.GET or None)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    people = numbered_page(request, reports.people_called(request.estate, words)) if words else None
    return render(request, "estates/privacy/care.html", {"find": form, "people": people, "words": words})


@require_safe
@carers_only
def care_of(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show what is sealed about somebody, as far as the reader may; each is a look."""
    person = _person(request, pk)
    by = request.capacities.need_post(*rules.CARERS)
    kinds = [kind for kind in Kind if rules.may_read(by, kind, request.estate)]
    facts = [(kind, services.read_fact(person, kind, by=by)) for kind in kinds]
    return render(request, "estates/privacy/care_of.html", {"person": person, "facts": facts})


@require_http_methods(FORMS)
@post_required(*rules.READERS[Kind.CARE])
def note_care(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Note what somebody needs."""
    person = _person(request, pk)
    by = request.capacities.need_post(*rules.READERS[Kind.CARE])
    form = CareForm(request.POST or None)
    if sent(request, form) and taken(form, services.note_care, person, by=by, **form.cleaned_data):
        messages.success(request, "已经加密登记。")
        return redirect("estates:care_of", estate, pk)
    return form_page(request, "estates/privacy/note_fact.html", form, {"person": person, "what": "特殊关照"})


@require_http_methods(FORMS)
@post_required(*rules.READERS[Kind.POLITICAL])
def note_political(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Note somebody's political status."""
    person = _person(request, pk)
    by = request.capacities.need_post(*rules.READERS[Kind.POLITICAL])
    form = PoliticalForm(request.POST or None)
    if sent(request, form) and taken(
        form, services.note_political_status, person, by=by, **form.cleaned_data
    ):
        messages.success(request, "已经加密登记。")
        return redirect("estates:care_of", estate, pk)
    return form_page(request, "estates/privacy/note_fact.html", form, {"person": person, "what": "政治面貌"})


@require_POST
@carers_only
def remove_fact(request: HttpRequest, estate: str, pk: int, kind: str) -> HttpResponse:
    """Forget what is sealed about somebody."""
    by = request.capacities.need_post(*rules.READERS[Kind(kind)])
    services.remove_fact(_person(request, pk), kind, by=by)
    messages.success(request, "已经删除。")
    return redirect("estates:care_of", estate, pk)


@require_http_methods(FORMS)
@answerers_only
def paper_consent(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Enter a consent that somebody signed on paper."""
    person = _person(request, pk)
    by = request.capacities.need_post(*rules.ANSWERERS)
    guardians = reports.guardians_of(person)
    form = PaperForm(request.POST or None, request.FILES or None, guardians=guardians)
    if sent(request, form) and taken(form, services.enter_paper, person, by=by, **form.cleaned_data):
        messages.success(request, "同意书已经录入。")
        return redirect("estates:paper_consent", estate, pk)
    said = reports.last_words_of(person)
    return form_page(request, "estates/privacy/paper_consent.html", form, {"person": person, "said": said})


@require_http_methods(FORMS)
@holders_only
def holds(request: HttpRequest, estate: str) -> HttpResponse:
    """List the holds of the estate and place another."""
    by = request.capacities.need_post(*rules.HOLDERS)
    form = HoldForm(request.POST or None)
    if sent(request, form) and taken(form, _place_hold, request.estate, by=by, **form.cleaned_data):
        messages.success(request, "已经锁定：资料不会被删除或匿名。")
        return redirect("estates:holds", estate)
    rows = LegalHold.objects.filter(estate=request.estate).select_related("person", "placed_by__person")
    found = numbered_page(request, rows.order_by("-id"))
    return form_page(request, "estates/privacy/holds.html", form, {"holds": found})


@require_http_methods(FORMS)
@holders_only
def lift_hold(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """End a hold."""
    rows = LegalHold.objects.select_related("estate", "person", "placed_by__person")
    hold = get_object_or_404(rows, pk=pk, estate=request.estate)
    by = request.capacities.need_post(*rules.HOLDERS)
    form = LiftForm(request.POST or None)
    if sent(request, form) and taken(form, services.lift_hold, hold, by=by, **form.cleaned_data):
        messages.success(request, "锁定已经解除。")
        return redirect("estates:holds", estate)
    return form_page(request, "estates/privacy/lift_hold.html", form, {"hold": hold})


def _place_hold(estate, *, name: str, reason: str, by):
    """Place a hold on whoever has this name, or on the estate where none is given."""
    person = None
    if name:
        found = list(Person.objects.filter(estate=estate, name=name, erased_at=None)[:2])
        if len(found) != 1:
            raise HoldWithoutPerson
        person = found[0]
    return services.place_hold(estate, person=person, reason=reason, by=by)


def _person(request: HttpRequest, pk: int) -> Person:
    """Return somebody of this estate. Raises Http404."""
    people = Person.objects.filter(estate=request.estate, erased_at=None).select_related("estate")
    return get_object_or_404(people, pk=pk)
