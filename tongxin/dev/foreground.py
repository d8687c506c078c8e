"""Running one command in front of the person: its output is theirs, its exit code is ours."""

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tongxin.dev.console import say
from tongxin.dev.failure import Interrupted, Stop
from tongxin.dev.logs import last_lines
from tongxin.dev.processes import end_group, tied_to_parent, undisturbed


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM into Interrupted, so that every `finally` runs."""

    def interrupt(number: int, frame: object) -> None:
        raise Interrupted(number)

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def show(argv: Sequence[str], *, env: Mapping[str, str], cwd: Path, failure: str) -> None:
    """Run a step of ours and print its lines indented as they come; Stop with its errors if it fails."""
    with tempfile.TemporaryFile("w+", errors="replace") as errors, contextlib.ExitStack() as stack:
        with undisturbed():
            child = stack.enter_context(
                subprocess.Popen(
                    argv,
                    env=dict(env),
                    cwd=cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                    start_new_session=True,
                    preexec_fn=tied_to_parent(signal.SIGTERM),
                )
            )
            stack.callback(end_group, child.pid)
        for line in child.stdout or ():
            say(f"      {line.rstrip()}")
        if child.wait():
            errors.seek(0)
            raise Stop(f"{failure}:\n{last_lines(errors.read(), 20)}")


def run(argv: Sequence[str], *, env: Mapping[str, str], cwd: Path) -> int:
    """Run a command and return its exit code.

    It stays in our process group, so Ctrl-C reaches it from the terminal and a debugger can read the
    keyboard; SIGTERM is passed on. Both are then left to the command to act on.
    """
    with undisturbed():
        child = subprocess.Popen(argv, env=dict(env), cwd=cwd, preexec_fn=tied_to_parent(signal.SIGTERM))

        def pass_on(number: int, frame: object) -> None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGTERM)

        before = {
            signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),
            signal.SIGTERM: signal.signal(signal.SIGTERM, pass_on),
        }
    try:
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code
