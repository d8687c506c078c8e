"""Folders, programs and servers for the launcher's tests: real processes, nothing of Django."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tongxin.dev import processes
from tongxin.dev.folder import Folder
from tongxin.dev.home import forget_home
from tongxin.dev.processes import Program
from tongxin.dev.project import ROOT
from tongxin.dev.servers import servers, stop_leftovers

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    # Python 3.12 warns of the fork in a test worker, which has threads; the launcher itself has none.
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"))


@pytest.fixture
def folder(tmp_path):
    """A data folder that the servers' account can't enter when the tests run as root."""
    made = Folder(tmp_path / "data")
    made.prepare()
    yield made
    stop_leftovers(made)
    forget_home(made)


@pytest.fixture
def open_folder():
    """A data folder that every account can enter."""
    root = Path(tempfile.mkdtemp(prefix="tongxin-test-", dir="/var/tmp"))
    root.chmod(0o755)
    made = Folder(root / "data")
    made.prepare()
    yield made
    forget_home(made)
    shutil.rmtree(root)


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory):
    """The data folder of ``shared_servers``."""
    made = Folder(tmp_path_factory.mktemp("shared") / "data")
    made.prepare()
    yield made
    forget_home(made)


@pytest.fixture(scope="module")
def shared_servers(shared_folder):
    """Both servers, started once for a test file that only asks them things."""
    with servers(shared_folder, environ={}, is_durable=False) as running:
        yield running


@pytest.fixture
def program(folder):
    """Make a program of ours out of a line of Python."""

    def make(code, name="child", **options):
        return Program(
            name=name,
            argv=[sys.executable, "-c", code],
            env={**os.environ, "TONGXIN_DATA": str(folder.root)},
            log=folder.log / f"{name}.log",
            pid_file=folder.run / f"{name}.pid",
            cwd=ROOT,
            **options,
        )

    return make


@pytest.fixture
def launcher():
    """Start `python -m tongxin.dev …` and stop it in the end if it still runs."""
    started = []

    def start(*arguments, env=None, **options):
        child = subprocess.Popen(
            [sys.executable, "-m", "tongxin.dev", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.terminate()
        child.communicate(timeout=60)


def run_portal(*arguments, env=None):
    """Run ./portal to its end and return what it said."""
    return subprocess.run(
        [str(ROOT / "portal"), *map(str, arguments)],
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=120,
    )


def until(condition, patience=20.0):
    """Wait for a condition and return whether it came true."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_gone(pid):
    """Say whether a process is gone or a zombie."""
    return processes.started_at(pid) is None
