"""The world is made once; each module gets a copy of its database, each test leaves it as it was."""

from collections.abc import Iterator

import pytest
from django.db import connections, transaction

from core import clock
from tests import conftest as databases
from tests.permissions.world import World, make_world
from tests.projects.road import TODAY


@pytest.fixture(scope="session")
def _made(django_db_setup: str, django_db_blocker) -> Iterator[tuple[str, World]]:
    """Make the world in a database of its own that the modules' are copied from."""
    with django_db_blocker.unblock():
        ordinary = connections.settings["default"]["NAME"]
        name = f"{django_db_setup}_world"
        databases.use_database(django_db_setup)
        databases._copy(django_db_setup, name)
        databases.use_database(name)

        world = make_world()
        databases.use_database(ordinary)
    yield name, world
    with django_db_blocker.unblock():
        databases._drop(name)


@pytest.fixture(scope="module")
def _world(_made: tuple[str, World], django_db_blocker) -> Iterator[World]:
    """Point both aliases at a copy of the world for one module."""
    template, world = _made
    with django_db_blocker.unblock():
        ordinary = connections.settings["default"]["NAME"]
        name = f"{template}_{next(databases._numbers)}"
        databases._copy(template, name)
        databases.use_database(name)
    yield world
    with django_db_blocker.unblock():
        databases.use_database(ordinary)
        databases._drop(name)


@pytest.fixture
def world(_world: World, django_db_blocker) -> Iterator[World]:
    """The world at its own time, in a transaction that is rolled back."""
    with django_db_blocker.unblock(), clock.travel_to(*TODAY), transaction.atomic():
        yield _world
        transaction.set_rollback(True)
