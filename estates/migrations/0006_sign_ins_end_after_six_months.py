"""Sign-ins are thinned as looks are: by the portal itself, none younger than six months."""

from django.db import migrations

from tenancy.operations import runtime_role


def _aged(apps, schema_editor):
    for statement in (
        "CREATE TRIGGER aged_rows BEFORE UPDATE OR DELETE ON accounts_signin"
        " FOR EACH ROW EXECUTE FUNCTION tongxin_aged_log()",
        f'GRANT DELETE ON accounts_signin TO "{runtime_role()}"',
    ):
        schema_editor.execute(statement, None)


def _standing(apps, schema_editor):
    for statement in (
        f'REVOKE DELETE ON accounts_signin FROM "{runtime_role()}"',
        "DROP TRIGGER aged_rows ON accounts_signin",
    ):
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sign_ins_stand"),
        ("estates", "0005_looks_end_after_six_months"),
    ]

    operations = [migrations.RunPython(_aged, _standing)]
