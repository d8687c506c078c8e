"""What the pages of a place show, read from the apps below."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Window
from django.urls import reverse

from ballots import reports as ballots
from ballots.models import Ballot
from ballots.standing import parts_in
from core import clock
from core.addresses import address
from core.charts import Bar, Chart, bar
from core.money import format_yuan
from core.work import Queue, When, WorkItem
from estates.access import may_open
from estates.capacities import Capacities, Capacity, capacity_key, capacity_label
from estates.models import Post
from estates.privacy.agreeing import office_name_agreed
from funds import reports as funds
from funds.reports import BudgetPosition, EstateBooks, street_budget_position
from notices import reports as notices
from notices.models import Notice
from projects import reports as projects
from projects.models import Project
from tenancy.models import Estate, Job, Membership, Street
from tenancy.scope import identity, scope

SHOWN = 5
ESTATES = Path(__file__).with_name("desk.sql").read_text(encoding="utf-8")
UNFINISHED = """
SELECT id, estate_id, state FROM tenancy_job
WHERE street_id = %s AND estate_id = ANY(%s) AND state <> 'done'
ORDER BY id DESC LIMIT %s
"""


@dataclass(frozen=True)
class StreetEstates:
    """A street with those of its estates that were asked for."""

    street: Street
    estates: list[Estate]


def find_estates(words: str) -> list[StreetEstates]:
    """Return the estates that ``words`` name (by name, pinyin or community; all, if empty) by street."""
    estates = Estate.objects.select_related("street", "community").order_by("street_id", "sort_key", "id")
    words = words.strip()
    if words:
        by_name = Q(name__icontains=words) | Q(sort_key__icontains=words.replace(" ", ""))
        estates = estates.filter(by_name | Q(community__name__icontains=words))
    groups = groupby(estates[:200], key=lambda estate: estate.street)
    return [StreetEstates(street, list(members)) for street, members in groups]


@dataclass(frozen=True)
class Held:
    """A capacity somebody holds at a place."""

    key: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Place:
    """Somewhere a user has something to do."""

    key: str
    name: str
    url: str
    note: str
    capacities: list[Held]


def places_of(user_id: int, chosen: Mapping[str, str]) -> list[Place]:
    """Return where a user is a member and as what; asked without a scope, by the user only.

    ``chosen`` is the session's ``{place key: capacity key}``.
    """
    with identity(user_id):
        rows = list(Membership.objects.select_related("street", "estate").order_by("id"))
    return [_place(row, chosen) for row in rows]


def _place(row: Membership, chosen: Mapping[str, str]) -> Place:
    key = f"e{row.estate_id}" if row.estate else f"s{row.street_id}"
    with scope(row.street_id, row.estate_id):
        community = row.estate.community_id if row.estate else None
        capacities = Capacities(row.user_id, row.estate_id, community, chosen.get(key, ""))
        own = Capacities(row.user_id, row.estate_id, community) if capacities.helping else capacities
        held: list[Capacity] = [*own.residencies, *own.ownerships, *own.posts, *capacities.helped]
        acting = {capacities.residency, capacities.ownership, capacities.post(), capacities.helping}
        options = [Held(capacity_key(each), capacity_label(each), each in acting) for each in held]
    if row.estate:
        url = reverse("overview:home", args=[row.estate.slug])
        return Place(key, row.estate.name, url, row.street.name, options)
    desk = "estates:posts" if held and capacities.post() is None else "overview:office"
    url = reverse(desk, args=[row.street.slug])
    return Place(key, f"{row.street.name}工作台", url, row.street.city, options)


@dataclass(frozen=True)
class EstateNow:
    """What is going on in an estate: what runs now, soonest end first, and who works for it.

    The lists hold the first of each kind, the counts all of them; ``votes_waiting`` are the reader's to cast.
    """

    ballots: list[Ballot]
    notices: list[Notice]
    projects: list[Project]
    committee: list[Post]
    ballot_count: int
    notice_count: int
    project_count: int
    votes_waiting: int

    @property
    def is_quiet(self) -> bool:
        """Whether nothing goes on."""
        return not (self.ballots or self.notices)


def estate_now(estate: Estate, capacities: Capacities) -> EstateNow:
    """Return what runs in an estate today; four queries, three more for somebody who may vote."""
    ballots_open, ballot_count = _first(
        Ballot.objects.filter(estate=estate).open().order_by("closes_at", "id")
    )
    in_period, notice_count = _first(
        Notice.objects.filter(estate=estate).in_period().order_by("ends_at", "id")
    )
    under_way, project_count = _first(
        Project.objects.filter(estate=estate).public().under_way().order_by("-id")
    )
    return EstateNow(
        ballots=ballots_open,
        notices=in_period,
        projects=under_way,
        committee=committee_of(estate),
        ballot_count=ballot_count,
        notice_count=notice_count,
        project_count=project_count,
        votes_waiting=sum(part.waits for part in parts_in(ballots_open, capacities).values()),
    )


def _first(rows: QuerySet[Any]) -> tuple[list[Any], int]:
    """Return the first of some rows and how many there are, in one query."""
    found = list(rows.annotate(of_all=Window(Count("*")))[:SHOWN])
    return found, found[0].of_all if found else 0


@dataclass(frozen=True)
class WorkList:
    """One part of the list of work, with the words for an empty one."""

    title: str
    empty: str
    entries: list[WorkItem]


def work_lists(post: Post, estate: Estate) -> list[WorkList]:
    """Return what the holder of ``post`` has to do, what waits for others and what was just done."""
    apps = (projects.work_items, funds.work_items, ballots.work_items, notices.work_items)
    items = [item for work_items in apps for item in work_items(post, estate)]
    items.sort(key=lambda item: (item.due_at is None, item.due_at or clock.now(), item.title))
    parts = (
        (When.TODAY, "今天要办", "今天没有要您办的事。"),
        (When.OTHERS, "等别人", "没有在等别人的事。"),
        (When.DONE, "最近完成", "最近没有办完的事。"),
    )
    return [WorkList(title, empty, [i for i in items if i.group == when]) for when, title, empty in parts]


@dataclass(frozen=True)
class Tile:
    """An estate on the street's desk: ``state`` is ok, watch or late, ``note`` says why."""

    name: str
    url: str
    state: str
    note: str


@dataclass(frozen=True)
class Desk:
    """The street's desk as its reader may see it: what is not theirs to open is not here."""

    today: date
    queues: list[Queue]
    books: list[EstateBooks]
    budget: BudgetPosition | None
    budget_url: str
    use: Chart | None
    tiles: list[Tile]
    jobs: list[Job]

    @property
    def late(self) -> int:
        """How many of the things that wait are past their term."""
        return sum(queue.late for queue in self.queues)

    @property
    def budget_words(self) -> str:
        """The year's whole budget, in words."""
        return f"{self.budget.year} 年预算 {format_yuan(self.budget.budget)} 元" if self.budget else ""


def office_desk(held: Capacities, post: Post, street: Street) -> Desk:
    """Return what waits for the reader, how the estates are, how much of the year's budget is used.

    ``post`` says which estates; whoever has nothing to decide sees how far the books of each are public.
    """
    today = clock.today()
    values = {"street": street.pk, "community": post.community_id, "today": today}
    estates = list(Estate.objects.raw(ESTATES, values))
    queues = [*projects.desk_queues(held, street), *funds.desk_queues(held, street)]
    budget_url = reverse("funds:budget", args=[street.slug])
    budget = street_budget_position(street, today.year) if may_open(held, budget_url) else None
    return Desk(
        today=today,
        queues=queues,
        books=[] if queues else funds.books_of(estates, held),
        budget=budget,
        budget_url=budget_url,
        use=_budget_use(budget) if budget else None,
        tiles=[_tile(estate, today) for estate in estates],
        jobs=_unfinished(street, {estate.pk: estate for estate in estates}),
    )


def _unfinished(street: Street, estates: dict[int, Estate]) -> list[Job]:
    """Return the newest jobs of the estates that are not done."""
    with connection.cursor() as cursor:
        cursor.execute(UNFINISHED, [street.pk, list(estates), SHOWN])
        return [Job(pk=pk, estate=estates[place], state=state) for pk, place, state in cursor.fetchall()]


def _budget_use(budget: BudgetPosition) -> Chart | None:
    """Return the year's promises per estate, drawn; nothing where there are none."""
    if not budget.by_estate:
        return None
    bars = [Bar(use.estate, use.promised, f"{format_yuan(use.promised)} 元") for use in budget.by_estate]
    return bar(bars, caption=f"{budget.year} 年各小区激励资金", label="小区")


def _tile(estate: Any, today: date) -> Tile:
    """Return the tile of an estate that ``ESTATES`` found with what is amiss there.

    A month is late once the next one is over as well: whatever day the rulebook names, it has passed.
    """
    late, watch = [], []
    if estate.overdue:
        late.append(f"{estate.overdue} 项审核超时")
    if estate.disclosed and clock.month_of(estate.disclosed)[1] <= _last_month(_last_month(today)):
        late.append(f"账目只公示到 {estate.disclosed.month} 月")
    if estate.disputed:
        watch.append(f"{estate.disputed} 条异议待答复")
    if estate.failed:
        watch.append(f"{estate.failed} 份文件没有生成")
    state = "late" if late else "watch" if watch else "ok"
    return Tile(estate.name, address("overview:home", estate.slug), state, "，".join(late + watch))


def _last_month(day: date) -> date:
    """Return the first day of the month before the one of ``day``."""
    return clock.month_of(clock.month_of(day)[0] - timedelta(days=1))[0]


def committee_of(estate: Estate) -> list[Post]:
    """Return today's posts of the estate in the order of the roles; names of officials are public.

    ``name_agreed`` is False where somebody took that back; without a word of theirs it is None.
    """
    order = {role: number for number, role in enumerate(Post.ESTATE_ROLES)}
    posts = Post.objects.in_force().filter(estate=estate).select_related("person")
    posts = posts.annotate(name_agreed=office_name_agreed())
    return sorted(posts, key=lambda post: (order[post.role], post.pk))
