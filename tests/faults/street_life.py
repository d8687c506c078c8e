"""Two streets going about their day: residents who read, write, are refused, or break off.

Each thread plays homes of one estate against every web machine in turn, presses the buttons that the pages
show, and remembers what it was told. It raises as soon as an answer is not what it has to be, or holds a word
of the other street.
"""

import http.client
import itertools
import random
import re
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlencode

from ballots.models import Ballot
from ballots.rolls import household_electors
from ballots.services import MatterDraft, draft_ballot, open_ballot
from core import clock
from estates.models import Building, Post, Residency
from estates.services import appoint, register_resident
from notices.models import Notice
from notices.services import publish
from projects import services as projects
from tenancy.models import Estate
from tenancy.scope import scope
from tests.cast import SINCE, make_person, make_unit
from tests.sign_in import signed_in
from tongxin.dev.network import HOST

HOMES = 8  # in each estate; every one has a sign-in
CONCERNS = 6  # in each estate, all reported by the chair
BROKEN = (OSError, http.client.HTTPException)
SECRET = "c" * 32  # a CSRF cookie is any 32 letters, as long as the form sends the same


@dataclass(frozen=True)
class Side:
    """An estate, its people's sessions, what can be acted on, and its words: one of its own, its names."""

    street_id: int
    estate_id: int
    slug: str
    office: str
    words: tuple[str, ...]
    units: tuple[int, ...]
    sessions: tuple[str, ...]
    concerns: tuple[int, ...]
    ballot: int


@dataclass
class Told:
    """What the homes of one thread were told is written."""

    supports: set[tuple[int, int]] = field(default_factory=set)  # concern, unit
    reported: list[str] = field(default_factory=list)
    votes: dict[int, str] = field(default_factory=dict)  # unit: answer
    slips: int = 0  # the same answer again is no new one
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)  # act, status


def make_side(estate_id: int, words: str, number: int) -> Side:
    """Return an estate with people, concerns, a ballot and a notice, all with ``words`` in them."""
    estate = Estate.objects.select_related("street", "community").get(pk=estate_id)
    with scope(estate.street_id, estate):
        building = Building.objects.create(name=f"{words}1栋")
        units = [make_unit(building, f"{home}01", 8_000) for home in range(HOMES + 1)]
        people = [make_person(f"{words}示例{home}", number + home) for home in range(HOMES + 1)]
        homes = [
            register_resident(unit, person, tenure=Residency.Tenure.OWNER, starts_on=SINCE, by=None)
            for unit, person in zip(units, people, strict=True)
        ]
        chair = appoint(people[-1], Post.Role.CHAIR, starts_on=SINCE, by=None)
        concerns = tuple(_concern(estate, words, homes[-1], chair) for _ in range(CONCERNS))
        ballot = _ballot(estate, words, chair)
        publish(estate=estate, kind=Notice.Kind.OTHER, title=f"{words}公示", paragraphs=[words], by=chair)
    return Side(
        estate.street_id,
        estate_id,
        estate.slug,
        estate.street.slug,
        (words, estate.name, estate.street.name),
        tuple(unit.pk for unit in units[:HOMES]),
        tuple(_session(person.user) for person in people[:HOMES]),
        concerns,
        ballot.pk,
    )


def _concern(estate: Estate, words: str, home: Residency, chair: Post) -> int:
    concern = projects.start_concern(estate, photo=None, by=home)
    projects.describe_concern(concern, building=None, place=words, words=words, by=home)
    projects.file_concern(concern, by=home)
    projects.publish_concern(concern, place=words, words=words, photo_shown=False, by=chair)
    return concern.pk


def _ballot(estate: Estate, words: str, chair: Post) -> Ballot:
    yesterday = clock.now() - timedelta(days=1)
    with clock.travel(yesterday):
        ballot = draft_ballot(
            estate=estate,
            title=words,
            question=f"{words}要不要修？",
            electorate=Ballot.Electorate.HOUSEHOLDS,
            matters=[MatterDraft(f"修{words}")],
            opens_at=yesterday,
            closes_at=yesterday + timedelta(days=7),
            by=chair,
        )
        return open_ballot(ballot, household_electors(estate), by=chair)


def _session(user: object) -> str:
    return signed_in(user).cookies["sessionid"].value


class Forms(HTMLParser):
    """The forms of a page: where each is sent, and what is in its hidden fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        for form in re.findall(r"<form.*?</form>", page, re.S):
            self.feed(form)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, or one of its fields; of radio buttons the first."""
        values = dict(attrs)
        if tag == "form":
            self.found.append((values.get("action") or "", {}))
        elif tag == "input" and values.get("name") and self.found:
            self.found[-1][1].setdefault(values["name"], values.get("value") or "")

    def to(self, ending: str) -> tuple[str, dict[str, str]]:
        """Return address and fields of the one form that goes to ``ending``, to the page itself if empty."""
        (form,) = [form for form in self.found if (form[0].endswith(ending) if ending else not form[0])]
        return form


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    location: str

    @property
    def forms(self) -> Forms:
        """The forms of the page."""
        return Forms(self.text)


class Caller:
    """Asks the web machines in turn over connections that stay open, as the proxy in front would."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = itertools.cycle(ports)
        self.open: dict[int, http.client.HTTPConnection] = {}
        self.asked = 0

    def ask(self, path: str, session: str, form: dict[str, str] | None = None) -> Answer:
        """Return the answer; asks once more, as browsers do, where an idle connection was closed."""
        for attempt in (1, 2):
            connection = self._send(path, session, form)
            try:
                response = connection.getresponse()
                text = response.read().decode(errors="replace")
                return Answer(response.status, text, response.headers.get("Location", ""))
            except BROKEN:
                connection.close()
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def break_off(self, path: str, session: str, form: dict[str, str] | None, patience: float) -> None:
        """Ask, and be gone before the answer comes."""
        connection = self._send(path, session, form)
        threading.Event().wait(patience)
        connection.close()

    def tear(self, path: str, session: str) -> None:
        """Send half of an upload, and be gone."""
        connection = self._connection()
        headers = self._headers(connection.port, session) | {"Content-Length": "200000"}
        headers["Content-Type"] = "multipart/form-data; boundary=x"
        part = '--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
        connection.request("POST", path, part.encode() + b"\xff" * 3000, headers)
        connection.close()

    def close(self) -> None:
        """Close what is open."""
        for connection in self.open.values():
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        self.asked += 1
        port = next(self.ports)
        return self.open.setdefault(port, http.client.HTTPConnection(HOST, port, timeout=120))

    def _send(self, path: str, session: str, form: dict[str, str] | None) -> http.client.HTTPConnection:
        connection = self._connection()
        headers, body = self._headers(connection.port, session), None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
        except BROKEN:
            connection.close()
            connection.request("GET" if body is None else "POST", path, body, headers)
        return connection

    def _headers(self, port: int, session: str) -> dict[str, str]:
        cookies = f"__Host-csrf={SECRET}" + (f"; __Host-session={session}" if session else "")
        return {"Cookie": cookies, "X-Forwarded-Proto": "https", "Referer": f"https://{HOST}:{port}/"}


class Player(threading.Thread):
    """Plays some homes of one side until it has asked ``quota`` times."""

    def __init__(
        self, side: Side, other: Side, homes: Sequence[int], ports: Sequence[int], quota: int, seed: int
    ) -> None:
        super().__init__(daemon=True)
        self.side, self.other, self.homes, self.quota = side, other, homes, quota
        self.caller = Caller(ports)
        self.dice = random.Random(seed)
        self.told = Told()
        self.error: BaseException | None = None
        self.here = f"/e/{side.slug}/"

    def run(self) -> None:
        """Act until the quota is used up; keep the first thing that went wrong."""
        acts, weights = zip(*ACTS, strict=True)
        try:
            while self.caller.asked < self.quota:
                home = self.dice.choice(self.homes)
                self.dice.choices(acts, weights)[0](self, home)
        except BaseException as error:
            self.error = error
        finally:
            self.caller.close()

    def ask(self, act: str, path: str, status: int, *, session: str = "", form=None) -> Answer:
        """Return the answer, which has this status and nothing of the other street."""
        answer = self.caller.ask(path, session, form)
        assert answer.status == status, (act, path, answer.status, answer.text[-2000:])
        self.told.answers[act, answer.status] += 1
        self._look_through(path, answer)
        return answer

    def _look_through(self, path: str, answer: Answer) -> None:
        # Names of places are public, and stand on pages that belong to none; what is in the places is not.
        is_page_of_ours = answer.status == 200 and path.startswith(self.here)
        hidden = self.other.words if is_page_of_ours else self.other.words[:1]
        foreign = [word for word in hidden if word in answer.text]
        assert foreign == [], (path, foreign)
        if answer.status == 200:
            assert any(word in answer.text for word in self.side.words), path

    # What people do.

    def read(self, home: int) -> None:
        """Read what everybody may read, mostly without a sign-in."""
        page = self.dice.choice(("", "notices/", "votes/", "projects/", f"votes/{self.side.ballot}/"))
        session = self.dice.choice(("", "", self.side.sessions[home]))
        self.ask("read", f"{self.here}{page}", 200, session=session)

    def read_signed_in(self, home: int) -> None:
        """Read what only those who live here may read."""
        concern = self.dice.choice(self.side.concerns)
        page = self.dice.choice((f"{self.here}concerns/", f"{self.here}concerns/{concern}/", "/me/"))
        self.ask("read signed in", page, 200, session=self.side.sessions[home])

    def support(self, home: int) -> None:
        """Say 我家也有, or take it back; sometimes be cut off, and send the same form again."""
        concern, session = self.dice.choice(self.side.concerns), self.side.sessions[home]
        support = (concern, self.side.units[home])
        verb = "support/withdraw/" if support in self.told.supports else "support/"
        page = self.ask("look", f"{self.here}concerns/{concern}/", 200, session=session)
        action, form = page.forms.to(f"/{verb}")
        if self.dice.random() < 0.3:
            self.caller.break_off(action, session, form, self.dice.choice((0, 0, 0.005, 0.02)))
            self.told.answers["broken off", 0] += 1
        answer = self.ask(verb, action, 302, session=session, form=form)
        assert answer.location == f"{self.here}concerns/{concern}/"
        self.told.supports ^= {support}

    def vote(self, home: int) -> None:
        """Choose, check, confirm; the last answer counts."""
        session, choice = self.side.sessions[home], self.dice.choice(("for", "against", "abstain"))
        here = f"{self.here}votes/{self.side.ballot}/"
        action, form = self.ask("look", here, 200, session=session).forms.to("/check/")
        (name,) = [name for name in form if name.startswith("matter")]
        self.ask("choose", action, 302, session=session, form=form | {name: choice})
        action, form = self.ask("look", action, 200, session=session).forms.to("/cast/")
        answer = self.ask("cast", action, 302, session=session, form=form)
        assert answer.location == f"{here}done/"
        unit = self.side.units[home]
        self.told.slips += self.told.votes.get(unit) != choice
        self.told.votes[unit] = choice

    def report(self, home: int) -> None:
        """Report something in three steps."""
        session, words = self.side.sessions[home], f"{self.side.words[0]}{uuid.uuid4().hex[:12]}"
        form = self.ask("look", f"{self.here}concerns/new/", 200, session=session).forms.to("")[1]
        form.pop("photo")
        step = self.ask("report", f"{self.here}concerns/new/", 302, session=session, form=form).location
        form = self.ask("look", step, 200, session=session).forms.to("")[1]
        form |= {"place": words, "words": words}
        step = self.ask("report", step, 302, session=session, form=form).location
        form = self.ask("look", step, 200, session=session).forms.to("")[1]
        self.ask("report", step, 302, session=session, form=form)
        self.told.reported.append(words)

    def be_refused(self, home: int) -> None:
        """Ask for what one must not have: each time a word why not, and nothing changes."""
        path, status, form, session = self.dice.choice(list(self._forbidden(home)))
        if form is not None:
            form = {"csrfmiddlewaretoken": SECRET} | form
        self.ask("refused", path, status, session=session, form=form)

    def _forbidden(self, home: int) -> Iterator[tuple[str, int, dict[str, str] | None, str]]:
        session, foreign = self.side.sessions[home], self.dice.choice(self.other.concerns)
        concern, key = self.dice.choice(self.side.concerns), {"idempotency_key": uuid.uuid4().hex}
        held = (concern, self.side.units[home]) in self.told.supports
        yield f"/e/{self.other.slug}/concerns/", 404, None, session
        yield f"/e/{self.other.slug}/concerns/{foreign}/", 404, None, session
        yield f"/e/{self.other.slug}/concerns/{foreign}/support/", 404, key, session
        yield f"{self.here}concerns/{foreign}/", 404, None, session
        yield f"{self.here}concerns/{foreign}/support/", 404, key, session
        yield f"{self.here}votes/{self.other.ballot}/", 404, None, ""
        yield f"{self.here}votes/{self.other.ballot}/cast/", 404, key, session
        yield f"{self.here}concerns/{concern}/support/", 409 if held else 400, key if held else {}, session
        yield (
            f"{self.here}concerns/{concern}/support/withdraw/",
            400 if held else 409,
            {} if held else key,
            session,
        )
        yield f"/office/{self.other.office}/", 404, None, session
        yield f"{self.here}concerns/", 302, None, ""

    def break_off(self, home: int) -> None:
        """Be gone before the page comes, or in the middle of an upload."""
        page = self.dice.choice(("", "votes/", "concerns/"))
        session = self.side.sessions[home]
        if self.dice.random() < 0.7:
            self.caller.break_off(f"{self.here}{page}", session, None, self.dice.choice((0, 0.01)))
        else:
            self.caller.tear(f"{self.here}concerns/new/", session)
        self.told.answers["broken off", 0] += 1


Act = Callable[[Player, int], None]
ACTS: tuple[tuple[Act, int], ...] = (
    (Player.read, 26),
    (Player.read_signed_in, 15),
    (Player.support, 14),
    (Player.vote, 3),
    (Player.report, 1),
    (Player.be_refused, 24),
    (Player.break_off, 17),
)


def players(sides: Sequence[Side], ports: Sequence[int], requests: int, *, threads: int) -> list[Player]:
    """Return ``threads`` players for each side, who share out its homes and all the requests."""
    quota = requests // (threads * len(sides))
    return [
        Player(side, other, range(number, HOMES, threads), ports, quota, seed=1000 * side.street_id + number)
        for side, other in zip(sides, reversed(sides), strict=True)
        for number in range(threads)
    ]
