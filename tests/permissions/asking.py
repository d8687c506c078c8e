"""Asking for an address as somebody, without leaving a trace."""

from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.permissions.audiences import Row
from tests.permissions.world import World

# Those who are asked for as: somebody in the whole cast for whom a line's POST leads into the view.
TAKEN = (302, 409, 422)
SLUGS = {"estate": {"estate": "a1"}, "office": {"street": "street-a"}, "": {}}


def address(world: World, row: Row, **slugs: str) -> str:
    """Return the address of a line, by default at a1 and street A."""
    place = slugs or SLUGS[row.place]
    keys = {name: world.rows[key] for name, key in row.keys.items()}
    return reverse(row.name, kwargs=place | keys)


def entitled(row: Row) -> str:
    """Return somebody who may ask for a line, preferably to send something: who runs the estate first."""
    order = (
        "chair",
        "treasurer",
        "cashier",
        "owner",
        "community_officer",
        "street_officer",
        "street_finance",
        "security_admin",
        "system_admin",
        "audit_admin",
        "auditor",
        "party_secretary",
        "social_worker",
    )
    able = [name for name in order if row.expected(name)[1] in TAKEN or row.expected(name)[0] == 200]
    told = [name for name in order if name in row.who]
    return (able or told)[0]


def ask(
    world: World, asker: str, method: str, url: str, data: dict | None = None, *, keep: bool = False
) -> HttpResponse:
    """Return the answer; what the request wrote is rolled back unless kept. Every POST has a fresh key."""
    client = world.as_(asker)
    with transaction.atomic():
        if method == "POST":
            response = client.post(url, {"idempotency_key": uuid4().hex, **(data or {})})
        else:
            response = client.generic(method, url)
        transaction.set_rollback(not keep)
    return response
