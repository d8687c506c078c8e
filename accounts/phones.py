"""Another number for one's own sign-in, while the old one still receives: shown by a code to the new one."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.module_loading import import_string

from accounts import codes, devices, sms
from accounts.errors import CodeRefused, PhoneNotFree, PhoneUnchanged
from accounts.models import User
from accounts.services import note_try
from core.masking import mask_phone

PURPOSE = "phone"


def ask_for_phone(request: HttpRequest, phone: str) -> codes.Sent:
    """Send a code to the new number. Raises PhoneUnchanged, PhoneNotFree, CodesTooMany."""
    user: User = request.user  # type: ignore[assignment]
    if phone == user.phone:
        raise PhoneUnchanged
    if User.objects.filter(phone=phone).exists():
        raise PhoneNotFree
    return codes.send_code(request, PURPOSE, phone, user)


def change_phone(request: HttpRequest, typed: str) -> str:
    """Return the new number once its code came back; every other session ends, and the old number is told.

    Raises CodeRefused, TriesTooMany, PhoneNotFree.
    """
    with note_try(request, request.user):  # type: ignore[arg-type]
        phone = codes.take_code(request, PURPOSE, typed).phone
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=request.user.pk)
        old = user.phone
        if old == phone:
            raise CodeRefused
        _keep(user, phone)
        import_string(settings.PHONE_FOLLOWED_BY)(user.pk, old, phone)
        devices.end_others(user, request)
    devices.rotate(request)
    words = f"【同心】您的登录手机号已改为 {mask_phone(phone)}。不是您本人改的，请马上打电话给社区。"
    sms.sender().send(old, words)
    return phone


def _keep(user: User, phone: str) -> None:
    user.phone, user.phone_verified = phone, True
    try:
        with transaction.atomic():
            user.save(update_fields=["phone", "phone_verified"])
    except IntegrityError:
        raise PhoneNotFree from None
