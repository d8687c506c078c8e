"""What was typed waits for its confirmation: one per thing, for an hour, with its sign-in only."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.models import User
from core import clock, unconfirmed

THING, OTHER = User(pk=7), User(pk=8)


def asked(session: SessionStore, **sent) -> HttpRequest:
    """Return a request that sends ``sent`` in a session."""
    request = RequestFactory().post("/", sent)
    request.session = session
    return request


@pytest.fixture
def session() -> SessionStore:
    """A session that is never saved."""
    return SessionStore()


def test_keep_keeps_the_named_fields_with_all_their_values(session):
    unconfirmed.keep(asked(session, a=["1", "2"], b="3", csrfmiddlewaretoken="x"), THING, ["a", "b", "c"])

    typed = unconfirmed.kept(asked(session), THING)

    assert dict(typed.fields.lists()) == {"a": ["1", "2"], "b": ["3"]}


def test_keep_puts_the_new_in_place_of_the_old_and_leaves_other_things(session):
    unconfirmed.keep(asked(session, a="1"), THING, ["a"])
    unconfirmed.keep(asked(session, a="2"), OTHER, ["a"])
    unconfirmed.keep(asked(session, a="3"), THING, ["a"])

    values = [unconfirmed.kept(asked(session), thing).fields["a"] for thing in (THING, OTHER)]

    assert values == ["3", "2"]


def test_kept_is_nothing_in_another_session(session):
    unconfirmed.keep(asked(session, a="1"), THING, ["a"])

    assert unconfirmed.kept(asked(SessionStore()), THING) is None


def test_kept_is_nothing_after_an_hour_and_the_session_lets_it_go(session):
    unconfirmed.keep(asked(session, a="1"), THING, ["a"])
    began = clock.now()

    with clock.travel(began + unconfirmed.LIFE - timedelta(seconds=2)):
        before = unconfirmed.kept(asked(session), THING)
    with clock.travel(began + unconfirmed.LIFE):
        after = unconfirmed.kept(asked(session), THING)

    assert (before is None, after, session["unconfirmed"]) == (False, None, {})


def test_confirmed_is_what_the_check_page_showed_and_nothing_else(session):
    unconfirmed.keep(asked(session, a="1"), THING, ["a"])
    shown = unconfirmed.kept(asked(session), THING).mark
    as_shown = unconfirmed.confirmed(asked(session, shown=shown), THING)
    without = unconfirmed.confirmed(asked(session), THING)
    unconfirmed.keep(asked(session, a="2"), THING, ["a"])
    changed = unconfirmed.confirmed(asked(session, shown=shown), THING)

    assert (as_shown.fields["a"], without, changed) == ("1", None, None)


def test_forget_lets_go_of_one_thing_and_may_be_asked_again(session):
    for thing in (THING, OTHER):
        unconfirmed.keep(asked(session, a="1"), thing, ["a"])

    unconfirmed.forget(asked(session), THING)
    unconfirmed.forget(asked(session), THING)

    assert [unconfirmed.kept(asked(session), thing) is None for thing in (THING, OTHER)] == [True, False]
