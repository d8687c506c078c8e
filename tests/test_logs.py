"""The listener that every test has hears what no log may hold."""

import logging

import pytest

from tests.logs import Listener, leaks


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("sent to +8613800000001", ["phone"]),
        ("sent to 13800000001", ["phone"]),
        ("钱示例一 signed in", ["name"]),
        ("【同心】验证码 123456，5 分钟内有效", ["sign-in code"]),
        ("Not Found: /claim/11-ABCD-EFGH-JKMN-PQRS/", ["claim code"]),
        ("Bearer tongxin_abcdefghijklmnopqrstuvwxyz", ["token"]),
        ("510681199003071234", ["identity number"]),
        ("job 12 notices.render done in 340 ms", []),
        ("sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", []),
    ],
)
def test_leaks_names_what_a_line_holds(line, found):
    assert leaks(line) == found


def test_the_listener_hears_the_traceback_too():
    listener, log = Listener(), logging.getLogger("tests.logs")
    log.addHandler(listener)
    log.propagate = False
    try:
        raise ValueError("13800000001")
    except ValueError:
        log.exception("failed")
    finally:
        log.removeHandler(listener)
        log.propagate = True

    assert len(listener.told) == 1 and listener.told[0].startswith("phone: tests.logs failed")
