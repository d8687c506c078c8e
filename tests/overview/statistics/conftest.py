"""The past is made once; each module that asks for it gets a copy, each test leaves it as it was."""

from collections.abc import Iterator

import pytest
from django.db import connections, transaction

from core import clock
from tests import conftest as databases
from tests.cast import make_cast
from tests.overview.statistics.past import TODAY, Past, make_past


@pytest.fixture(scope="session")
def _made(django_db_setup: str, django_db_blocker) -> Iterator[tuple[str, Past]]:
    """Make the past in a database of its own that the modules' are copied from."""
    with django_db_blocker.unblock():
        ordinary = connections.settings["default"]["NAME"]
        name = f"{django_db_setup}_past"
        databases._use(django_db_setup)
        databases._copy(django_db_setup, name)
        databases._use(name)
        past = make_past(make_cast())
        databases._use(ordinary)
    yield name, past
    with django_db_blocker.unblock():
        databases._drop(name)


@pytest.fixture(scope="module")
def _past(_made: tuple[str, Past], django_db_blocker) -> Iterator[Past]:
    """Point both aliases at a copy of the past for one module."""
    template, past = _made
    with django_db_blocker.unblock():
        ordinary = connections.settings["default"]["NAME"]
        name = f"{template}_{next(databases._numbers)}"
        databases._copy(template, name)
        databases._use(name)
    yield past
    with django_db_blocker.unblock():
        databases._use(ordinary)
        databases._drop(name)


@pytest.fixture
def past(_past: Past, django_db_blocker) -> Iterator[Past]:
    """The past, looked back at on its own day, in a transaction that is rolled back."""
    with django_db_blocker.unblock(), clock.travel_to(*TODAY), transaction.atomic():
        yield _past
        transaction.set_rollback(True)
