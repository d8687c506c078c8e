"""Refusals about sign-ins."""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid


class TokenTermImpossible(Invalid):
    """A token would count for no day, or for longer than anybody remembers it."""

    field = "days"
    message = _("令牌的有效期要在 1 到 {most} 天之间。")
