"""The street's people: who they are, how they sign in, what they hold."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh_sign_in_required
from core.paging import numbered_page
from core.web import form_page, sent, taken
from estates.access import post_required
from estates.models import Person
from estates.offices import reports, rules, services
from estates.offices.errors import OwnOffice
from estates.offices.forms import NewPersonForm, ReasonForm, SignInForm
from estates.offices.views.posts import FORMS
from estates.sign_ins import disable_sign_in, enable_sign_in


@require_safe
@post_required(*rules.ACCOUNT_READERS)
def staff(request: HttpRequest, street: str) -> HttpResponse:
    """Show the street's people, their sign-ins and offices."""
    people = numbered_page(request, reports.staff_of(request.street))
    may_add = request.capacities.post(*rules.ACCOUNT_KEEPERS) is not None
    return render(request, "estates/offices/staff.html", {"people": people, "may_add": may_add})


@require_http_methods(FORMS)
@post_required(*rules.ACCOUNT_KEEPERS)
@fresh_sign_in_required
def new_staff(request: HttpRequest, street: str) -> HttpResponse:
    """Add a person to the street."""
    form = NewPersonForm(request.POST or None)
    by = request.capacities.need_post(*rules.ACCOUNT_KEEPERS)
    if sent(request, form) and (
        person := taken(form, services.add_staff, request.street, **form.cleaned_data, by=by)
    ):
        messages.success(request, "已经加好。职务由安全管理员任命。")
        return redirect("estates:staff_person", street, person.pk)
    return form_page(request, "estates/offices/new_staff.html", form, {})


def _appoints(request: HttpRequest, person: Person) -> bool:
    by = request.capacities.post(*rules.STAFF_APPOINTERS)  # type: ignore[attr-defined]
    return by is not None and not rules.is_same_human(by.person, person)


@require_http_methods(FORMS)
@post_required(*rules.ACCOUNT_READERS)
def staff_person(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Show a person of the street; a sign-in may be given to whoever has none."""
    person = get_object_or_404(reports.staff_of(request.street), pk=pk)
    form = SignInForm(request.POST or None)
    context = {
        "person": person,
        "may_give": request.capacities.post(*rules.ACCOUNT_KEEPERS) and person.user_id is None,
        "may_appoint": _appoints(request, person),
    }
    if sent(request, form):
        by = request.capacities.need_post(*rules.ACCOUNT_KEEPERS)
        if taken(form, services.give_staff_sign_in, person, **form.cleaned_data, by=by):
            messages.success(request, "已经开通登录。")
            return redirect("estates:staff_person", street, pk)
    return form_page(request, "estates/offices/staff_person.html", form, context)


@require_http_methods(FORMS)
@post_required(*rules.STAFF_APPOINTERS)
@fresh_sign_in_required
def staff_sign_in(request: HttpRequest, street: str, pk: int) -> HttpResponse:
    """Stop the sign-in of a person of the street, or let it go on."""
    person = get_object_or_404(reports.staff_of(request.street).exclude(user=None), pk=pk)
    form, by = ReasonForm(request.POST or None), request.capacities.need_post(*rules.STAFF_APPOINTERS)
    if rules.is_same_human(person, by.person):
        raise OwnOffice
    if sent(request, form):
        change = disable_sign_in if person.user.is_active else enable_sign_in
        change(person, by=by, **form.cleaned_data)
        messages.success(request, "登录已经停用。" if change is disable_sign_in else "登录已经恢复。")
        return redirect("estates:staff_person", street, pk)
    return form_page(request, "estates/offices/staff_sign_in.html", form, {"person": person})
