"""Registering somebody at their door who signed for it, within a short time; they confirm or deny later."""

from datetime import timedelta

from django.db import transaction

from core import clock, images
from core.errors import NotAllowed
from estates.joining import errors, rules
from estates.joining.services.newcomers import Joining, Newcomer, settle
from estates.models import Assistance, Post, Residency, Unit
from estates.rulebook import ASSISTANCE_MINUTES
from tenancy.audit import record
from tenancy.models import Estate
from tenancy.rules import rules_in_force
from tenancy.storage import keep_photo


@transaction.atomic
def open_visit(estate: Estate, *, photo: bytes, by: Post) -> Assistance:
    """Return a visit that may register one person from now on, for as long as the rule says.

    ``photo`` is the consent as signed. Raises NotAllowed, ImageRefused.
    """
    if not rules.may_visit(by, estate):
        raise NotAllowed(needed=rules.VISITORS_IN_WORDS)
    place = {"street_id": estate.street_id, "estate_id": estate.pk}
    minutes = rules_in_force(estate.street_id, estate.pk).integer(ASSISTANCE_MINUTES)
    now = clock.now()
    visit = Assistance.objects.create(
        **place,
        helper=by,
        consent=keep_photo(images.clean(photo), user_id=by.actor_user_id, **place),
        opened_at=now,
        closes_at=now + timedelta(minutes=minutes),
    )
    record("estates.visit_opened", visit, by=by, minutes=minutes)
    return visit


@transaction.atomic
def register_on_visit(
    visit: Assistance, unit: Unit, *, name: str, tenure: Residency.Tenure, phone: str = "", by: Post
) -> Assistance:
    """Return the visit, over: the person who signed lives in ``unit`` from today, with or without a phone.

    Raises NotAllowed, VisitDone, VisitOver, OwnerUnknown, OtherNameHere, AlreadyLivesHere.
    """
    visit = Assistance.objects.select_for_update(of=("self",)).select_related("estate").get(pk=visit.pk)
    if visit.helper_id != by.pk or not rules.may_visit(by, visit.estate):
        raise NotAllowed(needed="拍这份同意书的人")
    if visit.ended_at is not None:
        raise errors.VisitDone
    if visit.closes_at <= clock.now():
        raise errors.VisitOver
    owns, source = tenure == Residency.Tenure.OWNER, Residency.Source.ASSISTED
    joining = Joining(unit=unit, name=name, tenure=tenure, source=source, phone=phone, owns=owns)
    try:
        residency = settle(joining, by=by)
    except errors.OwnerNameDiffers:
        raise errors.OwnerUnknown from None
    visit.person, visit.unit, visit.ended_at = residency.person, unit, clock.now()
    visit.done = f"登记为 {unit.label} {Residency.Tenure(tenure).label}"
    visit.save(update_fields=["person", "unit", "ended_at", "done"])
    record("estates.visit_registered", visit, by=by, residency=residency.pk, has_phone=bool(phone))
    return visit


@transaction.atomic
def confirm_visit(visit: Assistance, *, by: Newcomer) -> Assistance:
    """Return the visit, confirmed by whom it registered. Raises NotAllowed, VisitAnswered."""
    visit = _to_answer(visit, by)
    visit.confirmed_at = clock.now()
    visit.save(update_fields=["confirmed_at"])
    record("estates.visit_confirmed", visit, by=by)
    return visit


@transaction.atomic
def dispute_visit(visit: Assistance, *, objection: str, by: Newcomer) -> Assistance:
    """Return the visit, denied by whom it registered: the claim desk sees to it.

    Raises NotAllowed, VisitAnswered, ObjectionMissing.
    """
    visit = _to_answer(visit, by)
    if not objection.strip():
        raise errors.ObjectionMissing
    visit.disputed_at, visit.objection = clock.now(), objection.strip()
    visit.save(update_fields=["disputed_at", "objection"])
    record("estates.visit_disputed", visit, by=by)
    return visit


def _to_answer(visit: Assistance, by: Newcomer) -> Assistance:
    rows = Assistance.objects.select_for_update(of=("self",)).select_related("person")
    visit = rows.get(pk=visit.pk)
    if visit.person is None or visit.person.user_id != by.user.pk:
        raise NotAllowed(needed="登记的本人")
    if visit.confirmed_at or visit.disputed_at:
        raise errors.VisitAnswered
    return visit
