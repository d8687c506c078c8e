"""Looks are thinned by the portal itself, but none younger than the law has network logs kept."""

from django.db import migrations

from tenancy.operations import runtime_role

AGED = """
CREATE OR REPLACE FUNCTION tongxin_aged_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '6 months' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only for six months', TG_TABLE_NAME USING ERRCODE = '55000';
END $$
"""


def _aged(apps, schema_editor):
    for statement in (
        AGED,
        "DROP TRIGGER append_only_rows ON estates_look",
        "CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON estates_look"
        " FOR EACH ROW EXECUTE FUNCTION tongxin_aged_log()",
        f'GRANT DELETE ON estates_look TO "{runtime_role()}"',
    ):
        schema_editor.execute(statement, None)


def _append_only(apps, schema_editor):
    for statement in (
        f'REVOKE DELETE ON estates_look FROM "{runtime_role()}"',
        "DROP TRIGGER append_only_rows ON estates_look",
        "CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON estates_look"
        " FOR EACH ROW EXECUTE FUNCTION tongxin_append_only()",
        "DROP FUNCTION tongxin_aged_log()",
    ):
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("estates", "0004_posts_in_different_hands")]

    operations = [migrations.RunPython(_aged, _append_only)]
