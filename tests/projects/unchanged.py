"""A refusal leaves everything as it was: compared row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps

from core.errors import Refused
from tenancy.models import AuditEntry, Job, StoredFile
from tenancy.scope import scope

APPS = ("projects", "funds", "ballots", "notices", "ledger")


def every_row() -> dict[str, list[dict[str, Any]]]:
    """Return all rows of these apps in sight, and the files, jobs and audit entries."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in (*models, AuditEntry, Job, StoredFile)
    }


@contextmanager
def refused(
    error: type[Refused], *, estate: int | None = 11, street: int = 1
) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Open the scope of a1 (or of a street), expect exactly ``error`` in it and nothing changed by it."""
    with scope(street, estate):
        before = every_row()
        with pytest.raises(error) as caught:
            yield caught
        assert caught.type is error
        assert every_row() == before


def audited(action: str) -> list[tuple[str, int]]:
    """Return actor and subject id of each audit entry of ``action`` in sight."""
    rows = AuditEntry.objects.filter(action=action).order_by("id")
    return list(rows.values_list("actor", "subject_id"))
