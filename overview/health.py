"""Whether this process lives, and whether it can do its work (trust.md D4). No secret is told."""

import shutil

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from core import files
from tenancy.operations import refuse_strong_role

SPARE_BYTES = 200 * 1024 * 1024


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process answers at all."""
    return JsonResponse({"live": True})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 if database, migrations, role and disk are in order; a lost Valkey only degrades."""
    checks = {"database": _database(), "disk": _disk()}
    state = {**checks, "doorbell": _doorbell()}
    return JsonResponse(state, status=200 if all(checks.values()) else 503)


def _database() -> bool:
    try:
        refuse_strong_role()
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, RuntimeError):
        return False


def _disk() -> bool:
    root = files.root()
    existing = next(folder for folder in (root, *root.parents) if folder.exists())
    return shutil.disk_usage(existing).free > SPARE_BYTES


def _doorbell() -> bool:
    try:
        cache.get("readyz")
    except Exception:  # any failure of the client means the same here
        return False
    return bool(settings.REDIS_URL)
