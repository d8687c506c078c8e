"""Pages of the committee: counting papers twice, closing, withdrawing."""

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from ballots import rules, services
from ballots.forms import PaperForm, WithdrawForm
from ballots.models import Ballot, PaperCount
from ballots.reports import paper_progress, turnout
from ballots.views import announced
from core import images
from core.errors import Invalid
from core.web import stored_file
from estates.access import committee_required, post_required
from estates.models import Post
from tenancy.models import StoredFile
from tenancy.storage import keep_photo


@post_required(*rules.TELLERS)
def paper(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Take one teller's count of the papers; the other's is not shown before both are in."""
    ballot = announced(request, pk)
    by = request.capacities.need_post(*rules.TELLERS)
    form = PaperForm(
        request.POST or None, request.FILES or None, ballot=ballot, matters=list(ballot.matters.all())
    )
    if form.is_valid() and _entered(request, ballot, form, by):
        return redirect("ballots:paper", estate, pk)
    context = {"ballot": ballot, "form": form, "progress": paper_progress(ballot), "by": by}
    return render(request, "ballots/paper.html", context, status=422 if form.is_bound else 200)


@require_GET
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
def close(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Count the votes and freeze what came out."""
    ballot = announced(request, pk)
    if request.method == "POST":
        services.close_ballot(ballot, by=request.capacities.need_post(*Post.COMMITTEE))
        return redirect("ballots:results", estate, pk)
    context = {"ballot": ballot, "turnout": turnout(ballot), "progress": paper_progress(ballot)}
    context["may_close"] = rules.is_countable(ballot) and (ballot.online or context["progress"].is_agreed)
    return render(request, "ballots/close.html", {**context, "withdrawal": WithdrawForm()})


@require_POST
@committee_required
def withdraw(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """End a ballot without a result."""
    reason = request.POST.get("reason", "")
    services.withdraw_ballot(
        announced(request, pk), reason=reason, by=request.capacities.need_post(*Post.COMMITTEE)
    )
    return redirect("ballots:show", estate, pk)


def _entered(request: HttpRequest, ballot: Ballot, form: PaperForm, by: Post) -> bool:
    try:
        photo = _kept(request, form.cleaned_data["sheet"])
        services.enter_paper_totals(ballot, form.totals, by=by, sheet=photo)
    except (Invalid, images.ImageRefused) as refusal:
        form.refuse(refusal)
        return False
    return True


def _kept(request: HttpRequest, upload: UploadedFile | None) -> StoredFile | None:
    if upload is None:
        return None
    photo = images.clean(upload.read())
    place = {"estate_id": request.estate.pk, "street_id": request.street.pk}
    return keep_photo(photo, user_id=request.user.pk, **place)
