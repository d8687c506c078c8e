"""PostgreSQL and Valkey together: started, made ready, stopped."""

import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tongxin.dev import postgres, processes, valkey
from tongxin.dev.account import server_account
from tongxin.dev.environment import Addresses, addresses_of, given_database, given_redis
from tongxin.dev.failure import Stop
from tongxin.dev.folder import Folder
from tongxin.dev.home import server_home, socket_folder
from tongxin.dev.network import free_port
from tongxin.dev.processes import Program, Running
from tongxin.dev.roles import make_roles

ATTEMPTS = 3  # a free port may be taken by another before we listen on it


@dataclass
class Servers:
    """The servers that run for a data folder; those of the environment are not among ``running``."""

    addresses: Addresses
    running: list[Running] = field(default_factory=list)


@contextlib.contextmanager
def servers(
    folder: Folder,
    *,
    environ: Mapping[str, str] | None = None,
    is_durable: bool = True,
    tell: Callable[[str], None] = lambda line: None,
) -> Iterator[Servers]:
    """Run both servers for a locked folder and stop them in the end.

    ``environ`` is where DATABASE_URL and REDIS_URL may name others; an empty one means: only our own.
    """
    environ = os.environ if environ is None else environ
    secrets = folder.secrets()
    running: list[Running] = []
    try:
        database = given_database(environ, secrets)
        redis = given_redis(environ, secrets)
        tell("PostgreSQL" if database is None else "PostgreSQL: the one DATABASE_URL names")
        ports = {"postgres_port": 0, "valkey_port": 0}
        if database is None:
            ports["postgres_port"] = _start_postgres(folder, secrets, running, is_durable)
        tell("Valkey" if redis is None else "Valkey: the one REDIS_URL names")
        if redis is None:
            ports["valkey_port"] = _start_valkey(folder, secrets, running)
        ours = addresses_of(secrets, **ports)
        runtime, owner = database or (ours.database, ours.owner_database)
        backup = ours.backup if database is None else ""
        yield Servers(Addresses(runtime, owner, redis or ours.redis, backup), running)
    finally:
        for program, child in reversed(running):
            processes.stop(program, child)


def _start_postgres(
    folder: Folder,
    secrets: Mapping[str, str],
    running: list[Running],
    is_durable: bool,
) -> int:
    account = server_account()
    programs = postgres.find_programs(account)
    home = server_home(folder, account)
    log, pid_file = folder.log / "postgres.log", folder.run / "postgres.pid"

    def begin(port: int) -> None:
        sockets = socket_folder(home, account)
        cluster = postgres.Cluster(programs, home / "postgres", sockets, account, port, is_durable)
        postgres.make_cluster(cluster, secrets["superuser"])
        program = postgres.program(cluster, log=log, pid_file=pid_file)
        _start(program, running, lambda child: postgres.wait_ready(cluster, child, log))
        make_roles(cluster, secrets)

    return _on_free_port(begin)


def _start_valkey(folder: Folder, secrets: Mapping[str, str], running: list[Running]) -> int:
    account = server_account()
    server = valkey.find_server(account)
    home = server_home(folder, account)
    log, pid_file = folder.log / "valkey.log", folder.run / "valkey.pid"

    def begin(port: int) -> None:
        sockets = socket_folder(home, account)
        store = valkey.Store(server, home / "valkey", sockets, account, port, secrets["valkey"])
        valkey.make_store(store)
        program = valkey.program(store, log=log, pid_file=pid_file)
        _start(program, running, lambda child: valkey.wait_ready(store, child, log))

    return _on_free_port(begin)


def _start(
    program: Program,
    running: list[Running],
    wait: Callable[[subprocess.Popen[bytes]], None],
) -> None:
    with processes.undisturbed():
        child = processes.start(program)
        running.append((program, child))
    try:
        wait(child)
    except Stop:
        running.remove((program, child))
        processes.stop(program, child)
        raise


def _on_free_port(begin: Callable[[int], None]) -> int:
    """Call ``begin`` with free ports until one is still free when the server takes it."""
    for attempt in range(1, ATTEMPTS + 1):
        port = free_port()
        try:
            begin(port)
        except Stop as stop:
            if attempt == ATTEMPTS or "in use" not in str(stop):
                raise
            # Also said of shared memory, which a killed server's last children let go a moment later.
            time.sleep(attempt)
        else:
            return port
    raise AssertionError("unreachable")


def stop_leftovers(folder: Folder) -> list[str]:
    """End what an earlier, killed launcher left running for this folder; return the programs' names."""
    root = folder.root.resolve()
    return processes.stop_leftovers(folder.run, [folder.root, root, Path(root / "servers").resolve()])


def require_own_database(folder: Folder, environ: Mapping[str, str] | None = None) -> None:
    """Raise Stop if DATABASE_URL names somebody's server: --fresh must not seem to have emptied it."""
    environ = os.environ if environ is None else environ
    if given_database(environ, folder.secrets()) is not None:
        raise Stop(
            "--fresh can't empty the database that DATABASE_URL names. Unset it, or empty that one yourself."
        )
