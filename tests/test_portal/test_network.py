"""tongxin.dev.network"""

import socket

import pytest

from tongxin.dev.failure import Stop
from tongxin.dev.network import free_port, require_port, status_of


def test_free_port_can_be_listened_on():
    port = free_port()

    with socket.socket() as server:
        server.bind(("127.0.0.1", port))


def test_require_port_says_which_port_to_try_when_it_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(Stop) as refusal:
            require_port(port)

    assert str(refusal.value) == (
        f"Port {port} is taken by another program. Start with another one: ./portal up --port {port + 1}"
    )


def test_require_port_accepts_a_free_port():
    require_port(free_port())


def test_status_of_is_none_where_nobody_listens():
    assert status_of(f"http://127.0.0.1:{free_port()}/readyz") is None
