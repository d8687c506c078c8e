import hashlib
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core import files

PROJECT = Path(__file__).resolve().parents[2]

# A writer that is killed by the kernel at the n-th call of one step of the store.
KILLED_WRITER = """
import os, signal, sys
from django.conf import settings
settings.configure(FILES_ROOT=sys.argv[1])
from core import files
step, nth = sys.argv[2], int(sys.argv[3])
real, calls = getattr(os, step), []
def killing(*args, **kwargs):
    calls.append(step)
    if len(calls) == nth:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **kwargs)
setattr(os, step, killing)
files.put(b"receipt " * 500_000)
print("stored")
"""
KILLED_BYTES = b"receipt " * 500_000


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def stored_files(store: Path) -> list[Path]:
    return sorted(file for file in store.rglob("*") if file.is_file() and "unfinished" not in file.parts)


def run_writer(store: Path, *args: object, timeout: float = 30) -> subprocess.CompletedProcess:
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-c", KILLED_WRITER, str(store), *map(str, args)]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, timeout=timeout)


def test_put_returns_the_sha256_and_read_gives_the_bytes_back():
    sha256 = files.put(b"receipt")

    assert sha256 == hashlib.sha256(b"receipt").hexdigest()
    assert files.read(sha256) == b"receipt"
    assert files.exists(sha256)


def test_put_keeps_empty_bytes():
    assert files.read(files.put(b"")) == b""


def test_put_twice_stores_one_file(store):
    first = files.put(b"same")
    second = files.put(b"same")

    assert first == second
    assert stored_files(store) == [files.path(first)]


def test_put_keeps_files_and_folders_private(store):
    sha256 = files.put(b"private")

    assert stat.S_IMODE(files.path(sha256).stat().st_mode) == 0o600
    folders = [store, *(folder for folder in store.rglob("*") if folder.is_dir())]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_put_replaces_a_damaged_copy():
    sha256 = files.put(b"whole")
    files.path(sha256).write_bytes(b"who")

    files.put(b"whole")

    assert files.read(sha256) == b"whole"


def test_put_of_the_same_bytes_from_many_threads_stores_one_whole_file(store):
    data = os.urandom(1_000_000)
    barrier = threading.Barrier(16)
    answers = []

    def write():
        barrier.wait()
        answers.append(files.put(data))

    threads = [threading.Thread(target=write) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [hashlib.sha256(data).hexdigest()] * 16
    assert stored_files(store) == [files.path(answers[0])]
    assert list((store / "unfinished").iterdir()) == []


def test_put_leaves_nothing_when_the_disk_refuses(store, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        files.put(b"too much")

    assert stored_files(store) == []
    assert list((store / "unfinished").iterdir()) == []


@pytest.mark.parametrize(
    ("step", "nth", "whole_after_the_kill"),
    [
        ("fdopen", 1, False),
        ("fsync", 1, False),
        ("replace", 1, False),
        ("fsync", 2, True),
        ("fsync", 3, True),
        ("fsync", 4, True),
    ],
)
def test_put_killed_at_any_step_leaves_no_half_file(store, step, nth, whole_after_the_kill):
    writer = run_writer(store, step, nth)

    sha256 = hashlib.sha256(KILLED_BYTES).hexdigest()
    assert (writer.returncode, writer.stdout) == (-signal.SIGKILL, b"")
    assert files.exists(sha256) is whole_after_the_kill
    assert [hashlib.sha256(file.read_bytes()).hexdigest() for file in stored_files(store)] == (
        [sha256] if whole_after_the_kill else []
    )


def test_put_after_a_kill_stores_the_file(store):
    run_writer(store, "replace", 1)

    writer = run_writer(store, "replace", 2)

    assert (writer.returncode, writer.stdout) == (0, b"stored\n")
    assert files.read(hashlib.sha256(KILLED_BYTES).hexdigest()) == KILLED_BYTES


def test_remove_unfinished_removes_only_old_leftovers(store):
    run_writer(store, "replace", 1)
    (leftover,) = (store / "unfinished").iterdir()

    assert files.remove_unfinished() == 0
    assert leftover.exists()

    os.utime(leftover, (0, 0))
    assert files.remove_unfinished() == 1
    assert list((store / "unfinished").iterdir()) == []


def test_remove_unfinished_of_an_empty_store_removes_nothing():
    assert files.remove_unfinished() == 0


def test_read_refuses_bytes_that_were_changed_on_disk():
    sha256 = files.put(b"18,600.00")
    files.path(sha256).write_bytes(b"18,601.00")

    with pytest.raises(files.Damaged, match=sha256):
        files.read(sha256)


def test_read_of_an_unknown_file_raises_file_not_found():
    with pytest.raises(FileNotFoundError):
        files.read("0" * 64)


def test_exists_is_false_for_an_unknown_file():
    assert files.exists("0" * 64) is False


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "0" * 64 + "\n", "0" * 63 + "/"]
)
def test_path_refuses_what_is_not_a_sha256(name):
    with pytest.raises(ValueError, match="64 lower-case hex digits"):
        files.path(name)


def test_root_without_a_setting_is_below_the_data_folder(settings, monkeypatch):
    settings.FILES_ROOT = None
    monkeypatch.setenv("TONGXIN_DATA", "/data")

    assert files.root() == Path("/data/files")
