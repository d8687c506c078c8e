"""Books in the open scope of estate a1."""

import pytest

from tests.ledger.books import Books, make_books


@pytest.fixture
def books(in_estate) -> Books:
    """The books of estate a1, empty."""
    return make_books()
