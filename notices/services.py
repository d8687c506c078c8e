"""Publishing, withdrawing, objecting, replying."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.template.loader import get_template

from core import clock, periods
from core.errors import NotAllowed
from core.rows import locked
from core.states import move
from estates.models import Ownership, Post, Residency
from notices import errors, rules
from notices.models import Notice, Objection, Series
from notices.rulebook import PERIOD_DAYS, REPLY_WORKING_DAYS
from tenancy import jobs
from tenancy.audit import record
from tenancy.models import Estate, StoredFile
from tenancy.rules import Rules, rules_in_force

# Crockford's base 32: no I, L, O, U, so that a code read off paper can be typed. 5 bits a letter.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20  # 100 random bits (architecture.md §3 asks for 80)
TEMPLATES = {Notice.Kind.RESULT: "notices/result", Notice.Kind.DISCLOSURE: "funds/disclosure"}
PRINT = "notices.print"
# What the columns hold and a printed page can carry.
OBJECTION_LENGTH = 500
REPLY_LENGTH = 1000
REASON_LENGTH = 300


@transaction.atomic
def publish(
    *,
    estate: Estate,
    kind: str,
    title: str,
    paragraphs: Sequence[str],
    snapshot: Mapping[str, Any] | None = None,
    subject: str = "",
    period_days: int | None = None,
    template: str = "",
    by: Post | None,
    await_pdf: bool = False,
) -> Notice:
    """Return the numbered notice, published now; with ``await_pdf`` it is published when its PDF is made.

    ``period_days``: None is the rule's period where the kind has one, 0 is none. ``template`` names a file
    under ``templates/pdf/`` without ``.html``. Raises NotAllowed, NothingToPublish, PersonalNumbers.
    """
    if not rules.may_publish(by, estate.pk, estate.community_id):
        raise NotAllowed(needed="物管委委员、社区或街道工作人员")
    texts = [text.strip() for text in paragraphs if text.strip()]
    figures = dict(snapshot or {})
    _check_text(estate, title.strip(), texts, figures)
    says = {"title": title.strip(), "paragraphs": texts, "snapshot": figures, "subject": subject}
    notice = _prepare(estate, Notice.Kind(kind), says, period_days, template)
    record("notices.prepared", notice, by=by, number=notice.number)
    place = {"street_id": notice.street_id, "estate_id": notice.estate_id}
    jobs.enqueue(PRINT, str(notice.pk), notice_id=notice.pk, **place)
    return notice if await_pdf else post(notice, by=by)


def post(notice: Notice, *, by: Post | None, pdf: StoredFile | None = None) -> Notice:
    """Publish a prepared notice today: from now its period runs. Raises StateRefused."""
    for name, value in posting(notice, clock.today()).items():
        setattr(notice, name, value)
    notice.published_at, notice.pdf = clock.now(), pdf
    fields = ("published_at", "posted_on", "ends_at", "provisional", "pdf_id")
    move(notice, Notice.State.PUBLISHED, update_fields=fields)
    record("notices.published", notice, by=by, number=notice.number)
    return notice


def posting(notice: Notice, day: date) -> dict[str, Any]:
    """Return what the notice's dates are if it is posted on ``day``. Source: 民法典 201–203."""
    if not notice.period_days:
        return {"posted_on": day, "ends_at": None, "provisional": False}
    period = periods.Period(day, notice.period_days)
    return {"posted_on": day, "ends_at": period.ends_at, "provisional": period.provisional}


@transaction.atomic
def withdraw(notice: Notice, *, reason: str, by: Post, conceal: bool = False) -> Notice:
    """Take a notice back, for a reason that is shown; it keeps its number and its place in the list.

    ``conceal`` hides text and PDF from the public: for a notice that leaks personal data (domain.md §6
    case 41). Raises NotAllowed, ReasonMissing, TextTooLong, PersonalNumbers, StateRefused.
    """
    if by is None or not rules.may_publish(by, notice.estate_id, notice.estate.community_id):
        raise NotAllowed(needed="物管委委员、社区或街道工作人员")
    reason = _words(notice, reason, "reason", REASON_LENGTH, errors.ReasonMissing)
    notice.withdrawn_at, notice.withdrawal_reason, notice.concealed = clock.now(), reason, conceal
    fields = ("withdrawn_at", "withdrawal_reason", "concealed")
    move(notice, Notice.State.WITHDRAWN, update_fields=fields)
    record("notices.withdrawn", notice, by=by, concealed=conceal)
    return notice


@transaction.atomic
def file_objection(notice: Notice, *, text: str, by: Residency | Ownership) -> Objection:
    """Return the objection of ``by``'s home to a notice in its period.

    Raises NotAllowed, NoObjectionsHere, ObjectionTimeOver, TextMissing, TextTooLong, PersonalNumbers,
    AlreadyObjected. Source: domain.md §6 cases 40 and 42.
    """
    if not rules.may_object(by, notice):
        raise NotAllowed(needed="本小区居民或业主")
    # The lock orders us against withdrawal and against the other members of the home.
    notice = locked(notice)
    if not notice.period_days:
        raise errors.NoObjectionsHere(kind=notice.get_kind_display())
    if not notice.in_period:
        raise errors.ObjectionTimeOver
    if notice.objections.filter(unit_id=by.unit_id).exists():
        raise errors.AlreadyObjected
    words = _words(notice, text, "text", OBJECTION_LENGTH, errors.TextMissing)
    days = rules_in_force(notice.street_id, notice.estate_id).integer(REPLY_WORKING_DAYS)
    objection = Objection.objects.create(
        street_id=notice.street_id,
        estate_id=notice.estate_id,
        notice=notice,
        unit_id=by.unit_id,
        person_id=by.person_id,
        building=by.unit.building.name,
        text=words,
        due_on=periods.add_working_days(clock.today(), days),
    )
    record("notices.objection_filed", objection, by=by, notice=notice.pk)
    return objection


@transaction.atomic
def answer_objection(objection: Objection, *, outcome: str, text: str, by: Post) -> Objection:
    """Give the written reply, once. Raises NotAllowed, OwnObjection, AlreadyAnswered, TextMissing,
    TextTooLong, PersonalNumbers.
    """
    if not rules.may_answer(by, objection):
        raise NotAllowed(needed="物管委委员、社区或街道工作人员")
    if objection.person_id == by.person_id or _same_sign_in(objection, by):
        raise errors.OwnObjection
    objection = locked(objection)
    if objection.state != Objection.State.OPEN:
        raise errors.AlreadyAnswered
    objection.reply = _words(objection.notice, text, "text", REPLY_LENGTH, errors.TextMissing)
    objection.outcome = Objection.Outcome(outcome)
    objection.answered_by, objection.answered_at = by, clock.now()
    fields = ("reply", "outcome", "answered_by_id", "answered_at")
    move(objection, Objection.State.ANSWERED, update_fields=fields)
    record("notices.objection_answered", objection, by=by, outcome=outcome)
    return objection


def new_code(estate: Estate) -> str:
    """Return a fresh code that leads to the estate and can't be guessed."""
    return f"{estate.number}-{''.join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))}"


def _prepare(
    estate: Estate, kind: Notice.Kind, says: dict[str, Any], days: int | None, template: str
) -> Notice:
    """Return the new notice under the next number, with the rules and the letterhead of today."""
    chosen = template or TEMPLATES.get(kind, "notices/notice")
    get_template(f"pdf/{chosen}.html")
    in_force = rules_in_force(estate.street_id, estate.pk)
    return Notice.objects.create(
        **says,
        **_numbered(estate, kind),
        street_id=estate.street_id,
        estate=estate,
        code=new_code(estate),
        letterhead=letterhead(estate),
        template=chosen,
        period_days=_period(kind, days, in_force),
        rules_version=in_force.version,
    )


def _check_text(estate: Estate, title: str, paragraphs: list[str], snapshot: Mapping[str, Any]) -> None:
    if not title or not paragraphs:
        raise errors.NothingToPublish(field="paragraphs" if title else "title")
    public = (estate.phone, estate.street.hotline)
    places = rules.personal_numbers(title, paragraphs, snapshot, public=public)
    if places:
        raise errors.PersonalNumbers(field="paragraphs", places="；".join(places))


def _words(notice: Notice, text: str, field: str, limit: int, missing: type[errors.Invalid]) -> str:
    """Return what somebody wrote, fit to stand on a public page."""
    words = text.strip()
    if not words:
        raise missing(field=field)
    if len(words) > limit:
        raise errors.TextTooLong(field=field, limit=limit)
    public = (notice.letterhead["phone"], notice.letterhead["hotline"])
    places = rules.personal_numbers("", [words], {}, public=public)
    if places:
        raise errors.PersonalNumbers(field=field, places="；".join(places))
    return words


def _numbered(estate: Estate, kind: Notice.Kind) -> dict[str, Any]:
    """Return the next number of the kind in this year: 聚福园资金公示〔2026〕3号, without gaps."""
    year = clock.today().year
    series, _ = Series.objects.get_or_create(
        street_id=estate.street_id, estate_id=estate.pk, kind=kind, year=year
    )
    # The row stays locked until the caller commits: a number is never given twice nor lost.
    Series.objects.filter(pk=series.pk).update(last_number=F("last_number") + 1)
    series.refresh_from_db()
    number = number_of(estate, kind, year, series.last_number)
    return {"kind": kind, "year": year, "sequence": series.last_number, "number": number}


def number_of(estate: Estate, kind: Notice.Kind, year: int, sequence: int) -> str:
    """Return how a notice is numbered: 聚福园资金公示〔2026〕3号."""
    return f"{estate.name.removesuffix('小区')}{kind.label}〔{year}〕{sequence}号"


def _period(kind: str, days: int | None, in_force: Rules) -> int | None:
    if days is None and kind in Notice.WITH_PERIOD:
        return in_force.integer(PERIOD_DAYS)
    return days or None


def letterhead(estate: Estate) -> dict[str, Any]:
    """Return the words around every notice of the estate, as they are today."""
    return {
        "estate": estate.name,
        "community": estate.community.name,
        "street": estate.street.name,
        "signature": estate.committee_name or f"{estate.name}（{estate.community.name}代章）",
        "phone": estate.phone,
        "hotline": estate.street.hotline,
        "demo": estate.is_demo,
    }


def _same_sign_in(objection: Objection, by: Post) -> bool:
    user_id = by.person.user_id
    return user_id is not None and objection.person.user_id == user_id
