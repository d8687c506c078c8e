"""A database with two streets, a cast of people, and no ambient scope.

Tests connect as the runtime role; the owner only migrates and fills the public directory. One database per
worker is migrated and kept as a template: ordinary tests run in a transaction on a copy of it, tests marked
``committed`` get a copy of their own that is dropped afterwards (about 30 ms), never a flush.
"""

import itertools
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections

from core import clock
from tenancy.models import Community, Estate, Street
from tenancy.operations import grant_defaults
from tenancy.scope import scope
from tests.cast import Cast, make_cast
from tests.logs import Listener

_numbers = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def _files_root() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        settings.FILES_ROOT = folder
        yield


@pytest.fixture(autouse=True)
def _logs_tell_nothing_of_people() -> Iterator[None]:
    """Listen to every log while a test runs: none may hold a phone, a name, a code or a token."""
    listener = Listener()
    logging.getLogger().addHandler(listener)
    yield
    logging.getLogger().removeHandler(listener)
    assert listener.told == []


def _server():
    """Return an autocommit connection of the owner to the maintenance database."""
    owner = settings.DATABASES["owner"]
    return psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    )


def database_url(name: str) -> str:
    """Return the runtime role's address of a database, for processes that a test starts."""
    role = settings.DATABASES["default"]
    return f"postgresql://{role['USER']}:{role['PASSWORD']}@{role['HOST']}:{role['PORT']}/{name}"


def use_database(name: str) -> None:
    """Point both aliases at a database."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections.settings[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


def _copy(template: str, name: str) -> None:
    _drop(name)
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _drop(name: str) -> None:
    """End what is connected to a database and drop it.

    Not ``WITH (FORCE)``: that refuses while the server's own autovacuum is in the database; a plain drop
    sends it away and waits for it five seconds, which on a busy machine may not be enough.
    """
    with _server() as server:
        for tries_left in range(2, -1, -1):
            server.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = %s AND backend_type = 'client backend'",
                [name],
            )
            try:
                server.execute(f'DROP DATABASE IF EXISTS "{name}"')
                return
            except psycopg.errors.ObjectInUse:
                if not tries_left:
                    raise


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[str]:
    """Migrate a template as the owner, point both aliases at a copy of it, drop both at the end."""
    worker = f"{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}_{os.getpid()}"
    template, ordinary = f"tongxin_template_{worker}", f"tongxin_test_{worker}"
    with django_db_blocker.unblock():
        _drop(template)
        with _server() as server:
            server.execute(f'CREATE DATABASE "{template}"')
        use_database(template)
        grant_defaults(connections["owner"])
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        _fill_directory()
        use_database(template)
        _copy(template, ordinary)
        use_database(ordinary)
    yield template
    with django_db_blocker.unblock():
        use_database(ordinary)
        for name in (ordinary, template):
            # The run's server goes with its folder: what still holds on to a database by then is no fault.
            with suppress(psycopg.errors.ObjectInUse):
                _drop(name)


def _fill_directory() -> None:
    """Two streets: A with two communities and estates a1, a2; B with one of each."""
    for letter, number in (("a", 1), ("b", 2)):
        street = Street(pk=number, slug=f"street-{letter}", name=f"{letter.upper()}街道", city_code="510681")
        street.city, street.hotline = "广汉市", "0838-0000000"
        street.save(using="owner", force_insert=True)
    for pk, street_id, slug in ((11, 1, "a1"), (12, 1, "a2"), (21, 2, "b1")):
        community = Community(pk=pk, street_id=street_id, name=f"{slug.upper()}社区")
        community.save(using="owner", force_insert=True)
        Estate(
            pk=pk,
            street_id=street_id,
            community=community,
            number=1000 + pk,
            slug=slug,
            name=f"{slug.upper()}小区",
            sort_key=slug,
            year_built=1998,
            in_programme=True,
            committee_name=f"{slug.upper()}小区物管委",
            phone="0838-0000001",
        ).save(using="owner", force_insert=True)
    owner = connections["owner"]
    with owner.cursor() as cursor:
        # The rows brought their own numbers; the next ones come from behind them.
        for statement in owner.ops.sequence_reset_sql(no_style(), [Street, Community, Estate]):
            cursor.execute(statement)


@contextmanager
def own_database(template: str) -> Iterator[str]:
    """Point both aliases at a fresh copy of ``template``, in which rows are committed; drop it afterwards."""
    ordinary = connections.settings["default"]["NAME"]
    name = f"{template}_{next(_numbers)}"
    use_database(template)
    connections["default"].close()
    connections["owner"].close()
    _copy(template, name)
    use_database(name)
    yield name
    connections.close_all()
    use_database(ordinary)
    _drop(name)


@pytest.fixture
def committed(django_db_setup: str, django_db_blocker) -> Iterator[str]:
    """A database of this test's own in which rows are committed; for threads, workers and browsers."""
    with django_db_blocker.unblock(), own_database(django_db_setup) as name:
        yield name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests marked ``committed`` or ``browser`` their own database."""
    for item in items:
        if item.get_closest_marker("committed") or item.get_closest_marker("browser"):
            item.fixturenames.insert(0, "committed")


@pytest.fixture
def street() -> Street:
    """Street A: the id is known, so asking costs no query."""
    return Street(pk=1, slug="street-a", name="A街道", city_code="510681", city="广汉市")


@pytest.fixture
def estate(request: pytest.FixtureRequest) -> Estate:
    """Estate a1 of street A."""
    request.getfixturevalue(_database(request))
    return Estate.objects.select_related("street", "community").get(slug="a1")


@pytest.fixture
def cast(estate: Estate) -> Cast:
    """Everybody of style.md C.3, with sign-ins; no scope is left open."""
    return make_cast()


@pytest.fixture
def in_estate(estate: Estate) -> Iterator[Estate]:
    """The scope of estate a1, for tests of services."""
    with scope(estate.street_id, estate):
        yield estate


@pytest.fixture
def in_street(estate: Estate) -> Iterator[Street]:
    """The scope of street A, for tests of services."""
    with scope(estate.street_id):
        yield estate.street


@pytest.fixture
def at():
    """Return ``clock.travel``: the one way a test stops the clock."""
    return clock.travel


def _database(request: pytest.FixtureRequest) -> str:
    return "committed" if "committed" in request.fixturenames else "db"
