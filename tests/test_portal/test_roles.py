"""tongxin.dev.roles"""

from pathlib import Path

import psycopg
import pytest

from tongxin.dev.failure import Stop
from tongxin.dev.postgres import Cluster
from tongxin.dev.roles import make_roles, run_psql


@pytest.fixture
def connect(shared_servers):
    """Connect by role."""
    addresses = shared_servers.addresses
    urls = {"app": addresses.database, "owner": addresses.owner_database, "backup": addresses.backup}
    return lambda role: psycopg.connect(urls[role], autocommit=True)


@pytest.fixture
def cluster(shared_servers, shared_folder):
    """The running cluster."""
    program, _ = shared_servers.running[0]
    data = program.argv[program.argv.index("-D") + 1]
    port = next(word for word in program.argv if word.startswith("--port=")).removeprefix("--port=")
    programs = Path(program.argv[0]).parent
    return Cluster(programs, Path(data), shared_folder.root, program.account, int(port), False)


POWERS = (
    "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = "
)


@pytest.mark.parametrize(("role", "may_create_databases"), [("app", False), ("owner", True)])
def test_make_roles_gives_no_power_over_the_wall(connect, role, may_create_databases):
    with connect(role) as connection:
        powers = connection.execute(POWERS + "current_user").fetchall()

    assert powers == [(False, False, False, may_create_databases, False)]


def test_make_roles_lets_the_backup_read_past_the_wall_and_write_nothing(connect):
    with connect("owner") as owner, connect("backup") as backup:
        owner.execute("create table walled (id int)")
        try:
            owner.execute("alter table walled enable row level security, force row level security")
            assert backup.execute(POWERS + "current_user").fetchall() == [(False, True, False, False, False)]
            assert backup.execute("select count(*) from walled").fetchall() == [(0,)]
            backup.execute("set default_transaction_read_only = off")
            for change in (
                "insert into walled values (1)",
                "delete from walled",
                "create table mine (id int)",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    backup.execute(change)
        finally:
            owner.execute("drop table walled")


def test_make_roles_makes_the_owner_the_databases_owner(connect):
    with connect("owner") as connection:
        rows = connection.execute(
            "select current_user, pg_get_userbyid(datdba) from pg_database where datname = current_database()"
        ).fetchall()

    assert rows == [("tongxin_owner", "tongxin_owner")]


def test_make_roles_lets_the_runtime_role_make_no_table(connect):
    with connect("app") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("create table mine (id int)")


def test_make_roles_lets_the_owner_copy_a_database_for_the_tests(connect):
    with connect("owner") as connection:
        connection.execute("create database a_copy template tongxin")
        connection.execute("drop database a_copy")


def test_make_roles_a_second_time_only_renews_the_passwords(cluster, shared_folder):
    secrets = shared_folder.secrets()
    make_roles(cluster, {**secrets, "app": "another"})
    old = run_psql(cluster, "select 1", user="tongxin_app", password=secrets["app"], database="tongxin")
    new = run_psql(cluster, "select 1", user="tongxin_app", password="another", database="tongxin")
    make_roles(cluster, secrets)

    assert "password authentication failed" in old.stderr
    assert new.stdout == "1\n"


def test_make_roles_says_when_the_passwords_are_not_this_databases(cluster, shared_folder):
    with pytest.raises(Stop, match=r"The passwords in secrets\.json are not those"):
        make_roles(cluster, {**shared_folder.secrets(), "superuser": "wrong"})


def test_make_roles_keeps_the_passwords_out_of_the_log(shared_servers, shared_folder):
    log = (shared_folder.log / "postgres.log").read_text()

    assert [name for name, secret in shared_folder.secrets().items() if secret in log] == []
