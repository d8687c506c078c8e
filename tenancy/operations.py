"""Migration operations that build the wall in PostgreSQL, and the checks of who stands on which side."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

from tenancy.fields import TenantForeignKey, TenantOneToOneField

STREET = "(select nullif(current_setting('tongxin.street', true), '')::bigint)"
ESTATE = "(select nullif(current_setting('tongxin.estate', true), '')::bigint)"
USER = "(select nullif(current_setting('tongxin.user', true), '')::bigint)"
# coalesce, not OR: the planner takes an OR for one estate's share of what the query's own estate already
# narrows, expects no rows, and sorts a whole estate for the sake of a page (docs/decisions/0012).
IN_SCOPE = f"street_id = {STREET} AND coalesce(estate_id = {ESTATE}, {ESTATE} IS NULL)"

# Tables without a tenant: the public directory, sign-in, and Django's own.
GLOBAL_TABLES = frozenset(
    {
        "tenancy_street",
        "tenancy_community",
        "tenancy_estate",
        "tenancy_estatesuccession",
        "accounts_user",
        "accounts_signin",
        "accounts_apitoken",
        "account_emailaddress",
        "account_emailconfirmation",
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "django_content_type",
        "django_migrations",
        "django_session",
        "mfa_authenticator",
        "socialaccount_socialaccount",
        "socialaccount_socialapp",
        "socialaccount_socialtoken",
        "usersessions_usersession",
    }
)


def runtime_role() -> str:
    """Return the role that web, worker, shell and seed connect as: it owns nothing."""
    return str(settings.DATABASES["default"]["USER"])


class Owned(Operation):
    """Raise the wall around a model's table: row security, grants, composite keys. Safe to run again.

    ``append_only`` takes UPDATE and DELETE away from everybody, the owner too. ``street_rows`` lets an
    estate's scope read (never write) the rows that belong to the street as a whole.
    ``updatable`` limits UPDATE to the columns named and forbids DELETE. ``published`` lets everybody read the
    rows, without any scope: only for a table whose every row is public the moment it is written.
    """

    reduces_to_sql = True
    reversible = True
    atomic = True

    def __init__(
        self,
        model: str,
        *,
        append_only: bool = False,
        street_rows: bool = False,
        updatable: tuple[str, ...] | None = None,
        published: bool = False,
    ) -> None:
        self.model = model
        self.published = published
        self.append_only = append_only
        self.street_rows = street_rows
        self.updatable = updatable

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the model state alone: the wall is no part of it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Build policies, grants and keys for the model's table."""
        model = to_state.apps.get_model(app_label, self.model)
        for statement in self.statements(model):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Do nothing: the wall goes with its table."""

    def describe(self) -> str:
        """Say what the operation does, for ``migrate``'s output."""
        return f"Raise the wall around {self.model}"

    def statements(self, model: type[models.Model]) -> list[str]:
        """Return the SQL that makes ``model``'s table an owned one."""
        table = model._meta.db_table
        return [
            *_policies(table, self.street_rows, self.published),
            known_place(table),
            *_grants(table, self.append_only, self.updatable),
            *_own_keys(model),
            *_foreign_keys(model),
        ]


def _policies(table: str, street_rows: bool, published: bool) -> list[str]:
    readable = f"street_id = {STREET} AND estate_id IS NULL"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS tenant_wall ON {table}",
        f"CREATE POLICY tenant_wall ON {table} USING ({IN_SCOPE}) WITH CHECK ({IN_SCOPE})",
        f"DROP POLICY IF EXISTS street_rows ON {table}",
        *([f"CREATE POLICY street_rows ON {table} FOR SELECT USING ({readable})"] if street_rows else []),
        f"DROP POLICY IF EXISTS published_rows ON {table}",
        *([f"CREATE POLICY published_rows ON {table} FOR SELECT USING (true)"] if published else []),
    ]


def known_place(table: str) -> str:
    """Return the SQL that has the planner learn that an estate is of one street, so asks for both are one."""
    return (
        f"CREATE STATISTICS IF NOT EXISTS {table}_place (dependencies) ON street_id, estate_id FROM {table}"
    )


def _grants(table: str, append_only: bool, updatable: tuple[str, ...] | None) -> list[str]:
    role = f'"{runtime_role()}"'
    statements = [f"REVOKE TRUNCATE ON {table} FROM {role}"]
    if append_only:
        statements += [
            f"REVOKE UPDATE, DELETE ON {table} FROM {role}",
            f"DROP TRIGGER IF EXISTS append_only_rows ON {table}",
            f"CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION tongxin_append_only()",
            f"DROP TRIGGER IF EXISTS append_only_table ON {table}",
            f"CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION tongxin_append_only()",
        ]
    if updatable is not None:
        statements += [
            f"REVOKE UPDATE, DELETE ON {table} FROM {role}",
            f"GRANT UPDATE ({', '.join(updatable)}) ON {table} TO {role}",
        ]
    return statements


def _own_keys(model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    return [
        _constraint(table, f"{table}_in_street", "UNIQUE (street_id, id)"),
        _constraint(table, f"{table}_in_estate", "UNIQUE (estate_id, id)"),
        _constraint(
            table,
            f"{table}_estate_of_street",
            "FOREIGN KEY (street_id, estate_id) REFERENCES tenancy_estate (street_id, id)"
            " DEFERRABLE INITIALLY DEFERRED",
        ),
    ]


def _foreign_keys(model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    statements: list[str] = []
    for field in model._meta.local_fields:
        if not isinstance(field, TenantForeignKey | TenantOneToOneField):
            continue
        target = field.related_model._meta.db_table
        columns = ["street_id"]
        if not field.related_model._meta.get_field("estate").null:
            columns.append("estate_id")
        statements += _own_keys(field.related_model)
        if isinstance(field, TenantOneToOneField):
            statements.append(
                _constraint(table, f"{table}_{field.column}_once", f"UNIQUE (street_id, {field.column})")
            )
        statements += [
            _constraint(
                table,
                f"{table}_{field.column}_{column.removesuffix('_id')}",
                f"FOREIGN KEY ({column}, {field.column}) REFERENCES {target} ({column}, id)"
                " DEFERRABLE INITIALLY DEFERRED",
            )
            for column in columns
        ]
    return statements


def _constraint(table: str, name: str, definition: str) -> str:
    short = name if len(name) <= 63 else name[:54] + "_" + format(abs(_checksum(name)), "08x")
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = '{short}'"
        f" AND conrelid = '{table}'::regclass) THEN"
        f" ALTER TABLE {table} ADD CONSTRAINT {short} {definition}; END IF; END $$"
    )


def _checksum(text: str) -> int:
    value = 0
    for letter in text.encode():
        value = (value * 131 + letter) % 0xFFFFFFFF
    return value


class Directory(Operation):
    """Let the runtime role read a directory table and change the columns named, nothing else."""

    reduces_to_sql = True
    reversible = True
    atomic = True

    def __init__(self, model: str, *, updatable: tuple[str, ...]) -> None:
        self.model = model
        self.updatable = updatable

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the model state alone: grants are no part of it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take the writing rights away and give the display columns back."""
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        role = f'"{runtime_role()}"'
        schema_editor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
        if self.updatable:
            schema_editor.execute(f"GRANT UPDATE ({', '.join(self.updatable)}) ON {table} TO {role}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Do nothing: the grants go with the table."""

    def describe(self) -> str:
        """Say what the operation does, for ``migrate``'s output."""
        return f"Make {self.model} a public directory"


def grant_defaults(connection: BaseDatabaseWrapper) -> None:
    """Let the runtime role use, but never own, what the owner makes from now on."""
    role = f'"{runtime_role()}"'
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        for rights, kind in (("SELECT, INSERT, UPDATE, DELETE", "TABLES"), ("USAGE, SELECT", "SEQUENCES")):
            cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {kind} TO {role}")
        # A temporary table could stand before one of ours.
        database = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")


def refuse_strong_role(alias: str = "default") -> None:
    """Stop the process if its database role could look over the wall (trust.md T5)."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, EXISTS (SELECT FROM pg_class c JOIN pg_namespace n"
            " ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relowner = r.oid)"
            " FROM pg_roles r WHERE rolname = current_user"
        )
        superuser, bypasses, owns = cursor.fetchone()
    if superuser or bypasses or owns:
        reason = "superuser" if superuser else "BYPASSRLS" if bypasses else "owner of tables"
        raise ImproperlyConfigured(
            f"DATABASE_URL names a role that is {reason}: the wall between tenants would not hold."
            " Give the runtime a role of its own (docs/architecture.md, tenancy)."
        )
