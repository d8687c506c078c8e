"""The two web sites of a run, ours and the bare one, under the server and the settings of ``./portal up``."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.databases import ROOT
from tongxin.dev.network import HOST, free_port
from tongxin.dev.processes import group_members

WORKERS, THREADS = 2, 4  # as tongxin.dev.up starts them
PATIENCE = 60.0  # seconds until a site must answer


@dataclass(frozen=True)
class Site:
    """A site that runs: its port and the process that leads its group."""

    port: int
    pid: int

    @property
    def workers(self) -> list[int]:
        """The processes that answer, without the one that keeps them."""
        return [pid for pid in group_members(self.pid) if pid != self.pid]


@contextlib.contextmanager
def serve(application: str, ready: str, *, log: str = os.devnull) -> Iterator[Site]:
    """Run a WSGI application under granian until the block ends; it answers at ``ready`` by then."""
    port = free_port()
    argv = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", HOST]
    argv += ["--port", str(port), "--workers", str(WORKERS), "--blocking-threads", str(THREADS), application]
    env = {name: value for name, value in os.environ.items() if name != "OWNER_DATABASE_URL"}
    with open(log, "ab") as output:
        child = subprocess.Popen(
            argv, cwd=ROOT, env=env, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait(port, ready)
        yield Site(port, child.pid)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _wait(port: int, path: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            Client(port).get(path)
        except (OSError, http.client.HTTPException):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


class Client:
    """One visitor with one connection that stays open, and cookies of their own."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=30)
        # Django takes the secret itself for a token: what a form would carry, without reading the form.
        self.cookies = {"csrftoken": "b" * 32, **(cookies or {})}

    def get(self, path: str, expected: int = 200) -> str:
        """Return the page at ``path``. Raises RuntimeError where the answer is another than expected."""
        return self._ask("GET", path, None, expected)

    def post(self, path: str, fields: Mapping[str, str], expected: int = 302) -> str:
        """Send a form and return the answer. Raises RuntimeError where it is another than expected."""
        return self._ask("POST", path, {"csrfmiddlewaretoken": self.cookies["csrftoken"], **fields}, expected)

    def _ask(self, method: str, path: str, fields: Mapping[str, str] | None, expected: int) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        if response.status != expected:
            raise RuntimeError(f"{method} {path}: {response.status} instead of {expected}")
        return text
