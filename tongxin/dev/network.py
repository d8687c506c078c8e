"""Ports of the loopback interface."""

import errno
import socket
import urllib.error
import urllib.request

from tongxin.dev.failure import Stop

HOST = "127.0.0.1"


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def require_port(port: int) -> None:
    """Raise Stop unless a server could listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        # A connection that has just closed is no hindrance to a server either.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Stop(_why_not(port, error)) from error


def _why_not(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program. Start with another one: ./portal up --port {port + 1}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is only for root. Start with a port from 1024 up: ./portal up --port 8000"
    return f"Port {port} can't be used: {error.strerror}."


def status_of(url: str) -> int | None:
    """Return the HTTP status that a GET answers with, None if nobody answers in 5 seconds."""
    # Asked past any proxy: the address is this machine's own.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError):
        return None
