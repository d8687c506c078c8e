"""Starting and stopping child processes so that none is left behind."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tongxin.dev.account import Account

PR_SET_PDEATHSIG = 1
NOTE = ("pid", "started", "signal")  # what a pid file holds
SIGNALS = (signal.SIGINT, signal.SIGTERM)
GROUP_PATIENCE = 5.0  # seconds a killed group may take to be gone
LOG_LIMIT = 5_000_000  # bytes; past it a log starts anew and the old one is kept once

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Program:
    """A long-running program: how it is started and how it is asked to end."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    pid_file: Path
    cwd: Path
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 20.0  # seconds between asking and killing
    before: Callable[[], None] = lambda: None


Running = tuple[Program, subprocess.Popen[bytes]]


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C and SIGTERM, so that a child is never started without being noted."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def tied_to_parent(sign: signal.Signals) -> Callable[[], None]:
    """Return a preexec function: the child gets ``sign`` when we die, even by SIGKILL.

    It runs after the change of user, which would clear the setting.
    """
    parent = os.getpid()

    def tie() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        unblock_signals()

    return tie


def unblock_signals() -> None:
    """Let a child, which inherits what ``undisturbed`` holds back, be interrupted again."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def start(program: Program) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own and note its pid for the next start."""
    program.before()
    options = program.account.spawn_options() if program.account else {}
    with undisturbed(), _open_log(program.log) as log:
        child = subprocess.Popen(  # type: ignore[call-overload]
            program.argv,
            env=dict(program.env),
            cwd=program.cwd,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=tied_to_parent(program.stop_signal),
            **options,
        )
        note = {"pid": child.pid, "started": started_at(child.pid), "signal": int(program.stop_signal)}
        program.pid_file.write_text(json.dumps(note))
    return child


def _open_log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")


def run_tied(argv: Sequence[str], **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; if we are interrupted, all of its processes are gone before we go on.

    A killed initdb alone would leave a server behind that still writes into the folder.
    """
    with contextlib.ExitStack() as stack:
        with undisturbed():
            child = stack.enter_context(
                subprocess.Popen(
                    argv,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    start_new_session=True,
                    preexec_fn=tied_to_parent(signal.SIGKILL),
                    **options,
                )
            )
            stack.callback(end_group, child.pid)
        output, errors = child.communicate()
    return subprocess.CompletedProcess(argv, child.returncode, output, errors)


def end_group(pid: int) -> None:
    """Kill what is left of a process group and wait until it is gone."""
    kill_group(pid)
    deadline = time.monotonic() + GROUP_PATIENCE
    while group_members(pid) and time.monotonic() < deadline:
        time.sleep(0.01)


def stop(program: Program, child: subprocess.Popen[bytes]) -> None:
    """Ask a child to end and see it off."""
    ask(program, child)
    finish(program, child)


def finish(program: Program, child: subprocess.Popen[bytes]) -> None:
    """Wait for a child that was asked to end, kill what is left of its group, forget its pid."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(program.patience)
    kill_group(child.pid)
    child.wait()
    program.pid_file.unlink(missing_ok=True)


def ask(program: Program, child: subprocess.Popen[bytes]) -> None:
    """Send a child its stop signal without waiting."""
    if child.poll() is None:
        child.send_signal(program.stop_signal)


def kill_group(pid: int) -> None:
    """Kill whatever is left of the process group that ``pid`` led."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def started_at(pid: int) -> int | None:
    """Return a living process's start time in clock ticks since boot, None if it is gone or a zombie."""
    fields = _stat(pid)
    return None if not fields or fields[0] in "ZX" else int(fields[19])


def group_members(group: int) -> list[int]:
    """Return the living processes of a process group."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [
        pid for pid in pids if (fields := _stat(pid)) and fields[2] == str(group) and fields[0] not in "ZX"
    ]


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on, none if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def belongs_to(pid: int, folders: Sequence[Path]) -> bool:
    """Say whether a process names one of the folders on its command line or in its environment."""
    for file in ("cmdline", "environ"):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/{file}").read_bytes()
            if any(os.fsencode(folder) in words for folder in folders):
                return True
    return False


def stop_leftovers(run: Path, folders: Sequence[Path]) -> list[str]:
    """End the processes that an earlier, killed start left behind; return their names.

    A pid is trusted only if its start time is the noted one and it names one of our folders: the
    number may since have gone to a stranger. Children that outlived their leader are found by its group.
    """
    stopped = []
    for pid_file in sorted(run.glob("*.pid")):
        note = _read_note(pid_file)
        if note and _end_leftover(note, folders):
            stopped.append(pid_file.stem)
        pid_file.unlink(missing_ok=True)
    return stopped


def _end_leftover(note: Mapping[str, int], folders: Sequence[Path]) -> bool:
    pid = note["pid"]
    is_alive = started_at(pid) == note["started"] and belongs_to(pid, folders)
    if is_alive:
        _end_stranger(pid, note["signal"])
    orphans = [each for each in group_members(pid) if belongs_to(each, folders)]
    for each in orphans:
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    return is_alive or bool(orphans)


def _read_note(pid_file: Path) -> dict[str, int] | None:
    try:
        note = json.loads(pid_file.read_text())
    except (OSError, ValueError):
        return None
    is_whole = isinstance(note, dict) and all(isinstance(note.get(key), int) for key in NOTE)
    return note if is_whole else None


def _end_stranger(pid: int, sign: int, patience: float = 10.0) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sign)
    deadline = time.monotonic() + patience
    while started_at(pid) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
