"""Offices that must be in different hands are, and a term may end on the day it was to begin.

The lists are those of estates/offices/rules.py; a test compares the two pair by pair.
"""

from django.db import migrations, models

APART = """
CREATE FUNCTION estates_posts_apart() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    login bigint;
    alone text[] := ARRAY['auditor', 'system_admin', 'security_admin', 'audit_admin'];
    payers text[] := ARRAY['cashier', 'street_finance'];
    deciders text[] := ARRAY['chair', 'treasurer', 'member', 'supervisor', 'street_officer', 'street_leader'];
    watchers text[] := ARRAY['supervisor'];
    watched text[] := ARRAY['chair', 'treasurer'];
BEGIN
    SELECT user_id INTO login FROM estates_person WHERE street_id = NEW.street_id AND id = NEW.person_id;
    -- Two offices given to one sign-in at once: the second waits here, then sees the first.
    PERFORM pg_advisory_xact_lock(hashtextextended(
        'estates_post ' || coalesce('user ' || login, 'person ' || NEW.person_id), 0));
    IF EXISTS (
        SELECT FROM estates_post o
        JOIN estates_person p ON p.street_id = o.street_id AND p.id = o.person_id
        WHERE o.street_id = NEW.street_id AND o.id <> NEW.id
        AND (o.person_id = NEW.person_id OR p.user_id = login)
        AND daterange(o.starts_on, o.ends_on) && daterange(NEW.starts_on, NEW.ends_on)
        AND (
            o.role = ANY (alone) OR NEW.role = ANY (alone)
            OR (o.person_id = NEW.person_id AND o.role = NEW.role
                AND o.community_id IS NOT DISTINCT FROM NEW.community_id)
            OR ((o.estate_id IS NULL OR NEW.estate_id IS NULL OR o.estate_id = NEW.estate_id) AND (
                (o.role = ANY (payers) AND NEW.role = ANY (deciders))
                OR (o.role = ANY (deciders) AND NEW.role = ANY (payers))
                OR (o.role = ANY (watchers) AND NEW.role = ANY (watched))
                OR (o.role = ANY (watched) AND NEW.role = ANY (watchers))
            ))
        )
    ) THEN
        RAISE EXCEPTION 'offices that must be in different hands'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posts_in_different_hands';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER posts_in_different_hands AFTER INSERT ON estates_post
    FOR EACH ROW EXECUTE FUNCTION estates_posts_apart();
-- A term that only becomes shorter needs no look: what stood before may always end.
CREATE TRIGGER posts_stay_in_different_hands
    AFTER UPDATE OF person_id, role, community_id, estate_id, starts_on, ends_on ON estates_post
    FOR EACH ROW WHEN (
        (OLD.person_id, OLD.role, OLD.starts_on) IS DISTINCT FROM (NEW.person_id, NEW.role, NEW.starts_on)
        OR (OLD.community_id, OLD.estate_id) IS DISTINCT FROM (NEW.community_id, NEW.estate_id)
        OR coalesce(NEW.ends_on, 'infinity') > coalesce(OLD.ends_on, 'infinity')
    ) EXECUTE FUNCTION estates_posts_apart();
"""
TOGETHER = """
DROP TRIGGER posts_stay_in_different_hands ON estates_post;
DROP TRIGGER posts_in_different_hands ON estates_post;
DROP FUNCTION estates_posts_apart();
"""


class Migration(migrations.Migration):
    dependencies = [("estates", "0003_people_and_what_they_may_do")]

    operations = [
        migrations.RemoveConstraint(model_name="post", name="post_ends_after_start"),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="post_ends_after_start",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["street", "-starts_on", "-id"], name="post_newest"),
        ),
        migrations.RunSQL(APART, TOGETHER),
    ]
