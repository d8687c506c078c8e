"""tongxin.dev.servers"""

import psycopg
import pytest
import redis

from tests.test_portal.conftest import is_gone
from tongxin.dev.failure import Interrupted, Stop
from tongxin.dev.servers import require_own_database, servers, stop_leftovers

GIVEN = {
    "DATABASE_URL": "postgresql://a@db.example/x",
    "OWNER_DATABASE_URL": "postgresql://o@db.example/x",
    "REDIS_URL": "redis://cache.example/0",
}


def value(url, sql):
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None


def test_servers_answer_and_are_gone_afterwards(folder):
    with servers(folder, environ={}, is_durable=False) as running:
        assert value(running.addresses.database, "select current_user") == "tongxin_app"
        with redis.from_url(running.addresses.redis) as connection:
            assert connection.ping() is True
        pids = [child.pid for _, child in running.running]

    assert len(pids) == 2
    assert all(map(is_gone, pids))
    assert list(folder.run.glob("*.pid")) == []


def test_servers_live_side_by_side(folder, open_folder):
    with (
        servers(folder, environ={}, is_durable=False) as one,
        servers(open_folder, environ={}, is_durable=False) as other,
    ):
        value(one.addresses.owner_database, "create table only_here (id int)")

        assert value(one.addresses.owner_database, "select to_regclass('only_here')") == "only_here"
        assert value(other.addresses.owner_database, "select to_regclass('only_here')") is None


def test_servers_keep_their_rows_from_start_to_start(folder):
    with servers(folder, environ={}) as running:
        value(running.addresses.owner_database, "create table kept (id int)")

    with servers(folder, environ={}) as running:
        assert value(running.addresses.owner_database, "select to_regclass('kept')") == "kept"


def test_servers_given_from_outside_are_used_and_none_is_started(folder):
    said = []
    with servers(folder, environ=GIVEN, tell=said.append) as running:
        assert running.running == []
        assert running.addresses.database == GIVEN["DATABASE_URL"]
        assert running.addresses.owner_database == GIVEN["OWNER_DATABASE_URL"]
        assert running.addresses.redis == GIVEN["REDIS_URL"]

    assert said == ["PostgreSQL: the one DATABASE_URL names", "Valkey: the one REDIS_URL names"]
    assert not (folder.root / "servers").exists()


def test_servers_stop_when_they_are_interrupted(folder):
    pids = []

    def be_interrupted():
        with servers(folder, environ={}, is_durable=False) as running:
            pids.extend(child.pid for _, child in running.running)
            raise Interrupted(15)

    with pytest.raises(Interrupted):
        be_interrupted()

    assert len(pids) == 2
    assert all(map(is_gone, pids))


def test_servers_stop_the_first_when_the_second_can_not_start(folder):
    (folder.log / "valkey.log").mkdir()

    with pytest.raises(IsADirectoryError), servers(folder, environ={}, is_durable=False):
        pass

    assert list(folder.run.glob("*.pid")) == []


def test_stop_leftovers_finds_nothing_in_a_new_folder(folder):
    assert stop_leftovers(folder) == []


def test_require_own_database_refuses_somebody_elses(folder):
    with pytest.raises(Stop, match="--fresh can't empty"):
        require_own_database(folder, GIVEN)

    require_own_database(folder, {})
