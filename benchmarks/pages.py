"""The figures of pages: ours over the network of the machine itself, against the bare site's."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from uuid import uuid4

from benchmarks.data import Data
from benchmarks.measure import Figure, Timed, alone, compared, median_of, milliseconds, turn_by_turn
from benchmarks.memory import resident_mib
from benchmarks.sites import Client, Site
from estates.models import Person
from tests.sign_in import signed_in

NAMES = ("list", "detail", "vote", "office", "api_list", "memory")
BARE_ROWS = "/1/"
REQUESTS = 20  # of one round
Act = Callable[[], object]
Cookies = Mapping[str, str]
WARM = 60  # requests before the first round, so that every worker and thread has seen the page


@dataclass(frozen=True)
class Sites:
    """Both sites with what is in them."""

    ours: Site
    bare: Site
    data: Data
    bare_session: str


def figures(names: Sequence[str], rounds: int, sites: Sites) -> Iterator[Figure]:
    """Yield the figures of pages that are named."""
    data = sites.data
    if "list" in names:
        yield page("list", sites, data.list_url, bound=3.0, rounds=rounds)
    if "detail" in names:
        yield page("detail", sites, data.detail_url, bound=3.0, rounds=rounds)
    if "vote" in names:
        yield vote(sites, clients=1, rounds=rounds)
        yield vote(sites, clients=8, rounds=rounds)
    if "office" in names:
        officer = sign_in(data.cast.street_officer.person)
        yield page("office", sites, "/office/street-a/", bound=4.0, rounds=rounds, cookies=officer)
    if "api_list" in names:
        yield page("api_list", sites, "/api/v1/estates/a1/projects/", bound=3.0, rounds=rounds)
    if "memory" in names:
        yield memory(sites)


def page(
    name: str, sites: Sites, path: str, *, bound: float, rounds: int, cookies: Cookies | None = None
) -> Figure:
    """Return what the page at ``path`` costs against the bare list."""
    ours, bare = Client(sites.ours.port, cookies), Client(sites.bare.port)
    _warm(lambda: Client(sites.ours.port, cookies).get(path), lambda: Client(sites.bare.port).get(BARE_ROWS))
    costs = turn_by_turn(
        median_of(lambda: ours.get(path), REQUESTS), median_of(lambda: bare.get(BARE_ROWS), REQUESTS), rounds
    )
    return compared(name, *costs, bound=bound)


def vote(sites: Sites, *, clients: int, rounds: int) -> Figure:
    """Return what the POST that casts a vote costs against a bare one with session, CSRF and one INSERT.

    With several clients all send at the same moment; the cost is the median answer among them.
    """
    voters = [Voter(sites, person) for person in sites.data.voters[:clients]]
    bare = [Client(sites.bare.port, {"sessionid": sites.bare_session}) for _ in range(clients)]
    inserts = [_insert(client) for client in bare]
    times = max(3, 12 // clients)
    costs = turn_by_turn(
        _together([voter.cast for voter in voters], times, before=[voter.choose for voter in voters]),
        _together(inserts, times),
        rounds,
    )
    return compared(f"vote_{clients}", *costs, bound=3.0)


def memory(sites: Sites) -> Figure:
    """Return what a web worker keeps resident after the figures before it, the largest of them."""
    values = [resident_mib(pid) for pid in sites.ours.workers]
    return alone("memory", [max(values)], bound=130.0, unit="MiB", note="PSS of the largest web worker")


def sign_in(person: Person) -> dict[str, str]:
    """Return the cookies of somebody who is signed in."""
    assert person.user is not None
    return {"sessionid": signed_in(person.user).cookies["sessionid"].value}


class Voter:
    """Somebody who answers the ballot again and again, each time the other way."""

    def __init__(self, sites: Sites, person: Person) -> None:
        self._client = Client(sites.ours.port, sign_in(person))
        self._matter = sites.data.ballot_matter
        self._base = f"/e/a1/votes/{sites.data.ballot.pk}"
        self._answers = 0
        self._shown = ""

    def choose(self) -> None:
        """Choose and look at the check page, which nobody measures here."""
        self._answers += 1
        answer = ("for", "against")[self._answers % 2]
        self._client.post(f"{self._base}/check/", {f"matter_{self._matter}": answer, **_key()})
        text = self._client.get(f"{self._base}/check/")
        self._shown = text.partition('name="shown" value="')[2].partition('"')[0]

    def cast(self) -> None:
        """Confirm: the one POST that casts."""
        self._client.post(f"{self._base}/cast/", {"shown": self._shown, **_key()})


def _key() -> dict[str, str]:
    return {"idempotency_key": uuid4().hex}


def _insert(client: Client) -> Callable[[], object]:
    return lambda: client.post("/1/insert/", {"title": "一行"})


def _together(acts: list[Act], times: int, before: Sequence[Act] = ()) -> Timed:
    """Return a round: ``times`` bursts in which all act at once; its cost is the median of all answers."""

    def one_round() -> float:
        costs: list[float] = []
        for _ in range(times):
            for prepare in before:
                prepare()
            costs += _burst(acts)
        return median(costs)

    return one_round


def _burst(acts: list[Act]) -> list[float]:
    if len(acts) == 1:
        return [milliseconds(acts[0])]
    costs: list[float] = []
    gate = threading.Barrier(len(acts))

    def act_at_once(act: Callable[[], object]) -> None:
        gate.wait()
        costs.append(milliseconds(act))

    threads = [threading.Thread(target=act_at_once, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(costs) < len(acts):
        raise RuntimeError("an answer is missing")
    return costs


def _warm(*acts: Callable[[], object]) -> None:
    for act in acts:
        for _ in range(WARM):
            act()
