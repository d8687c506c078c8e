"""The stage: who plays, when a story goes on, and how stories go on side by side.

A story is a generator. It acts through the services and yields a ``Cue``: the moment it waits for, and
whether it then acts in the estate's scope or at the street's office. ``perform`` lets the earliest go on, so
that numbers, ledger and notices come in the order in which everything would have happened.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush

from django.db.models import Q

from core import clock, periods
from estates.models import Post, Residency, Unit
from tenancy import jobs
from tenancy.models import Estate, Job, Street
from tenancy.scope import scope

WAKES, SLEEPS = time(8, 0), time(21, 30)  # when residents have time for the neighbourhood


@dataclass(frozen=True)
class Cue:
    """When a story goes on, and whether in the street's scope."""

    moment: datetime
    in_office: bool = False


Story = Iterator[Cue]


@dataclass(frozen=True)
class Players:
    """An estate with everybody who acts in it: offices by role, homes by door.

    ``crowd`` are the homes nobody can sign in to: they vote, sign and rate, so that a visitor who signs in
    as one of the others finds everything still to do.
    """

    street: Street
    estate: Estate
    units: Sequence[Unit]
    posts: dict[Post.Role, list[Post]]
    crowd: Sequence[Residency]

    def post(self, role: Post.Role, number: int = 0) -> Post:
        """Return the ``number``-th holder of a role."""
        return self.posts[role][number]

    def some(self, count: int, of: str) -> list[Residency]:
        """Return ``count`` homes of the crowd, the same for the same occasion (in words)."""
        return random.Random(of).sample(self.crowd, count)  # noqa: S311 (a play, not a secret)


def players_of(street: Street, estate: Estate) -> Players:
    """Return who plays in an estate; in the street's scope."""
    posts: dict[Post.Role, list[Post]] = {}
    held = Post.objects.filter(Q(estate=estate) | Q(estate=None)).select_related("person", "community")
    for post in held.order_by("pk"):
        posts.setdefault(Post.Role(post.role), []).append(post)
    homes = Residency.objects.filter(estate=estate).select_related("person", "unit__building").order_by("pk")
    signed_in = {home.unit_id for home in homes if home.person.user_id}
    first = {home.unit_id: home for home in reversed(homes)}
    units = Unit.objects.filter(estate=estate).select_related("building").order_by("pk")
    return Players(
        street=street,
        estate=estate,
        units=list(units),
        posts=posts,
        crowd=[first[unit.pk] for unit in units if unit.pk in first and unit.pk not in signed_in],
    )


def perform(players: Players, stories: Iterable[Story]) -> None:
    """Play the stories to their ends, each step in its moment and scope, and do the jobs it gave at once.

    A cue that has passed goes on at once; one ahead of the real clock raises ValueError.
    """
    now = clock.now()
    queue = [(cue.moment, n, cue, story) for n, story in enumerate(stories) for cue in [next(story)]]
    heapify(queue)
    with Scenery(players) as scenery:
        while queue:
            moment, n, cue, story = heappop(queue)
            if moment > now:
                raise ValueError(f"story {n} goes on at {moment}, which has not come")
            with clock.travel(moment):
                scenery.show(in_office=cue.in_office)
                following = next(story, None)
                if Job.objects.filter(state=Job.State.QUEUED).exists():
                    scenery.clear()
                    _do_jobs(players.street)
            if following is not None:
                heappush(queue, (max(following.moment, moment), n, following, story))


class Scenery(ExitStack):
    """The scope of the estate or of the street, kept open while one cue after the other plays in it."""

    def __init__(self, players: Players) -> None:
        super().__init__()
        self.players = players
        self.shown: bool | None = None

    def show(self, *, in_office: bool) -> None:
        """Open the scope that is wanted, unless it is open."""
        if self.shown is not in_office:
            self.clear()
            self.enter_context(scope(self.players.street, None if in_office else self.players.estate))
            self.shown = in_office

    def clear(self) -> None:
        """Close the scope that is open; what it left to be checked is checked."""
        self.close()
        self.shown = None


def _do_jobs(street: Street) -> None:
    for job in jobs.due(street.pk):
        if not jobs.run(*job):
            raise RuntimeError(f"job {job} of the demonstration failed")


def at(day: date, hour: int = 10, minute: int = 0) -> Cue:
    """Return the cue for a time on the wall in China, in the estate."""
    return Cue(datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.SHANGHAI))


def office(day: date, hour: int = 10, minute: int = 0) -> Cue:
    """Return the cue for a time on the wall in China, at the street's office."""
    return Cue(at(day, hour, minute).moment, in_office=True)


def not_before(cue: Cue, moment: datetime) -> Cue:
    """Return the cue, put off to ``moment`` if it comes earlier."""
    return cue if cue.moment >= moment else Cue(moment, cue.in_office)


def spread(first: date, last: date, count: int) -> list[Cue]:
    """Return ``count`` cues in order, evenly over the waking hours from ``first`` to the end of ``last``."""
    hours = datetime.combine(first, SLEEPS) - datetime.combine(first, WAKES)
    whole = hours * ((last - first).days + 1)
    cues = []
    for number in range(1, count + 1):
        days, rest = divmod(whole * number / (count + 1), hours)
        start = datetime.combine(first + timedelta(days=days), WAKES, tzinfo=clock.SHANGHAI)
        cues.append(Cue(start + rest))
    return cues


def workday(day: date) -> date:
    """Return ``day``, or the last working day before it."""
    while not periods.is_working_day(day):
        day -= timedelta(days=1)
    return day
