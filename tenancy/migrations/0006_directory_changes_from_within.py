"""Lets a street's scope change only its own lines of the directory, and nobody the migrations."""

from django.db import migrations

from tenancy.operations import ESTATE, STREET, runtime_role

# Which lines of each table a scope may change: in an estate's scope no other estate's.
WITHIN = {
    "tenancy_street": f"id = {STREET}",
    "tenancy_community": f"street_id = {STREET}",
    "tenancy_estate": f"street_id = {STREET} AND coalesce(id = {ESTATE}, {ESTATE} IS NULL)",
}


def forwards(apps, schema_editor):
    for table, within in WITHIN.items():
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"CREATE POLICY everybody_reads ON {table} FOR SELECT USING (true)")
        schema_editor.execute(
            f"CREATE POLICY changed_from_within ON {table} FOR UPDATE USING ({within}) WITH CHECK ({within})"
        )
    schema_editor.execute(
        f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM "{runtime_role()}"'
    )


def backwards(apps, schema_editor):
    for table in WITHIN:
        schema_editor.execute(f"DROP POLICY IF EXISTS everybody_reads ON {table}")
        schema_editor.execute(f"DROP POLICY IF EXISTS changed_from_within ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    schema_editor.execute(f'GRANT INSERT, UPDATE, DELETE ON django_migrations TO "{runtime_role()}"')


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0005_unfinished_jobs_are_found")]

    operations = [migrations.RunPython(forwards, backwards)]
