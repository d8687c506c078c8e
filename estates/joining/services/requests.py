"""Asking to join with a proof, and deciding about it."""

from django.db import transaction

from accounts.models import User
from core import clock, images
from core.errors import NotAllowed
from core.states import move
from estates.joining import errors, rules
from estates.joining.services.newcomers import Joining, Newcomer, settle
from estates.models import Building, JoinRequest, Person, Post, Residency, Unit
from tenancy.audit import record
from tenancy.models import Estate, Membership
from tenancy.storage import keep_photo

State = JoinRequest.State


def unit_at(estate: Estate, *, building: Building, entrance: str, door: str) -> Unit:
    """Return the unit of the register at an address, as people write it: 2单元, 501室.

    Raises UnitUnknown.
    """
    units = Unit.objects.in_force().filter(estate=estate, building=building)
    place = {"entrance": entrance.strip().removesuffix("单元"), "door": door.strip().removesuffix("室")}
    found = units.filter(**place).select_related("building", "estate").first()
    if found is None:
        raise errors.UnitUnknown
    return found


@transaction.atomic
def file_request(
    unit: Unit, *, name: str, tenure: Residency.Tenure, owns: bool, photo: bytes, by: Newcomer
) -> JoinRequest:
    """Return the request of a sign-in to be registered in a unit, with the photo that proves it.

    Raises AlreadyAsked, OtherNameHere, AlreadyLivesHere, ImageRefused.
    """
    # The lock puts two requests of one sign-in one after the other.
    User.objects.select_for_update().only("pk").get(pk=by.user.pk)
    if JoinRequest.objects.filter(estate_id=unit.estate_id, user=by.user, state=State.FILED).exists():
        raise errors.AlreadyAsked
    _refuse_known(unit, name, by.user)
    place = {"street_id": unit.street_id, "estate_id": unit.estate_id}
    request = JoinRequest.objects.create(
        **place,
        user=by.user,
        name=name,
        unit=unit,
        tenure=tenure,
        owns=owns or tenure == Residency.Tenure.OWNER,
        proof=keep_photo(images.clean(photo), user_id=by.user.pk, **place),
    )
    # Without it the applicant would not find the way back from 我的.
    Membership.objects.get_or_create(street_id=unit.street_id, estate_id=unit.estate_id, user=by.user)
    record("estates.join_requested", request, by=by, unit=unit.pk, tenure=tenure)
    return request


def _refuse_known(unit: Unit, name: str, user: User) -> None:
    known = Person.objects.filter(estate_id=unit.estate_id, user=user).first()
    if known is None:
        return
    if known.name != name:
        raise errors.OtherNameHere
    lives = Residency.objects.in_force().filter(unit=unit, person=known, verified_at__isnull=False)
    if lives.exists():
        raise errors.AlreadyLivesHere


@transaction.atomic
def accept_request(request: JoinRequest, *, by: Post) -> JoinRequest:
    """Return the request, accepted: its sign-in is that of a person who lives in the unit.

    Who says to own it becomes the owner of that name in the register, never a new owner. Raises NotAllowed,
    OwnRequest, StateRefused, OwnerNotInRegister, OtherNameHere, AlreadyLivesHere.
    """
    request = _to_decide(request, by)
    move(request, State.ACCEPTED, update_fields=("decided_at", "decided_by_id"))
    joining = Joining(
        unit=request.unit,
        name=request.name,
        tenure=Residency.Tenure(request.tenure),
        source=Residency.Source.REQUEST,
        phone=request.user.phone,
        owns=request.owns,
    )
    try:
        request.residency = settle(joining, by=by)
    except errors.OwnerNameDiffers:
        raise errors.OwnerNotInRegister from None
    request.save(update_fields=["residency"])
    record("estates.join_accepted", request, by=by, residency=request.residency_id)
    return request


@transaction.atomic
def refuse_request(request: JoinRequest, *, reason: str, by: Post) -> JoinRequest:
    """Return the request, refused for a reason that the applicant reads.

    Raises NotAllowed, OwnRequest, StateRefused, ReasonMissing.
    """
    request = _to_decide(request, by)
    if not reason.strip():
        raise errors.ReasonMissing
    request.reason = reason.strip()
    move(request, State.REFUSED, update_fields=("decided_at", "decided_by_id", "reason"))
    record("estates.join_refused", request, by=by)
    return request


@transaction.atomic
def withdraw_request(request: JoinRequest, *, by: Newcomer) -> JoinRequest:
    """Return the request, taken back by who made it. Raises NotAllowed, StateRefused."""
    if request.user_id != by.user.pk:
        raise NotAllowed(needed="申请人本人")
    move(request, State.WITHDRAWN)
    if not Person.objects.filter(estate_id=request.estate_id, user=by.user).exists():
        Membership.objects.filter(estate_id=request.estate_id, user=by.user).delete()
    record("estates.join_withdrawn", request, by=by)
    return request


def _to_decide(request: JoinRequest, by: Post) -> JoinRequest:
    """Return the request, locked, ready to be decided by ``by``. Raises NotAllowed, OwnRequest."""
    rows = JoinRequest.objects.select_for_update(of=("self",))
    request = rows.select_related("unit__building", "unit__estate", "estate", "user").get(pk=request.pk)
    if not rules.may_decide(by, request.estate):
        raise NotAllowed(needed=rules.DECIDERS_IN_WORDS)
    if by.person.user_id == request.user_id:
        raise errors.OwnRequest
    request.decided_at, request.decided_by = clock.now(), by
    return request
