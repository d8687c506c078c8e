"""The hands that play: what a story does, it does through one of two sets of functions of the same names.

``SERVICES`` are the portal's own. ``history.Loader`` makes the same rows in memory and writes them many at a
time; that the two agree is shown by ``tests/tongxin/demo/test_history.py``.
"""

from typing import Any

from ballots import services as ballots
from ballots.models import Ballot, Matter
from funds import services as funds
from funds.models import Fund, Grant
from notices import services as notices
from projects import services as projects


class Services:
    """The services, by the names they have, and what a story looks up besides."""

    def __getattr__(self, name: str) -> Any:
        for module in (projects, ballots, funds, notices):
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(name)

    def matters_of(self, ballot: Ballot) -> list[Matter]:
        """Return what the ballot asks, in its order."""
        return list(ballot.matters.order_by("no"))

    def grant_of(self, fund: Fund) -> Grant:
        """Return the street's promise to the fund."""
        return fund.grants.get()


# Everything that somebody does in a story, by the names of the services.
Hands = Any
SERVICES: Hands = Services()
