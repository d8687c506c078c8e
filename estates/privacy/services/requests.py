"""Asking for a copy, a correction or deletion, and answering in time and with reasons (PIPL 45–47, 50)."""

from datetime import timedelta

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import NotAllowed
from core.rows import locked
from core.states import move
from estates.models import DataRequest, Person, Post
from estates.privacy import rules
from estates.privacy.blocking import blocks_of
from estates.privacy.errors import AnswerMissing, ErasureBlocked, RequestEmpty
from estates.privacy.oneself import Oneself, refuse_others
from estates.privacy.services.erasing import erase_person
from estates.rulebook import COPY_HOURS, DATA_REQUEST_DAYS
from tenancy import jobs
from tenancy.audit import record
from tenancy.rules import rules_in_force

COPY = "estates.copy"
State, Kind = DataRequest.State, DataRequest.Kind


@transaction.atomic
def ask_for_copy(person: Person, *, by: Oneself) -> DataRequest:
    """Return the open request for a copy, made now if there is none; a job makes it. Raises NotOneself.

    The copy holds every place of the sign-in; the request stands at one of them.
    """
    refuse_others(person, by)
    request, made = _open(person, Kind.COPY, "", by)
    if made:
        jobs.enqueue(
            COPY,
            str(request.pk),
            estate_id=person.estate_id,
            street_id=person.street_id,
            request_id=request.pk,
        )
    return request


@transaction.atomic
def file_correction(person: Person, *, words: str, by: Oneself) -> DataRequest:
    """Return the open request to correct something. Raises NotOneself, RequestEmpty."""
    refuse_others(person, by)
    if not words.strip():
        raise RequestEmpty
    return _open(person, Kind.CORRECTION, words.strip(), by)[0]


@transaction.atomic
def file_erasure(person: Person, *, words: str = "", by: Oneself) -> DataRequest:
    """Return the open request to delete everything. Raises NotOneself, ErasureBlocked."""
    refuse_others(person, by)
    _refuse_blocked(person)
    return _open(person, Kind.ERASURE, words.strip(), by)[0]


@transaction.atomic
def withdraw_request(request: DataRequest, *, by: Oneself) -> DataRequest:
    """Return the request, taken back by whoever made it; pressed twice it is taken back once."""
    refuse_others(request.person, by)
    request = locked(request)
    if request.state == State.WITHDRAWN:
        return request
    move(request, State.WITHDRAWN)
    record("estates.data_request_withdrawn", request, by=by, kind=request.kind)
    return request


@transaction.atomic
def answer_request(request: DataRequest, *, agreed: bool, answer: str, by: Post) -> DataRequest:
    """Return the request as answered: done, or refused with reasons (PIPL 50). Deletion happens at once.

    Raises NotAllowed, AnswerMissing, StateRefused, ErasureBlocked.
    """
    person = request.person
    if person.estate is None or not rules.may_answer(by, person.estate):
        raise NotAllowed(needed=rules.ANSWERERS_IN_WORDS)
    if not answer.strip():
        raise AnswerMissing
    request.answer, request.answered_at, request.answered_by = answer.strip(), clock.now(), by
    state = State.DONE if agreed else State.REFUSED
    move(request, state, update_fields=["answer", "answered_at", "answered_by"])
    record("estates.data_request_answered", request, by=by, kind=request.kind, state=state)
    if agreed and request.kind == Kind.ERASURE:
        erase_person(person, by=by)
    return request


def copy_ready(request: DataRequest, data: bytes) -> None:
    """Hang the copy on its request for the hours the street allows; a copy that was withdrawn is dropped."""
    hours = rules_in_force(request.street_id, request.estate_id).integer(COPY_HOURS)
    now = clock.now()
    kept = DataRequest.objects.filter(pk=request.pk, state=State.FILED).update(
        state=State.DONE, data=data, answered_at=now, expires_at=now + timedelta(hours=hours)
    )
    if kept:
        record("estates.copy_made", request, by=None)


def _refuse_blocked(person: Person) -> None:
    """Raises ErasureBlocked."""
    if reasons := blocks_of(person):
        raise ErasureBlocked(reasons="；".join(block.words for block in reasons))


def _open(person: Person, kind: str, words: str, by: Oneself) -> tuple[DataRequest, bool]:
    """Return the one open request of a kind, and whether it was made now."""
    locked(person)
    found = DataRequest.objects.filter(person=person, kind=kind, state=State.FILED).first()
    if found is not None:
        return found, False
    days = rules_in_force(person.street_id, person.estate_id).integer(DATA_REQUEST_DAYS)
    request = DataRequest.objects.create(
        street_id=person.street_id,
        estate_id=person.estate_id,
        person=person,
        user=User(pk=person.user_id) if person.user_id else None,
        kind=kind,
        words=words,
        due_on=clock.today() + timedelta(days=days),
    )
    record("estates.data_requested", request, by=by, kind=kind)
    return request, True
