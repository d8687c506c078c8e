"""tongxin.dev.up"""

import argparse
import socket
import sys
import time
from pathlib import Path

import pytest

from tests.test_portal.conftest import is_gone, run_portal, until
from tongxin.dev import processes
from tongxin.dev.network import free_port, status_of
from tongxin.dev.project import ROOT, VAR
from tongxin.dev.up import forget_everything, parse, port_number, services


def test_parse_starts_on_port_8000_in_var_with_the_demonstration():
    assert vars(parse([])) == {"port": 8000, "data": VAR, "fresh": False, "no_demo": False}


def test_parse_takes_every_option():
    options = parse(["--port", "8001", "--data", "elsewhere", "--fresh", "--no-demo"])

    assert vars(options) == {"port": 8001, "data": Path("elsewhere"), "fresh": True, "no_demo": True}


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "", "８０００"])
def test_port_number_refuses_what_is_none(text):
    with pytest.raises(argparse.ArgumentTypeError, match="is not a port"):
        port_number(text)


def test_run_with_wrong_usage_ends_with_2():
    done = run_portal("up", "--port", "http")

    assert done.returncode == 2
    assert "http is not a port (1 to 65535)" in done.stderr


def test_run_says_which_port_is_taken_before_it_installs_anything(folder):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = run_portal("up", "--data", folder.root, "--port", port)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Port {port} is taken by another program. Start with another one: ./portal up --port {port + 1}\n"
    )


def test_run_says_that_the_data_folder_can_not_be_written():
    done = run_portal("up", "--data", "/proc/tongxin")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The data folder /proc/tongxin can't be written (")
    assert len(done.stderr.splitlines()) == 1


def test_run_refuses_a_folder_in_use(folder):
    with folder.locked():
        done = run_portal("up", "--data", folder.root, "--port", free_port())

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Another ./portal is using {folder.root}.")


def test_run_will_not_seem_to_empty_somebody_elses_database(folder):
    url = "postgresql://a@db.example/x"
    done = run_portal(
        *("up", "--fresh", "--data", folder.root, "--port", free_port()),
        env={"DATABASE_URL": url, "OWNER_DATABASE_URL": url},
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("--fresh can't empty the database that DATABASE_URL names.")


def test_forget_everything_deletes_only_what_was_made_here(folder):
    (folder.root / "servers" / "postgres").mkdir(parents=True)
    (folder.root / "files").mkdir()
    (folder.root / "secrets.json").write_text("{}")
    (folder.root / "celerybeat-schedule.dat").write_text("")
    (folder.root / "fonts").mkdir()
    (folder.root / "my thesis").write_text("kept")

    forget_everything(folder)

    assert sorted(each.name for each in folder.root.iterdir()) == ["fonts", "log", "my thesis", "run"]


def test_services_do_not_know_the_owners_address(folder):
    env = {"DATABASE_URL": "runtime", "OWNER_DATABASE_URL": "owner"}

    programs = services(folder, env, 8000)

    assert [(each.name, dict(each.env)) for each in programs] == [
        (name, {"DATABASE_URL": "runtime"}) for name in ("web", "worker", "beat")
    ]


def start_up(launcher, folder, port):
    """Start everything and return the process, its lines up to `ready` and the seconds it took."""
    began = time.monotonic()
    child = launcher("up", "--data", folder.root, "--port", port)
    lines = []
    for line in child.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("ready "):
            return child, lines, time.monotonic() - began
    raise AssertionError("\n".join([*lines, child.stderr.read()]))


@pytest.mark.slow
def test_run_brings_everything_up_and_takes_it_all_down(launcher, folder, capsys):
    port = free_port()
    child, lines, first = start_up(launcher, folder, port)
    assert [line[:5] for line in lines if line.startswith("[")] == [f"[{step}/9]" for step in range(1, 10)]
    assert lines[-1] == f"ready http://127.0.0.1:{port}"
    assert status_of(f"http://127.0.0.1:{port}/readyz") == 200

    pids = family(folder)
    child.terminate()
    assert child.wait(60) == 0
    assert all(until(lambda pid=pid: is_gone(pid)) for pid in pids)
    assert list(folder.run.glob("*.pid")) == []
    assert status_of(f"http://127.0.0.1:{port}/readyz") is None

    child, _, second = start_up(launcher, folder, port)
    pids = family(folder)
    child.kill()
    child.wait()
    child, _, third = start_up(launcher, folder, port)
    assert all(map(is_gone, pids))
    child.terminate()
    assert child.wait(60) == 0
    with capsys.disabled():
        sys.stdout.write(f"\nup: first {first:.1f} s, second {second:.1f} s, after a kill {third:.1f} s\n")


def family(folder):
    """Return the pids of the five programs and of all their children that name the folder."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    ours = [
        pid for pid in pids if processes.belongs_to(pid, [folder.root, (folder.root / "servers").resolve()])
    ]
    assert len(ours) >= 5
    return [pid for pid in ours if processes.started_at(pid) and b"tongxin.dev" not in _command(pid)]


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_ci_runs_the_two_commands_and_nothing_else():
    lines = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if not line.startswith("#")]

    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "./portal check", "./portal test"]
