"""tongxin.dev.foreground"""

import os
import signal
import subprocess
import sys
import threading

import pytest

from tongxin.dev import foreground
from tongxin.dev.failure import Interrupted, Stop
from tongxin.dev.project import ROOT


def run(code):
    return foreground.run([sys.executable, "-c", code], env=dict(os.environ), cwd=ROOT)


def show(code):
    foreground.show([sys.executable, "-c", code], env=dict(os.environ), cwd=ROOT, failure="It failed")


def test_show_prints_the_lines_indented(capsys):
    show("print('grants'); print('  雒城街道')")

    assert capsys.readouterr().out == "      grants\n        雒城街道\n"


def test_show_stops_with_the_errors_of_a_failing_step(capsys):
    with pytest.raises(Stop) as refusal:
        show("print('grants'); raise SystemExit('no such table')")

    assert str(refusal.value) == "It failed:\n    no such table"
    assert capsys.readouterr().out == "      grants\n"


@pytest.mark.parametrize("code", [0, 1, 5])
def test_run_returns_the_exit_code(code):
    assert run(f"raise SystemExit({code})") == code


def test_run_returns_128_and_the_signal_of_a_killed_command():
    assert run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)") == 137


def test_run_passes_sigterm_on_and_waits(tmp_path):
    code = (
        "import signal, sys, time;"
        f"done = lambda *_: (open({str(tmp_path / 'done')!r}, 'w').close(), sys.exit(7));"
        "signal.signal(signal.SIGTERM, done);"
        f"open({str(tmp_path / 'up')!r}, 'w').close();"
        "time.sleep(60)"
    )
    watcher = threading.Thread(target=_terminate_when, args=(tmp_path / "up",))
    watcher.start()

    assert run(code) == 7

    watcher.join()
    assert (tmp_path / "done").exists()


def _terminate_when(file):
    while not file.exists():
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def test_run_stays_in_our_process_group_for_the_terminals_sake():
    code = f"import os; raise SystemExit(os.getpgrp() != {os.getpgrp()})"

    assert run(code) == 0


def test_run_puts_the_handlers_back():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]

    run("")

    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interruptible_turns_a_signal_into_interrupted(number):
    before = signal.getsignal(number)

    with pytest.raises(Interrupted) as interrupted, foreground.interruptible():
        os.kill(os.getpid(), number)

    assert interrupted.value.number == number
    assert signal.getsignal(number) is before


def test_run_takes_the_command_along_when_we_are_killed():
    inner = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    outer = (
        "import os, sys; from pathlib import Path; from tongxin.dev import foreground;"
        f"foreground.run([sys.executable, '-c', {inner!r}], env=dict(os.environ), cwd=Path('/'))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", outer], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        child = int(parent.stdout.readline())

        parent.kill()

        # Its end closes the pipe.
        assert parent.stdout.read() == ""
    assert child != parent.pid
