"""Refusals of notices and objections."""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Refused


class PersonalNumbers(Invalid):
    """What is to be published holds an ID, card or mobile number of a person."""

    message = _("这份内容里有个人号码，不能公布：{places}。")
    hint = _("请删去或打码（例如 138****1234）后再试。")


class NothingToPublish(Invalid):
    """A notice without title or text."""

    message = _("公示缺少标题或正文。")
    hint = _("请补全后再公布。")


class ReasonMissing(Invalid):
    """A withdrawal must say why."""

    message = _("撤回公示必须写明原因。")
    hint = _("原因会和公示一起留存，居民能看到。")


class NoObjectionsHere(Refused):
    """A 公告 or 通知 has no period in which one could object."""

    message = _("这份{kind}没有公示期，不收异议。")
    hint = _("有意见请联系物管委，或拨打监督电话。")


class ObjectionTimeOver(Refused):
    """The notice is not, or no longer, in its period."""

    message = _("这份公示的异议期已经结束，不能再提异议。")
    hint = _("仍有疑问请联系物管委，或拨打街道监督电话。")


class AlreadyObjected(Refused):
    """A home objects once to a notice."""

    message = _("您家已经对这份公示提过异议，每户只提一次。")
    hint = _("请在公示页面查看答复。")


class AlreadyAnswered(Refused):
    """A reply stands as it was given."""

    message = _("这条异议已经答复，不能再改。")
    hint = _("请刷新页面查看答复。")


class OwnObjection(Refused):
    """Nobody replies to their own objection."""

    message = _("您不能答复自己提出的异议。")
    hint = _("请物管委其他委员或社区工作人员答复。")
    status = 403


class TextMissing(Invalid):
    """An objection or a reply without words."""

    message = _("请写明内容。")


class TextTooLong(Invalid):
    """An objection or a reply longer than can be printed beside the notice."""

    message = _("内容太长，最多 {limit} 个字。")
    hint = _("请写得简短些；材料可以交给物管委。")
