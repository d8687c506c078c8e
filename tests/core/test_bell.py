import logging

import pytest

from core import bell


@pytest.fixture
def hang():
    before = bell._ringer
    yield bell.set_ringer
    bell.set_ringer(before)


def test_silence_rings_nothing():
    assert bell.silence(1, None, 3) is None


def test_ring_calls_the_ringer_with_the_ids(hang):
    heard = []
    hang(lambda *ids: heard.append(ids))

    bell.ring(1, 2, 3)
    bell.ring(1, None, 4)

    assert heard == [(1, 2, 3), (1, None, 4)]


def test_set_ringer_returns_the_one_before(hang):
    hang(bell.silence)

    assert hang(print) is bell.silence
    assert hang(bell.silence) is print


def test_ring_survives_a_broken_ringer_and_logs_it(hang, caplog):
    def broken(*ids):
        raise ConnectionError("valkey is away")

    hang(broken)
    with caplog.at_level(logging.ERROR, logger="core.bell"):
        bell.ring(1, 2, 3)

    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", "bell not heard: street 1, estate 2, job 3")
    ]
    assert caplog.records[0].exc_info[0] is ConnectionError
