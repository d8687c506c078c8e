"""What every act of the history needs at hand: the estate, its rules, numbers, notices and photos."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from ballots.models import Elector, Matter
from ballots.rolls import ElectorData, household_electors
from core import clock, files, image_decoder
from core.images import MAX_PIXELS, Cleaned
from funds.models import ExpenseShare, Fund, FundLine, Grant, ReceiptPhoto, Voucher
from notices import services as notices
from notices.models import Notice, Series
from notices.rulebook import PERIOD_DAYS
from projects.models import FundingLine, Project, Step
from projects.models.projects import State
from projects.services.steps import WORDS_LENGTH, public_name
from tenancy.audit import Actor
from tenancy.models import Job, StoredFile
from tenancy.rules import rules_in_force
from tenancy.storage import signed
from tongxin.demo.history.keeper import Keeper
from tongxin.demo.history.shelf import Shelf
from tongxin.demo.stage import Players


@dataclass
class Dossier:
    """What belongs to a project."""

    funding: list[FundingLine] = field(default_factory=list)
    quotes: list[Any] = field(default_factory=list)
    cosigns: int = 0
    ratings: Counter[str] = field(default_factory=Counter)


@dataclass
class Poll:
    """What belongs to a ballot: matters, electors by unit, and who answered what by matter number."""

    matters: list[Matter] = field(default_factory=list)
    electors: dict[int, Elector] = field(default_factory=dict)
    answers: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))


@dataclass
class Purse:
    """What belongs to a fund."""

    lines: dict[str, FundLine] = field(default_factory=dict)
    shares: list[ExpenseShare] = field(default_factory=list)
    grant: Grant | None = None


class Desk:
    """The estate's papers while its history is loaded; in the street's scope."""

    def __init__(self, shelf: Shelf, players: Players, streets: Keeper) -> None:
        estate = players.estate
        self.shelf, self.players, self.estate, self.streets = shelf, players, estate, streets
        self.place: dict[str, Any] = {"street_id": estate.street_id, "estate_id": estate.pk}
        self.rules = rules_in_force(estate.street_id, estate.pk)
        self.keeper = Keeper(shelf, street_id=estate.street_id, estate_id=estate.pk)
        self.roll: list[ElectorData] = household_electors(estate)
        self.dossiers: dict[int, Dossier] = defaultdict(Dossier)
        self.polls: dict[int, Poll] = defaultdict(Poll)
        self.purses: dict[int, Purse] = defaultdict(Purse)
        self.receipts = list(ReceiptPhoto.objects.filter(estate=estate).order_by("pk"))
        self._serials: dict[tuple[type[Any], int], int] = {}
        self._series: dict[tuple[str, int], Series] = {}
        self._general = Fund.objects.filter(estate=estate, kind=Fund.Kind.GENERAL).first()

    def general_fund(self) -> Fund:
        """Return the estate's general fund, opened now if it was not there."""
        if self._general is None:
            label, kind = Fund.Kind.GENERAL.label, Fund.Kind.GENERAL
            fund = Fund(**self.place, kind=kind, label=label, rules_version=self.rules.version)
            self._general = self.shelf.add(fund)
        return self._general

    def next_voucher(self, model: type[Voucher]) -> dict[str, Any]:
        """Return place, year and serial of the next voucher; see ``funds.books.next_voucher``."""
        self.general_fund()
        year = clock.today().year
        return {**self.place, "year": year, "serial": self.count(model, year, "serial")}

    def count(self, model: type[Any], year: int, name: str) -> int:
        """Return the next number of a kind of row in a year."""
        if (model, year) not in self._serials:
            rows = model._default_manager.filter(estate_id=self.estate.pk, year=year)
            self._serials[model, year] = rows.aggregate(last=Max(name))["last"] or 0
        self._serials[model, year] += 1
        return self._serials[model, year]

    def keep(self, photo: bytes, by: Actor) -> StoredFile:
        """Return the stored photo. Our own drawings need no child process around the decoder."""
        cleaned = clean(photo)
        return self.shelf.add(
            StoredFile(
                **self.place,
                sha256=cleaned.sha256,
                original_sha256=cleaned.original_sha256,
                mime=cleaned.mime,
                size=len(cleaned.bytes),
                width=cleaned.width,
                height=cleaned.height,
                phash=signed(cleaned.phash),
                brought_by_id=by.actor_user_id,
            )
        )

    def take_step(self, project: Project, to: State, *, by: Any, words: str) -> Project:
        """Move the project and write the step that everybody can read."""
        if to not in Project.MOVES[State(project.state)]:
            raise ValueError(f"{project.title} does not go from {project.state} to {to}")
        project.state = to
        step = Step(
            **self.place, project=project, state=to, actor=public_name(by), words=words[:WORDS_LENGTH]
        )
        self.shelf.add(step)
        self.shelf.change(project)
        return project

    def publish(
        self,
        kind: Notice.Kind,
        title: str,
        paragraphs: Sequence[str],
        *,
        subject: str,
        snapshot: Mapping[str, Any] | None = None,
    ) -> Notice:
        """Return the notice, published now; its PDF is made by an ordinary job."""
        period = self.rules.integer(PERIOD_DAYS) if kind in Notice.WITH_PERIOD else None
        notice = Notice(
            **self._numbered(kind),
            street_id=self.estate.street_id,
            estate=self.estate,
            title=title,
            paragraphs=[text.strip() for text in paragraphs if text.strip()],
            snapshot=dict(snapshot or {}),
            subject=subject,
            letterhead=notices.letterhead(self.estate),
            template=notices.TEMPLATES.get(kind, "notices/notice"),
            period_days=period,
            rules_version=self.rules.version,
            state=Notice.State.PUBLISHED,
            published_at=clock.now(),
        )
        notice.code = _code(self.estate.number, notice.number)
        for name, value in notices.posting(notice, clock.today()).items():
            setattr(notice, name, value)
        self.shelf.add(notice)
        args = {"notice_id": notice.pk}
        self.shelf.add(Job(**self.place, kind=notices.PRINT, key=str(notice.pk), args=args))
        return notice

    def announce(self, project: Project, title: str, paragraphs: Sequence[str]) -> Notice:
        """Return a published 公告 about the project."""
        return self.publish(Notice.Kind.ANNOUNCEMENT, title, paragraphs, subject=project.subject)

    def _numbered(self, kind: Notice.Kind) -> dict[str, Any]:
        year = clock.today().year
        if (kind, year) not in self._series:
            known = Series.objects.filter(estate=self.estate, kind=kind, year=year).first()
            self._series[kind, year] = known or self.shelf.add(Series(**self.place, kind=kind, year=year))
        series = self._series[kind, year]
        series.last_number += 1
        self.shelf.change(series)
        number = notices.number_of(self.estate, kind, year, series.last_number)
        return {"kind": kind, "year": year, "sequence": series.last_number, "number": number}


def known(row: Any, name: str, rows: Sequence[Any]) -> None:
    """Let ``row`` answer for a list of related rows that are not written yet."""
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = list(rows)


_cleaned: dict[str, Cleaned] = {}


def clean(photo: bytes) -> Cleaned:
    """Return what ``core.images.clean`` makes of a drawing, stored; each drawing is decoded once."""
    original = hashlib.sha256(photo).hexdigest()
    if original not in _cleaned:
        picture = image_decoder.decoded(photo, 2000)
        assert picture.width * picture.height <= MAX_PIXELS
        data, phash = image_decoder.encoded(picture), image_decoder.difference_hash(picture)
        sha256 = files.put(data)
        _cleaned[original] = Cleaned(
            data, "image/jpeg", picture.width, picture.height, original, sha256, phash
        )
    return _cleaned[original]


def _code(estate_number: int, number: str) -> str:
    """Return the code of an invented notice: the same every time, so nobody can rely on its being secret."""
    bits = int.from_bytes(hashlib.sha256(f"{estate_number} {number}".encode()).digest())
    letters = "".join(notices.ALPHABET[bits >> 5 * place & 31] for place in range(notices.CODE_LENGTH))
    return f"{estate_number}-{letters}"
