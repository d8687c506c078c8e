"""A refusal leaves everything as it was: compared row by row, not hoped for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps

from core.errors import Refused
from tenancy.models import AuditEntry, Job, StoredFile
from tenancy.scope import scope


def every_row() -> dict[str, list[dict[str, Any]]]:
    """Return all rows of funds, ledger and notices, the files, the jobs and the audit log in sight."""
    models = [
        model for app in ("funds", "ledger", "notices") for model in apps.get_app_config(app).get_models()
    ]
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in (*models, AuditEntry, Job, StoredFile)
    }


@contextmanager
def refused(error: type[Refused], *, estate: int | None = 11) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Open the scope of a1 (or of street A), expect ``error`` in it and nothing changed by it."""
    with scope(1, estate):
        before = every_row()
        with pytest.raises(error) as caught:
            yield caught
        assert caught.type is error
        assert every_row() == before
