"""Why the books say no."""

from django.utils.translation import gettext_lazy as _

from core.errors import Refused


class Unbalanced(Refused):
    """The legs of a transaction are fewer than two, hold a zero, or don't add up to nothing."""

    message = _("这一笔借贷不平，没有记账。")
    hint = _("请核对每一项的金额，再提交一次。")


class InsufficientFunds(Refused):
    """An account would fall below its floor; details: ``code``, ``available``, ``needed`` (whole units)."""

    message = _("“{account}”可用 {shown_available}，这次要用 {shown_needed}，不够。")
    hint = _("请减少金额，或等资金到账后再办。")


class PeriodClosed(Refused):
    """The day lies in a period whose books are closed; details: ``through``, the last closed day."""

    field = "occurred_on"
    message = _("{through.year}年{through.month}月{through.day}日及以前的账已经结清公示，不能再记。")
    hint = _("请用今天的日期记账，并在摘要里写明实际发生的日期。")


class PeriodNotOver(Refused):
    """Books can only be closed through a day that is over."""

    message = _("{through.year}年{through.month}月{through.day}日还没有过完，不能结账。")
    hint = _("请等这一天过后再结账。")


class KeyReusedInBook(Refused):
    """The key is already used in this book for something else."""

    message = _("这一笔已经记过，内容和这次不一样。")
    hint = _("请刷新页面，核对已经记下的那一笔；要更正请用红冲。")


class AlreadyReversed(Refused):
    """A transaction can be reversed once; details: ``seq``."""

    message = _("第 {seq} 笔已经红冲过，不能再红冲一次。")
    hint = _("请刷新页面，查看红冲的记录。")


class ReversalIsFinal(Refused):
    """A reversal can't itself be reversed; details: ``seq``."""

    message = _("第 {seq} 笔本身就是红冲，不能再红冲。")
    hint = _("请按实际情况重新记一笔。")


class HoldExhausted(Refused):
    """Less is left of a hold than is to be drawn or released; details: ``remaining`` and ``needed``."""

    message = _("这笔预留只剩 {shown_remaining}，办不了这一步。")
    hint = _("请刷新页面，核对预留还剩多少；不够的部分要另行批准。")
