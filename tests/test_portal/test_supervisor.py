"""tongxin.dev.supervisor"""

import http.server
import signal
import threading
import time

import pytest

from tests.test_portal.conftest import until
from tongxin.dev import processes
from tongxin.dev.failure import Stop
from tongxin.dev.network import free_port
from tongxin.dev.supervisor import MOST_CRASHES, Supervisor

SLEEP = "import time; print('up', flush=True); time.sleep(60)"


class Clock:
    """A clock that stands still until it is set forward."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def supervisor(clock):
    """A supervisor whose programs are stopped in the end."""
    made = Supervisor([], clock=clock)
    yield made
    for program, child in made.running:
        processes.stop(program, child)


def child_of(supervisor):
    (_, child), *_ = supervisor.running
    return child


def test_tend_starts_a_crashed_program_again_after_its_delay(supervisor, program, clock, capsys):
    supervisor.start(program(SLEEP, name="web"))
    first = child_of(supervisor)
    first.kill()
    first.wait()

    supervisor.tend()
    supervisor.tend()
    assert child_of(supervisor) is first
    clock.now = 0.5
    supervisor.tend()

    assert child_of(supervisor).pid != first.pid
    assert child_of(supervisor).poll() is None
    assert capsys.readouterr().out.startswith("web stopped (signal 9) and is started again in 0.5 s")


def test_tend_waits_longer_after_each_crash(supervisor, program, clock, capsys):
    supervisor.start(program("raise SystemExit(3)", name="web"))
    for _ in range(MOST_CRASHES - 1):
        child_of(supervisor).wait()
        supervisor.tend()
        clock.now = supervisor.due["web"]
        supervisor.tend()

    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(";")[0] for line in lines] == [
        f"web stopped (exit code 3) and is started again in {delay} s" for delay in ("0.5", "1", "2", "4")
    ]


def test_tend_gives_up_with_the_programs_last_words(supervisor, program, clock):
    supervisor.start(program("raise SystemExit('no such street')", name="web"))
    for _ in range(MOST_CRASHES - 1):
        child_of(supervisor).wait()
        supervisor.tend()
        clock.now = supervisor.due["web"]
        supervisor.tend()
    child_of(supervisor).wait()

    with pytest.raises(Stop) as refusal:
        supervisor.tend()

    assert str(refusal.value).startswith("web stopped 5 times within a minute and is given up; ")
    assert str(refusal.value).endswith("    no such street")


def test_tend_forgives_crashes_of_more_than_a_minute_ago(supervisor, program, clock):
    supervisor.start(program("raise SystemExit(1)", name="web"))
    for _ in range(MOST_CRASHES + 2):
        child_of(supervisor).wait()
        supervisor.tend()
        clock.now += 61
        supervisor.tend()

    assert len(supervisor.crashes["web"]) == 1


def test_tend_leaves_other_programs_running(supervisor, program):
    supervisor.start(program("", name="short"))
    supervisor.start(program(SLEEP, name="long"))
    (_, short), (_, long) = supervisor.running
    short.wait()

    supervisor.tend()

    assert supervisor.running[1][1] is long
    assert long.poll() is None


def test_tend_kills_the_children_of_a_crashed_program(supervisor, program):
    code = (
        "import subprocess, sys, time;"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True);"
        "time.sleep(60)"
    )
    supervisor.start(program(code, name="worker"))
    log = supervisor.running[0][0].log
    assert until(lambda: log.read_text().strip())
    child_of(supervisor).kill()
    child_of(supervisor).wait()

    supervisor.tend()

    grandchild = int(log.read_text())
    assert until(lambda: processes.started_at(grandchild) is None)


def test_stop_ends_these_programs_and_no_other(supervisor, program):
    for name in ("postgres", "web", "worker"):
        supervisor.start(program(SLEEP, name=name))
    (_, postgres), (web, first), (worker, second) = supervisor.running

    supervisor.stop([web, worker])

    assert [first.returncode, second.returncode] == [-signal.SIGTERM, -signal.SIGTERM]
    assert [child for _, child in supervisor.running] == [postgres]
    assert postgres.poll() is None


def test_stop_asks_once_and_all_at_the_same_time(supervisor, program):
    code = (
        "import signal, sys, time;"
        "signal.signal(signal.SIGTERM, lambda *_: (print('asked', flush=True), time.sleep(1), sys.exit(0)));"
        "print('up', flush=True); time.sleep(60)"
    )
    programs = [program(code, name=name) for name in ("web", "worker")]
    for each in programs:
        supervisor.start(each)
    assert until(lambda: all(each.log.read_text() for each in programs))
    began = time.monotonic()

    supervisor.stop(programs)

    assert time.monotonic() - began < 1.9
    assert [each.log.read_text() for each in programs] == ["up\nasked\n"] * 2


@pytest.fixture
def answering():
    """A server that answers with the statuses it is given, one after the other, the last one for ever."""
    servers = []

    def begin(*statuses):
        left = list(statuses)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(left.pop(0) if len(left) > 1 else left[0])
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/readyz"

    yield begin
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def test_wait_for_returns_when_the_page_answers_200(answering, tmp_path):
    url = answering(503, 404, 200)

    Supervisor([]).wait_for(url, patience=10, log=tmp_path / "log")


def test_wait_for_stops_with_what_was_answered(answering, tmp_path):
    (tmp_path / "log").write_text("no such table\n")
    url = answering(503)

    with pytest.raises(Stop, match=r"answers status 503 after 0\.2 s; .*/log says:\n    no such table"):
        Supervisor([]).wait_for(url, patience=0.2, log=tmp_path / "log")


def test_wait_for_stops_where_nobody_answers(tmp_path):
    with pytest.raises(Stop, match=r"answers nothing after 0\.2 s"):
        Supervisor([]).wait_for(f"http://127.0.0.1:{free_port()}/readyz", patience=0.2, log=tmp_path / "log")
