from django.db import migrations, models

from tenancy.operations import Owned

# What was there before the rule could be spent from the day it was opened. The owner writes in every street
# at once, so the wall around the table steps aside; Owned puts it back.
SPENT_FROM_THE_FIRST_DAY = """
ALTER TABLE funds_fund NO FORCE ROW LEVEL SECURITY;
UPDATE funds_fund SET started_at = opened_at WHERE kind = 'project';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_money_in_and_out")]

    operations = [
        migrations.AddField(
            "fund", "started_at", models.DateTimeField(null=True, verbose_name="开始使用时间")
        ),
        migrations.RunSQL(SPENT_FROM_THE_FIRST_DAY, migrations.RunSQL.noop),
        Owned("Fund", updatable=("state", "started_at", "settled_at")),
    ]
