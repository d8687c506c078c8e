"""tongxin.dev.cluster, and with it how every command of the launcher is stopped and killed."""

import contextlib
import json
import os
import signal
import subprocess
import time

import psycopg
import pytest

from tests.test_portal.conftest import is_gone, until
from tongxin.dev.environment import SHOWN
from tongxin.dev.instance import running_environment


@pytest.fixture
def begin(launcher, folder):
    """Start the servers as a process of their own and wait until they are ready."""

    def start(**options):
        child = launcher("cluster", "--data", folder.root, **options)
        assert child.stdout.readline() == f"ready: source {folder.root}/env.sh\n", child.stderr.read()
        return child

    return start


def server_pids(folder):
    return [json.loads(file.read_text())["pid"] for file in sorted(folder.run.glob("*.pid"))]


def sourced(folder):
    """Return what a shell knows after `source env.sh`."""
    script = f". '{folder.root}/env.sh' && env -0"
    words = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    return dict(word.partition("=")[::2] for word in words.split("\0") if word)


def test_run_writes_the_addresses_of_servers_that_answer(begin, folder):
    begin()

    env = sourced(folder)
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        assert connection.execute("select current_user").fetchall() == [("tongxin_app",)]
    assert {name: env[name] for name in SHOWN} == {
        name: value for name, value in running_environment(folder).items() if name in SHOWN
    }
    assert (folder.root / "env.sh").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_run_stops_both_servers_at_a_signal(begin, folder, sign):
    child = begin()
    pids = server_pids(folder)

    child.send_signal(sign)

    assert child.wait(30) == 0
    assert len(pids) == 2
    assert all(map(is_gone, pids))
    assert list(folder.run.glob("*.pid")) == []


def test_run_takes_its_servers_along_when_it_is_killed(begin, folder):
    child = begin()
    pids = server_pids(folder)

    child.kill()

    assert all(until(lambda pid=pid: is_gone(pid)) for pid in pids)


def test_run_starts_again_right_after_it_was_killed(begin, folder):
    child = begin()
    with psycopg.connect(sourced(folder)["OWNER_DATABASE_URL"], autocommit=True) as connection:
        connection.execute("create table kept (id int)")
    child.kill()
    child.wait()

    begin()

    with psycopg.connect(sourced(folder)["OWNER_DATABASE_URL"]) as connection:
        assert connection.execute("select to_regclass('kept')::text").fetchall() == [("kept",)]


def test_run_starts_again_after_everything_was_killed(begin, folder):
    child = begin()
    pids = server_pids(folder)
    child.send_signal(signal.SIGSTOP)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    child.kill()
    child.wait()

    begin()

    assert set(server_pids(folder)).isdisjoint(pids)


def test_run_refuses_a_second_one_on_the_same_folder(begin, launcher, folder):
    begin()

    second = launcher("cluster", "--data", folder.root)
    _, words = second.communicate(timeout=30)

    assert second.returncode == 1
    assert words.startswith(f"Another ./portal is using {folder.root}.")
    assert len(words.splitlines()) == 1
    assert len(server_pids(folder)) == 2


def test_run_stops_when_a_server_has_died(begin, folder):
    child = begin()
    postgres, valkey = server_pids(folder)

    os.kill(valkey, signal.SIGKILL)

    assert child.wait(30) == 1
    assert is_gone(postgres)


def test_run_stops_while_it_still_prepares(launcher, folder):
    child = launcher("cluster", "--data", folder.root)
    assert until(lambda: (folder.root / "servers").exists())
    time.sleep(0.2)  # initdb takes longer

    child.terminate()
    child.wait(30)

    assert not folder.is_locked()
    assert list(folder.run.glob("*.pid")) == []
    with contextlib.ExitStack() as stack:
        stack.enter_context(folder.locked())


def test_run_never_looks_at_a_database_of_the_environment(begin, folder):
    begin(env={"DATABASE_URL": "postgresql://a@db.example/x", "REDIS_URL": "redis://cache.example/0"})

    assert "example" not in (folder.root / "env.sh").read_text()
