"""众人事: a concern is started, filed, looked over, shared by others, resolved."""

from django.db import transaction

from core import clock, images
from core.errors import NotAllowed
from core.states import move
from estates.models import Building, Post, Residency
from projects import errors, rules
from projects.models import Concern, ConcernSupport
from projects.services.steps import public_text, reason_text
from tenancy.audit import Actor, record
from tenancy.models import Estate, StoredFile
from tenancy.storage import keep_photo

LOOKERS = "物管委委员或本社区工作者"


def keep(photo: bytes, place: Estate, *, by: Actor) -> StoredFile:
    """Return the stored photo, re-encoded without metadata. Raises ImageRefused."""
    return keep_photo(
        images.clean(photo), street_id=place.street_id, estate_id=place.pk, user_id=by.actor_user_id
    )


@transaction.atomic
def start_concern(estate: Estate, *, photo: bytes | None, by: Residency) -> Concern:
    """Return a new draft that keeps the photo, so that no later step can lose it.

    Raises NotAllowed, ImageRefused.
    """
    if not rules.may_report(by, estate):
        raise NotAllowed(needed="本小区居民")
    concern = Concern.objects.create(
        street_id=estate.street_id,
        estate_id=estate.pk,
        residency=by,
        person_id=by.person_id,
        unit_id=by.unit_id,
        photo=keep(photo, estate, by=by) if photo else None,
    )
    record("projects.concern_started", concern, by=by)
    return concern


@transaction.atomic
def describe_concern(
    concern: Concern, *, building: Building | None, place: str, words: str, by: Residency
) -> Concern:
    """Return the draft with where and what. Raises NotAllowed, ConcernNotOpen, ConcernIncomplete."""
    concern = _own_draft(concern, by)
    concern.building, concern.place, concern.words = building, place.strip(), words.strip()
    _refuse_incomplete(concern)
    concern.save(update_fields=["building", "place", "words"])
    record("projects.concern_described", concern, by=by)
    return concern


@transaction.atomic
def file_concern(concern: Concern, *, by: Residency) -> Concern:
    """Return the concern, now before committee and community.

    Raises NotAllowed, ConcernNotOpen, ConcernIncomplete.
    """
    concern = _own_draft(concern, by)
    _refuse_incomplete(concern)
    concern.filed_at = clock.now()
    move(concern, Concern.State.FILED, update_fields=("filed_at",))
    record("projects.concern_filed", concern, by=by)
    return concern


@transaction.atomic
def publish_concern(concern: Concern, *, place: str, words: str, photo_shown: bool, by: Post) -> Concern:
    """Return the concern, readable by neighbours in the words given here.

    ``photo_shown`` says that somebody looked at the photo for faces, plates and doors. Raises NotAllowed,
    StateRefused, ConcernIncomplete, NumbersInText. Source: issue C1; domain.md §4.4.
    """
    concern = _looked_over(concern, by)
    concern.public_place = public_text(place, "place")
    concern.public_words = public_text(words, "words")
    missing = [
        label for label, text in (("位置", concern.public_place), ("情况", concern.public_words)) if not text
    ]
    if missing:
        raise errors.ConcernIncomplete(field="words", missing="和".join(missing))
    concern.photo_shown = bool(photo_shown and concern.photo_id)
    fields = ("public_place", "public_words", "photo_shown", "reviewed_by_id", "reviewed_at")
    move(concern, Concern.State.PUBLISHED, update_fields=fields)
    record("projects.concern_published", concern, by=by, photo_shown=concern.photo_shown)
    return concern


@transaction.atomic
def decline_concern(concern: Concern, *, reason: str, by: Post) -> Concern:
    """Return the concern, kept from the neighbours for a reason its reporter reads.

    Raises NotAllowed, StateRefused, ReasonRequired, NumbersInText.
    """
    concern = _looked_over(concern, by)
    concern.decline_reason = reason_text(reason)
    fields = ("decline_reason", "reviewed_by_id", "reviewed_at")
    move(concern, Concern.State.DECLINED, update_fields=fields)
    record("projects.concern_declined", concern, by=by)
    return concern


@transaction.atomic
def support_concern(concern: Concern, *, by: Residency) -> ConcernSupport:
    """Return 我家也有 of the home of ``by``, once per unit.

    Raises NotAllowed, ConcernNotOpen, OwnConcern, AlreadySupported. Source: issue C1.
    """
    concern = _open_to_neighbours(concern, by)
    if concern.unit_id == by.unit_id:
        raise errors.OwnConcern
    support, made = ConcernSupport.objects.get_or_create(
        street_id=concern.street_id,
        estate_id=concern.estate_id,
        concern=concern,
        unit_id=by.unit_id,
        defaults={"person_id": by.person_id},
    )
    if not made:
        raise errors.AlreadySupported
    record("projects.concern_supported", concern, by=by, unit=by.unit_id)
    return support


@transaction.atomic
def withdraw_support(concern: Concern, *, by: Residency) -> None:
    """Take the home's 我家也有 back. Raises NotAllowed, ConcernNotOpen, NotSupported."""
    concern = _open_to_neighbours(concern, by)
    deleted, _ = ConcernSupport.objects.filter(concern=concern, unit_id=by.unit_id).delete()
    if not deleted:
        raise errors.NotSupported
    record("projects.support_withdrawn", concern, by=by, unit=by.unit_id)


@transaction.atomic
def resolve_concern(concern: Concern, *, words: str, photo: bytes | None = None, by: Post) -> Concern:
    """Return the concern, resolved as ``words`` and the photo show: a small matter needs no project.

    Raises NotAllowed, ConcernNotOpen, ReasonRequired, NumbersInText, ImageRefused.
    """
    concern = _locked(concern)
    if not rules.may_look_over(by, concern.estate):
        raise NotAllowed(needed=LOOKERS)
    if concern.state != Concern.State.PUBLISHED:
        raise errors.ConcernNotOpen(current=concern.get_state_display())
    return mark_resolved(concern, words=words, photo=photo, by=by)


def mark_resolved(concern: Concern, *, words: str, photo: bytes | None, by: Post) -> Concern:
    """Move a locked concern to RESOLVED with its proof; the caller has asked who may."""
    concern.resolution = reason_text(words, "words")
    concern.proof = keep(photo, concern.estate, by=by) if photo else None
    concern.resolved_at, concern.resolved_by = clock.now(), by
    fields = ("resolution", "proof_id", "resolved_at", "resolved_by_id")
    move(concern, Concern.State.RESOLVED, update_fields=fields)
    record("projects.concern_resolved", concern, by=by, has_photo=photo is not None)
    return concern


def _locked(concern: Concern) -> Concern:
    rows = Concern.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("estate").get(pk=concern.pk)


def _own_draft(concern: Concern, by: Residency) -> Concern:
    concern = _locked(concern)
    if not (rules.is_reporter(by, concern) and rules.may_report(by, concern.estate)):
        raise NotAllowed(needed="反映人本人")
    if concern.state != Concern.State.DRAFT:
        raise errors.ConcernNotOpen(current=concern.get_state_display())
    return concern


def _looked_over(concern: Concern, by: Post) -> Concern:
    concern = _locked(concern)
    if not rules.may_look_over(by, concern.estate):
        raise NotAllowed(needed=LOOKERS)
    concern.reviewed_by, concern.reviewed_at = by, clock.now()
    return concern


def _open_to_neighbours(concern: Concern, by: Residency) -> Concern:
    concern = _locked(concern)
    if not rules.may_report(by, concern.estate):
        raise NotAllowed(needed="本小区居民")
    if concern.state != Concern.State.PUBLISHED:
        raise errors.ConcernNotOpen(current=concern.get_state_display())
    return concern


def _refuse_incomplete(concern: Concern) -> None:
    missing = [
        (name, label) for name, label in (("place", "位置"), ("words", "情况")) if not getattr(concern, name)
    ]
    if missing:
        raise errors.ConcernIncomplete(field=missing[0][0], missing="和".join(label for _, label in missing))
