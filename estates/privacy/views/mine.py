"""What everybody may see and ask about the data kept of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.fresh import fresh_sign_in_required
from core.errors import NotFoundHere
from core.paging import merged_page
from core.way_back import sign_in_first
from core.web import form_page, sent, taken
from estates.models import DataRequest
from estates.privacy import reports, services
from estates.privacy.forms import ConsentForm, CorrectionForm, ErasureForm, WithdrawalForm
from estates.privacy.mine import looks_at, places_of
from estates.privacy.oneself import Oneself

FORMS = ["GET", "HEAD", "POST"]


@require_safe
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """Show what is kept about the reader, what they agreed to and asked for, and who looked."""
    places = places_of(request.user.pk)
    looks = merged_page(request, lambda first, count: looks_at(places, first=first, count=count))
    kept = [reports.kept_at(place) for place in places]
    return render(request, "estates/privacy/my_data.html", {"kept": kept, "looks": looks})


@require_POST
def say_consent(request: HttpRequest) -> HttpResponse:
    """Take a consent, or its withdrawal."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    form = ConsentForm(request.POST, places=places_of(request.user.pk))
    if not form.is_valid():
        return redirect("estates:my_data")
    place, given = form.chosen, form.cleaned_data["given"]
    with place.opened():
        by = Oneself(place.person)
        services.say(place.person, form.cleaned_data["purpose"], given=given, by=by)
    messages.success(request, "已经记下您的同意。" if given else "已经撤回，马上生效。")
    return redirect("estates:my_data")


@require_http_methods(FORMS)
@login_required
@fresh_sign_in_required
def copy_my_data(request: HttpRequest) -> HttpResponse:
    """Ask for a copy of everything; say how far it is and where it is fetched."""
    places = places_of(request.user.pk)
    if request.method == "POST" and places:
        with places[0].opened():
            services.ask_for_copy(places[0].person, by=Oneself(places[0].person))
        return redirect("estates:copy_my_data")
    newest = reports.newest_copy(request.user.pk, places)
    return render(request, "estates/privacy/copy_my_data.html", {"copy": newest, "places": places})


@require_safe
@login_required
@fresh_sign_in_required
def my_copy(request: HttpRequest) -> HttpResponse:
    """Hand out the reader's own copy."""
    data = reports.copy_data(request.user.pk, places_of(request.user.pk))
    response = HttpResponse(data, content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="tongxin-my-data.zip"'
    response.headers["Cache-Control"] = "no-store, private"
    return response


@require_http_methods(FORMS)
@login_required
def correct_my_data(request: HttpRequest) -> HttpResponse:
    """Ask for something to be corrected."""
    places = reports.homes(places_of(request.user.pk))
    form = CorrectionForm(request.POST or None, places=places)
    if sent(request, form) and _file(form, services.file_correction):
        messages.success(request, "已经提交，社区会按期书面答复，进展写在“我的资料”。")
        return redirect("estates:my_data")
    return form_page(request, "estates/privacy/correct_my_data.html", form, {"places": places})


@require_http_methods(FORMS)
@login_required
@fresh_sign_in_required
def erase_my_data(request: HttpRequest) -> HttpResponse:
    """Ask for everything to be deleted; what stands in the way is said before."""
    places = reports.homes(places_of(request.user.pk))
    form = ErasureForm(request.POST or None, places=places)
    if sent(request, form) and _file(form, services.file_erasure):
        messages.success(request, "已经提交，社区会按期书面答复。办好以前可以撤回。")
        return redirect("estates:my_data")
    blocked = [(place, reports.blocks_at(place)) for place in places]
    return form_page(
        request, "estates/privacy/erase_my_data.html", form, {"places": places, "blocked": blocked}
    )


@require_POST
def withdraw_request(request: HttpRequest) -> HttpResponse:
    """Take one's own request back."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    form = WithdrawalForm(request.POST, places=places_of(request.user.pk))
    if not form.is_valid():
        return redirect("estates:my_data")
    place = form.chosen
    with place.opened():
        mine = DataRequest.objects.filter(person=place.person, pk=form.cleaned_data["request"])
        found = mine.select_related("person").first()
        if found is None:
            raise NotFoundHere
        services.withdraw_request(found, by=Oneself(place.person))
    messages.success(request, "请求已经撤回。")
    return redirect("estates:my_data")


def _file(form: CorrectionForm | ErasureForm, service) -> object:
    """File a request at the place that was chosen; None where the form now says why not."""
    place = form.chosen
    with place.opened():
        return taken(form, service, place.person, words=form.cleaned_data["words"], by=Oneself(place.person))
