"""The stage: who plays, when a story goes on, and how stories go on side by side.

A story is a generator. It acts through the services and yields a ``Cue``: the moment it waits for, and
whether it then acts in the estate's scope or at the street's office. ``perform`` lets the earliest go on, so
that numbers, ledger and notices come in the order in which everything would have happened.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from tongxin.demo.hands import SERVICES, Hands

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

    ``crowd`` are the homes of people without an office that nobody can sign in to: they vote, sign and rate,
    so that a visitor who signs in as one of the others finds everything still to do. ``hands`` is what all of
    them act with.
    """

    street: Street
    estate: Estate
    units: Sequence[Unit]
    posts: dict[Post.Role, list[Post]]
    crowd: Sequence[Residency]
    hands: Hands = SERVICES

    def post(self, role: Post.Role, number: int = 0) -> Post:
        """Return the ``number``-th holder of a role."""
        return self.posts[role][number]

    def some(self, count: int, of: str) -> list[Residency]:
        """Return ``count`` homes of the crowd, the same for the same occasion (in words)."""
        return random.Random(of).sample(self.crowd, count)  # noqa: S311 (a play, not a secret)


def players_of(street: Street, estate: Estate) -> Players:
    """Return who plays in an estate; in the street's scope."""
    posts: dict[Post.Role, list[Post]] = {}
    here = Q(estate=estate) | Q(estate=None, community=None) | Q(estate=None, community=estate.community_id)
    held = Post.objects.filter(here).select_related("person", "community")
    for post in held.order_by("pk"):
        posts.setdefault(Post.Role(post.role), []).append(post)
    homes = Residency.objects.filter(estate=estate).select_related("person", "unit__building").order_by("pk")
    officials = {post.person_id for held_posts in posts.values() for post in held_posts}
    named = {home.unit_id for home in homes if home.person.user_id or home.person_id in officials}
    first = {home.unit_id: home for home in reversed(homes)}
    units = Unit.objects.filter(estate=estate).select_related("building").order_by("pk")
    return Players(
        street=street,
        estate=estate,
        units=list(units),
        posts=posts,
        crowd=[first[unit.pk] for unit in units if unit.pk in first and unit.pk not in named],
    )


def perform(players: Players, stories: Iterable[Story]) -> None:
    """Play the stories of one estate to their ends; see ``perform_together``."""
    perform_together((players, story) for story in stories)


def perform_together(plays: Iterable[tuple[Players, Story]]) -> None:
    """Play the stories of a street's estates to their ends, each step in its moment and scope.

    The jobs that a step gave are done at once; those that are due later are left to the worker.
    """
    with Scenery() as scenery:

        def act(players: Players, cue: Cue, story: Story) -> Cue | None:
            scenery.show(players, in_office=cue.in_office)
            following = next(story, None)
            if Job.objects.filter(state=Job.State.QUEUED, due_at__lte=clock.now()).exists():
                scenery.clear()
                _do_jobs(players.street)
            return following

        in_turn(plays, act)


def in_turn(plays: Iterable[tuple[Players, Story]], act: Callable[[Players, Cue, Story], Cue | None]) -> None:
    """Let the story whose moment is the earliest go on with ``act``, at that moment, until all have ended.

    A cue that has passed goes on at once; one ahead of the real clock raises ValueError.
    """
    now = clock.now()
    queue = [
        (cue.moment, n, cue, *play) for n, play in enumerate(plays) for cue in [next(play[1], None)] if cue
    ]
    heapify(queue)
    while queue:
        moment, n, cue, players, story = heappop(queue)
        if moment > now:
            raise ValueError(f"story {n} goes on at {moment}, which has not come")
        with clock.travel(moment):
            following = act(players, cue, story)
        if following is not None:
            heappush(queue, (max(following.moment, moment), n, following, players, story))


class Scenery(ExitStack):
    """The scope of an estate or of its street, kept open while one cue after the other plays in it."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: tuple[int, int | None] | None = None

    def show(self, players: Players, *, in_office: bool) -> None:
        """Open the scope that is wanted, unless it is open."""
        wanted = (players.street.pk, None if in_office else players.estate.pk)
        if self.shown != wanted:
            self.clear()
            self.enter_context(scope(*wanted))
            self.shown = wanted

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
