"""The one place where the wall between tenants is opened (architecture.md §3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Tenant:
    """Whose rows are in sight: a street, or one estate of it."""

    street_id: int
    estate_id: int | None = None

    def holds(self, other: "Tenant") -> bool:
        """Return whether ``other`` lies within this tenant."""
        return self.street_id == other.street_id and self.estate_id in (None, other.estate_id)


class OtherTenant(RuntimeError):
    """A scope was opened inside the scope of somebody else: a programming error, never shown."""


_current: ContextVar[Tenant | None] = ContextVar("tenant", default=None)


def current() -> Tenant | None:
    """Return the tenant whose scope is open here, if one is."""
    return _current.get()


def current_street_id() -> int | None:
    """Return the street of the open scope: what an owned row is filled with."""
    tenant = _current.get()
    return tenant.street_id if tenant else None


def current_estate_id() -> int | None:
    """Return the estate of the open scope, or None in a street's scope."""
    tenant = _current.get()
    return tenant.estate_id if tenant else None


@contextmanager
def scope(
    street: object, estate: object | None = None, *, user_id: int | None = None, using: str = "default"
) -> Iterator[Tenant]:
    """Open a transaction in which the rows of ``street`` (or of its one ``estate``) are in sight.

    Takes rows or ids. ``user_id`` shows the memberships of that user besides, as ``identity`` does. Narrowing
    from a street to one of its estates is allowed; another tenant is refused with OtherTenant. Nothing is in
    sight after it, even inside an outer transaction.
    """
    reader = {"tongxin.user": str(user_id)} if user_id else {}
    tenant = Tenant(_pk(street), None if estate is None else _pk(estate))
    outer = _current.get()
    if outer is not None and not outer.holds(tenant):
        raise OtherTenant(f"{tenant} inside {outer}")
    connection = connections[using]
    # COMMIT and ROLLBACK fire the triggers, the rows still in sight, and take back what was set: asking for
    # both by hand would be three more round trips of every request.
    ends_here = not connection.in_atomic_block
    with transaction.atomic(using=using):
        if outer is not None and outer != tenant:
            _fire_triggers(connection)
        _show(connection, tenant, reader)
        token = _current.set(tenant)
        try:
            yield tenant
            if not (ends_here or connection.needs_rollback):
                _fire_triggers(connection)
        finally:
            _current.reset(token)
        if not (ends_here or connection.needs_rollback):
            # SET LOCAL survives RELEASE SAVEPOINT, so it is taken back by hand.
            _show(connection, outer, dict.fromkeys(reader, ""))


@contextmanager
def identity(user_id: int, *, using: str = "default") -> Iterator[None]:
    """Show, besides what the scope shows, the memberships of one user."""
    connection = connections[using]
    ends_here = not connection.in_atomic_block
    with transaction.atomic(using=using):
        _set(connection, {"tongxin.user": str(user_id)})
        yield
        if not (ends_here or connection.needs_rollback):
            _set(connection, {"tongxin.user": ""})


def _fire_triggers(connection: BaseDatabaseWrapper) -> None:
    """Let deferred triggers look while their rows are in sight.

    They run under row security: once the scope is gone, or narrowed to an estate, they would see nothing
    of what they guard.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _pk(row: object) -> int:
    return row if isinstance(row, int) else row.pk  # type: ignore[attr-defined]


def _show(connection: BaseDatabaseWrapper, tenant: Tenant | None, reader: dict[str, str]) -> None:
    street = str(tenant.street_id) if tenant else ""
    estate = str(tenant.estate_id) if tenant and tenant.estate_id is not None else ""
    _set(connection, {"tongxin.street": street, "tongxin.estate": estate, **reader})


def _set(connection: BaseDatabaseWrapper, settings: dict[str, str]) -> None:
    calls = ", ".join("set_config(%s, %s, true)" for _ in settings)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in settings.items() for part in pair])
