"""Pages of the committee: counting papers twice, closing, withdrawing."""

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.fresh import fresh_sign_in_required
from ballots import rules, services
from ballots.forms import PaperForm, WithdrawForm
from ballots.models import Ballot, PaperCount
from ballots.reports import paper_progress, turnout
from ballots.views import announced
from core import images
from core.web import form_page, sent, stored_file, taken
from estates.access import committee_required, post_required
from estates.models import Post
from tenancy.models import StoredFile
from tenancy.storage import keep_photo


@post_required(*rules.TELLERS)
def paper(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Take one teller's count of the papers; the other's is not shown before both are in."""
    ballot = announced(request, pk)
    by = request.capacities.need_post(*rules.TELLERS)
    form = PaperForm(request.POST or None, request.FILES or None, ballot=ballot, matters=ballot.asked)
    if sent(request, form) and taken(form, _enter, request, ballot, form, by=by):
        return redirect("ballots:paper", estate, pk)
    context = {"ballot": ballot, "progress": paper_progress(ballot), "by": by}
    return form_page(request, "ballots/paper.html", form, context)


@require_safe
@post_required(*rules.TELLERS)
def sheet(request: HttpRequest, estate: str, pk: int, count: int) -> HttpResponse:
    """Show the photo of a signed sheet, to its own teller until both counts of its round are in."""
    counts = PaperCount.objects.select_related("sheet", "ballot")
    row = get_object_or_404(counts, pk=count, ballot=announced(request, pk))
    by = request.capacities.need_post(*rules.TELLERS)
    if row.sheet is None or not rules.may_see_count(row, by):
        raise Http404
    return stored_file(row.sheet.sha256, row.sheet.mime)


@committee_required
@fresh_sign_in_required
def close(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Count the votes and freeze what came out."""
    ballot = announced(request, pk)
    if request.method == "POST":
        services.close_ballot(ballot, by=request.capacities.need_post(*Post.COMMITTEE))
        return redirect("ballots:results", estate, pk)
    return _closing(request, ballot, WithdrawForm())


@require_POST
@committee_required
def withdraw(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """End a ballot without a result."""
    ballot, by = announced(request, pk), request.capacities.need_post(*Post.COMMITTEE)
    form = WithdrawForm(request.POST)
    if sent(request, form) and taken(form, services.withdraw_ballot, ballot, **form.cleaned_data, by=by):
        return redirect("ballots:show", estate, pk)
    return _closing(request, ballot, form)


def _closing(request: HttpRequest, ballot: Ballot, form: WithdrawForm) -> HttpResponse:
    context = {"ballot": ballot, "turnout": turnout(ballot), "progress": paper_progress(ballot)}
    context["may_close"] = rules.is_countable(ballot) and (ballot.online or context["progress"].is_agreed)
    return form_page(request, "ballots/close.html", form, context)


def _enter(request: HttpRequest, ballot: Ballot, form: PaperForm, *, by: Post) -> PaperCount:
    photo = _kept(request, form.cleaned_data["sheet"])
    return services.enter_paper_totals(ballot, form.totals, by=by, sheet=photo)


def _kept(request: HttpRequest, upload: UploadedFile | None) -> StoredFile | None:
    if upload is None:
        return None
    photo = images.clean(upload.read())
    place = {"estate_id": request.estate.pk, "street_id": request.street.pk}
    return keep_photo(photo, user_id=request.user.pk, **place)
