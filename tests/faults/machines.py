"""Our processes as they stand on several machines: each a group that can be killed whole, or cut off."""

import configparser
import contextlib
import http.client
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from django.conf import settings

from tongxin.dev.account import Account, server_account
from tongxin.dev.folder import remove_tree
from tongxin.dev.network import HOST, free_port

PROJECT = Path(__file__).resolve().parents[2]
POOLER = PROJECT / "deploy" / "pgbouncer" / "pgbouncer.ini"
PATIENCE = 120  # seconds until a machine must answer; alone on two cores it takes three


@dataclass
class Machine:
    """A process group that can be killed whole and started again; what it says goes to a file."""

    argv: Sequence[str]
    environ: Mapping[str, str]
    log_file: Path
    account: Account | None = None
    running: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the group."""
        options = self.account.spawn_options() if self.account else {}
        with self.log_file.open("ab") as log:
            self.running = subprocess.Popen(
                self.argv,
                cwd=PROJECT,
                env=dict(self.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **options,
            )

    def kill(self, sign: signal.Signals = signal.SIGKILL) -> None:
        """Send every process of the group a signal at once, and wait for the first of them."""
        if self.running is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.running.wait(timeout=30)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
        self.running = None

    def log(self) -> str:
        """Return the last words of the group, and before them its first error."""
        words = self.log_file.read_text(errors="replace")
        first = max(words.find(" ERROR "), 0)
        return f"{self.log_file.name}: {words[first : first + 6000]}\n…\n{words[-2000:]}"


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "OWNER_DATABASE_URL"} | dict(environ)


def worker(name: str, environ: Mapping[str, str], folder: Path) -> Machine:
    """Return a machine for background work, two processes of it."""
    options = f"worker -n {name}@test -c 2 -l WARNING --without-gossip --without-mingle --without-heartbeat"
    argv = [sys.executable, "-m", "celery", "-A", "tongxin.celery", *options.split()]
    return Machine(argv, _environment(environ), folder / f"{name}.log")


@dataclass
class Web(Machine):
    """A machine for pages, on a port of its own."""

    port: int = 0

    def wait(self) -> None:
        """Wait until it says that it can do its work."""
        deadline = time.monotonic() + PATIENCE
        while not (state := self._state()).startswith("200"):
            assert time.monotonic() < deadline and self.running.poll() is None, f"{state}\n{self.log()}"
            time.sleep(0.2)

    def _state(self) -> str:
        asking = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            asking.request("GET", "/readyz", headers={"X-Forwarded-Proto": "https"})
            response = asking.getresponse()
            return f"{response.status} {response.read().decode()}"
        except (OSError, http.client.HTTPException) as error:
            return repr(error)
        finally:
            asking.close()


def web(name: str, environ: Mapping[str, str], folder: Path) -> Web:
    """Return a machine for pages as the image starts it: four threads in one process."""
    port = free_port()
    options = f"--interface wsgi --no-ws --host {HOST} --port {port} --workers 1 --blocking-threads 4"
    argv = [sys.executable, "-m", "granian", *options.split(), "tongxin.wsgi:application"]
    return Web(argv, _environment(environ), folder / f"{name}.log", port=port)


@contextlib.contextmanager
def pooler(database: str, *, servers: int) -> Iterator[str]:
    """Run PgBouncer with the settings we deploy and yield the runtime role's address through it.

    ``servers`` is how many connections to PostgreSQL all its clients share.
    """
    account, port, program = server_account(), free_port(), _pooler_program()
    folder = Path(tempfile.mkdtemp(prefix="tongxin-pooler-"))
    role = settings.DATABASES["default"]
    (folder / "users").write_text(f'"{role["USER"]}" "{role["PASSWORD"]}"\n')
    (folder / "pgbouncer.ini").write_text(_pooler_settings(folder, database, port, servers))
    for path in (folder, *folder.iterdir()):
        account.own(path)
    argv = [program, str(folder / "pgbouncer.ini")]
    machine = Machine(argv, {"PATH": os.defpath}, folder / "log", account)
    machine.start()
    address = f"postgresql://{role['USER']}:{role['PASSWORD']}@{HOST}:{port}/{database}"
    try:
        _wait_for(address, machine)
        yield address
    finally:
        machine.kill(signal.SIGINT)
        remove_tree(folder)


def _pooler_program() -> str:
    found = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    assert found, "PgBouncer is missing: apt-get install pgbouncer"
    return found


def _pooler_settings(folder: Path, database: str, port: int, servers: int) -> str:
    """Return the deployed settings with this machine's address, port, names and number of servers."""
    deployed = configparser.ConfigParser(interpolation=None)
    deployed.read(POOLER)
    role = settings.DATABASES["default"]
    place, found, limits = deployed["databases"].pop("tongxin").partition(" dbname=tongxin ")
    assert (place, found) == ("host=db port=5432", " dbname=tongxin ")
    deployed["databases"][database] = f"host={role['HOST']} port={role['PORT']} dbname={database} {limits}"
    deployed["pgbouncer"].update(
        listen_addr=HOST,
        listen_port=str(port),
        unix_socket_dir="",
        auth_file=str(folder / "users"),
        default_pool_size=str(servers),
        reserve_pool_size="0",
    )
    written = io.StringIO()
    deployed.write(written)
    return written.getvalue()


def _wait_for(address: str, machine: Machine) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(address, connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline and machine.running.poll() is None, machine.log()
            time.sleep(0.05)


class Cable:
    """A wire from a port of its own to another one, which can be cut and mended."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.is_cut = False
        self.ends: list[socket.socket] = []
        self.lock = threading.Lock()
        self.plug = socket.create_server((HOST, 0))
        self.port = self.plug.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                near, _ = self.plug.accept()
            except OSError:
                return
            with self.lock:
                if self.is_cut:
                    near.close()
                    continue
                far = socket.create_connection((HOST, self.target))
                self.ends += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """Break everything that goes through now, and let nothing new through."""
        with self.lock:
            self.is_cut = True
            ends, self.ends = self.ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def mend(self) -> None:
        """Let new connections through again."""
        with self.lock:
            self.is_cut = False

    def close(self) -> None:
        """Break everything for good."""
        self.cut()
        self.plug.close()
