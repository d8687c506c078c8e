"""Asking for an address as somebody, without leaving a trace."""

from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.permissions.audiences import Row
from tests.permissions.world import World

SLUGS = {"estate": {"estate": "a1"}, "office": {"street": "street-a"}, "": {}}


def address(world: World, row: Row, **slugs: str) -> str:
    """Return the address of a line, by default at a1 and street A."""
    place = slugs or SLUGS[row.place]
    keys = {name: world.rows[key] for name, key in row.keys.items()}
    return reverse(row.name, kwargs=place | keys)


def ask(world: World, asker: str, method: str, url: str, data: dict | None = None) -> HttpResponse:
    """Return the answer; whatever the request wrote is rolled back. Every POST carries a fresh key."""
    client = world.as_(asker)
    with transaction.atomic():
        if method == "POST":
            response = client.post(url, {"idempotency_key": uuid4().hex, **(data or {})})
        else:
            response = client.generic(method, url)
        transaction.set_rollback(True)
    return response
