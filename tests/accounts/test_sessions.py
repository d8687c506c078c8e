"""Sessions: saved with one statement, kept where the cache forgets them, gone once signed out."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core.cache import cache

from accounts.sessions import SessionStore
from core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> SessionStore:
    session = SessionStore()
    session["kept"] = "一"
    session.save()
    return session


def test_a_change_is_one_statement_and_outlives_the_cache(session, django_assert_num_queries):
    session["kept"] = "二"
    with django_assert_num_queries(1):
        session.save()
    assert SessionStore(session.session_key)["kept"] == "二"

    cache.clear()

    assert SessionStore(session.session_key)["kept"] == "二"
    assert (Session.objects.get(pk=session.session_key).expire_date - clock.now()).days == 29


def test_a_session_that_was_ended_meanwhile_is_not_brought_back(session):
    late = SessionStore(session.session_key)
    late["kept"] = "三"
    session.flush()

    with pytest.raises(UpdateError):
        late.save()

    assert not Session.objects.exists()
    assert "kept" not in SessionStore(late.session_key)


def test_a_cache_that_is_down_loses_nothing(session, settings, caplog):
    class Down:
        def set(self, *args: object) -> None:
            raise ConnectionError

    session._cache, session["kept"] = Down(), "四"

    session.save()

    cache.clear()
    assert SessionStore(session.session_key)["kept"] == "四"
    assert [record.getMessage() for record in caplog.records] == ["the cache did not take a session"]
