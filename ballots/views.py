"""Pages of residents: the ballots of an estate, voting in three steps, the result.

Everybody may read them; casting needs a sign-in. ``cast`` is the only one that writes.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from ballots import rules, services
from ballots.forms import ChoiceForm
from ballots.models import Ballot
from ballots.reports import outcome, turnout
from ballots.standing import Standing, parts_in, standing_in
from core.paging import newest_page
from estates.access import member_required
from estates.models import Post


def announced(request: HttpRequest, pk: int) -> Ballot:
    """Return a ballot of this estate that is no draft any more. Raises Http404."""
    return get_object_or_404(Ballot.objects.announced(), pk=pk, estate=request.estate)  # type: ignore[attr-defined]


@require_GET
def list_ballots(request: HttpRequest, estate: str) -> HttpResponse:
    """Show the ballots that run, then those that are over, each with the reader's own part in it."""
    ballots = Ballot.objects.announced().filter(estate=request.estate)
    current = list(ballots.current().order_by("closes_at", "pk"))
    past = newest_page(request, ballots.past())
    parts = parts_in([*current, *past.rows], request.capacities)
    for ballot in (*current, *past.rows):
        ballot.part = parts.get(ballot.pk)
    return render(request, "ballots/list.html", {"current": current, "past": past})


@require_GET
def show(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show what is asked, who is asked and the answers to choose from, none of them chosen."""
    ballot = announced(request, pk)
    form = ChoiceForm(matters=list(ballot.matters.all()))
    return render(request, "ballots/show.html", _about(request, ballot, form))


@member_required
def check(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show the choice once more before it counts; writes nothing."""
    ballot = announced(request, pk)
    if request.method != "POST":
        return redirect("ballots:show", estate, pk)
    form = ChoiceForm(request.POST, matters=list(ballot.matters.all()))
    if not form.is_valid():
        return render(request, "ballots/show.html", _about(request, ballot, form), status=422)
    rules.refuse_unless_open(ballot)
    standing = standing_in(ballot, request.capacities)
    standing.need()
    context = {"ballot": ballot, "standing": standing, "chosen": form.chosen}
    return render(request, "ballots/check.html", context)


@require_POST
@member_required
def cast(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Cast the confirmed vote."""
    ballot = announced(request, pk)
    form = ChoiceForm(request.POST, matters=list(ballot.matters.all()))
    if not form.is_valid():
        return render(request, "ballots/show.html", _about(request, ballot, form), status=422)
    by = standing_in(ballot, request.capacities).need()
    services.cast_vote(ballot, by=by, choices=form.answers)
    return redirect("ballots:done", estate, pk)


@require_GET
@member_required
def done(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show the receipt of the reader's own standing vote."""
    ballot = announced(request, pk)
    standing = standing_in(ballot, request.capacities)
    if standing.slip is None:
        return redirect("ballots:show", estate, pk)
    return render(request, "ballots/done.html", {"ballot": ballot, "standing": standing})


@require_GET
def results(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show what came out and why; refused before the ballot is counted."""
    ballot = announced(request, pk)
    return render(request, "ballots/results.html", {"ballot": ballot, "outcome": outcome(ballot)})


def _about(request: HttpRequest, ballot: Ballot, form: ChoiceForm) -> dict[str, Any]:
    capacities = request.capacities
    standing = standing_in(ballot, capacities) if request.user.is_authenticated else Standing()
    context = {"ballot": ballot, "form": form, "standing": standing, "turnout": turnout(ballot)}
    posts = {"teller": capacities.post(*rules.TELLERS), "committee": capacities.post(*Post.COMMITTEE)}
    return {**context, **posts}
