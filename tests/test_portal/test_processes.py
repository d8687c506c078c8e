"""tongxin.dev.processes"""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest

from tests.test_portal.conftest import is_gone, until
from tongxin.dev import processes
from tongxin.dev.failure import Interrupted
from tongxin.dev.foreground import interruptible
from tongxin.dev.processes import belongs_to, group_members, run_tied, started_at, stop_leftovers

SLEEP = "import time; time.sleep(60)"
# A parent that has a child of its own, prints both numbers and ignores a polite request.
STUBBORN_PAIR = (
    "import os, signal, subprocess, sys, time;"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print(child.pid, flush=True);"
    "time.sleep(60)"
)


def test_stop_kills_a_stubborn_program_and_its_children(program):
    stubborn = program(STUBBORN_PAIR, patience=0.2)
    leader = processes.start(stubborn)
    assert until(lambda: stubborn.log.read_text().strip())
    grandchild = int(stubborn.log.read_text())

    processes.stop(stubborn, leader)

    assert leader.returncode == -signal.SIGKILL
    assert until(lambda: is_gone(grandchild))
    assert not stubborn.pid_file.exists()


def test_stop_waits_for_a_program_that_ends_by_itself(program):
    code = (
        "import signal, sys, time;"
        "signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.3), print('done', flush=True), sys.exit(0)));"
        "print('up', flush=True); time.sleep(60)"
    )
    orderly = program(code)
    child = processes.start(orderly)
    assert until(lambda: orderly.log.read_text() == "up\n")

    processes.stop(orderly, child)

    assert child.returncode == 0
    assert orderly.log.read_text() == "up\ndone\n"


def test_run_tied_returns_what_the_program_said_and_how_it_ended():
    done = run_tied([sys.executable, "-c", "import sys; print('out'); sys.exit('err')"])

    assert (done.returncode, done.stdout, done.stderr) == (1, "out\n", "err\n")


def test_run_tied_leaves_nothing_of_the_group_when_it_is_interrupted(tmp_path):
    code = (
        "import subprocess, sys, time;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(f'{{child.pid}}\\n');"
        "time.sleep(60)"
    )
    watcher = threading.Thread(target=_interrupt_when, args=(tmp_path / "pid",))
    watcher.start()

    with pytest.raises(Interrupted), interruptible():
        run_tied([sys.executable, "-c", code])

    watcher.join()
    assert is_gone(int((tmp_path / "pid").read_text()))


def _interrupt_when(file):
    until(lambda: file.exists() and file.read_text().endswith("\n"))
    os.kill(os.getpid(), signal.SIGTERM)


def test_start_runs_the_program_in_a_session_of_its_own(program):
    sleeper = program(SLEEP)
    child = processes.start(sleeper)

    assert os.getsid(child.pid) == child.pid
    processes.stop(sleeper, child)


def test_start_leaves_the_signals_of_the_child_unblocked(program):
    code = "import signal; print(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])), flush=True)"
    shower = program(code)
    with processes.undisturbed():
        child = processes.start(shower)
    child.wait()

    assert shower.log.read_text() == "[]\n"


def test_children_die_with_a_parent_that_is_killed(folder):
    code = f"""
import sys, time
from pathlib import Path
from tongxin.dev import processes
folder = Path({str(folder.root)!r})
child = processes.start(processes.Program(
    "child", [sys.executable, "-c", {SLEEP!r}], {{}}, folder / "x.log", folder / "x.pid", folder
))
print(child.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        assert not is_gone(child)

        parent.kill()

        assert until(lambda: is_gone(child))


@pytest.fixture
def leftover(program):
    """A program that runs on after its launcher has died, with its pid file."""
    left = program(SLEEP, name="left")
    child = processes.start(left)
    yield child, left
    processes.kill_group(child.pid)
    child.wait()


def test_stop_leftovers_ends_what_is_noted_and_names_our_folder(folder, leftover):
    child, left = leftover

    assert stop_leftovers(folder.run, [folder.root]) == ["left"]

    assert child.wait() == -signal.SIGTERM
    assert not left.pid_file.exists()


def test_stop_leftovers_spares_a_process_that_got_the_number_later(folder, leftover):
    child, left = leftover
    note = json.loads(left.pid_file.read_text())
    left.pid_file.write_text(json.dumps({**note, "started": note["started"] - 1}))
    stranger = subprocess.Popen([sys.executable, "-c", SLEEP], env={})
    number = {"pid": stranger.pid, "started": started_at(stranger.pid), "signal": 15}
    (folder.run / "stranger.pid").write_text(json.dumps(number))

    assert stop_leftovers(folder.run, [folder.root / "elsewhere"]) == []

    assert child.poll() is None
    assert stranger.poll() is None
    assert list(folder.run.glob("*.pid")) == []
    stranger.kill()
    stranger.wait()


def test_stop_leftovers_finds_children_that_outlived_their_leader(folder, program):
    pair = program(STUBBORN_PAIR, name="pair")
    leader = processes.start(pair)
    assert until(lambda: pair.log.read_text().strip())
    orphan = int(pair.log.read_text())
    leader.kill()
    leader.wait()
    assert group_members(leader.pid) == [orphan]

    assert stop_leftovers(folder.run, [folder.root]) == ["pair"]

    assert until(lambda: is_gone(orphan))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": 1, "started": null, "signal": 15}'])
def test_stop_leftovers_forgets_a_damaged_note(folder, text):
    (folder.run / "web.pid").write_text(text)

    assert stop_leftovers(folder.run, [folder.root]) == []

    assert not (folder.run / "web.pid").exists()


def test_started_at_is_none_for_a_zombie_and_for_nobody():
    child = subprocess.Popen([sys.executable, "-c", ""])
    assert until(lambda: started_at(child.pid) is None)
    child.wait()

    assert started_at(child.pid) is None
    assert started_at(os.getpid()) is not None


def test_belongs_to_reads_the_environment_and_the_command_line(folder, leftover, tmp_path):
    child, _ = leftover

    assert until(lambda: belongs_to(child.pid, [folder.root]))
    assert not belongs_to(child.pid, [tmp_path / "other"])


def test_undisturbed_holds_a_signal_back_until_the_end():
    seen = []
    before = signal.signal(signal.SIGTERM, lambda *_: seen.append("term"))
    try:
        with processes.undisturbed():
            signal.raise_signal(signal.SIGTERM)
            held = list(seen)
        assert (held, seen) == ([], ["term"])
    finally:
        signal.signal(signal.SIGTERM, before)


def test_start_keeps_one_old_log_when_it_has_grown_too_large(program, monkeypatch):
    short = program("print('new')")
    short.log.write_text("x" * 100)
    monkeypatch.setattr(processes, "LOG_LIMIT", 99)

    processes.start(short).wait()

    assert short.log.read_text() == "new\n"
    assert short.log.with_suffix(".old.log").read_text() == "x" * 100
