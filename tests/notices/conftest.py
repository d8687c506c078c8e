"""A notice of each kind, published through the services."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from core import clock
from notices.models import Notice
from notices.services import publish

# Friday, 13 November 2026, 10:00 in China; seven days end on Friday the 20th at 24:00.
POSTED = datetime(2026, 11, 13, 2, 0, tzinfo=UTC)


@pytest.fixture
def make_notice(cast, in_estate) -> Callable[..., Notice]:
    """Return a function that publishes a notice of estate a1, by its chair unless said otherwise."""

    def make(**changes: object) -> Notice:
        given = {
            "estate": in_estate,
            "kind": Notice.Kind.RESULT,
            "title": "关于示例车棚表决结果的公示",
            "paragraphs": ["表决已经结束。", "同意的户数超过半数。"],
            "by": cast.chair,
        }
        return publish(**given | changes)

    return make


@pytest.fixture
def notice(make_notice) -> Notice:
    """A result notice posted on 13 November 2026, with its seven days running."""
    with clock.travel(POSTED):
        return make_notice()
