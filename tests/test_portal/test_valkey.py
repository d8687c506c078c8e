"""tongxin.dev.valkey"""

import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from tests.test_portal.conftest import until
from tongxin.dev import processes, valkey
from tongxin.dev.account import server_account
from tongxin.dev.failure import Stop
from tongxin.dev.home import server_home, socket_folder
from tongxin.dev.network import free_port
from tongxin.dev.processes import belongs_to
from tongxin.dev.valkey import Store, answers, find_server, make_store


@pytest.fixture
def store(folder):
    """A store that is not made yet."""
    account = server_account()
    home = server_home(folder, account)
    sockets = socket_folder(home, account)
    return Store(find_server(account), home / "valkey", sockets, account, free_port(), "secret")


@pytest.fixture
def start(folder, store):
    """Start the store's server; it is stopped in the end."""
    started = []

    def begin():
        log = folder.log / "valkey.log"
        program = valkey.program(store, log=log, pid_file=folder.run / "valkey.pid")
        child = processes.start(program)
        started.append((program, child))
        valkey.wait_ready(store, child, log)
        return child

    yield begin
    for program, child in started:
        processes.stop(program, child)


@pytest.fixture
def client(store):
    """A client with the right password."""
    with redis.Redis(port=store.port, password="secret") as connection:
        yield connection


def test_server_takes_its_password_only(store, start, client):
    make_store(store)
    start()

    assert client.ping() is True
    assert answers(store) is True
    assert answers(replace(store, password="wrong")) is False
    with socket.create_connection(("127.0.0.1", store.port)) as nobody:
        nobody.sendall(b"PING\r\n")
        assert nobody.recv(64).startswith(b"-NOAUTH ")


def test_server_answers_on_its_socket(store, start):
    make_store(store)
    start()

    with redis.Redis(unix_socket_path=str(store.sockets / "valkey.sock"), password="secret") as connection:
        assert connection.ping() is True


def test_server_never_forgets_to_make_room(store, start, client):
    make_store(store)
    start()

    assert client.config_get("maxmemory-policy", "appendonly") == {
        "maxmemory-policy": "noeviction",
        "appendonly": "yes",
    }


def test_server_keeps_what_it_knew_over_a_kill(store, start, client):
    make_store(store)
    child = start()
    client.set("queue", "full")
    time.sleep(1.2)  # the file is written every second
    child.kill()
    child.wait()

    start()

    assert client.get("queue") == b"full"


def test_server_names_no_password_on_its_command_line_and_keeps_its_folder_there(store, start):
    make_store(store)
    child = start()

    assert until(lambda: belongs_to(child.pid, [store.data]))
    assert b"secret" not in Path(f"/proc/{child.pid}/cmdline").read_bytes()
    assert store.config_file.stat().st_mode & 0o777 == 0o600


def test_server_lives_in_a_folder_with_a_difficult_name(folder, store, start):
    difficult = Store(
        store.server,
        store.data.with_name('it"s \\ 一个 folder'),
        store.sockets,
        store.account,
        store.port,
        "secret",
    )
    make_store(difficult)
    log = folder.log / "difficult.log"
    program = valkey.program(difficult, log=log, pid_file=folder.run / "difficult.pid")
    child = processes.start(program)

    valkey.wait_ready(difficult, child, log)

    assert (difficult.data / "appendonlydir").is_dir()
    processes.stop(program, child)


def test_answers_is_false_where_nobody_listens(store):
    assert answers(store) is False


def test_wait_ready_stops_with_the_servers_last_words(store, start):
    make_store(store)
    store.config_file.write_text("no-such-setting 1\n")

    with pytest.raises(Stop, match="no-such-setting"):
        start()
