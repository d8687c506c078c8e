"""Pages of residents: the ballots of an estate, voting in three steps, the result.

Everybody may read them; casting needs a sign-in. ``cast`` is the only one that writes.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ballots import rules, services
from ballots.forms import ChoiceForm
from ballots.models import Ballot
from ballots.reports import outcome, turnout
from ballots.standing import Standing, parts_in, speaker_in, standing_in
from core import unconfirmed
from core.paging import newest_page
from core.rows import find
from core.way_back import is_about
from estates.access import member_required
from estates.models import Post


def announced(request: HttpRequest, pk: int) -> Ballot:
    """Return a ballot of this estate that is no draft any more; its page is the way back. Raises Http404."""
    found = find(Ballot, id=pk, estate_id=request.estate.pk)
    if not found or found[0].state == Ballot.State.DRAFT:
        raise Http404
    ballot = found[0]
    is_about(request, "ballots:show", request.estate.slug, ballot.pk)
    return ballot


@require_safe
def list_ballots(request: HttpRequest, estate: str) -> HttpResponse:
    """Show the ballots that run, then those that are over, each with the reader's own part in it."""
    ballots = Ballot.objects.announced().filter(estate=request.estate)
    current = list(ballots.current().order_by("closes_at", "pk"))
    past = newest_page(request, ballots.past())
    parts = parts_in([*current, *past.rows], request.capacities)
    for ballot in (*current, *past.rows):
        ballot.part = parts.get(ballot.pk)
    return render(request, "ballots/list.html", {"current": current, "past": past})


@require_safe
def show(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show what is asked, who is asked and the answers to choose from, none of them chosen."""
    ballot = announced(request, pk)
    form = ChoiceForm(matters=ballot.asked)
    return render(request, "ballots/show.html", _about(request, ballot, form))


@member_required
def check(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Keep the choice that was sent; show it once more before it counts, or say what is missing."""
    ballot = announced(request, pk)
    if request.method == "POST":
        return _keep_choice(request, ballot)
    typed = unconfirmed.kept(request, ballot)
    if typed is None:
        return _nothing_to_check(request, ballot)
    standing, form = _need(request, ballot), _choice(ballot, typed)
    if not form.is_valid():
        return render(request, "ballots/show.html", _about(request, ballot, form), status=422)
    context = {"ballot": ballot, "standing": standing, "chosen": form.chosen, "typed": typed}
    return render(request, "ballots/check.html", context)


@require_POST
@member_required
def cast(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Cast the confirmed vote: what the check page showed, and nothing else."""
    ballot = announced(request, pk)
    form = _choice(ballot, unconfirmed.confirmed(request, ballot))
    if not form.is_valid():
        return unconfirmed.check_again(request, ballot, "ballots:check", estate, pk)
    by = speaker_in(ballot, request.capacities)
    services.cast_vote(ballot, by=by, choices=form.answers)
    unconfirmed.forget(request, ballot)
    return redirect("ballots:done", estate, pk)


@require_safe
@member_required
def done(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show the receipt of the reader's own standing vote."""
    ballot = announced(request, pk)
    standing = standing_in(ballot, request.capacities)
    if standing.slip is None:
        return redirect("ballots:show", estate, pk)
    return render(request, "ballots/done.html", {"ballot": ballot, "standing": standing})


@require_safe
def results(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show what came out and why; refused before the ballot is counted."""
    ballot = announced(request, pk)
    return render(request, "ballots/results.html", {"ballot": ballot, "outcome": outcome(ballot)})


def _choice(ballot: Ballot, typed: unconfirmed.Typed | None) -> ChoiceForm:
    return ChoiceForm(typed.fields if typed else None, matters=ballot.asked)


def _keep_choice(request: HttpRequest, ballot: Ballot) -> HttpResponse:
    """Keep it as it was sent, whole or not: the page that says what is missing is a GET as well."""
    _need(request, ballot)
    unconfirmed.keep(request, ballot, ChoiceForm(matters=ballot.asked).fields)
    return redirect("ballots:check", request.estate.slug, ballot.pk)


def _need(request: HttpRequest, ballot: Ballot) -> Standing:
    """Return where the reader stands if they may vote now. Raises what stands against it."""
    rules.refuse_unless_open(ballot)
    standing = standing_in(ballot, request.capacities)
    standing.need()
    return standing


def _nothing_to_check(request: HttpRequest, ballot: Ballot) -> HttpResponse:
    """Lead on from a check page without a choice: to the receipt of who has voted, else to the choice."""
    standing = standing_in(ballot, request.capacities)
    if standing.slip is not None:
        messages.info(request, "您已经投过票了，下面是回执，不用再投。")
        return redirect("ballots:done", request.estate.slug, ballot.pk)
    if ballot.is_open and standing.by is not None and standing.others_slip is None:
        messages.warning(request, "还没有投出。请先选择，再核对。")
    return redirect("ballots:show", request.estate.slug, ballot.pk)


def _about(request: HttpRequest, ballot: Ballot, form: ChoiceForm) -> dict[str, Any]:
    capacities = request.capacities
    standing = standing_in(ballot, capacities) if request.user.is_authenticated else Standing()
    context = {"ballot": ballot, "form": form, "standing": standing, "turnout": turnout(ballot)}
    posts = {"teller": capacities.post(*rules.TELLERS), "committee": capacities.post(*Post.COMMITTEE)}
    return {**context, **posts}
