"""The past is made once per module that asks for it; each test leaves it as it was."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from core import clock
from tests.cast import make_cast
from tests.conftest import own_database
from tests.overview.statistics.past import TODAY, Past, make_past


@pytest.fixture(scope="module")
def _past(django_db_setup: str, django_db_blocker) -> Iterator[Past]:
    """Make the past in a database of the module's own."""
    with django_db_blocker.unblock(), own_database(django_db_setup):
        yield make_past(make_cast())


@pytest.fixture
def past(_past: Past, django_db_blocker) -> Iterator[Past]:
    """The past, looked back at on its own day, in a transaction that is rolled back."""
    with django_db_blocker.unblock(), clock.travel_to(*TODAY), transaction.atomic():
        yield _past
        transaction.set_rollback(True)
