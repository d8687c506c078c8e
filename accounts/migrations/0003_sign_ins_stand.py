"""Lets nobody change or delete the log of sign-ins from where pages and workers run."""

from django.conf import settings
from django.db import migrations

RUNTIME = settings.DATABASES["default"]["USER"]


def forwards(apps, schema_editor):
    schema_editor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON accounts_signin FROM "{RUNTIME}"')


def backwards(apps, schema_editor):
    schema_editor.execute(f'GRANT UPDATE, DELETE ON accounts_signin TO "{RUNTIME}"')


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_api_tokens")]

    operations = [migrations.RunPython(forwards, backwards)]
