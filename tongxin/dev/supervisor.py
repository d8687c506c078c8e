"""Keeping the programs running: a crashed one is started again, more and more slowly, then given up."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tongxin.dev import processes
from tongxin.dev.console import say
from tongxin.dev.failure import Stop
from tongxin.dev.logs import tail
from tongxin.dev.network import status_of
from tongxin.dev.processes import Program, Running

WINDOW = 60.0  # seconds in which crashes are counted
MOST_CRASHES = 5  # in that window
FIRST_DELAY = 0.5  # seconds; doubled with every crash in the window
PAUSE = 0.2  # seconds between two looks


class Supervisor:
    """Watches the programs in ``running``, a list it shares with whoever stops them in the end."""

    def __init__(self, running: list[Running], *, clock: Callable[[], float] = time.monotonic) -> None:
        self.running = running
        self.clock = clock
        self.crashes: dict[str, list[float]] = {}
        self.due: dict[str, float] = {}

    def start(self, program: Program) -> None:
        """Start one more program and watch it."""
        with processes.undisturbed():
            self.running.append((program, processes.start(program)))

    def tend(self) -> None:
        """Look after every program once; Stop if one crashes again and again."""
        for index, (program, child) in enumerate(self.running):
            if child.poll() is None:
                continue
            if program.name not in self.due:
                self._note_crash(program, child.returncode)
                processes.kill_group(child.pid)
            elif self.clock() >= self.due[program.name]:
                del self.due[program.name]
                with processes.undisturbed():
                    self.running[index] = (program, processes.start(program))

    def _note_crash(self, program: Program, code: int) -> None:
        now = self.clock()
        recent = [at for at in self.crashes.get(program.name, []) if now - at < WINDOW] + [now]
        self.crashes[program.name] = recent
        if len(recent) >= MOST_CRASHES:
            raise Stop(
                f"{program.name} stopped {len(recent)} times within a minute and is given up;"
                f" {program.log} says:\n{tail(program.log)}"
            )
        delay = FIRST_DELAY * 2 ** (len(recent) - 1)
        self.due[program.name] = now + delay
        say(f"{program.name} stopped ({_how(code)}) and is started again in {delay:g} s; see {program.log}")

    def wait_for(self, url: str, *, patience: float, log: Path) -> None:
        """Tend until a GET of ``url`` answers 200; Stop with the log's end after ``patience`` seconds."""
        deadline = self.clock() + patience
        status = None
        while self.clock() < deadline:
            self.tend()
            status = status_of(url)
            if status == 200:
                return
            time.sleep(0.05)
        answer = "nothing" if status is None else f"status {status}"
        raise Stop(f"{url} answers {answer} after {patience:g} s; {log} says:\n{tail(log)}")

    def watch(self) -> None:
        """Tend until a signal ends it."""
        while True:
            self.tend()
            time.sleep(PAUSE)

    def stop(self, programs: Sequence[Program]) -> None:
        """Stop these programs: all are asked at once, each is asked once, then waited for."""
        leaving = [each for each in self.running if each[0] in programs]
        for program, child in leaving:
            processes.ask(program, child)
        for program, child in leaving:
            processes.finish(program, child)
            self.running.remove((program, child))


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
