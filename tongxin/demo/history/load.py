"""The history of a street's estates, from the first concern to the last quiet month, in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from core import clock
from estates.models import Post
from funds.reports.statement import next_month_to_disclose
from funds.services import disclose_month
from notices import services as notices
from tenancy.models import AuditEntry, Estate, Street
from tongxin.demo.case import Case
from tongxin.demo.history.keeper import Keeper
from tongxin.demo.history.loader import Loader
from tongxin.demo.history.shelf import Shelf
from tongxin.demo.months import published_on
from tongxin.demo.road import road
from tongxin.demo.stage import Cue, Players, Story, in_turn, players_of

LOADED = "tongxin.history_loaded"


def load_history(
    street: Street, cases: Mapping[Estate, Sequence[Case]], until: Mapping[Estate, date], *, since: date
) -> None:
    """Write the cases of each estate and disclose its months from ``since`` to before ``until``.

    In the street's scope. Everything is written in the order in which it would have happened; a month is
    computed and frozen by ``funds.services.disclose_month`` from what is in the books by then.
    """
    shelf = Shelf()
    streets = Keeper(shelf, street_id=street.pk, estate_id=None)
    plays: list[tuple[Players, Story]] = []
    players: dict[Estate, Players] = {}
    for estate, told in cases.items():
        actors = players_of(street, estate)
        players[estate] = replace(actors, hands=Loader(shelf, actors, streets))
        plays += [(players[estate], road(players[estate], case)) for case in told]
    months = _months(shelf, players, until, since, clock.today())
    in_turn([*plays, (next(iter(players.values())), months)], _go_on)
    shelf.write()
    AuditEntry.objects.bulk_create(_entry(estate, told) for estate, told in cases.items())


def _go_on(players: Players, cue: Cue, story: Story) -> Cue | None:
    return next(story, None)


def _months(
    shelf: Shelf, players: Mapping[Estate, Players], until: Mapping[Estate, date], since: date, today: date
) -> Story:
    """Month by month, on the third of the following one, what has moved is written, closed and published."""
    month, last = since, max(until.values())
    while month < last:
        yield published_on(month, today)
        shelf.write()
        for estate, actors in players.items():
            if month < until[estate] and next_month_to_disclose(estate) == month:
                disclosure = disclose_month(estate, month, by=actors.post(Post.Role.TREASURER))
                notices.post(disclosure.notice, by=None)
        month = clock.month_of(month)[1]


def _entry(estate: Estate, told: Sequence[Case]) -> AuditEntry:
    """Return the one audit entry of an estate's history: nobody did these acts here."""
    return AuditEntry(
        street_id=estate.street_id,
        estate_id=estate.pk,
        action=LOADED,
        subject="tenancy.estate",
        subject_id=estate.pk,
        actor="系统",
        details={"concerns": len(told), "projects": sum(case.plan is not None for case in told)},
    )
