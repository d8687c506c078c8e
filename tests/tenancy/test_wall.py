"""The wall around every table, walked through the catalogue and tried by raw SQL as the runtime role."""

import random
import re
import threading
from contextlib import nullcontext

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from estates.models import Building, Ownership, Person, Unit
from tenancy.fields import EstateOwned, StreetOwned, TenantForeignKey, TenantOneToOneField
from tenancy.models import Estate, Membership, Street
from tenancy.operations import GLOBAL_TABLES, grant_defaults, refuse_strong_role, runtime_role
from tenancy.scope import identity, scope
from tests.cast import SINCE, Cast

OWNED = sorted(
    (model for model in apps.get_models() if issubclass(model, EstateOwned | StreetOwned)),
    key=lambda model: model._meta.db_table,
)


def _rows(sql: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _change(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def _tables() -> set[str]:
    return {
        name
        for (name,) in _rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace = 'public'::regnamespace"
        )
    }


@pytest.mark.django_db
def test_every_table_is_owned_or_on_the_global_list():
    assert _tables() == {model._meta.db_table for model in OWNED} | GLOBAL_TABLES


@pytest.mark.django_db
def test_every_owned_table_forces_row_security_both_ways():
    walls = _rows(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polname = 'tenant_wall' AND p.polpermissive"
        " AND p.polcmd = '*' AND p.polroles = '{0}' AND pg_get_expr(p.polqual, c.oid) = "
        " pg_get_expr(p.polwithcheck, c.oid) AND pg_get_expr(p.polqual, c.oid) LIKE '%%tongxin.street%%'"
        " AND pg_get_expr(p.polqual, c.oid) LIKE '%%tongxin.estate%%'"
    )
    others = _rows(
        "SELECT polname::text, polcmd::text FROM pg_policy WHERE polname <> 'tenant_wall'"
        " AND polrelid::regclass::text <> ALL(%s)",
        ["tenancy_street", "tenancy_community", "tenancy_estate"],
    )
    published = _rows("SELECT polrelid::regclass::text FROM pg_policy WHERE polname = 'published_rows'")

    assert {name for (name,) in walls} == {model._meta.db_table for model in OWNED}
    assert {name for name, _ in others} == {"street_rows", "own_memberships", "published_rows"}
    assert {command for _, command in others} == {"r"}
    assert published == [("overview_statisticssnapshot",)]


@pytest.mark.django_db
def test_every_wall_is_the_same_and_the_planner_knows_that_an_estate_is_of_one_street():
    walls = _rows(
        "SELECT DISTINCT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polname = 'tenant_wall'"
    )
    known = _rows(
        "SELECT s.stxrelid::regclass::text FROM pg_statistic_ext s WHERE s.stxkind = '{f}'"
        " AND (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute a"
        "  WHERE a.attrelid = s.stxrelid AND a.attnum = ANY(s.stxkeys)) = '{estate_id,street_id}'"
    )

    assert len(walls) == 1
    assert {name for (name,) in known} == {model._meta.db_table for model in OWNED}


@pytest.mark.django_db
def test_there_is_no_hole_in_the_wall():
    holes = _rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
        " UNION ALL SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )

    assert holes == []


@pytest.mark.django_db
def test_every_function_looks_for_tables_where_it_was_made():
    functions = _rows(
        "SELECT p.proname, coalesce(p.proconfig::text, '') FROM pg_proc p"
        " WHERE p.pronamespace = 'public'::regnamespace"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )

    assert len(functions) > 15
    assert [name for name, kept in functions if "search_path=pg_catalog, public, pg_temp" not in kept] == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_runtime_role_makes_no_temporary_tables():
    grant_defaults(connections["owner"])

    with connections["owner"].cursor() as owner:
        owner.execute("SELECT has_database_privilege(%s, current_database(), 'TEMPORARY')", [runtime_role()])
        assert owner.fetchone() == (False,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
        "DELETE FROM django_migrations",
        "UPDATE accounts_signin SET succeeded = true",
        "INSERT INTO tenancy_street (slug) VALUES ('x')",
        "DELETE FROM tenancy_estate",
        "UPDATE tenancy_estate SET slug = 'x'",
    ],
)
def test_the_runtime_role_may_not(statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        _change(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("opened", "streets", "estates"),
    [((), 0, 0), ((1,), 1, 2), ((1, 11), 1, 1), ((2, 21), 1, 1)],
)
def test_a_scope_changes_only_its_own_lines_of_the_directory(opened, streets, estates, cast: Cast):
    with scope(*opened) if opened else nullcontext(), transaction.atomic():
        assert _change("UPDATE tenancy_street SET hotline = hotline") == streets
        assert _change("UPDATE tenancy_estate SET phone = phone") == estates
    assert len(_rows("SELECT id FROM tenancy_street")) == 2


@pytest.mark.django_db
def test_every_unique_key_of_an_owned_table_starts_with_the_tenant():
    keys = _rows(
        "SELECT i.indexrelid::regclass::text, a.attname FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE i.indisunique AND NOT i.indisprimary AND c.relname = ANY(%s)",
        [model._meta.db_table for model in OWNED],
    )

    assert [key for key in keys if key[1] not in ("street_id", "estate_id")] == []
    assert len(keys) >= 2 * len(OWNED)


@pytest.mark.django_db
@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_every_foreign_key_between_owned_rows_carries_the_tenant(model):
    plain = {
        field.name
        for field in model._meta.local_fields
        if field.is_relation
        and issubclass(field.related_model, EstateOwned | StreetOwned)
        and not isinstance(field, TenantForeignKey | TenantOneToOneField)
    }
    wanted = {("street_id", "estate_id")}
    for field in model._meta.local_fields:
        if isinstance(field, TenantForeignKey | TenantOneToOneField):
            wanted.add(("street_id", field.column))
            if not field.related_model._meta.get_field("estate").null:
                wanted.add(("estate_id", field.column))
    found = _rows(
        "SELECT (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(conkey) WITH ORDINALITY k(num, n)"
        " JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.num)"
        " FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass AND convalidated",
        model._meta.db_table,
    )

    assert plain == set()
    assert wanted <= {tuple(columns) for (columns,) in found}


@pytest.mark.django_db
@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
@pytest.mark.parametrize(
    "opened", [None, (2, None), (2, 21), (1, 12)], ids=["none", "street", "estate", "next"]
)
def test_no_row_of_an_estate_is_seen_from_elsewhere(model, opened, cast: Cast):
    seen = f'SELECT count(*) FROM "{model._meta.db_table}" WHERE street_id = 1 AND estate_id = 11'

    if opened is None:
        assert _rows(seen) == [(0,)]
    else:
        with scope(*opened):
            assert _rows(seen) == [(0,)]


@pytest.mark.django_db
def test_rows_of_the_own_estate_are_seen(cast: Cast):
    with scope(1, 11):
        assert _rows("SELECT count(*) FROM estates_unit") == [(8,)]


def test_insert_into_another_tenant_is_refused(cast: Cast):
    with scope(1, 11):
        for street_id, estate_id in ((2, 21), (1, 12)):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                Building.objects.create(street_id=street_id, estate_id=estate_id, name="外")
        assert Building.objects.count() == 1


def test_update_into_another_tenant_is_refused(cast: Cast):
    with scope(1, 11):
        for values in ({"estate_id": 12}, {"street_id": 2}):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                Building.objects.update(**values)
        assert list(Building.objects.values_list("street_id", "estate_id")) == [(1, 11)]


def _own(unit_id: int) -> None:
    with scope(1, 11):
        person = Person.objects.filter(estate_id=11).first()
        Ownership.objects.create(unit_id=unit_id, person=person, starts_on=SINCE)


@pytest.mark.parametrize("place", [(2, 21), (1, 12)], ids=["other street", "other estate"])
def test_foreign_key_across_the_wall_is_refused_like_a_missing_row(cast: Cast, place):
    with scope(*place):
        foreign = Unit.objects.get().pk
    messages = []
    for unit_id in (foreign, 10**12):
        with pytest.raises(IntegrityError) as refused:
            _own(unit_id)
        # Which of the two keys speaks first is not told to anybody: errors of the database are never shown.
        words = str(refused.value).replace(str(unit_id), "N")
        messages.append(words.replace("_unit_id_street", "_unit_id").replace("_unit_id_estate", "_unit_id"))
        messages[-1] = re.sub(r"DETAIL:.*", "", messages[-1], flags=re.S)

    assert messages[0] == messages[1]


def test_estate_of_another_street_is_refused(cast: Cast):
    with pytest.raises(IntegrityError, match="estate_of_street"), scope(1):
        Building.objects.create(street_id=1, estate_id=21, name="外")


@pytest.mark.django_db
def test_directory_can_be_read_but_not_moved_by_the_runtime_role():
    assert Estate.objects.get(slug="a1").street_id == 1
    for change in (
        "UPDATE tenancy_estate SET street_id = 2 WHERE id = 11",
        "UPDATE tenancy_estate SET slug = 'x' WHERE id = 11",
        "DELETE FROM tenancy_community",
        "INSERT INTO tenancy_street (slug, name, city_code, city, hotline, is_demo)"
        " VALUES ('c', 'C', '1', 'C', '', false)",
        "TRUNCATE tenancy_street CASCADE",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            _rows(change)
    assert Street.objects.count() == 2
    with scope(1):
        Estate.objects.filter(slug="a1").update(name="新名")
    assert Estate.objects.get(slug="a1").name == "新名"


def test_memberships_are_seen_by_their_user_only_and_without_a_scope(cast: Cast):
    user = cast.user("owner")

    assert Membership.objects.count() == 0
    with identity(user.pk):
        assert [(m.user_id, m.estate_id) for m in Membership.objects.all()] == [(user.pk, 11)]
    assert Membership.objects.count() == 0


def test_audit_log_is_append_only_for_the_owner_too(cast: Cast):
    for change in ("UPDATE tenancy_auditentry SET actor = 'x'", "DELETE FROM tenancy_auditentry"):
        with scope(1, 11), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            _rows(change)
    with scope(1, 11):
        assert _rows("SELECT count(*) FROM tenancy_auditentry WHERE actor = 'x'") == [(0,)]


@pytest.mark.committed
def test_append_only_triggers_stop_the_owner():
    with scope(1, using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenancy_auditentry (street_id, at, action, subject, actor, details)"
            " VALUES (1, now(), 'a', 's', 'x', '{}')"
        )
    for change in (
        "UPDATE tenancy_auditentry SET actor = 'y'",
        "DELETE FROM tenancy_auditentry",
        "TRUNCATE tenancy_auditentry",
    ):
        with pytest.raises(Exception, match="append-only"), scope(1, using="owner"):
            connections["owner"].cursor().execute(change)


@pytest.mark.committed
def test_refuse_strong_role_lets_the_runtime_role_pass_and_stops_the_owner():
    refuse_strong_role("default")

    with pytest.raises(ImproperlyConfigured, match="owner of tables"):
        refuse_strong_role("owner")


def _mixed_requests(
    street_id: int, estate_id: int, rounds: int, barrier: threading.Barrier, seen: list
) -> None:
    dice = random.Random(street_id * 1000 + threading.get_ident() % 97)
    barrier.wait()
    for number in range(rounds):
        try:
            with scope(street_id, dice.choice((None, estate_id))):
                seen.extend(Unit.objects.values_list("street_id", flat=True))
                building = Building.objects.filter(estate_id=estate_id).first()
                Unit.objects.create(
                    estate_id=estate_id,
                    building=building,
                    door=f"{threading.get_ident()}-{number}"[-20:],
                    area_centi=100,
                )
                if dice.random() < 0.4:
                    raise KeyboardInterrupt
        except KeyboardInterrupt:
            pass
        seen.extend(Unit.objects.values_list("street_id", flat=True))  # without a scope: nothing
    connections.close_all()


@pytest.mark.committed
@pytest.mark.slow
def test_eight_threads_of_two_streets_never_see_each_other():
    for place in ((1, 11), (2, 21)):
        with scope(*place):
            Building.objects.create(name="1栋")
    barrier, seen = threading.Barrier(8), {1: [], 2: []}
    threads = [
        threading.Thread(target=_mixed_requests, args=(*place, 150, barrier, seen[place[0]]))
        for place in ((1, 11), (2, 21)) * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {street: set(rows) for street, rows in seen.items()} == {1: {1}, 2: {2}}
    for place in ((1, 11), (2, 21)):
        with scope(*place):
            assert 200 < Unit.objects.count() < 600
