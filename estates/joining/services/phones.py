"""Another phone for somebody whose old number is gone: one official asks, another one agrees."""

from django.db import IntegrityError, transaction

from accounts import sms
from accounts.devices import end_all
from accounts.models import User
from accounts.services import revoke_tokens
from core import clock, images
from core.errors import NotAllowed
from core.masking import mask_phone
from core.states import move
from estates.joining import errors
from estates.models import Person, PhoneChange, Post
from estates.rules import KEEPERS_IN_WORDS, may_keep_register
from tenancy.audit import record
from tenancy.models import Estate
from tenancy.storage import keep_photo

State = PhoneChange.State


@transaction.atomic
def file_phone_change(
    estate: Estate, *, name: str, old_phone: str, phone: str, reason: str, photo: bytes, by: Post
) -> PhoneChange:
    """Return the change that ``by`` asks for after looking at who it is; ``photo`` shows that check.

    Raises NotAllowed, PersonUnknown, OwnPhone, PhoneTaken, ChangeFiledAlready, ImageRefused.
    """
    if not may_keep_register(by, estate):
        raise NotAllowed(needed=KEEPERS_IN_WORDS)
    person = _whose(estate, name, old_phone, by)
    if User.objects.filter(phone=phone).exists():
        raise errors.PhoneTaken
    if PhoneChange.objects.filter(person=person, state=State.FILED).exists():
        raise errors.ChangeFiledAlready
    place = {"street_id": estate.street_id, "estate_id": estate.pk}
    change = PhoneChange.objects.create(
        **place,
        person=person,
        phone=phone,
        proof=keep_photo(images.clean(photo), user_id=by.actor_user_id, **place),
        reason=reason.strip(),
        asked_by=by,
        asked_person=by.person,
    )
    numbers = {"old": mask_phone(old_phone), "new": mask_phone(phone)}
    record("estates.phone_change_filed", change, by=by, **numbers)
    return change


def _whose(estate: Estate, name: str, old_phone: str, by: Post) -> Person:
    """Return the person whose number is gone, locked. Raises PersonUnknown, OwnPhone."""
    rows = Person.objects.select_for_update(of=("self",)).filter(estate=estate, name=name)
    person = rows.filter(user__phone=old_phone, erased_at=None, deceased_on=None).first()
    if person is None:
        raise errors.PersonUnknown
    if person.user_id == by.actor_user_id:
        raise errors.OwnPhone
    return person


@transaction.atomic
def approve_phone_change(change: PhoneChange, *, by: Post) -> PhoneChange:
    """Return the change, done: the sign-in has the new number, and every session and token of it is ended.

    The old number is told. Raises NotAllowed, TwoPeopleNeeded, OwnPhone, StateRefused, PhoneTaken.
    """
    change = _to_decide(change, by)
    fields = ("decided_at", "decided_by_id", "decided_person_id")
    move(change, State.APPROVED, update_fields=fields)
    user = User.objects.select_for_update().get(pk=change.person.user_id)
    old = user.phone
    if User.objects.filter(phone=change.phone).exists():
        raise errors.PhoneTaken
    user.phone, user.phone_verified = change.phone, True
    # Sessions are bound to it: none that is open now counts at its next request.
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(update_fields=["phone", "phone_verified", "password"])
    except IntegrityError:
        raise errors.PhoneTaken from None
    end_all(user)
    revoke_tokens(user)
    Person.objects.filter(user=user, phone=old).update(phone=change.phone)
    numbers = {"old": mask_phone(old), "new": mask_phone(change.phone)}
    record("estates.phone_changed", change, by=by, **numbers)
    transaction.on_commit(lambda: sms.sender().send(old, _words(change)))
    return change


@transaction.atomic
def refuse_phone_change(change: PhoneChange, *, reason: str, by: Post) -> PhoneChange:
    """Return the change, refused.

    Raises NotAllowed, TwoPeopleNeeded, OwnPhone, ReasonMissing, StateRefused.
    """
    change = _to_decide(change, by)
    if not reason.strip():
        raise errors.ReasonMissing
    change.answer = reason.strip()
    fields = ("decided_at", "decided_by_id", "decided_person_id", "answer")
    move(change, State.REFUSED, update_fields=fields)
    record("estates.phone_change_refused", change, by=by)
    return change


def _to_decide(change: PhoneChange, by: Post) -> PhoneChange:
    """Return the change, locked, ready to be decided by ``by``, who is neither of the two."""
    rows = PhoneChange.objects.select_for_update(of=("self",))
    change = rows.select_related("person", "asked_person", "estate").get(pk=change.pk)
    if change.estate is None or not may_keep_register(by, change.estate):
        raise NotAllowed(needed=KEEPERS_IN_WORDS)
    asked = change.asked_person
    if by.person_id == asked.pk or (by.actor_user_id and by.actor_user_id == asked.user_id):
        raise errors.TwoPeopleNeeded
    if by.actor_user_id and by.actor_user_id == change.person.user_id:
        raise errors.OwnPhone
    change.decided_at, change.decided_by, change.decided_person = clock.now(), by, by.person
    return change


def _words(change: PhoneChange) -> str:
    return f"【同心】您的登录手机号已换成 {mask_phone(change.phone)}。不是您办的，请马上打电话给社区。"
