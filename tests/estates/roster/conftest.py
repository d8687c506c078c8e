"""Who keeps the register of a1."""

import pytest

from estates.models import Post
from tests.cast import Cast


@pytest.fixture
def by(cast: Cast) -> Post:
    """Return the community's officer."""
    return cast.community_officer
