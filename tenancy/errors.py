"""Refusals of the tenancy layer."""

from django.utils.translation import gettext_lazy as _

from core.errors import Refused


class KeyReused(Refused):
    """A form came again under the same key with other content."""

    message = _("这张表已经提交过一次，内容和这次不一样。")
    hint = _("请返回上一页，重新打开表单再填。")


class KeyMissing(Refused):
    """A form came without its key."""

    status = 400
    message = _("这张表已经过期。")
    hint = _("请返回上一页，刷新后再提交。")


class JobNotFailed(Refused):
    """Only a failed job may be started again by hand."""

    message = _("这个任务没有失败，不用重试。")
    hint = _("请刷新页面看最新进度。")


class IdempotencyKeyMissing(Refused):
    """A POST of the API came without its key, or with one that is spelled otherwise."""

    status = 400
    message = _("POST 请求要带 Idempotency-Key 头。")
    hint = _("每次新的操作用一个新的值：1 到 64 个字母、数字、- 或 _。重试时用同一个值。")


class IdempotencyKeyReused(Refused):
    """A POST of the API came again under the same key with other content, or from somebody else."""

    message = _("这个 Idempotency-Key 已经用过，内容和这次不一样。")
    hint = _("新的操作请换一个新的值。")
