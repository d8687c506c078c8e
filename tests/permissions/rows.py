"""What the database holds, and what a request changed in it, made comparable."""

import re
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models, transaction

from core.sealing import unseal
from tenancy.scope import scope

# What says when or how often somebody came, not what was done; the key's row holds the hash of the body.
LEFT_OUT = {"django_session", "tenancy_idempotencykey"}
# Computed from ids that differ between two runs of the same request.
DERIVED = {"hash", "prev_hash", "body_hash", "chain_head", "head_hash", "code", "token", "sha256", "password"}
SPEAKING_OF_KEYS = {"key", "subject", "subject_id", "args", "details", "snapshot", "memo", "account_code"}
Table = dict[Any, dict[str, Any]]


def everything() -> dict[str, Table]:
    """Return every row of every table by its key, in both streets, in the order of the keys."""
    found: dict[str, Table] = {}
    for street in (1, 2):
        with scope(street):
            for model in apps.get_models():
                if model._meta.db_table not in LEFT_OUT:
                    rows = found.setdefault(model._meta.db_table, {})
                    stored = model._base_manager.order_by("pk").values()
                    rows |= {row[model._meta.pk.attname]: row for row in stored}
    return found


def changes(request: Callable[[], object]) -> list[tuple[str, dict[str, Any]]]:
    """Return the rows a request made or changed, without keys of new rows, and take it all back."""
    with transaction.atomic():
        before = everything()
        request()
        after = everything()
        transaction.set_rollback(True)
    fresh = {name: set(rows) - set(before[name]) for name, rows in after.items()}
    return [
        (name, _plain(name, row, fresh))
        for name, rows in after.items()
        for pk, row in rows.items()
        if before[name].get(pk) != row
    ]


def _plain(table: str, row: dict[str, Any], fresh: dict[str, set[Any]]) -> dict[str, Any]:
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    return {
        field.attname: _without_ids(field.name, row[field.attname])
        for field in model._meta.concrete_fields
        if field.name not in DERIVED and not _is_new(field, row[field.attname], table, fresh)
    }


def _is_new(field: models.Field, value: Any, table: str, fresh: dict[str, set[Any]]) -> bool:
    """Say whether the value is the key of a row that the request made."""
    related = field.related_model._meta.db_table if field.is_relation else table
    return (field.primary_key or field.is_relation) and value in fresh[related]


def _without_ids(name: str, value: Any) -> Any:
    """Return a value without the numbers in it, where those are keys of rows written out.

    What is sealed is opened: sealed twice, the same reads otherwise.
    """
    if name == "sealed":
        return unseal(value)
    return re.sub("[0-9]+", "#", str(value)) if name in SPEAKING_OF_KEYS else value
