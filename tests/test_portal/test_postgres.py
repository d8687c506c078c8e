"""tongxin.dev.postgres"""

import os
import subprocess
import sys

import psycopg
import pytest

from tests.test_portal.conftest import until
from tongxin.dev import postgres, processes
from tongxin.dev.account import server_account
from tongxin.dev.failure import Stop
from tongxin.dev.home import server_home, socket_folder
from tongxin.dev.network import free_port
from tongxin.dev.postgres import Cluster, clear_stale_pid, find_programs, find_system_programs, make_cluster
from tongxin.dev.roles import run_psql


@pytest.fixture
def cluster(folder):
    """A cluster that is not made yet."""
    account = server_account()
    home = server_home(folder, account)
    sockets = socket_folder(home, account)
    return Cluster(find_programs(account), home / "postgres", sockets, account, free_port(), is_durable=False)


@pytest.fixture
def start(folder, cluster):
    """Start the cluster's server; it is stopped in the end."""
    started = []

    def begin():
        log = folder.log / "postgres.log"
        program = postgres.program(cluster, log=log, pid_file=folder.run / "postgres.pid")
        child = processes.start(program)
        started.append((program, child))
        postgres.wait_ready(cluster, child, log)
        return child

    yield begin
    for program, child in started:
        processes.stop(program, child)


def ask(cluster, script):
    """Return what the superuser is answered."""
    done = run_psql(cluster, script, password="secret")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_make_cluster_speaks_utf8_in_the_locale_that_keeps_chinese_words(cluster, start):
    make_cluster(cluster, "secret")
    start()

    locale = "select datcollate, datctype, datlocprovider, pg_encoding_to_char(encoding) from pg_database"
    assert ask(cluster, f"{locale} where datname = 'postgres'") == "C.UTF-8|C.UTF-8|c|UTF8"
    trigrams = "create extension pg_trgm; select similarity('物业管理', '物业管理委员会') > 0.3"
    assert ask(cluster, trigrams) == "t"


def test_make_cluster_leaves_no_password_and_no_draft(cluster):
    make_cluster(cluster, "secret")

    assert sorted(each.name for each in cluster.data.parent.iterdir()) == ["postgres", "sockets"]


def test_make_cluster_starts_over_after_a_start_that_was_cut_short(cluster, start):
    cluster.data.mkdir()
    (cluster.data / "base").mkdir()
    draft = cluster.data.with_name("postgres.half-made")
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")

    make_cluster(cluster, "secret")

    start()
    assert ask(cluster, "select 1") == "1"
    assert not draft.exists()


def test_make_cluster_refuses_files_of_another_version_and_keeps_them(cluster):
    make_cluster(cluster, "secret")
    (cluster.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(Stop, match="made by PostgreSQL 9, the programs are 1"):
        make_cluster(cluster, "secret")

    assert (cluster.data / "PG_VERSION").read_text() == "9\n"
    assert (cluster.data / "base").is_dir()


def test_server_refuses_a_wrong_password_over_tcp_and_over_its_socket(cluster, start):
    make_cluster(cluster, "secret")
    start()

    for host in ("127.0.0.1", str(cluster.sockets)):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(
                host=host, port=cluster.port, user="postgres", password="wrong", dbname="postgres"
            )
        with psycopg.connect(
            host=host, port=cluster.port, user="postgres", password="secret", dbname="postgres"
        ) as connection:
            assert connection.execute("select current_user").fetchall() == [("postgres",)]


def test_server_listens_on_loopback_only(cluster, start):
    make_cluster(cluster, "secret")
    start()

    assert ask(cluster, "show listen_addresses") == "127.0.0.1"


def test_server_runs_as_the_server_account(cluster, start):
    make_cluster(cluster, "secret")
    child = start()

    assert os.stat(f"/proc/{child.pid}").st_uid == cluster.account.uid


def test_server_keeps_committed_rows_over_a_kill_and_starts_again(folder, cluster, start):
    make_cluster(cluster, "secret")
    child = start()
    ask(cluster, "create table kept (word text); insert into kept values ('还在')")
    child.kill()
    child.wait()
    assert cluster.postmaster_pid.exists()

    start()

    assert ask(cluster, "select word from kept") == "还在"


def test_clear_stale_pid_forgets_a_number_that_went_to_another_process(cluster, start):
    make_cluster(cluster, "secret")
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    cluster.postmaster_pid.write_text(f"{stranger.pid}\n{cluster.data}\n")

    start()

    assert stranger.poll() is None
    assert ask(cluster, "select 1") == "1"
    stranger.kill()
    stranger.wait()


def test_clear_stale_pid_ends_a_server_that_lost_its_launcher(cluster, start):
    make_cluster(cluster, "secret")
    child = start()

    clear_stale_pid(cluster)

    assert until(lambda: child.poll() is not None)
    assert child.returncode == 0
    assert not cluster.postmaster_pid.exists()


def test_clear_stale_pid_removes_an_empty_file(cluster, start):
    make_cluster(cluster, "secret")
    cluster.postmaster_pid.write_text("")

    start()

    assert ask(cluster, "select 1") == "1"


def test_wait_ready_stops_with_the_servers_last_words(cluster, start):
    make_cluster(cluster, "secret")
    (cluster.data / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(Stop, match="no_such_setting"):
        start()


def test_find_system_programs_takes_the_newest_whole_installation(tmp_path):
    for version, names in {
        "9": postgres.NEEDED,
        "15": postgres.NEEDED,
        "16": ("psql",),
        "common": postgres.NEEDED,
    }.items():
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).touch(mode=0o755)

    assert find_system_programs(path="", debian=tmp_path) == tmp_path / "15" / "bin"


def test_find_system_programs_says_what_to_do_where_there_is_none(tmp_path):
    with pytest.raises(Stop, match="No PostgreSQL was found"):
        find_system_programs(path=str(tmp_path), debian=tmp_path)
