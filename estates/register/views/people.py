"""Who lives and owns here: the list, a unit, a person; the roll as it would be posted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.masking import mask_phone
from estates.access import post_required
from estates.models import Person, Post, Unit
from estates.privacy.services.looks import note_look
from estates.register.acts import PERSON_ACTS, UNIT_ACTS
from estates.register.files import person_file, unit_file
from estates.register.forms import PeopleFilter
from estates.register.listing import people_page
from estates.register.reports import electors_on, roll_notice
from estates.rules import KEEPERS

READERS = (*Post.COMMITTEE, *KEEPERS)
readers_only = post_required(*READERS)


@require_safe
@readers_only
def people(request: HttpRequest, estate: str) -> HttpResponse:
    """Show the units with who owns them and who lives there, by door; narrowed by what was asked."""
    form = PeopleFilter(request.GET, estate=request.estate)
    asked = form.cleaned_data if form.is_valid() else {}
    q, building = asked.get("q", "").strip(), asked.get("building")
    rows = people_page(request, request.estate, q=q, building=building)
    context = {"form_filter": form, "rows": rows, "is_narrowed": bool(q or building)}
    return render(request, "estates/register/people.html", context)


@require_safe
@readers_only
def unit(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show a unit: owners and residents now and before, area, what became of it, what was done."""
    rows = Unit.objects.select_related("building")
    found = get_object_or_404(rows, pk=pk, estate=request.estate)
    keeps = request.capacities.post(*KEEPERS) is not None
    context = {"file": unit_file(found), "acts": UNIT_ACTS if keeps else ()}
    return render(request, "estates/register/unit.html", context)


@require_safe
@readers_only
def person(request: HttpRequest, estate: str, pk: int) -> HttpResponse:
    """Show a person; the telephone in full to who keeps the register, which is written down."""
    found = get_object_or_404(Person, pk=pk, estate=request.estate)
    by = request.capacities.need_post(*READERS)
    keeps = by.role in KEEPERS
    note_look(found, "姓名、电话、住房" if keeps else "姓名、住房", by=by, estate=request.estate)
    phone = found.phone if keeps or not found.phone else mask_phone(found.phone)
    acts = PERSON_ACTS if keeps else ()
    context = {"file": person_file(found), "keeps": keeps, "phone": phone, "acts": acts}
    return render(request, "estates/register/person.html", context)


@require_safe
@readers_only
def roll(request: HttpRequest, estate: str) -> HttpResponse:
    """Show the notice of the roll as it would be posted today, and what has to be cleared up before."""
    notice = roll_notice(request.estate)
    electors = electors_on(request.estate).electors
    unclear = [
        ("待继承，还没有人能代表", [each for each in electors if each.heirs_pending]),
        ("没有登记产权人", [each for each in electors if not each.owners]),
        (
            "几个人共有，没有指定代表",
            [each for each in electors if each.lacks_a_voice],
        ),
        ("公房，产权人是单位", [each for each in electors if each.is_public_housing]),
        ("开发商未售，合并算一个业主", [each for each in electors if each.is_developers]),
    ]
    context = {"notice": notice, "unclear": unclear, "is_unclear": any(rows for _, rows in unclear)}
    return render(request, "estates/register/roll.html", context)
