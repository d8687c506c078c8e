"""The clock of project tests stands still, later than every step of the road."""

from collections.abc import Iterator

import pytest

from core import clock
from tests.projects.road import TODAY


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel_to(*TODAY):
        yield
