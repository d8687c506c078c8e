"""Refusals: why something may not be done, as a value that a page, the API and a task can all say.

One subclass per rule, in the ``errors.py`` of the app that owns the rule. The class name is the broken rule
(``AlreadyVoted``), its ``code`` is the same in snake_case and never changes once the API has published it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


class Refused(Exception):
    """A rule said no; everything is as it was before.

    ``message`` says what is wrong and ``hint`` what to do now, both in Chinese, both with ``{name}`` places
    that the keyword arguments fill. Filling happens when the refusal is raised, in the reader's language,
    so that a missing detail fails in the test of the rule and not while the refusal page is being drawn.

    ``heading`` stands above it on the page of its own, where the usual one does not fit.

    ``field`` names what was filled in that the rule is about. A form shows such a refusal at that field and
    keeps everything typed (``core.web.taken``); without one the refusal has a page of its own.
    """

    code: str = "refused"
    heading: Text = ""
    message: Text = _("这一步现在不能办。")
    hint: Text = ""
    field: str = ""
    status: int = 409

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            cls.code = _snake_case(cls.__name__)

    def __init__(self, **details: Any) -> None:
        self.details = details
        self.message = str(type(self).message).format(**details)
        self.hint = str(type(self).hint).format(**details)
        super().__init__(self.message)

    def __reduce__(self) -> tuple[Callable[..., Refused], tuple[Any, ...]]:
        """Let a refusal cross a process border (Celery, test workers) with its details."""
        return _rebuild, (type(self), self.details)

    @property
    def is_about_what_was_typed(self) -> bool:
        """Whether a form can say it: correcting what was filled in is what helps."""
        return bool(self.field)

    def as_json(self) -> dict[str, str]:
        """Return the body of the API's refusal."""
        return {"code": self.code, "message": str(self.message), "hint": str(self.hint)}


class NotAllowed(Refused):
    """Somebody inside lacks the capacity for this; ``needed`` names it in Chinese."""

    message = _("此操作需要：{needed}")
    hint = _("请换用有这个身份的账号登录，或请有这个身份的人来办。")
    status = 403
    needed: Text = _("相应的身份")

    def __init__(self, **details: Any) -> None:
        details.setdefault("needed", self.needed)
        super().__init__(**details)
        self.needed = str(details["needed"])


class NotUnderstood(Refused):
    """The request can't be read: too many fields, too many bytes, or a host that is not ours."""

    message = _("这个请求收不下。")
    hint = _("内容可能太长，或者网址不对。请改短再试。")
    status = 400


class NotFoundHere(Refused):
    """Nothing of that name is here, or the asker is not to know that there is."""

    message = _("没有找到这一页或这条记录。")
    hint = _("可能是网址不完整，或内容已经撤下。请回到首页重新查找。")
    status = 404


class StateRefused(Refused):
    """The thing is not in a state from which this move exists, or somebody else has just moved it."""

    message = _("现在是“{current}”，不能改为“{wanted}”。")
    hint = _("可能刚刚有人办理过。请刷新页面，看看最新进展。")


class BodyTooLarge(Refused):
    """What was sent is larger than anything a page of ours sends."""

    message = _("发送的内容太大，没有接收。")
    hint = _("一次只传一张照片或一个文件，最大 15 MB。")
    status = 413


class OurMistake(Refused):
    """Something broke on our side; said to programs only, people have a page."""

    code = "our_mistake"
    message = _("系统出错了，不是您的问题。")
    hint = _("请过几分钟再试；用同一个 Idempotency-Key 重试不会办两次。")
    status = 500


class Invalid(Refused):
    """Something filled in cannot be read; ``field`` is the name of the form field or API key."""

    message = _("填写的内容有误：{reason}")
    status = 422
    reason: Text = _("请核对后重新填写。")

    def __init__(self, *, field: str = "", **details: Any) -> None:
        details.setdefault("reason", self.reason)
        self.field = field or type(self).field
        super().__init__(field=field, **details)

    @property
    def is_about_what_was_typed(self) -> bool:
        """Whether a form can say it: always, above the form where no field is named."""
        return True

    def as_json(self) -> dict[str, str]:
        """Return the body of the API's refusal, with the field that has to be corrected."""
        return {**super().as_json(), "field": self.field}


class AmountUnreadable(Invalid):
    """The text is not an amount of yuan."""

    message = _("看不懂这个金额。")
    hint = _("请只写数字，例如 18600 或 1,234.50；不要写“万”，三万请写成 30000。")


class AmountTooFine(Invalid):
    """The amount has parts smaller than one fen."""

    message = _("金额最多写到分，也就是小数点后两位。")
    hint = _("例如 12.34。请核对票据后重新填写。")


class AmountNegative(Invalid):
    """The amount is below zero where only a sum of money can stand."""

    message = _("金额不能是负数。")
    hint = _("请填写正数；退款和更正请使用相应的按钮办理。")


class AmountTooLarge(Invalid):
    """The amount is beyond anything the books can hold."""

    message = _("金额太大，系统记不下。")
    hint = _("请检查是否多写了几个零。")


class RuleOutOfBounds(Invalid):
    """A street or an estate wants a rule outside what law and programme leave open."""

    message = _("“{label}”不能这样设：{allowed}。")
    hint = _("依据：{basis}")


def all_codes() -> dict[str, tuple[type[Refused], ...]]:
    """Return every refusal class that is loaded, by code; two classes under one code are a mistake."""
    codes: dict[str, tuple[type[Refused], ...]] = {}
    for refusal in _family(Refused):
        codes[refusal.code] = (*codes.get(refusal.code, ()), refusal)
    return codes


def _family(refusal: type[Refused]) -> Iterator[type[Refused]]:
    yield refusal
    for child in refusal.__subclasses__():
        yield from _family(child)


def _rebuild(refusal: type[Refused], details: dict[str, Any]) -> Refused:
    return refusal(**details)
