"""The restore drill of docs/deploy.md: dumped past the wall, restored as the owner, the same to the last row.

What is compared: rows of every table, sums of money, heads of every chain, triggers, policies, keys. Then the
restored database is used: its books and ballots prove themselves, its wall holds, its sequences go on.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from core import files
from estates.models import Building
from tenancy.fields import EstateOwned, StreetOwned
from tenancy.models import StoredFile
from tenancy.operations import refuse_strong_role
from tenancy.scope import scope
from tests import conftest as databases
from tests.permissions.world import make_world
from tongxin.dev.account import server_account
from tongxin.dev.postgres import find_programs

OWNED = [model._meta.db_table for model in apps.get_models() if issubclass(model, EstateOwned | StreetOwned)]
PUBLISHED = {"overview_statisticssnapshot"}  # everybody may read it, /city/ does
# Each is a question whose answer must be the same on both sides.
FIGURES = {
    "money": "SELECT b.id, b.asset, count(*), sum(amount), sum(abs(amount)) FROM ledger_posting p"
    " JOIN ledger_transaction t ON t.id = p.transaction_id JOIN ledger_book b ON b.id = t.book_id"
    " GROUP BY 1, 2 ORDER BY 1",
    "balances": "SELECT account_id, posted, held, seq FROM ledger_balance ORDER BY 1",
    "ledger heads": "SELECT id, head_seq, head_hash, closed_through FROM ledger_book ORDER BY 1",
    "ballot heads": "SELECT id, chain_seq, chain_head, roll_sha256 FROM ballots_ballot ORDER BY 1",
    "files": "SELECT sha256, size FROM tenancy_storedfile ORDER BY 1",
    "triggers": "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal"
    " ORDER BY 1, 2",
    "policies": "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
    "walls": "SELECT relname, relrowsecurity, relforcerowsecurity, relowner::regrole::text, relacl::text"
    " FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') ORDER BY 1",
    # Of a CHECK only its name: PostgreSQL spells the same one with other brackets once it was dumped.
    "keys": "SELECT conrelid::regclass::text, conname, convalidated,"
    " CASE contype WHEN 'c' THEN '' ELSE pg_get_constraintdef(oid) END FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "rights to come": "SELECT defaclrole::regrole::text, defaclobjtype, defaclacl::text FROM pg_default_acl"
    " ORDER BY 1, 2",
}


def _program(name: str, address: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs against an address; the password stays off its command line."""
    parts = urlsplit(address)
    place = ["-h", parts.hostname, "-p", str(parts.port), "-U", parts.username]
    argv = [str(find_programs(server_account()) / name), *place, "--no-password", *words]
    env = {"PATH": os.defpath, "LANG": "C.UTF-8", "PGPASSWORD": parts.password}
    return subprocess.run(argv, env=env, capture_output=True, text=True)


def _address(role: Mapping[str, str], name: str) -> str:
    return f"postgresql://{role['USER']}:{role['PASSWORD']}@{role['HOST']}:{role['PORT']}/{name}"


@pytest.fixture
def backup() -> str:
    """The address of the role that backs up, without the database: ``./portal test`` makes it and says it."""
    return os.environ["BACKUP_DATABASE_URL"].rsplit("/", 1)[0]


@pytest.fixture
def world_with_files(committed: str, tmp_path: Path) -> Iterator[Path]:
    """Projects, ballots, money, notices in every state, committed, and the folder of their files."""
    before, settings.FILES_ROOT = settings.FILES_ROOT, tmp_path / "files"
    make_world()
    yield tmp_path / "files"
    settings.FILES_ROOT = before


@pytest.fixture
def scratch(committed: str) -> Iterator[str]:
    """An empty database to restore into."""
    name = f"{committed}_scratch"
    databases._drop(name)
    with databases._server() as server:
        server.execute(f'CREATE DATABASE "{name}"')
    yield name
    databases._drop(name)


def _picture(address: str) -> dict[str, list[tuple]]:
    """Return all that is compared, as the backup sees it."""
    with psycopg.connect(address) as seen:
        tables = [
            name for (name,) in seen.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        rows = {name: seen.execute(f'SELECT count(*) FROM "{name}"').fetchall() for name in sorted(tables)}
        return rows | {name: seen.execute(question).fetchall() for name, question in FIGURES.items()}


@pytest.mark.committed
@pytest.mark.slow
def test_a_backup_is_restored_to_the_last_row_and_its_wall_holds(
    committed, world_with_files, scratch, backup, tmp_path
):
    dump = str(tmp_path / "tongxin.dump")
    owner = settings.DATABASES["owner"]

    done = _program("pg_dump", backup, "-Fc", "-f", dump, "-d", committed)
    assert (done.returncode, done.stderr) == (0, "")
    shutil.copytree(world_with_files, tmp_path / "copied")
    restoring = ["--exit-on-error", "--no-owner", "--single-transaction", "-d", scratch, dump]
    done = _program("pg_restore", _address(owner, scratch), *restoring)
    assert (done.returncode, done.stderr) == (0, "")

    here, there = _picture(f"{backup}/{committed}"), _picture(f"{backup}/{scratch}")
    assert there == here
    for name in (*FIGURES, "ballots_vote", "estates_person", "projects_project", "notices_notice"):
        assert here[name] and here[name] != [(0,)], name
    databases.use_database(scratch)
    try:
        settings.FILES_ROOT = tmp_path / "copied"
        _prove_itself()
        _look_over_the_wall()
    finally:
        databases.use_database(committed)
        settings.FILES_ROOT = world_with_files


def _prove_itself() -> None:
    """Recompute books and ballots, read every file, and write one more row."""
    for command in ("verify_ledger", "verify_ballots"):
        call_command(command, stdout=StringIO())
    digests = []
    for street in (1, 2):
        with scope(street):
            digests += StoredFile.objects.values_list("sha256", flat=True)
    assert digests and all(files.read(sha256) for sha256 in digests)
    with scope(1, 11):
        assert Building.objects.create(name="恢复后新建").pk > 1


def _look_over_the_wall() -> None:
    """Ask the restored database, as the runtime role, for what it must not give."""
    refuse_strong_role()
    for table in set(OWNED) - PUBLISHED:
        assert _count(table) == 0, table
    for place in ((2, None), (2, 21), (1, 12)):
        with scope(*place):
            for table in OWNED:
                assert _count(table, "WHERE street_id = 1 AND estate_id = 11") == 0, (place, table)
    with scope(1, 11):
        assert _count("estates_person") > 10
        for change in (
            "UPDATE tenancy_auditentry SET actor = 'x'",
            "DELETE FROM ledger_posting",
            "INSERT INTO estates_building (street_id, estate_id, name, position) VALUES (2, 21, '外', 1)",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                connection.cursor().execute(change)


def _count(table: str, where: str = "") -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}" {where}')
        return cursor.fetchone()[0]


@pytest.mark.committed
def test_the_owner_can_not_back_up_what_it_may_not_see(committed, tmp_path):
    """Why there is a role for it: row security is forced on the owner too."""
    with scope(1, 11):
        Building.objects.create(name="1栋")
    owner, dump = settings.DATABASES["owner"], tmp_path / "owner.sql"

    refused = _program("pg_dump", _address(owner, committed), "-f", str(dump), "-d", committed)
    assert refused.returncode == 1
    assert "query would be affected by row-level security policy" in refused.stderr
    # Told to dump what it sees, it leaves out every tenant without a word.
    asked = [
        "--enable-row-security",
        "--data-only",
        "-t",
        "estates_building",
        "-f",
        str(dump),
        "-d",
        committed,
    ]
    assert _program("pg_dump", _address(owner, committed), *asked).returncode == 0
    assert "1栋" not in dump.read_text()
