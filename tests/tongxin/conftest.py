"""The demonstration, made once for all tests that look at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections

from tenancy.models import Street
from tenancy.scope import scope
from tests.conftest import own_database, use_database


@dataclass(frozen=True)
class Seeded:
    """A database in which the demonstration was made, and what the command printed."""

    database: str
    printed: str


@pytest.fixture(scope="session")
def seeded(django_db_setup: str, django_db_blocker) -> Iterator[Seeded]:
    """Seed a copy of the template; it is in nobody's way until ``demonstration`` points at it."""
    ordinary = connections.settings["default"]["NAME"]
    with django_db_blocker.unblock(), own_database(django_db_setup) as name:
        printed = StringIO()
        call_command("seed_demo", stdout=printed)
        use_database(ordinary)
        yield Seeded(name, printed.getvalue())


@pytest.fixture(scope="module")
def demonstration(seeded: Seeded, django_db_blocker) -> Iterator[str]:
    """Point at the seeded database while the tests of a module read it; return what was printed."""
    ordinary = connections.settings["default"]["NAME"]
    with django_db_blocker.unblock():
        use_database(seeded.database)
        yield seeded.printed
        connections.close_all()
        use_database(ordinary)


@pytest.fixture
def luocheng(demonstration: str) -> Iterator[Street]:
    """The scope of the street of the programme."""
    street = Street.objects.get(slug="luocheng")
    with scope(street):
        yield street
