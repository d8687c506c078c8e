"""What waits for the reader on 我的 about joining: asked without a scope, by the reader only."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from estates.models import Assistance, JoinRequest
from tenancy.models import Membership
from tenancy.scope import identity, scope

LATEST = 5


@dataclass(frozen=True)
class Entry:
    """One line with where it leads."""

    words: str
    url: str
    state: str


def entries_of(user_id: int) -> list[Entry]:
    """Return the reader's requests and the visits that registered the reader; three queries a street."""
    with identity(user_id):
        rows = Membership.objects.filter(user_id=user_id, estate__isnull=False)
        streets = sorted(set(rows.values_list("street_id", flat=True)))
    return [entry for street_id in streets for entry in _in_street(street_id, user_id)]


def _in_street(street_id: int, user_id: int) -> Iterator[Entry]:
    with scope(street_id):
        visits = Assistance.objects.filter(person__user_id=user_id, confirmed_at=None, disputed_at=None)
        for visit in visits.select_related("helper__person", "estate").order_by("-id")[:LATEST]:
            who = f"{visit.helper.label} {visit.helper.person.name}"
            url = reverse("estates:my_visit", args=[visit.estate.slug, visit.pk])
            yield Entry(f"{who} 替您{visit.done}", url, "请您看看对不对")
        asked = JoinRequest.objects.filter(user_id=user_id).exclude(state=JoinRequest.State.WITHDRAWN)
        for request in asked.select_related("estate").order_by("-id")[:LATEST]:
            url = reverse("estates:join_request", args=[request.estate.slug, request.pk])
            yield Entry(f"加入{request.estate.name}的申请", url, request.get_state_display())
