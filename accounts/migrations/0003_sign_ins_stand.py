"""Lets nobody change or delete the log of sign-ins from where pages and workers run."""

from django.db import migrations

from tenancy.operations import runtime_role


def forwards(apps, schema_editor):
    schema_editor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON accounts_signin FROM "{runtime_role()}"')


def backwards(apps, schema_editor):
    schema_editor.execute(f'GRANT UPDATE, DELETE ON accounts_signin TO "{runtime_role()}"')


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_api_tokens")]

    operations = [migrations.RunPython(forwards, backwards)]
