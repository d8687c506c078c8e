"""Refusals about sign-ins."""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid


class TokenNameTooLong(Invalid):
    """A token's name says more than there is room for."""

    field = "name"
    message = _("令牌的名称最多 {most} 个字。")


class TokenTermImpossible(Invalid):
    """A token would count for no day, or for longer than anybody remembers it."""

    field = "days"
    message = _("令牌的有效期要在 1 到 {most} 天之间。")
