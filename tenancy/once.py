"""Taking each sent thing once: the key's row shares the request's transaction, refusals are not kept.

Pages send the key as a field and are led on again; programs send it as a header and get the same answer.
"""

import re

from django.db import connection
from django.http import HttpRequest

from tenancy.models import IdempotencyKey

# A key that is there already, be it behind the wall, is no error: that takes no savepoint to come back from.
TAKEN = """
INSERT INTO tenancy_idempotencykey (street_id, estate_id, key, user_id, body_sha256, made_at, location)
VALUES (%s, %s, %s, %s, %s, %s, '') ON CONFLICT (street_id, key) DO NOTHING RETURNING id
"""
KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def take_key(request: HttpRequest, key: str, body_sha256: str) -> tuple[IdempotencyKey | None, bool]:
    """Return the key's row and whether it is new; no row where it was used behind the wall."""
    street, estate = request.street, request.estate  # type: ignore[attr-defined]
    row = IdempotencyKey(
        street=street, estate=estate, key=key, user_id=request.user.pk, body_sha256=body_sha256
    )
    values = [street.pk, estate and estate.pk, key, row.user_id, body_sha256, row.made_at]
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, values)
        made = cursor.fetchone()
    if made is None:
        return IdempotencyKey.objects.filter(street=street, key=key).first(), False
    row.pk, row._state.adding, row._state.db = made[0], False, connection.alias
    return row, True


def is_same(row: IdempotencyKey | None, request: HttpRequest, body_sha256: str) -> bool:
    """Say whether a used key was used by the same sign-in to say the same."""
    return row is not None and row.body_sha256 == body_sha256 and row.user_id == request.user.pk
