"""Refusals of the register."""

from django.utils.translation import gettext_lazy as _

from core.errors import Refused


class AlreadyHasAnotherSignIn(Refused):
    """A person has one sign-in."""

    message = _("这个人已经用另一个手机号登录。")
    hint = _("换手机号请走“更换手机号”。")


class PostConflict(Refused):
    """Two offices that must be held by different people."""

    message = _("这两个职务不能由同一个人担任。")
    hint = _("请另选一位，或先结束原来的职务。")


class CapacityNotHeld(Refused):
    """A request asks to act in a capacity that its sign-in does not hold here."""

    status = 403
    message = _("您在这里没有 X-Capacity 写的这个身份。")
    hint = _("可以用的身份见 /api/v1/me/。")
