"""Taking each sent thing once: the key's row shares the request's transaction, refusals are not kept.

Pages send the key as a field and are led on again; programs send it as a header and get the same answer.
"""

import re

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from tenancy.models import IdempotencyKey

KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def take_key(request: HttpRequest, key: str, body_sha256: str) -> tuple[IdempotencyKey | None, bool]:
    """Return the key's row and whether it is new; no row where it was used behind the wall."""
    place = {"street": request.street, "estate": request.estate}  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            row = IdempotencyKey.objects.create(
                **place, key=key, user_id=request.user.pk, body_sha256=body_sha256
            )
            return row, True
    except IntegrityError:
        return IdempotencyKey.objects.filter(street=place["street"], key=key).first(), False


def is_same(row: IdempotencyKey | None, request: HttpRequest, body_sha256: str) -> bool:
    """Say whether a used key was used by the same sign-in to say the same."""
    return row is not None and row.body_sha256 == body_sha256 and row.user_id == request.user.pk
