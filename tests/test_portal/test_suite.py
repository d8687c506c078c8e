"""tongxin.dev.suite"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.test_portal.conftest import is_gone, until
from tongxin.dev import suite
from tongxin.dev.folder import Folder
from tongxin.dev.project import ROOT, VAR

# A purpose of its own: the suite's own servers live under var/test meanwhile.
PURPOSE = "test-of-suite"


@pytest.fixture(autouse=True)
def no_trace():
    yield
    parent = VAR / PURPOSE
    if parent.exists():
        suite.clear_abandoned(parent)
        parent.rmdir()


def test_own_servers_are_ours_whatever_the_environment_names(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@db.example/x")
    monkeypatch.setenv("OWNER_DATABASE_URL", "postgresql://a@db.example/x")

    with suite.own_servers(PURPOSE) as env:
        with psycopg.connect(env["DATABASE_URL"]) as connection:
            assert connection.execute("select current_user").fetchall() == [("tongxin_app",)]
        assert env["DJANGO_SETTINGS_MODULE"] == "tongxin.settings.test"
        assert os.path.samefile(os.path.join(env["TONGXIN_DATA"], "fonts"), VAR / "fonts")

    assert list((VAR / PURPOSE).iterdir()) == []


def test_own_servers_leave_no_folder_behind_when_the_tests_fail():
    def fail():
        with suite.own_servers(PURPOSE):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert list((VAR / PURPOSE).iterdir()) == []


def test_clear_abandoned_tidies_up_after_a_killed_run_and_spares_a_running_one():
    code = (
        "import time; from tongxin.dev import suite\n"
        f"with suite.own_servers({PURPOSE!r}) as env: print(env['TONGXIN_DATA'], flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        folder = Folder(Path(run.stdout.readline().strip()))
        home = (folder.root / "servers").resolve()
        suite.clear_abandoned(VAR / PURPOSE)
        assert (home / "postgres" / "PG_VERSION").exists()

        run.send_signal(signal.SIGKILL)
        run.wait()
    suite.clear_abandoned(VAR / PURPOSE)

    assert not folder.root.exists()
    assert not home.exists()
    assert until(lambda: is_gone(run.pid))
