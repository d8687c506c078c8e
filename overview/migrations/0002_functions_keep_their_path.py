"""Has every function of ours look for tables where it was made, not among temporary ones.

Without that, whoever may make temporary tables could show a trigger a ballot that is open still.
"""

from django.db import migrations

KEEP = """
DO $$ DECLARE name regprocedure; BEGIN
    FOR name IN SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND pg_has_role(p.proowner, 'USAGE')
        AND NOT coalesce(p.proconfig::text LIKE '%search_path%', false)
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', name);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("overview", "0001_printed_and_published_statistics"),
        ("accounts", "0002_api_tokens"),
        ("ballots", "0001_ballots_with_frozen_rolls"),
        ("estates", "0001_register"),
        ("funds", "0002_fund_knows_when_it_started"),
        ("ledger", "0002_guards"),
        ("notices", "0001_notices_and_objections"),
        ("projects", "0001_concerns_and_projects"),
        ("tenancy", "0005_unfinished_jobs_are_found"),
    ]

    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
