"""A refusal leaves offices, people and the log as they were."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from accounts.models import User
from core.errors import Refused
from estates.models import Person, Post
from tenancy.models import AuditEntry
from tenancy.scope import scope


def standing() -> dict[str, list]:
    """Return what an act on offices could change."""
    with scope(1):
        rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in (Person, Post)}
        return rows | {"log": list(AuditEntry.objects.order_by("pk").values_list("pk")), "users": _users()}


def _users() -> list:
    return list(User.objects.order_by("pk").values_list("pk", "phone", "is_active"))


@contextmanager
def refused(error: type[Refused], *, estate: int | None = None) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Expect ``error`` inside a scope of street 1, and everything as before after it."""
    before = standing()
    with pytest.raises(error) as caught, scope(1, estate):
        yield caught
    assert standing() == before
