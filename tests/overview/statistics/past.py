"""What happened on street A in 2026, through the services: three projects of a1, one of them settled.

``TODAY`` is later than all of it. Amounts in fen.
"""

from dataclasses import dataclass
from datetime import date

from core import clock
from estates.models import Post
from estates.services import appoint
from funds.models import Contribution, Source
from funds.services import record_contribution
from overview.statistics import Span
from projects.models import Project
from tenancy.models import Community, Street
from tenancy.scope import scope
from tests.cast import Cast, make_person
from tests.funds import money
from tests.projects import road

State = Project.State
TODAY = (2026, 6, 1)
PLAN = {Source.STREET: 1_000_00, Source.SELF: 200_00, Source.OTHER: 50_00}


@dataclass
class Past:
    """The projects: ``settled`` cost 1,234.56 yuan and has seven ratings, ``landed`` waits for settlement,
    ``running`` has paid 300 yuan and is not accepted."""

    cast: Cast
    settled: Project
    landed: Project
    running: Project


def _started(cast: Cast, reference: str) -> Project:
    project = road.bring_to(cast, State.APPROVED, plan=PLAN)
    for source, amount in ((Source.SELF, 200_00), (Source.OTHER, 50_00)):
        _give(cast, project, source, amount, f"{reference}-{source.value}")
    return road.start(cast, project)


def _give(cast: Cast, project: Project, source: Source, amount: int, reference: str) -> None:
    with clock.travel_to(2026, 3, 24), road.at_home():
        record_contribution(
            road.fresh(project).fund,
            source=source,
            kind=Contribution.Kind.CASH,
            amount_fen=amount,
            unit=cast.units[0],
            bank_reference=reference,
            received_on=date(2026, 3, 24),
            by=cast.cashier,
        )


def _pay(cast: Cast, project: Project, amount: int, seed: int, day: tuple[int, int, int]) -> None:
    with road.at_home():
        fund = road.fresh(project).fund
    with clock.travel_to(*day):
        money.paid(cast, fund, amount, seed)


def make_past(cast: Cast) -> Past:
    """Return the projects, their money paid on 10 April and 20 May, landed on 21 April 2026."""
    settled = _started(cast, "A")
    road.disburse(cast, settled)
    _pay(cast, settled, 1_234_56, 11, (2026, 4, 10))
    settled = road.carry_on(cast, settled, State.SETTLED)
    road.rate(cast, settled, "vvvsfvd")
    landed = road.carry_on(cast, _started(cast, "B"), State.ACCEPTED)
    running = _started(cast, "C")
    road.disburse(cast, running)
    _pay(cast, running, 240_00, 12, (2026, 5, 20))
    past = Past(cast, settled, landed, running)
    _add_labour(past)
    return past


def _add_labour(past: Past) -> None:
    """Record work that a home gave to the running project on 1 April."""
    with clock.travel_to(2026, 4, 1), road.at_home():
        record_contribution(
            road.fresh(past.running).fund,
            source=Source.SELF,
            kind=Contribution.Kind.LABOUR,
            amount_fen=88_00,
            unit=past.cast.units[0],
            received_on=date(2026, 4, 1),
            by=past.cast.cashier,
        )


def seat_in_a2(since: date, until: date | None = None) -> Post:
    """Return the post of a chair of a2, held from ``since`` until before ``until``."""
    with scope(1, 12):
        post = appoint(make_person("何示例邻区主任"), Post.Role.CHAIR, starts_on=since, by=None)
        Post.objects.filter(pk=post.pk).update(ends_on=until)
    return post


def span(as_of: date = date(2026, 6, 1), community: Community | None = None) -> Span:
    """Return the span of street A up to a day."""
    return Span(Street.objects.get(pk=1), as_of.year, as_of, community)
